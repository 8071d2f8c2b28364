package api_test

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// L8, L9, L10: the plan says what is short in each code, which records clear it, oldest first, and what is left then; an application that follows it
// goes as the plan says.
func TestL10ThePlanSaysHowToGetRidOfWhatIsOutstanding(t *testing.T) {
	s := newService(t)
	s.account("acct")
	s.consumed(bill("old", "acct", "1000.00"))
	plan := func() object { return s.must(customer, get, "/v1/accounts/acct/offset-plan", nil) }
	require.Equal(t, object{"outstanding": "0.00", "short": "0.00", "left_to_invoice": "1000.00", "by_tax_code": []any{}, "reversals": []any{}}, plan())
	// given 500.00 outstanding of an invoice over 1,000.00, and 300.00 of new consumption of the code and as much of another one
	id := s.approved(s.applied("first", eInvoice("1000.00")))[0]
	s.issued(id, "26110000000000000001")
	require.Equal(t, 200, s.refund("r1", "old", "500.00").status)
	s.consumed(bill("new", "acct", "300.00"), with(bill("other", "acct", "300.00"), object{"tax_code": "3040201010000000000"}))
	shown := plan()
	require.Equal(t, []any{"500.00", "200.00", "0.00"}, []any{shown["outstanding"], shown["short"], shown["left_to_invoice"]})
	code := shown["by_tax_code"].([]any)[0].(object)
	require.Equal(t, []any{"500.00", "300.00", "200.00"}, []any{code["outstanding"], code["clearable"], code["short"]})
	require.Equal(t, []any{object{
		"invoice": id, "number": "26110000000000000001", "medium": "electronic", "status": "issued", "amount": "1000.00", "clears": "500.00",
	}}, shown["reversals"])
	require.Equal(t, "outstanding_not_covered", s.call(customer, post, "/v1/accounts/acct/applications", eInvoice("300.00"), "Idempotency-Key", "short").code())
	// when 500.00 more of the code come, 300.00 and the other code's 300.00 are left
	s.consumed(bill("newer", "acct", "500.00"))
	shown = plan()
	require.Equal(t, []any{"500.00", "0.00", "600.00"}, []any{shown["outstanding"], shown["short"], shown["left_to_invoice"]})
	var clears []any
	for _, record := range shown["by_tax_code"].([]any)[0].(object)["clears"].([]any) {
		clears = append(clears, record.(object)["consumption"], record.(object)["amount"])
	}
	require.Equal(t, []any{"new", "300.00", "newer", "200.00"}, clears)
	a := s.must(customer, post, "/v1/accounts/acct/applications/preview", eInvoice("1100.00"))
	require.Equal(t, []any{"500.00", shown["left_to_invoice"]}, []any{a["offset"], a["total"]})
	// a reversal clears it too
	require.Equal(t, 404, s.call(stranger, get, "/v1/accounts/acct/offset-plan", nil).status)
	require.Empty(t, s.must(customer, get, "/v1/accounts/acct/offset-plan?seller=isv-1", nil)["by_tax_code"])
}
