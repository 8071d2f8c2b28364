package api_test

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/domain/ids"
	"kaipiao/domain/message"
	"kaipiao/domain/promise"
)

// sale is what the vendor isv-1 sold, delivered long enough ago to be invoiced (L5).
func sale(id, cash string) object {
	return with(bill(id, "acct", cash), object{"seller": "isv-1", "product": "建站软件", "delivered_at": stamp("2026-09-10 16:20:00")})
}

// sold is an e-invoice of the account "acct" in the vendor's queue.
func (s *service) sold(key, amount string) string {
	s.t.Helper()
	s.consumed(sale("sale-"+key, amount))
	return s.approved(s.applied("sale-"+key, with(eInvoice(amount), object{"seller": "isv-1"})))[0]
}

// soldOnPaper is one on paper.
func (s *service) soldOnPaper(key, amount string) string {
	s.t.Helper()
	s.consumed(sale("sale-"+key, amount))
	return s.approved(s.applied("sale-"+key, with(onPaper(amount), object{"seller": "isv-1"})))[0]
}

func issuedAs(number, on string) object { return object{"number": number, "issued_on": on} }

func (s *service) putFile(id, format, content string) answer {
	s.t.Helper()
	return sample{who: vendor, raw: content}.send(s, http.MethodPut, "/v1/invoices/"+id+"/files/"+format)
}

const (
	number1 = "26110000000000000001"
	number2 = "26110000000000000002"
)

// I8, I6, L5: a vendor completes an e-invoice with its number and its file. Saying the same again changes nothing, and what
// is said differently is refused. The platform's amounts are not touched by any of it.
func TestI8AVendorCompletesAnEInvoice(t *testing.T) {
	s := newService(t)
	s.account("acct")
	s.consumed(bill("ours", "acct", "300.00"))
	ours := s.balance("")
	id := s.sold("k", "1060.00")
	path := "/v1/invoices/" + id
	get := func() object { return s.must(customer, http.MethodGet, path, nil) }
	require.Equal(t, []any{"approved", "vendor", "2026-09-19T07:00:00Z"}, []any{get()["status"], get()["waiting_for"], get()["due_at"]})
	require.Equal(t, "1060.00", s.balance("?seller=isv-1")["reserved"])

	s.now = at("2026-09-20 09:00:00")
	require.Equal(t, true, get()["overdue"], "the promise is the same as for everybody (I1)")
	i := s.must(vendor, http.MethodPost, path+"/issue", issuedAs(number1, "2026-09-19"))
	require.Equal(t, []any{"issued", "vendor", number1, "2026-09-19"}, []any{i["status"], i["waiting_for"], i["number"], i["issued_on"]})
	require.Equal(t, true, get()["overdue"], "the file is still owed")
	require.Nil(t, i["serial"], "our tax provider was not asked")
	require.Equal(t, "1060.00", s.balance("?seller=isv-1")["invoiced"])
	after := s.contents()
	require.Equal(t, i, s.must(vendor, http.MethodPost, path+"/issue", issuedAs(number1, "2026-09-19")))
	require.Equal(t, after, s.contents(), "the same again changes nothing")
	for _, other := range []object{issuedAs(number2, "2026-09-19"), issuedAs(number1, "2026-09-18")} {
		s.refused(http.StatusConflict, "already_issued", "", vendor, http.MethodPost, path+"/issue", other)
	}

	s.refused(http.StatusNotFound, "file_not_ready", "", customer, http.MethodGet, path+"/files/pdf", nil)
	uploaded := s.putFile(id, "pdf", pdfSaying("of the vendor"))
	require.Equal(t, http.StatusOK, uploaded.status, string(uploaded.bytes))
	require.Nil(t, uploaded.body["waiting_for"])
	require.Nil(t, uploaded.body["due_at"])
	require.Equal(t, false, get()["overdue"])
	after = s.contents()
	require.Equal(t, uploaded.body, s.putFile(id, "pdf", pdfSaying("of the vendor")).body)
	require.Equal(t, after, s.contents(), "the same again changes nothing")
	require.Len(t, s.putFile(id, "xml", "<?xml version=\"1.0\"?><Invoice/>").body["files"], 2, "other formats may follow")
	got := s.call(customer, http.MethodGet, path+"/files/pdf", nil)
	require.Equal(t, pdfSaying("of the vendor"), string(got.bytes))
	require.Contains(t, got.header.Get("Content-Disposition"), number1+".pdf")

	// every message to its workflow says that there is news, and nothing else
	require.Equal(t, ours, s.balance(when("2026-09-18 15:00:00")), "the platform's amounts are untouched")
	s.sound()
}

