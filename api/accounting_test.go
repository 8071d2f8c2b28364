package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/domain/accounting"
	"kaipiao/domain/ids"
	"kaipiao/domain/money"
)

// documentsOf reads a file of documents, one a line; a member that there is not is a fault.
func documentsOf(t *testing.T, content []byte) (found []accounting.Document) {
	t.Helper()
	for line := range bytes.Lines(content) {
		var one accounting.Document
		decoder := json.NewDecoder(bytes.NewReader(line))
		decoder.DisallowUnknownFields()
		require.NoError(t, decoder.Decode(&one), "%s", line)
		found = append(found, one)
	}
	return found
}

// addsUp checks that lines add up to the document, and sources to the lines (L11).
func addsUp(t *testing.T, d accounting.Document) {
	t.Helper()
	net, tax := money.Zero, money.Zero
	for _, line := range d.Lines {
		covered := money.Zero
		for _, source := range line.Sources {
			covered = covered.Add(source.Amount)
		}
		require.Equal(t, line.Gross.String(), covered.String(), "%s line %d", d.ID, line.Number)
		net, tax = net.Add(line.Net), tax.Add(line.Tax)
	}
	require.Equal(t, []string{d.Net.String(), d.Tax.String(), d.Gross.String()}, []string{net.String(), tax.String(), net.Add(tax).String()}, d.ID)
}

// P6: the file of some days has each document that was issued or red-issued on them, in that order, with what accounting books of it.
func TestP6TheFileOfDaysHasWhatAccountingBooks(t *testing.T) {
	// given issued invoices, one of them partly red-issued with a file
	s := withInvoices(t)
	s.keep(s.invoices["e"], "ofd", "PK\x03\x04 e")
	s.keep(s.invoices["e"], "pdf", "%PDF-1.7 e")
	s.now = at("2026-10-01 00:30:00")
	body := object{"reason": "return", "lines": []object{{"line": 1, "net": "50.00"}}}
	reversal := s.must(finance, post, "/v1/invoices/"+s.invoices["e"]+"/red-issue", body, "Idempotency-Key", "r")["id"].(string)
	s.redIssued(reversal, "26110000000000000099")

	// when September and October are fetched
	issued := documentsOf(t, s.fetched(finance, september("documents", "jsonl")))
	october := object{"what": "documents", "from": "2026-10-01", "to": "2026-10-01", "format": "jsonl"}
	reds := documentsOf(t, s.fetched(auditor, october))

	// then each is in its own month, whole
	require.Len(t, issued, 4)
	for n, name := range []string{"e", "p", "v", "o"} {
		require.Equal(t, s.invoices[name], issued[n].ID)
		require.Equal(t, accounting.Issued, issued[n].Event)
		addsUp(t, issued[n])
	}
	e, paper, vendors := issued[0], issued[1], issued[2]
	require.Equal(t, []string{"platform", "platform", "isv-1"}, []string{string(e.SellerID), string(paper.SellerID), string(vendors.SellerID)})
	require.Equal(t, []string{"2026-09-18", "2026-09", "106.00", "北京甲科技有限公司", s.applications["e"]},
		[]string{e.IssuedOn.String(), e.TaxMonth, e.Gross.String(), e.Buyer.Name, string(e.Application)})
	require.NotEmpty(t, e.Seller.Name)
	require.NotEmpty(t, e.Serial)
	require.Equal(t, []accounting.LineSource{{Record: "c1", Charge: "postpaid", Amount: money.MustParse("106.00")}}, e.Lines[0].Sources)
	require.Equal(t, []bool{false, true}, []bool{e.Files[0].Original, e.Files[1].Original}, "the OFD is the original")
	require.Equal(t, http.StatusOK, s.call(finance, get, e.Files[1].Href, nil).status)
	require.Equal(t, []string{"paper", "special"}, []string{string(paper.Medium), string(paper.Kind)})

	require.Len(t, reds, 1)
	red := reds[0]
	addsUp(t, red)
	require.Equal(t, []string{"document.red_issued", reversal, "red", "26110000000000000099", "-53.00", "2026-10", "2026-10-01"},
		[]string{string(red.Event), red.ID, string(red.Colour), red.Number, red.Gross.String(), red.TaxMonth, red.IssuedOn.String()})
	require.Equal(t, accounting.OriginalDocument{
		ID: e.Invoice, Number: e.Number, IssuedOn: e.IssuedOn, Reason: "return", FormNumber: "11000026110000000001",
	}, *red.Original)
	require.Equal(t, "-53.00", red.Lines[0].Sources[0].Amount.String())

	// a customer fetches its own account's, and nobody anything else as jsonl
	require.Len(t, documentsOf(t, s.fetched(customer, september("documents", "jsonl"))), 3)
	for what, format := range map[string]string{"documents": "csv", "invoices": "jsonl", "audit_pack": "jsonl"} {
		s.refused(http.StatusBadRequest, "invalid_request", "format", finance, post, "/v1/exports", september(what, format))
	}
}

