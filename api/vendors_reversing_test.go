package api_test

import (
	"context"
	"net/http"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/office/outbox"
)

// mails are those that the register owes, by what they are about, in their order.
func (s *service) mails() (abouts []string) {
	s.t.Helper()
	rows, err := s.pool.Query(context.Background(), "select about from mails order by id")
	require.NoError(s.t, err)
	defer rows.Close()
	for rows.Next() {
		var about string
		require.NoError(s.t, rows.Scan(&about))
		abouts = append(abouts, about)
	}
	return abouts
}

func (s *service) putRed(id, reversal, format, content string) answer {
	s.t.Helper()
	return sample{who: vendor, raw: content}.send(s, http.MethodPut, "/v1/invoices/"+id+"/red/"+reversal+"/files/"+format)
}

// M5, V10: a vendor refuses an invoice of its queue: the amounts are free again, the invoice is cancelled with the reason, the customer is
// told, and the application's other invoices go on. Once it is issued, it is too late.
func TestM5AVendorRefusesAnInvoice(t *testing.T) {
	s := newService(t)
	s.account("acct")
	s.consumed(sale("six", "106.00"), with(sale("thirteen", "113.00"), object{"tax_rate": "0.13"}))
	application := s.applied("both", with(eInvoice("219.00"), object{"seller": "isv-1"}))
	invoices := s.approved(application)
	require.Len(t, invoices, 2)
	path := "/v1/invoices/" + invoices[0]
	require.Equal(t, []string{"handed_to_vendor", "handed_to_vendor", "approved"}, s.mails(), "the vendor is told of its new work")
	require.Contains(t, s.happened(invoices[0]), []any{"handed_to_vendor", "kaipiao", "isv-1"})

	s.refused(http.StatusBadRequest, "invalid_request", "reason", vendor, http.MethodPost, path+"/refuse", object{"reason": ""})
	s.refused(http.StatusNotFound, "not_found", "", otherVendor, http.MethodPost, path+"/refuse", object{"reason": "不开"})
	i := s.must(vendor, http.MethodPost, path+"/refuse", object{"reason": "购方已注销"})
	require.Equal(t, []any{"cancelled", nil}, []any{i["status"], i["waiting_for"]})
	require.Equal(t, []any{"refused_by_vendor", "vendor:isv", "购方已注销"}, last(s.happened(invoices[0])))
	require.Equal(t, "refused_by_vendor", last(s.mails()), "the customer is told")
	balance := s.balance("?seller=isv-1")
	require.Equal(t, []any{"106.00", "113.00"}, []any{balance["available"], balance["reserved"]})
	after := s.contents()
	require.Equal(t, i, s.must(vendor, http.MethodPost, path+"/refuse", object{"reason": "购方已注销"}))
	require.Equal(t, after, s.contents(), "the same again changes nothing")
	s.refused(http.StatusConflict, "wrong_state", "", vendor, http.MethodPost, path+"/refuse", object{"reason": "别的原因"})
	s.refused(http.StatusConflict, "wrong_state", "", vendor, http.MethodPost, path+"/issue", issuedAs(number1, "2026-09-18"))

	require.Equal(t, "approved", s.must(customer, http.MethodGet, "/v1/applications/"+application, nil)["status"])
	other := "/v1/invoices/" + invoices[1]
	s.must(vendor, http.MethodPost, other+"/issue", issuedAs(number1, "2026-09-18"))
	s.refused(http.StatusConflict, "already_issued", "", vendor, http.MethodPost, other+"/refuse", object{"reason": "太晚了"})
	s.sound()
}

func last[T any](list []T) T { return list[len(list)-1] }