// I8: what a vendor cannot say of an invoice; both sides of the days between which it was issued.
func TestI8WhatAVendorCannotSay(t *testing.T) {
	s := newService(t)
	s.account("acct")
	first, second, paper := s.sold("a", "1.00"), s.sold("b", "2.00"), s.soldOnPaper("c", "3.00")
	s.now = at("2026-09-20 00:00:00")
	refuse := func(status int, code, field, id string, body object) {
		t.Helper()
		s.refused(status, code, field, vendor, http.MethodPost, "/v1/invoices/"+id+"/issue", body)
	}
	refuse(http.StatusUnprocessableEntity, "invoice_number_invalid", "number", first, issuedAs("12345678", "2026-09-18"))
	refuse(http.StatusUnprocessableEntity, "invoice_number_invalid", "number", paper, issuedAs("123456789", "2026-09-18"))
	refuse(http.StatusUnprocessableEntity, "issue_date_impossible", "issued_on", first, issuedAs(number1, "2026-09-17"))
	refuse(http.StatusUnprocessableEntity, "issue_date_impossible", "issued_on", first, issuedAs(number1, "2026-09-21"))
	refuse(http.StatusBadRequest, "invalid_request", "issued_on", first, issuedAs(number1, "2026-09-31"))
	s.must(vendor, http.MethodPost, "/v1/invoices/"+first+"/issue", issuedAs(number1, "2026-09-18"))
	refuse(http.StatusConflict, "invoice_number_taken", "number", second, issuedAs(number1, "2026-09-18"))
	s.must(vendor, http.MethodPost, "/v1/invoices/"+second+"/issue", issuedAs(number2, "2026-09-20"))
	s.must(vendor, http.MethodPost, "/v1/invoices/"+paper+"/issue", issuedAs("12345678", "2026-09-20"))
	// what a vendor types wrongly stands in nobody else's way
	s.consumed(bill("ours", "acct", "4.00"))
	s.issued(s.approved(s.applied("ours", eInvoice("4.00")))[0], number1)
	s.sound()
}

// I8: of two invoices that are said to have the same number at the same instant, one has it.
func TestI8TwoInvoicesCannotHaveOneNumber(t *testing.T) {
	s := newService(t)
	s.account("acct")
	invoices := []string{s.sold("a", "1.00"), s.sold("b", "2.00")}
	answers := make([]answer, len(invoices))
	var together sync.WaitGroup
	for n, id := range invoices {
		together.Go(func() {
			answers[n] = s.call(vendor, http.MethodPost, "/v1/invoices/"+id+"/issue", issuedAs(number1, "2026-09-18"))
		})
	}
	together.Wait()
	require.ElementsMatch(t, []int{http.StatusOK, http.StatusConflict}, []int{answers[0].status, answers[1].status})
	s.sound()
}

// I6, I8: only an issued e-invoice takes files, each is what it says, and the first of a format stays.
func TestI8WhatIsNoFileOfAnInvoice(t *testing.T) {
	s := newService(t)
	s.account("acct")
	id, paper := s.sold("a", "1.00"), s.soldOnPaper("b", "2.00")
	refuse := func(status int, code, id, format, content string) {
		t.Helper()
		before := s.contents()
		a := s.putFile(id, format, content)
		require.Equal(t, []any{status, code}, []any{a.status, a.code()}, string(a.bytes))
		require.Equal(t, before, s.contents())
	}
	refuse(http.StatusConflict, "wrong_state", id, "pdf", "%PDF-1.7")
	s.must(vendor, http.MethodPost, "/v1/invoices/"+id+"/issue", issuedAs(number1, "2026-09-18"))
	refuse(http.StatusUnprocessableEntity, "file_not_of_format", id, "pdf", "<?xml version=\"1.0\"?>")
	refuse(http.StatusUnprocessableEntity, "file_not_of_format", id, "ofd", "%PDF-1.7")
	refuse(http.StatusUnprocessableEntity, "file_not_of_format", id, "xml", "PK\x03\x04")
	refuse(http.StatusRequestEntityTooLarge, "body_too_large", id, "pdf", "%PDF-"+strings.Repeat("x", 10<<20))
	refuse(http.StatusUnprocessableEntity, "file_damaged", id, "pdf", "%PDF-1.7 and nothing more")
	refuse(http.StatusUnprocessableEntity, "file_active", id, "pdf", pdfSaying("<< /S /JavaScript >>"))
	refuse(http.StatusUnprocessableEntity, "file_active", id, "xml", `<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>`)
	refuse(http.StatusUnprocessableEntity, "file_damaged", id, "ofd", "PK\x03\x04")
	refuse(http.StatusUnprocessableEntity, "electronic_only", paper, "pdf", "%PDF-1.7")
	require.Equal(t, http.StatusOK, s.putFile(id, "pdf", pdfSaying(strings.Repeat("x", 10<<20-len(pdfSaying(""))))).status, "10 MiB exactly")
	refuse(http.StatusConflict, "file_differs", id, "pdf", pdfSaying("another"))
}