// P6, V3: what accounting books of an application is read page by page as the file has it, from the issue to the void.
func TestP6WhatIsBookedOfAnApplicationIsReadAtOnce(t *testing.T) {
	// given a paper on a sheet, voided on another day of the month
	s, ctx := newService(t), context.Background()
	s.account("acct")
	s.consumed(bill("c1", "acct", "100.00"))
	application := s.applied("paper", onPaper("10.00"))
	path := "/v1/applications/" + application + "/documents"
	require.Empty(t, s.must(customer, get, path, nil)["items"])
	id := s.approved(application)[0]
	s.issued(id, "26110000000000000001")
	require.Equal(t, true, s.must(finance, post, "/v1/print-desk/sheets", object{
		"code": "110026000001", "from": "00000007", "to": "00000007", "references": []string{id},
	})["applied"])
	s.ticket("t", object{"kind": "cancel", "application": application, "note": ""})
	ticket := s.must(finance, get, "/v1/tickets", nil)["items"].([]any)[0].(object)["id"].(string)
	s.must(finance, post, "/v1/tickets/"+ticket+"/accept", nil)
	void, err := s.register.Reversals.Next(ctx, ids.Invoice(id))
	require.NoError(t, err)
	s.now = s.now.AddDate(0, 0, 3)
	require.NoError(t, s.register.Reversals.RecordReversed(ctx, void.ID, "", nil, s.now))

	// when its documents are read a page at a time
	var found []accounting.Document
	for cursor := ""; ; {
		a := s.call(upstream, get, path+"?limit=1&cursor="+cursor, nil)
		require.Equal(t, http.StatusOK, a.status, "%s", a.bytes)
		items, err := json.Marshal(a.body["items"])
		require.NoError(t, err)
		var page []accounting.Document
		require.NoError(t, json.Unmarshal(items, &page))
		found = append(found, page...)
		if a.body["next_cursor"] == nil {
			break
		}
		cursor = a.body["next_cursor"].(string)
	}

	// then there are two, and they are those of the file
	require.Len(t, found, 2)
	require.Equal(t, []accounting.Event{accounting.Issued, accounting.Voided}, []accounting.Event{found[0].Event, found[1].Event})
	require.Equal(t, &accounting.PaperSheet{Code: "110026000001", Number: "00000007"}, found[0].Sheet)
	require.Equal(t, []string{string(void.ID), "10.00", found[0].Number}, []string{found[1].ID, found[1].Gross.String(), found[1].Number})
	require.Equal(t, s.now.UTC().Format(time.RFC3339), found[1].VoidedAt.Format(time.RFC3339))
	addsUp(t, found[1])
	require.Equal(t, found, documentsOf(t, s.fetched(customer, september("documents", "jsonl"))))
	s.refused(http.StatusBadRequest, "invalid_request", "cursor", customer, get, path+"?cursor=eHg", nil)
	require.Equal(t, http.StatusNotFound, s.call(stranger, get, path, nil).status)
	require.Equal(t, http.StatusForbidden, s.call(vendor, get, path, nil).status)
}
