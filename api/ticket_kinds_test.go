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

// whatHappened is a ticket's timeline.
func (s *service) whatHappened(ticket string) (happened []string) {
	s.t.Helper()
	for _, event := range s.must(customer, get, "/v1/tickets/"+ticket+"/timeline", nil)["items"].([]any) {
		happened = append(happened, event.(object)["what"].(string))
	}
	return happened
}

// shown is a ticket as its customer reads it.
func (s *service) shown(ticket string) object {
	s.t.Helper()
	return s.must(customer, get, "/v1/tickets/"+ticket, nil)
}

// Case 56: an ordinary paper invoice comes back with its note. Verified in the month of its issue it is voided, later
// red-issued; the ticket is done in either case, and the amount comes back when the reversal is done.
func TestCase56InItsMonthAPaperInvoiceIsVoidedAndLaterRedIssued(t *testing.T) {
	for verified, expected := range map[string]string{
		"2026-09-28 10:00:00": "void", "2026-09-30 23:59:59": "void", "2026-10-01 00:00:00": "red", "2026-10-12 10:00:00": "red",
	} {
		t.Run(verified, func(t *testing.T) {
			s := withBills(t)
			s.now = at("2026-09-10 11:00:00")
			s.consumed(with(bill("early", "acct", "100.00"), object{"paid_at": stamp("2026-09-01 12:00:00")}))
			ticket, id := s.voiding("ordinary")
			require.Equal(t, []any{"original_received", "void_note"}, s.shown(ticket)["missing"])
			require.Equal(t, "customer", s.shown(ticket)["waiting_for"])
			require.Nil(t, s.shown(ticket)["due_at"], "no clock runs while the customer has to act")
			s.now = at(verified)
			s.refused(http.StatusConflict, "materials_missing", "", finance, post, "/v1/tickets/"+ticket+"/accept", nil)
			require.Equal(t, "awaiting_materials", s.handIn(customer, ticket, material("void_note", aPDF))["status"])
			require.Equal(t, "verifying", s.handIn(finance, ticket, material("original_received", aJPEG))["status"])
			require.Equal(t, "finance", s.shown(ticket)["waiting_for"])
			require.NotNil(t, s.shown(ticket)["due_at"], "the promise counts from the moment in which everything is there")
			require.Equal(t, "done", s.accept(ticket).body["status"])
			reversal, err := s.register.Reversals.Next(context.Background(), ids.Invoice(id))
			require.NoError(t, err)
			require.Equal(t, expected, string(reversal.Kind))
			require.Equal(t, "shipped", s.must(customer, get, "/v1/invoices/"+id, nil)["status"])
			require.Equal(t, "100.00", s.balance("")["invoiced"], "nothing comes back before it is undone")
			require.NoError(t,
				s.register.Reversals.RecordReversed(context.Background(), reversal.ID, map[string]string{"red": "2611", "void": ""}[expected], &s.now, s.now))
			require.Equal(t, "0.00", s.balance("")["invoiced"])
			require.Equal(t, []string{"ticket_opened", "material_added", "material_added", "materials_complete", "ticket_done"}, s.whatHappened(ticket))
			s.sound()
		})
	}
}

// Case 57: the original of a special invoice arrives without its rejection certificate: the ticket waits, and nothing changes.
func TestCase57WithoutTheCertificateNothingChanges(t *testing.T) {
	s := withBills(t)
	ticket, id := s.voiding("special")
	require.Equal(t, "awaiting_materials", s.handIn(finance, ticket, material("original_received", aJPEG))["status"])
	require.Equal(t, "awaiting_materials", s.handIn(customer, ticket, material("void_note", aPDF))["status"], "a note is no certificate")
	a := s.refused(http.StatusConflict, "materials_missing", "", finance, post, "/v1/tickets/"+ticket+"/accept", nil)
	require.Contains(t, a.body["detail"], "rejection_certificate")
	require.Equal(t, "shipped", s.must(customer, get, "/v1/invoices/"+id, nil)["status"])
	reversal, err := s.register.Reversals.Next(context.Background(), ids.Invoice(id))
	require.NoError(t, err)
	require.Empty(t, reversal.ID)
	require.Equal(t, "verifying", s.handIn(customer, ticket, material("rejection_certificate", aPDF))["status"])
	require.Equal(t, "done", s.accept(ticket).body["status"])
}

