package oneseller_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/domain/invoice"
	"kaipiao/provider"
	"kaipiao/provider/aggregator"
	"kaipiao/provider/oneseller"
	"kaipiao/provider/providertest"
	"kaipiao/sandbox/sandboxtest"
)

// Nothing is issued, reversed or asked in the name of a seller whose account it is not; it is an error, and never a refusal (I4).
func TestI4AnAccountIsOnesSellersAlone(t *testing.T) {
	sandbox := sandboxtest.Start(t, "")
	ours := aggregator.New(aggregator.Config{BaseURL: sandbox.URL + "/provider"})
	client := oneseller.Only("91440300MA5FAKE00D", ours)
	document := providertest.Document(providertest.NewSerial(), providertest.Seller)
	red := providertest.Reversal(document, provider.Key{Number: "26112000000000000001"})
	for call, err := range map[string]error{
		"submit": second(client.Submit(t.Context(), document)), "reverse": second(client.RequestRed(t.Context(), red)),
		"stand": second(client.Standing(t.Context(), providertest.Seller.TaxpayerID)),
		"code":  second(client.LoginCode(t.Context(), providertest.Seller.TaxpayerID)),
	} {
		require.ErrorIs(t, err, oneseller.ErrOtherSeller, call)
		require.NotContains(t, err.Error(), providertest.Seller.TaxpayerID)
	}
	require.Empty(t, sandbox.Issued(t))

	client = oneseller.Only(providertest.Seller.TaxpayerID, ours)
	require.Equal(t, ours.Capabilities(), client.Capabilities())
	_, err := client.ReserveNumber(t.Context(), document)
	require.NoError(t, err)
	answer, err := client.Submit(t.Context(), document)
	require.NoError(t, err)
	require.Equal(t, provider.Pending, answer.State)
	stands, err := client.Standing(t.Context(), providertest.Seller.TaxpayerID)
	require.NoError(t, err)
	require.Equal(t, invoice.SessionOK, stands.Session)
	require.ErrorIs(t, second(client.LoginCode(t.Context(), providertest.Seller.TaxpayerID)), provider.ErrNotOffered)
	require.Equal(t, provider.Pending, first(client.RequestRed(t.Context(), red)).State)
}

func first[Value any](value Value, _ error) Value { return value }

func second[Value any](_ Value, err error) error { return err }
