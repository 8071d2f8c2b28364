package api_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
)

// electronic is an issued e-invoice of 106.00 of the account "acct".
func (s *service) electronic() map[string]string {
	s.t.Helper()
	id := s.approved(s.applied("electronic", eInvoice("106.00")))[0]
	s.issued(id, "26110000000000000001")
	return map[string]string{"id": id}
}

// redIssued books the red document of a reversal, as the workflow does.
func (s *service) redIssued(reversal, number string) {
	s.t.Helper()
	stored, err := s.register.Reversals.Reversal(context.Background(), ids.Reversal(reversal))
	require.NoError(s.t, err)
	require.NoError(s.t, s.register.Reversals.NoteForm(context.Background(), stored.Serial, "11000026110000000001"))
	require.NoError(s.t, s.register.Reversals.RecordReversed(context.Background(), ids.Reversal(reversal), number, &s.now, s.now))
}

func (s *service) withRedFile(reversal string, format invoice.FileFormat, content string) {
	s.t.Helper()
	key := reversal + "/" + string(format)
	require.NoError(s.t, s.files.Put(context.Background(), key, []byte(content), format.ContentType()))
	require.NoError(s.t, s.register.Reversals.RecordReversalFiles(context.Background(), ids.Reversal(reversal), "", []invoice.File{{
		Format: format, SHA256: strings.Repeat("a", 64), Size: int64(len(content)), Key: key,
	}}, false, s.now))
}

// V1: the customer is told beforehand which of the two it will be, or why not.
func TestV1ThePreFlightSaysWhichWay(t *testing.T) {
	s := newService(t)
	s.account("acct")
	s.consumed(bill("c1", "acct", "300.00"))
	path := "/v1/invoices/" + s.electronic()["id"] + "/red-issue"
	told := func() object { return s.must(customer, http.MethodGet, path, nil) }
	s.refused(http.StatusServiceUnavailable, "provider_unavailable", "", customer, http.MethodGet, path, nil)
	for _, c := range []struct {
		usage  invoice.Usage
		branch string
	}{
		{invoice.Usage{}, "at_once"},
		{invoice.Usage{Used: true}, "needs_confirmation"},
		{invoice.Usage{Booked: true}, "needs_confirmation"},
		{invoice.Usage{Locked: true}, "refused"},
		{invoice.Usage{FullyRed: true}, "refused"},
	} {
		s.usage = &c.usage
		require.Equal(t, c.branch, told()["branch"])
		require.NotEmpty(t, told()["why_zh"])
	}
	s.usage = &invoice.Usage{Used: true}
	require.Contains(t, told()["why"], "within 72 hours")
	require.Equal(t, "106.00", told()["remaining"])
	// while one is under way, and when nothing is left, another is refused
	red := s.must(customer, http.MethodPost, path, object{"reason": "return"}, "Idempotency-Key", "r")
	require.Equal(t, "refused", told()["branch"])
	s.redIssued(red["id"].(string), "26110000000000000002")
	require.Equal(t, []any{"refused", "0.00"}, []any{told()["branch"], told()["remaining"]})
	paper := s.approved(s.applied("paper", onPaper("10.00")))[0]
	s.issued(paper, "26110000000000000003")
	require.Equal(t, "refused", s.must(customer, http.MethodGet, "/v1/invoices/"+paper+"/red-issue", nil)["branch"], "V3: by ticket")
	s.refused(http.StatusConflict, "paper_by_ticket", "", customer, http.MethodPost, "/v1/invoices/"+paper+"/red-issue", object{"reason": "return"},
		"Idempotency-Key", "p")
}

// Cases 49, 50 and 52 through HTTP: what is under way and what came of it is read from the invoice.
func TestV2AnInvoiceShowsItsRedInvoices(t *testing.T) {
	s := newService(t)
	s.account("acct")
	s.consumed(bill("c1", "acct", "300.00"))
	id := s.electronic()["id"]
	path := "/v1/invoices/" + id + "/red-issue"
	post := func(key string, body object) object {
		return s.must(customer, http.MethodPost, path, body, "Idempotency-Key", key)
	}
	part := post("a", object{"reason": "discount", "lines": []object{{"line": 1, "net": "50.00"}}})
	require.Equal(t, []any{"-50.00", "-3.00", "-53.00", "requested"}, []any{part["net"], part["tax"], part["amount"], part["status"]})
	s.refused(http.StatusConflict, "reversal_running", "", finance, http.MethodPost, path, object{"reason": "return"}, "Idempotency-Key", "b")
	_, err := s.register.Reversals.RecordAwaitingBuyer(context.Background(), ids.Reversal(part["id"].(string)), s.now)
	require.NoError(t, err)
	shown := s.must(customer, http.MethodGet, "/v1/invoices/"+id, nil)
	require.Equal(t, []any{"issued", "buyer_confirmation"}, []any{shown["status"], shown["waiting_for"]})
	require.Empty(t, shown["red"])
	require.Equal(t, s.now.AddDate(0, 0, 3).UTC().Format("2006-01-02T15:04:05Z"), shown["reversals"].([]any)[0].(object)["confirm_by"])
	s.redIssued(part["id"].(string), "26110000000000000002")
	shown = s.must(customer, http.MethodGet, "/v1/invoices/"+id, nil)
	require.Equal(t, []any{"partly_red_issued", nil}, []any{shown["status"], shown["waiting_for"]})
	require.Equal(t, "26110000000000000002", shown["red"].([]any)[0].(object)["number"])
	require.Equal(t, "2026-09-18", shown["red"].([]any)[0].(object)["issued_on"])
	require.Equal(t, "247.00", s.balance("")["available"])
	rest := post("e", object{"reason": "return"})
	require.Equal(t, "-53.00", rest["amount"])
	s.redIssued(rest["id"].(string), "26110000000000000004")
	require.Equal(t, "red_issued", s.must(customer, http.MethodGet, "/v1/invoices/"+id, nil)["status"])
	require.Equal(t, "300.00", s.balance("")["available"], "V4: it can be applied for again")
	s.sound()
}

