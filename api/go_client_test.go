package api_test

import (
	"errors"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/client"
	"kaipiao/domain/money"
)

// P2: the generated Go client makes the README's tour: money stays exact, and what is refused is an error with a code and both sentences.
func TestP2TheGoClientMakesTheTour(t *testing.T) {
	s, ctx := newService(t), t.Context()
	kaipiao := client.New(s.url, s.token(upstream))
	_, err := kaipiao.PutAccountsAccountWithResponse(ctx, "acme", client.AccountBody{
		Region: client.AccountBodyRegionMainland, Email: "fapiao@acme.example",
		Certification: client.Certification{Type: client.CertificationTypeEnterprise, Name: "北京甲科技有限公司", TaxpayerID: "91110108MA01A2B3CF"},
	})
	require.NoError(t, err)
	_, err = kaipiao.PostConsumptionsWithResponse(ctx, client.PostConsumptionsRequest{Items: []client.Consumption{{
		ID: "bill-1", Account: "acme", Charge: client.ConsumptionChargePostpaid, Seller: "platform", Product: "云服务器", TaxCode: "3040203000000000000",
		TaxRate: "0.06", Cash: money.MustParse("9007199254740993.01"), Coupon: money.MustParse("60.00"), PaidAt: at("2026-09-15 12:00:00"),
	}}})
	var problem *client.Problem
	require.ErrorAs(t, err, &problem)
	require.Regexp(t, `\p{Han}`, problem.DetailZH)
	require.Equal(t, []any{int64(http.StatusBadRequest), "items[0].cash"}, []any{problem.Status, problem.Errors[0].Field})
	_, err = kaipiao.PostConsumptionsWithResponse(ctx, client.PostConsumptionsRequest{Items: []client.Consumption{{
		ID: "bill-1", Account: "acme", Charge: client.ConsumptionChargePostpaid, Seller: "platform", Product: "云服务器", TaxCode: "3040203000000000000",
		TaxRate: "0.06", Cash: money.MustParse("900719925474.01"), Coupon: money.MustParse("60.00"), PaidAt: at("2026-09-15 12:00:00"),
	}}})
	require.NoError(t, err)
	balance, err := kaipiao.GetAccountsAccountInvoiceableWithResponse(ctx, "acme", nil)
	require.NoError(t, err)
	require.Equal(t, "900719925474.01", balance.JSON200.Available.String(), "no float has seen it")
	for range 2 { // the same key is the same application
		accepted, err := kaipiao.PostAccountsAccountApplicationsWithResponse(ctx, "acme",
			&client.PostAccountsAccountApplicationsParams{IdempotencyKey: "first"},
			client.ApplicationBody{Kind: client.ApplicationBodyKindOrdinary, Medium: client.ApplicationBodyMediumElectronic, Amount: new(money.MustParse("900.00"))})
		require.NoError(t, err)
		require.Equal(t, client.ApplicationStatusPendingApproval, accepted.JSON201.Status)
	}
	applications := 0
	for a, err := range client.List[client.Application](ctx, kaipiao, "/v1/accounts/acme/applications", nil) {
		require.NoError(t, err)
		require.Equal(t, "900.00", a.Total.String())
		applications++
	}
	require.Equal(t, 1, applications)
	_, err = kaipiao.GetInvoicesIDWithResponse(ctx, "no-such")
	require.True(t, client.IsCode(err, "not_found"))
	require.True(t, errors.As(err, &problem) && problem.DetailZH != "")
}