// M5, V10, L8, L9: a refund of what a vendor has invoiced blocks the withdrawal of the balance until the vendor reports that it has reversed
// its invoice. Saying it again changes nothing; its file can be handed in, and its customer downloads it.
func TestM5AVendorReportsItsReversal(t *testing.T) {
	s := newService(t)
	s.account("acct")
	id := s.sold("k", "1060.00")
	path := "/v1/invoices/" + id
	s.refused(http.StatusConflict, "not_issued", "", vendor, http.MethodPost, path+"/reversed", issuedAs(number2, "2026-09-18"))
	s.must(vendor, http.MethodPost, path+"/issue", issuedAs(number1, "2026-09-18"))
	require.Equal(t, http.StatusOK, s.putFile(id, "pdf", pdfSaying("a vendor")).status)
	require.Equal(t, http.StatusOK, s.refund("r", "sale-k", "1060.00").status)
	require.Equal(t, false, s.balance("")["withdrawal_allowed"])

	s.now = at("2026-09-20 09:00:00")
	i := s.must(vendor, http.MethodPost, path+"/reversed", issuedAs(number2, "2026-09-19"))
	require.Equal(t, "red_issued", i["status"])
	red := i["red"].([]any)[0].(object)
	require.Equal(t, []any{"vendor", "done", number2, "2026-09-19", "-1060.00"},
		[]any{red["origin"], red["status"], red["number"], red["issued_on"], red["amount"]})
	balance := s.balance("?seller=isv-1")
	require.Equal(t, []any{"0.00", "0.00", "0.00", true}, []any{balance["invoiced"], balance["outstanding"], balance["available"], balance["withdrawal_allowed"]})
	require.Contains(t, s.happened(id), []any{"undone_by_vendor", "vendor:isv", red["id"]})
	require.Equal(t, []any{"red_issued", "vendor:isv", number2}, last(s.happened(id)))
	require.True(t, slices.ContainsFunc(s.sent(), func(m outbox.Message) bool { return m.WorkflowID == "reversal/"+id }), "by it the customer is told")
	after := s.contents()
	require.Equal(t, i, s.must(vendor, http.MethodPost, path+"/reversed", issuedAs(number2, "2026-09-19")))
	require.Equal(t, after, s.contents(), "the same again changes nothing")
	s.refused(http.StatusConflict, "already_reversed", "", vendor, http.MethodPost, path+"/reversed", issuedAs("26110000000000000003", "2026-09-19"))

	require.Equal(t, http.StatusOK, s.putRed(id, red["id"].(string), "pdf", pdfSaying("red")).status)
	got := s.call(customer, http.MethodGet, path+"/red/"+red["id"].(string)+"/files/pdf", nil)
	require.Equal(t, pdfSaying("red"), string(got.bytes))
	require.Equal(t, "file_differs", s.putRed(id, red["id"].(string), "pdf", pdfSaying("another")).code())
	require.Equal(t, "file_not_of_format", s.putRed(id, red["id"].(string), "ofd", "%PDF-1.7").code())
	require.Equal(t, "not_found", s.putRed(id, id+"-r2", "pdf", "%PDF-1.7").code())
	s.sound()
}

// M5, V2: in parts, line by line, until nothing is left.
func TestM5AVendorReversesInParts(t *testing.T) {
	s := newService(t)
	s.account("acct")
	id := s.sold("k", "106.00")
	path := "/v1/invoices/" + id + "/reversed"
	s.must(vendor, http.MethodPost, "/v1/invoices/"+id+"/issue", issuedAs(number1, "2026-09-18"))
	part := func(number, net string) object {
		return with(issuedAs(number, "2026-09-18"), object{"lines": []any{object{"line": 1, "net": net}}})
	}
	s.refused(http.StatusUnprocessableEntity, "exceeds_remaining", "lines", vendor, http.MethodPost, path, part(number2, "100.01"))
	i := s.must(vendor, http.MethodPost, path, part(number2, "40.00"))
	require.Equal(t, "partly_red_issued", i["status"])
	require.Equal(t, "42.40", s.balance("?seller=isv-1")["available"])
	require.Equal(t, i, s.must(vendor, http.MethodPost, path, part(number2, "40.00")))
	s.refused(http.StatusConflict, "invoice_number_taken", "number", vendor, http.MethodPost, path, part(number2, "41.00"))
	s.refused(http.StatusUnprocessableEntity, "exceeds_remaining", "lines", vendor, http.MethodPost, path, part("26110000000000000003", "60.01"))
	i = s.must(vendor, http.MethodPost, path, issuedAs("26110000000000000003", "2026-09-18"))
	require.Equal(t, "red_issued", i["status"])
	require.Equal(t, "106.00", s.balance("?seller=isv-1")["available"])
	s.sound()
}