// V3: which invoices are voided by a ticket, and which are not.
func TestV3WhatIsVoidedByTicket(t *testing.T) {
	s := withBills(t)
	open := func(key, id string) answer {
		return s.call(customer, post, "/v1/tickets", object{"kind": "void", "invoice": id, "note": ""}, "Idempotency-Key", key)
	}
	refused := func(status int, code, field, id string) {
		t.Helper()
		s.refused(status, code, field, customer, post, "/v1/tickets", object{"kind": "void", "invoice": id, "note": ""}, "Idempotency-Key", "r")
	}
	electronic := s.approved(s.applied("e", eInvoice("1.00")))[0]
	s.issued(electronic, "26110000000000000001")
	refused(http.StatusUnprocessableEntity, "red_issue_instead", "invoice", electronic)
	approved := s.approved(s.applied("p", onPaper("1.00")))[0]
	refused(http.StatusConflict, "not_issued", "", approved)
	house := s.paper("house", "ordinary")
	ticket := open("void-house", house)
	require.Equal(t, []any{"void_note"}, ticket.body["missing"], "its original has not left the house")
	refused(http.StatusConflict, "ticket_exists", "invoice", house)
	s.handIn(customer, ticket.body["id"].(string), material("void_note", aPNG))
	s.must(finance, post, "/v1/invoices/"+house+"/ship", object{"tracking_number": "SF1"})
	s.refused(http.StatusConflict, "materials_missing", "", finance, post, "/v1/tickets/"+ticket.body["id"].(string)+"/accept", nil)
	s.handIn(finance, ticket.body["id"].(string), material("original_received", aPNG))
	require.Equal(t, "done", s.accept(ticket.body["id"].(string)).body["status"])
	refused(http.StatusConflict, "reversal_running", "", house)
	reversal, err := s.register.Reversals.Next(context.Background(), ids.Invoice(house))
	require.NoError(t, err)
	require.NoError(t, s.register.Reversals.RecordReversed(context.Background(), reversal.ID, "", &s.now, s.now))
	refused(http.StatusConflict, "already_reversed", "", house)
	s.sound()
}

// R2, V3: a cancel ticket takes a shipped paper back when it is here again with its certificate, all that the ticket means
// or nothing.
func TestR2ACancelTicketTakesAShippedPaperBack(t *testing.T) {
	s := withBills(t)
	id := s.paper("a", "special")
	s.must(finance, post, "/v1/invoices/"+id+"/ship", object{"tracking_number": "SF1"})
	ticket := s.ticket("t", object{"kind": "cancel", "invoice": id, "note": "抬头写错了"})
	require.Equal(t, "open", s.shown(ticket)["status"])
	require.Equal(t, []any{"original_received", "rejection_certificate"}, s.accept(ticket).body["missing"])
	s.handIn(customer, ticket, material("rejection_certificate", aPDF))
	require.Equal(t, "verifying", s.handIn(finance, ticket, material("original_received", aPDF))["status"])
	require.Equal(t, "done", s.accept(ticket).body["status"])
	reversal, err := s.register.Reversals.Next(context.Background(), ids.Invoice(id))
	require.NoError(t, err)
	require.Equal(t, "void", string(reversal.Kind))
}

// Case 59: a lost paper invoice. Without the loss certificate the ticket waits; with it, and verified, there is a copy of
// the stub. The invoice stays valid, its amount stays invoiced, and nothing is issued again.
func TestCase59ALostPaperInvoiceIsCopiedAndStaysValid(t *testing.T) {
	s := withBills(t)
	id := s.paper("a", "special")
	s.must(finance, post, "/v1/invoices/"+id+"/ship", object{"tracking_number": "SF1"})
	body := object{"kind": "lost", "invoice": id, "note": "快递丢失"}
	ticket := s.ticket("t", body)
	require.Equal(t, "awaiting_materials", s.shown(ticket)["status"])
	s.refused(http.StatusConflict, "ticket_exists", "invoice", customer, post, "/v1/tickets", body, "Idempotency-Key", "t2")
	s.refused(http.StatusConflict, "materials_missing", "", finance, post, "/v1/tickets/"+ticket+"/accept", nil)
	require.Equal(t, "verifying", s.handIn(customer, ticket, material("loss_certificate", aJPEG))["status"])
	invoiceBefore, balance := s.must(customer, get, "/v1/invoices/"+id, nil), s.balance("")
	done := s.accept(ticket)
	require.Equal(t, "done", done.body["status"], string(done.bytes))
	require.Equal(t, invoiceBefore, s.must(customer, get, "/v1/invoices/"+id, nil), "the invoice stays valid, and there is no second one")
	require.Equal(t, balance, s.balance(""), "the amount is not released")
	require.Len(t, s.must(customer, get, "/v1/accounts/acct/invoices", nil)["items"], 1)
	materials := done.body["materials"].([]any)
	require.Len(t, materials, 2)
	stub := materials[1].(object)
	require.Equal(t, "stub_copy", stub["type"])
	file := s.call(customer, get, stub["href"].(string), nil)
	require.True(t, strings.HasPrefix(string(file.bytes), "%PDF-"))
	require.Len(t, file.bytes, int(stub["size"].(float64)))
	after := s.contents()
	require.Equal(t, "done", s.accept(ticket).body["status"])
	require.Equal(t, after, s.contents(), "accepting again changes nothing")
	s.sound()
}