// V1, V2, V3, O5: what cannot be reversed is refused with its reason, and nothing changes.
func TestV2EveryRefusalOfAReversal(t *testing.T) {
	s := newService(t)
	s.account("acct")
	s.consumed(bill("c1", "acct", "300.00"))
	id := s.electronic()["id"]
	path := "/v1/invoices/" + id + "/red-issue"
	refused := func(status int, code, field, path string, body object) {
		t.Helper()
		s.refused(status, code, field, customer, http.MethodPost, path, body, "Idempotency-Key", code)
	}
	lines := func(lines ...object) object { return object{"reason": "return", "lines": lines} }
	all := object{"reason": "return"}
	refused(http.StatusUnprocessableEntity, "unknown_line", "lines", path, lines(object{"line": 2, "net": "1.00"}))
	refused(http.StatusUnprocessableEntity, "exceeds_remaining", "lines", path, lines(object{"line": 1, "net": "100.01"}))
	refused(http.StatusBadRequest, "invalid_request", "lines[1].line", path, lines(object{"line": 1, "net": "1.00"}, object{"line": 1, "net": "1.00"}))
	refused(http.StatusBadRequest, "invalid_request", "lines[0].net", path, lines(object{"line": 1, "net": "-1.00"}))
	s.refused(http.StatusConflict, "no_reversal_running", "", customer, http.MethodPost, path+"/withdraw", nil)
	paper := s.approved(s.applied("paper", onPaper("10.00")))[0]
	refused(http.StatusConflict, "paper_by_ticket", "", "/v1/invoices/"+paper+"/red-issue", all)
	approved := s.approved(s.applied("approved", eInvoice("10.00")))[0]
	refused(http.StatusConflict, "not_issued", "", "/v1/invoices/"+approved+"/red-issue", all)
	red := s.must(finance, http.MethodPost, path, all, "Idempotency-Key", "first")["id"].(string)
	refused(http.StatusConflict, "reversal_running", "", path, lines(object{"line": 1, "net": "1.00"}))
	s.refused(http.StatusConflict, "idempotency_key_reused", "Idempotency-Key", finance, http.MethodPost, path, object{"reason": "error"},
		"Idempotency-Key", "first")
	s.redIssued(red, "26110000000000000002")
	refused(http.StatusConflict, "already_reversed", "", path, all)
}

// V4: after a reversal the customer applies again with other information, and old, red and new show each other.
func TestV4OldRedAndNewShowEachOther(t *testing.T) {
	s := newService(t)
	s.account("acct")
	s.consumed(bill("c1", "acct", "106.00"))
	old := s.electronic()["id"]
	again := with(eInvoice("106.00"), object{"replaces": old, "remark": "换开"})
	s.refused(http.StatusConflict, "not_reversed", "replaces", customer, http.MethodPost, "/v1/accounts/acct/applications", again, "Idempotency-Key", "early")
	red := s.must(customer, http.MethodPost, "/v1/invoices/"+old+"/red-issue", object{"reason": "error"}, "Idempotency-Key", "red")["id"].(string)
	s.redIssued(red, "26110000000000000002")
	s.refused(http.StatusNotFound, "not_found", "replaces", customer, http.MethodPost, "/v1/accounts/acct/applications",
		with(again, object{"replaces": "nothing-1"}), "Idempotency-Key", "nothing")
	id := s.applied("again", again)
	require.Equal(t, old, s.must(customer, http.MethodGet, "/v1/applications/"+id, nil)["replaces"])
	fresh := s.approved(id)[0]
	s.issued(fresh, "26110000000000000003")
	shown := s.must(customer, http.MethodGet, "/v1/invoices/"+fresh, nil)
	require.Equal(t, object{"invoice": old, "number": "26110000000000000001", "red": []any{"26110000000000000002"}}, shown["replaces"])
	shown = s.must(customer, http.MethodGet, "/v1/invoices/"+old, nil)
	require.Equal(t, []any{fresh}, shown["replaced_by"])
	require.Equal(t, []any{old, []any{fresh}}, []any{shown["red"].([]any)[0].(object)["invoice"], shown["red"].([]any)[0].(object)["replaced_by"]})
}

// I6: a file of a red document of ours is downloaded under its number.
func TestI6AFileOfARedDocumentIsDownloaded(t *testing.T) {
	s := newService(t)
	s.account("acct")
	s.consumed(bill("c1", "acct", "1000.00"))
	id := s.electronic()["id"]
	red := s.must(customer, http.MethodPost, "/v1/invoices/"+id+"/red-issue", object{"reason": "return"}, "Idempotency-Key", "red")["id"].(string)
	s.redIssued(red, "26110000000000000002")
	s.withRedFile(red, "pdf", "%PDF")
	got := s.call(customer, http.MethodGet, "/v1/invoices/"+id+"/red/"+red+"/files/pdf", nil)
	require.Equal(t, "%PDF", string(got.bytes))
	require.Contains(t, got.header.Get("Content-Disposition"), "26110000000000000002.pdf")
}