// O1, I8: a vendor sees its own invoices and what they need: the buyer, the lines, where the paper goes. It does not see whose
// account that is, how to write to it, or what others wrote about it.
func TestI8WhatAVendorSees(t *testing.T) {
	s := newService(t)
	s.account("acct")
	s.consumed(bill("ours", "acct", "5.00"))
	ours := s.approved(s.applied("ours", eInvoice("5.00")))[0]
	id := s.soldOnPaper("k", "10.00")
	list := s.must(vendor, http.MethodGet, "/v1/invoices", nil)["items"].([]any)
	require.Len(t, list, 1)
	i := s.must(vendor, http.MethodGet, "/v1/invoices/"+id, nil)
	require.Equal(t, list[0], i)
	require.Equal(t, "北京甲科技有限公司", i["buyer"].(object)["name"])
	require.Equal(t, "建站软件", i["lines"].([]any)[0].(object)["product"])
	require.Equal(t, "上地十街10号", i["address"].(object)["street"])
	require.Empty(t, i["account"])
	require.Empty(t, s.must(otherVendor, http.MethodGet, "/v1/invoices", nil)["items"])
	for status, count := range map[string]int{"approved": 1, "issued": 0} {
		require.Len(t, s.must(vendor, http.MethodGet, "/v1/invoices?status="+status, nil)["items"], count)
	}
	for _, path := range []string{"", "/timeline", "/files/pdf"} {
		s.refused(http.StatusNotFound, "not_found", "", vendor, http.MethodGet, "/v1/invoices/"+ours+path, nil)
		s.refused(http.StatusNotFound, "not_found", "", otherVendor, http.MethodGet, "/v1/invoices/"+id+path, nil)
	}
	s.refused(http.StatusNotFound, "not_found", "", vendor, http.MethodPost, "/v1/invoices/"+ours+"/issue", issuedAs(number1, "2026-09-18"))
	s.refused(http.StatusNotFound, "not_found", "", vendor, http.MethodPost, "/v1/invoices/"+ours+"/ship", object{"tracking_number": "SF1"})
	s.consumed(sale("later", "3.00"))
	undecided := s.apply("later", with(eInvoice("3.00"), object{"seller": "isv-1"})).body["invoices"].([]any)[0].(object)["id"].(string)
	s.refused(http.StatusNotFound, "not_found", "", vendor, http.MethodPost, "/v1/invoices/"+undecided+"/issue", issuedAs(number1, "2026-09-18"))
	s.refused(http.StatusNotFound, "not_found", "", otherVendor, http.MethodPost, "/v1/invoices/"+id+"/delivered", nil)

	ticket := s.ticket("t", object{"kind": "change_address", "invoice": id, "note": "搬家了，王小明", "address": elsewhere})
	s.must(finance, http.MethodPost, "/v1/tickets/"+ticket+"/accept", object{"reason": "已与王小明核实"})
	s.must(vendor, http.MethodPost, "/v1/invoices/"+id+"/issue", issuedAs(number1, "2026-09-18"))
	timeline := s.call(vendor, http.MethodGet, "/v1/invoices/"+id+"/timeline", nil)
	for _, personal := range []string{"wang", "zhao", "王小明", "acct", "@"} {
		require.NotContains(t, string(timeline.bytes), personal)
	}
	var seen []any
	for _, e := range timeline.body["items"].([]any) {
		seen = append(seen, []any{e.(object)["what"], e.(object)["who"], e.(object)["detail"]})
	}
	require.Contains(t, seen, []any{"submitted", "customer", ""})
	require.Contains(t, seen, []any{"address_changed", "finance", ""})
	require.Contains(t, seen, []any{"waiting", "kaipiao", "vendor"})
	require.Contains(t, seen, []any{"issued", "vendor:isv", number1})
	require.Equal(t, "世纪大道1号", s.must(vendor, http.MethodGet, "/v1/invoices/"+id, nil)["address"].(object)["street"])
	require.Contains(t, string(s.call(finance, http.MethodGet, "/v1/invoices/"+id+"/timeline", nil).bytes), "王小明", "finance sees everything")
}