// V6: which invoices are copied; a scan with the seal, handed in by finance, stands in for the copy.
func TestV6WhichInvoicesAreLost(t *testing.T) {
	s := withBills(t)
	lost := func(id string) object { return object{"kind": "lost", "invoice": id, "note": ""} }
	approved := s.approved(s.applied("p", onPaper("1.00")))[0]
	s.refused(http.StatusConflict, "not_issued", "", customer, post, "/v1/tickets", lost(approved), "Idempotency-Key", "r")
	sent := s.approved(s.applied("e", eInvoice("1.00")))[0]
	s.refused(http.StatusConflict, "not_issued", "", customer, post, "/v1/tickets", lost(sent), "Idempotency-Key", "r")
	house := s.paper("house", "ordinary")
	ticket := s.ticket("lost", lost(house))
	s.handIn(customer, ticket, material("loss_certificate", aPDF))
	s.handIn(finance, ticket, material("stamped_scan", aPDF))
	require.Len(t, s.accept(ticket).body["materials"], 2, "the scan is what the customer gets")
	again := s.ticket("again", lost(house))
	s.handIn(customer, again, material("loss_certificate", aPDF))
	voided := s.ticket("void", object{"kind": "void", "invoice": house, "note": ""})
	s.handIn(customer, voided, material("void_note", aPDF))
	s.accept(voided)
	s.refused(http.StatusConflict, "reversal_running", "", finance, post, "/v1/tickets/"+again+"/accept", nil)
}

// V6: a lost e-invoice is simply downloaded again: its ticket is answered at once, and nobody is asked.
func TestV6ALostEInvoiceIsDownloadedAgain(t *testing.T) {
	s := withBills(t)
	id := s.approved(s.applied("e", eInvoice("1.00")))[0]
	s.issued(id, "26110000000000000001")
	s.withFile(id, invoice.PDF, "%PDF-1.7 the invoice")
	a := s.must(customer, post, "/v1/tickets", object{"kind": "lost", "invoice": id, "note": "邮件找不到了"}, "Idempotency-Key", "t")
	require.Equal(t, "done", a["status"])
	file := a["files"].([]any)[0].(object)
	require.Equal(t, "%PDF-1.7 the invoice", string(s.call(customer, get, file["href"].(string), nil).bytes))
	require.Equal(t, []string{"ticket_opened", "ticket_done"}, s.whatHappened(a["id"].(string)))
}

// V5: whatever has no kind of its own is finance's to decide; it may be about nothing in particular.
func TestV5FinanceDecidesWhatHasNoKind(t *testing.T) {
	s := withBills(t)
	ticket := s.ticket("t", object{"kind": "other", "note": "请问何时可以开票？"})
	require.Nil(t, s.shown(ticket)["application"])
	asked := s.must(finance, post, "/v1/tickets/"+ticket+"/ask", object{"types": []any{"other", "loss_certificate"}, "reason": "请补充合同"})
	require.Equal(t, []any{"loss_certificate", "other"}, asked["missing"])
	require.Equal(t, "请补充合同", asked["asked_because"])
	s.handIn(customer, ticket, material("other", aPDF))
	require.Equal(t, "verifying", s.handIn(customer, ticket, material("loss_certificate", aPDF))["status"])
	again := s.must(finance, post, "/v1/tickets/"+ticket+"/ask", object{"types": []any{"other"}, "reason": "扫描件不清楚"})
	require.Equal(t, []any{"other"}, again["missing"], "what was of no use does not count")
	s.handIn(customer, ticket, material("other", aPDF))
	require.Equal(t, "awaiting_materials", s.shown(ticket)["status"], "the same file once more is of no use either")
	require.Equal(t, "verifying", s.handIn(customer, ticket, material("other", aPNG))["status"])
	require.Equal(t, "done", s.must(finance, post, "/v1/tickets/"+ticket+"/accept", object{"reason": "下月一日起"})["status"])
	s.refused(http.StatusConflict, "wrong_state", "", customer, post, "/v1/tickets/"+ticket+"/withdraw", nil)
	s.uploadRefused(http.StatusConflict, "wrong_state", "", customer, ticket, material("other", aJPEG))
	s.refused(http.StatusConflict, "wrong_state", "", finance, post, "/v1/tickets/"+ticket+"/ask", object{"types": []any{"other"}, "reason": "x"})
	// a service says whose ticket it is
	s.refused(http.StatusBadRequest, "invalid_request", "account", upstream, post, "/v1/tickets", object{"kind": "other", "note": "x"}, "Idempotency-Key", "s")
	s.refused(http.StatusUnprocessableEntity, "unknown_account", "account", upstream, post, "/v1/tickets",
		object{"kind": "other", "note": "x", "account": "nobody"}, "Idempotency-Key", "s")
	s.refused(http.StatusNotFound, "not_found", "", customer, post, "/v1/tickets", object{"kind": "other", "note": "x", "account": "other"},
		"Idempotency-Key", "s")
	require.Equal(t, "other",
		s.must(upstream, post, "/v1/tickets", object{"kind": "other", "note": "x", "account": "other"}, "Idempotency-Key", "s")["account"])
}