// M5: what a vendor cannot report; both sides of the days between which it was issued.
func TestM5WhatAVendorCannotReport(t *testing.T) {
	s := newService(t)
	s.account("acct")
	id, paper, other := s.sold("a", "1.00"), s.soldOnPaper("b", "2.00"), s.sold("c", "3.00")
	path := func(id string) string { return "/v1/invoices/" + id + "/reversed" }
	s.now = at("2026-09-20 00:00:00")
	s.must(vendor, http.MethodPost, "/v1/invoices/"+id+"/issue", issuedAs(number1, "2026-09-19"))
	s.must(vendor, http.MethodPost, "/v1/invoices/"+paper+"/issue", issuedAs("12345678", "2026-09-19"))
	s.must(vendor, http.MethodPost, "/v1/invoices/"+other+"/issue", issuedAs(number2, "2026-09-19"))
	refuse := func(status int, code, field, id string, body object) {
		t.Helper()
		s.refused(status, code, field, vendor, http.MethodPost, path(id), body)
	}
	third := "26110000000000000003"
	refuse(http.StatusUnprocessableEntity, "red_date_impossible", "issued_on", id, issuedAs(third, "2026-09-18"))
	refuse(http.StatusUnprocessableEntity, "red_date_impossible", "issued_on", id, issuedAs(third, "2026-09-21"))
	refuse(http.StatusBadRequest, "invalid_request", "issued_on", id, issuedAs(third, "2026-09-31"))
	refuse(http.StatusUnprocessableEntity, "invoice_number_invalid", "number", id, issuedAs("12345678", "2026-09-19"))
	refuse(http.StatusConflict, "invoice_number_taken", "number", id, issuedAs(number1, "2026-09-19"))
	refuse(http.StatusUnprocessableEntity, "unknown_line", "lines", id,
		with(issuedAs(third, "2026-09-19"), object{"lines": []any{object{"line": 2, "net": "0.10"}}}))
	refuse(http.StatusUnprocessableEntity, "paper_as_a_whole", "lines", paper,
		with(issuedAs("12345679", "2026-09-19"), object{"lines": []any{object{"line": 1, "net": "0.10"}}}))
	s.refused(http.StatusNotFound, "not_found", "", otherVendor, http.MethodPost, path(id), issuedAs(third, "2026-09-19"))
	s.must(vendor, http.MethodPost, path(id), issuedAs(third, "2026-09-19"))
	refuse(http.StatusConflict, "invoice_number_taken", "number", other, issuedAs(third, "2026-09-20"))
	// a paper that is out comes to nothing as a whole, wherever it is
	s.must(vendor, http.MethodPost, "/v1/invoices/"+paper+"/ship", object{"tracking_number": "SF1"})
	require.Equal(t, "red_issued", s.must(vendor, http.MethodPost, path(paper), issuedAs("12345679", "2026-09-20"))["status"])
	// what the platform issues, no vendor reports
	s.consumed(bill("ours", "acct", "4.00"))
	ours := s.approved(s.applied("ours", eInvoice("4.00")))[0]
	s.issued(ours, "26110000000000000004")
	s.refused(http.StatusNotFound, "not_found", "", vendor, http.MethodPost, path(ours), issuedAs(third, "2026-09-20"))
	s.sound()
}
