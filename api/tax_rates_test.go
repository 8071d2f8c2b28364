package api_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/domain/money"
)

// M9: consumption is sold at the rates of the policy; exempt is one of them, by its word.
func TestM9OnlyTheRatesOfThePolicyAreTaken(t *testing.T) {
	s := newService(t)
	s.account("acct")
	for _, rate := range []string{"0.6", "0.9999", "0.02", "0.005", "0.0601"} {
		s.refused(http.StatusUnprocessableEntity, "tax_rate_not_in_use", "items[1].tax_rate", upstream, post, consumptions,
			items(bill("good", "acct", "1.00"), with(bill("bad", "acct", "1.00"), object{"tax_rate": rate})))
	}
	s.refused(http.StatusBadRequest, "invalid_request", "items[0].tax_rate", upstream, post, consumptions,
		items(with(bill("word", "acct", "1.00"), object{"tax_rate": "免税"})))
	for rate, shown := range map[string]string{
		"0.13": "0.13", "0.09": "0.09", "0.0600": "0.06", "0.05": "0.05", "0.03": "0.03", "0.01": "0.01", "0": "0.00", "exempt": "exempt",
	} {
		s.consumed(with(bill("at-"+rate, "acct", "1.00"), object{"tax_rate": rate}))
		records := s.must(customer, get, "/v1/accounts/acct/invoiceable/records?limit=200", nil)["items"].([]any)
		var found any
		for _, record := range records {
			if record.(object)["consumption"] == "at-"+rate {
				found = record.(object)["tax_rate"]
			}
		}
		require.Equal(t, shown, found)
	}
}

// M9: no special invoice for what bears no tax; an ordinary one, at its own rate and without tax.
func TestM9NoSpecialInvoiceForWhatBearsNoTax(t *testing.T) {
	s := newService(t)
	s.account("acct")
	s.consumed(with(bill("free", "acct", "100.00"), object{"tax_rate": "exempt"}), with(bill("zero", "acct", "100.00"), object{"tax_rate": "0"}),
		with(bill("six", "acct", "106.00"), object{"paid_at": stamp("2026-09-16 12:00:00")}))
	of := func(changes object, records ...string) object {
		return with(with(onPaper("1.00"), object{"amount": nil, "consumptions": records}), changes)
	}
	for _, records := range [][]string{{"free"}, {"zero"}, {"six", "zero"}} {
		s.refused(http.StatusUnprocessableEntity, "special_needs_tax", "kind", customer, post, applications, of(nil, records...), "Idempotency-Key", "k")
	}
	// typed as an amount, what bears no tax is the oldest here
	s.refused(http.StatusUnprocessableEntity, "special_needs_tax", "kind", customer, post, applications, onPaper("10.00"), "Idempotency-Key", "k")
	preview := s.must(customer, post, applications+"/preview", of(nil, "free"))
	require.Equal(t, "special_needs_tax", preview["blocked"].([]any)[0].(object)["code"])
	s.must(customer, post, applications, of(nil, "six"), "Idempotency-Key", "special")
	ordinary := s.must(customer, post, applications, of(object{"kind": "ordinary"}, "free", "zero"), "Idempotency-Key", "ordinary")
	rates := map[any]any{}
	for _, planned := range ordinary["invoices"].([]any) {
		rates[planned.(object)["tax_rate"]] = planned.(object)["tax"]
	}
	require.Equal(t, map[any]any{"exempt": "0.00", "0.00": "0.00"}, rates, "exempt is not at the rate 0: two invoices")
	s.sound()
	// and the register itself refuses one
	_, err := s.byHand().Exec(t.Context(), "update invoices set kind = 'special' where tax_rate = $1", money.Exempt.String())
	require.ErrorContains(t, err, "special_is_taxed")
}