// R2: whoever of finance has claimed a ticket decides about it; its customer can take it back until it is decided.
func TestR2AClaimedTicketAndOneThatIsWithdrawn(t *testing.T) {
	s := withBills(t)
	colleague := finance
	colleague.Subject = "chen"
	id := s.applied("a", eInvoice("100.00"))
	s.approved(id)
	ticket := s.ticket("t", object{"kind": "cancel", "application": id, "note": ""})
	require.Equal(t, "finance:zhao", s.must(finance, post, "/v1/tickets/"+ticket+"/claim", nil)["claimed_by"])
	for _, path := range []string{"/claim", "/accept"} {
		s.refused(http.StatusConflict, "wrong_state", "", colleague, post, "/v1/tickets/"+ticket+path, nil)
	}
	s.refused(http.StatusConflict, "wrong_state", "", colleague, post, "/v1/tickets/"+ticket+"/refuse", object{"reason": "x"})
	s.must(finance, post, "/v1/tickets/"+ticket+"/claim", nil)
	require.Empty(t, s.must(colleague, post, "/v1/tickets/"+ticket+"/unclaim", nil)["claimed_by"])
	s.refused(http.StatusNotFound, "not_found", "", stranger, post, "/v1/tickets/"+ticket+"/withdraw", nil)
	withdrawn := s.must(customer, post, "/v1/tickets/"+ticket+"/withdraw", object{"reason": "不需要了"})
	require.Equal(t, []any{"refused", true, nil}, []any{withdrawn["status"], withdrawn["withdrawn"], withdrawn["waiting_for"]})
	before := s.contents()
	s.must(customer, post, "/v1/tickets/"+ticket+"/withdraw", object{"reason": "不需要了"})
	s.refused(http.StatusConflict, "wrong_state", "", customer, post, "/v1/tickets/"+ticket+"/withdraw", nil)
	s.refused(http.StatusConflict, "wrong_state", "", finance, post, "/v1/tickets/"+ticket+"/refuse", object{"reason": "x"})
	require.Equal(t, before, s.contents(), "withdrawing again changes nothing")
	s.refused(http.StatusConflict, "wrong_state", "", colleague, post, "/v1/tickets/"+ticket+"/accept", nil)
	s.refused(http.StatusConflict, "wrong_state", "", colleague, post, "/v1/tickets/"+ticket+"/claim", nil)
	s.refused(http.StatusConflict, "wrong_state", "", colleague, post, "/v1/tickets/"+ticket+"/unclaim", nil)
	require.Equal(t, "approved", s.must(customer, get, "/v1/applications/"+id, nil)["status"])
	require.Equal(t, []string{"ticket_opened", "ticket_claimed", "ticket_unclaimed", "ticket_withdrawn"}, s.whatHappened(ticket))
}

// I9: while the customer has to act no promise runs; finance's next one counts three working days from the moment in
// which everything is there, and a missed one is one task each time.
func TestI9ATicketsPromiseCountsAnewFromEachTurnOfFinance(t *testing.T) {
	s := withBills(t)
	ticket := s.ticket("t", object{"kind": "other", "note": "x"})
	require.Equal(t, "2026-09-22T15:59:59Z", s.shown(ticket)["due_at"], "Sunday the 20th is worked")
	s.now = at("2026-09-25 12:00:00")
	require.Equal(t, true, s.shown(ticket)["overdue"])
	for n := range 2 {
		missed := s.missTicket(ticket)
		require.True(t, missed)
		require.Len(t, s.tasks("?status=open&kind=promise"), 1)
		s.must(finance, post, "/v1/tickets/"+ticket+"/ask", object{"types": []any{"other"}, "reason": "x"})
		require.Empty(t, s.tasks("?status=open&kind=promise"), "finance has acted after all")
		require.Equal(t, []any{false, nil}, []any{s.shown(ticket)["overdue"], s.shown(ticket)["due_at"]})
		require.False(t, s.missTicket(ticket), "nothing is promised")
		s.now = at("2026-09-30 12:00:00")
		s.handIn(customer, ticket, material("other", [][]byte{aPDF, aPNG}[n]))
		require.Equal(t, "2026-10-10T15:59:59Z", s.shown(ticket)["due_at"], "three working days, over National Day")
	}
	require.Len(t, s.tasks("?kind=promise"), 2)
}
