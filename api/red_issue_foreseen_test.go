package api_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/domain/invoice"
)

// V4, L9: what was refunded after it had been invoiced is suggested line by line, and the preview of a red-issue says what comes of it; neither
// changes anything, and what is requested then comes to the same.
func TestV4ARefundSuggestsWhatToRedIssue(t *testing.T) {
	s := newService(t)
	s.account("acct")
	s.consumed(bill("c1", "acct", "300.00"))
	s.consumed(with(bill("c2", "acct", "200.01"), object{"product": "对象存储"}))
	id := s.approved(s.applied("a", eInvoice("500.01")))[0]
	s.issued(id, "26110000000000000001")
	s.usage = &invoice.Usage{}
	path := "/v1/invoices/" + id + "/red-issue"
	told := s.must(customer, http.MethodGet, path, nil)
	require.Empty(t, told["suggested"])
	require.Len(t, told["lines"], 2)
	s.must(upstream, http.MethodPost, "/v1/refunds", object{"items": []any{
		object{"id": "r1", "consumption": "c2", "cash": "50.00", "reason": "refund", "refunded_at": stamp("2026-09-18 12:00:00")},
	}})
	before := s.contents()
	told = s.must(customer, http.MethodGet, path, nil)
	require.Equal(t, []any{object{
		"line": 2.0, "net": "47.17", "gross": "50.00", "because": []any{object{"consumption": "c2", "amount": "50.00"}},
	}}, told["suggested"])
	body := object{"reason": "return", "lines": []any{object{"line": 2, "net": "47.17"}}}
	preview := s.must(customer, http.MethodPost, path+"/preview", body)
	require.Equal(t, []any{"-47.17", "-2.83", "-50.00", "450.01", "50.00", "50.00"}, []any{
		preview["net"], preview["tax"], preview["amount"], preview["remaining"], preview["returned"], preview["clears"],
	})
	whole := s.must(customer, http.MethodPost, path+"/preview", object{"reason": "return"})
	require.Equal(t, []any{"-500.01", "0.00", "50.00"}, []any{whole["amount"], whole["remaining"], whole["clears"]})
	s.refused(http.StatusUnprocessableEntity, "exceeds_remaining", "lines", customer, http.MethodPost, path+"/preview",
		object{"reason": "return", "lines": []any{object{"line": 1, "net": "900.00"}}})
	require.Equal(t, before, s.contents(), "a preview changes nothing")
	red := s.must(customer, http.MethodPost, path, body, "Idempotency-Key", "r")
	require.Equal(t, preview["amount"], red["amount"])
	s.redIssued(red["id"].(string), "26110000000000000002")
	require.Equal(t, "0.00", s.balance("")["outstanding"], "the debt is cleared")
	require.Empty(t, s.must(customer, http.MethodGet, path, nil)["suggested"], "nothing is suggested twice")
	s.sound()
}

// A5: a customer says itself who is mailed; what was applied for before keeps its recipients, and bad addresses are refused by name.
func TestA5ACustomerSaysWhoIsMailed(t *testing.T) {
	s := newService(t)
	s.account("acct")
	s.account("other")
	s.consumed(bill("c1", "acct", "300.00"))
	const path = "/v1/accounts/acct/recipients"
	old := s.must(customer, http.MethodGet, "/v1/applications/"+s.applied("a", eInvoice("100.00")), nil)
	changed := s.must(customer, http.MethodPut, path, object{"email": "a@example.test,b@example.test"})
	require.Equal(t, "a@example.test,b@example.test", changed["email"])
	require.Equal(t, changed, s.must(customer, http.MethodGet, "/v1/accounts/acct", nil))
	require.Equal(t, old["email"], s.must(customer, http.MethodGet, "/v1/applications/"+old["id"].(string), nil)["email"])
	require.Equal(t, changed["email"], s.must(customer, http.MethodGet, "/v1/applications/"+s.applied("b", eInvoice("100.00")), nil)["email"])
	s.refused(http.StatusBadRequest, "invalid_request", "email", customer, http.MethodPut, path, object{"email": "a@example.test;b"})
	require.Equal(t, http.StatusNotFound, s.call(customer, http.MethodPut, "/v1/accounts/other/recipients", object{"email": ""}).status)
	require.Empty(t, s.must(customer, http.MethodPut, path, object{"email": ""})["email"])
}

// R2: an application's timeline says who claimed it and when, also where it has not come to an invoice.
func TestR2TheTimelineOfAnApplicationSaysWhoClaimedIt(t *testing.T) {
	s := newService(t)
	s.account("acct")
	s.consumed(bill("c1", "acct", "300.00"))
	id := s.applied("a", eInvoice("100.00"))
	s.must(finance, http.MethodPost, "/v1/applications/"+id+"/claim", nil)
	happened := s.must(customer, http.MethodGet, "/v1/applications/"+id+"/timeline", nil)["items"].([]any)
	last := happened[len(happened)-1].(object)
	require.Equal(t, []any{"claimed", finance.Actor().String()}, []any{last["what"], last["who"]})
	first := s.must(customer, http.MethodGet, "/v1/applications/"+id+"/timeline?limit=1", nil)
	require.Len(t, first["items"], 1)
	require.Equal(t, happened[1:], s.must(customer, http.MethodGet, "/v1/applications/"+id+"/timeline?cursor="+first["next_cursor"].(string), nil)["items"])
}