// I8, I2: a vendor ships what it has issued on paper.
func TestI8AVendorShipsItsPaper(t *testing.T) {
	s := newService(t)
	s.account("acct")
	id := s.soldOnPaper("k", "10.00")
	path := "/v1/invoices/" + id
	s.refused(http.StatusConflict, "wrong_state", "", vendor, http.MethodPost, path+"/ship", object{"tracking_number": "SF1"})
	i := s.must(vendor, http.MethodPost, path+"/issue", issuedAs("12345678", "2026-09-18"))
	require.Equal(t, []any{"issued", "vendor", "2026-09-21T15:59:59Z"}, []any{i["status"], i["waiting_for"], i["due_at"]},
		"shipped within three days of the day on it")
	i = s.must(vendor, http.MethodPost, path+"/ship", object{"tracking_number": "SF1", "company": "顺丰速运"})
	require.Equal(t, []any{"shipped", nil, "SF1"}, []any{i["status"], i["waiting_for"], i["courier"].(object)["tracking_number"]})
	require.Equal(t, "delivered", s.must(vendor, http.MethodPost, path+"/delivered", nil)["status"])
}

// I9: a vendor that is late is one operator task, which closes when the invoice is complete.
func TestI9ALateVendorIsOneTask(t *testing.T) {
	s, ctx := newService(t), context.Background()
	s.account("acct")
	id := s.sold("k", "1.00")
	i, err := s.register.Invoices.Invoice(ctx, ids.Invoice(id))
	require.NoError(t, err)
	missed := message.Missed{Application: i.Application, Invoice: ids.Invoice(id), Stage: promise.IssueStage, DueAt: *i.DueAt}
	s.now = s.now.Add(25 * time.Hour)
	for n, want := range []bool{true, false} {
		late, err := s.register.Promises.Miss(ctx, missed, s.now)
		require.NoError(t, err)
		require.Equal(t, want, late, n)
		require.NoError(t, s.register.Tasks.ToldOfPromise(ctx, message.WorkflowOfApplication(i.Application), promise.IssueStage, s.now))
	}
	tasks := s.must(finance, http.MethodGet, "/v1/operator-tasks?status=open", nil)["items"].([]any)
	require.Len(t, tasks, 1)
	require.Equal(t, []any{"promise", "isv-1", message.WorkflowOfApplication(i.Application)},
		[]any{tasks[0].(object)["kind"], tasks[0].(object)["seller"], tasks[0].(object)["workflow"]})
	s.must(vendor, http.MethodPost, "/v1/invoices/"+id+"/issue", issuedAs(number1, "2026-09-19"))
	require.Len(t, s.tasks("?status=open"), 1, "the file is still owed")
	require.Equal(t, http.StatusOK, s.putFile(id, "ofd", anOFD()).status)
	require.Empty(t, s.tasks("?status=open"))
}

// pdfSaying is a PDF with some words in it.
func pdfSaying(words string) string {
	head := "%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Said (" + words + ") >>\nendobj\n"
	return head + fmt.Sprintf("xref\n0 1\n0000000000 65535 f \ntrailer\n<< /Size 2 /Root 1 0 R >>\nstartxref\n%8d\n%%%%EOF\n", len(head))
}

// anOFD is an OFD file.
func anOFD() string {
	var content bytes.Buffer
	archive := zip.NewWriter(&content)
	file, err := archive.Create("OFD.xml")
	if err == nil {
		_, err = file.Write([]byte(`<?xml version="1.0" encoding="UTF-8"?><OFD/>`))
	}
	if err := errors.Join(err, archive.Close()); err != nil {
		panic(err)
	}
	return content.String()
}
