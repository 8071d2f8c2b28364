package api_test

import (
	"context"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/refusal"
	"kaipiao/domain/reversal"
)

// V3: what the bureau does not void (any more) is red-issued instead, without another ticket: its original is here.
func TestV3WhatIsNotVoidedIsRedIssuedInstead(t *testing.T) {
	s, ctx := withBills(t), context.Background()
	ticket, id := s.voiding("ordinary")
	s.handIn(customer, ticket, material("void_note", aPDF))
	s.handIn(finance, ticket, material("original_received", aJPEG))
	s.accept(ticket)
	void, err := s.register.Reversals.Next(ctx, ids.Invoice(id))
	require.NoError(t, err)
	require.Equal(t, reversal.Void, void.Kind)
	require.NoError(t, s.register.Reversals.RecordNotReversed(ctx, void.ID, reversal.Refused, "已跨月", s.now))
	red, err := s.register.Reversals.Next(ctx, ids.Invoice(id))
	require.NoError(t, err)
	require.Equal(t, reversal.Red, red.Kind)
	require.Equal(t, void.Gross, red.Gross)
	s.redIssued(string(red.ID), "26110000000000000009")
	require.Equal(t, "red_issued", s.must(customer, http.MethodGet, "/v1/invoices/"+id, nil)["status"])
	s.sound()
}

// V3: a paper that is being undone stays in the house: neither the courier nor the print desk takes it, until nothing came
// of it.
func TestV3WhatIsBeingUndoneIsNotShipped(t *testing.T) {
	s, ctx := newService(t), context.Background()
	s.account("acct")
	s.consumed(bill("c1", "acct", "100.00"))
	application := s.applied("paper", onPaper("10.00"))
	id := s.approved(application)[0]
	s.issued(id, "26110000000000000001")
	ticket := s.ticket("t", object{"kind": "cancel", "application": application, "note": ""})
	require.Equal(t, "done", s.must(finance, http.MethodPost, "/v1/tickets/"+ticket+"/accept", nil)["status"])
	s.refused(http.StatusConflict, "reversal_running", "", finance, http.MethodPost, "/v1/invoices/"+id+"/ship", object{"tracking_number": "SF1"})
	_, err := s.register.Parcels.FixAddress(ctx, ids.Invoice(id), s.now)
	var refused *refusal.Refusal
	require.ErrorAs(t, err, &refused)
	require.Equal(t, refusal.ReversalRunning, refused.Code)
	void, err := s.register.Reversals.Next(ctx, ids.Invoice(id))
	require.NoError(t, err)
	require.NoError(t, s.register.Reversals.RecordReversed(ctx, void.ID, "", nil, s.now))
	_, err = s.register.Parcels.FixAddress(ctx, ids.Invoice(id), s.now)
	require.ErrorAs(t, err, &refused)
	require.Equal(t, refusal.WrongState, refused.Code)
	s.sound()
}

// R6: another subject cannot take the account over while something of the present one is being undone, or asked for.
func TestR6ASubjectChangeWaitsForReversalsAndTickets(t *testing.T) {
	s, ctx := newService(t), context.Background()
	s.account("acct")
	s.consumed(bill("c1", "acct", "200.00"))
	successor := with(person("张三"), object{"change": "subject"})
	path := s.electronic()
	red := s.must(customer, http.MethodPost, "/v1/invoices/"+path["id"]+"/red-issue", object{"reason": "return"}, "Idempotency-Key", "red")["id"].(string)
	s.refused(http.StatusConflict, "subject_pending", "change", upstream, http.MethodPut, "/v1/accounts/acct", successor)
	require.NoError(t, s.register.Reversals.RecordNotReversed(ctx, ids.Reversal(red), reversal.Denied, "", s.now))
	ticket := s.ticket("t", object{"kind": "other", "note": "?"})
	s.refused(http.StatusConflict, "subject_pending", "change", upstream, http.MethodPut, "/v1/accounts/acct", successor)
	s.must(finance, http.MethodPost, "/v1/tickets/"+ticket+"/refuse", object{"reason": "no"})
	s.must(upstream, http.MethodPut, "/v1/accounts/acct", successor)
}

// A9: a question that finance asks beside the pro-forma invoice does not keep it from being sealed.
func TestA9AQuestionDoesNotKeepAProformaFromItsSeal(t *testing.T) {
	s := newService(t)
	s.account("acct")
	s.consumed(bill("c1", "acct", "10.00"))
	id := s.offered()["id"]
	s.must(customer, http.MethodPost, "/v1/tickets/"+id+"/confirm", nil)
	s.must(finance, http.MethodPost, "/v1/tickets/"+id+"/ask", object{"types": []string{"other"}, "reason": "合同"})
	require.Equal(t, "verifying", s.handIn(customer, id, material("other", aPDF))["status"])
	require.Equal(t, "done", s.handIn(finance, id, material("stamped_scan", aPDF))["status"])
}

// I6: files of an issued invoice are owed also when a part of it was red-issued; it stays parked for them.
func TestI6FilesAreOwedAlsoOfWhatIsPartlyRedIssued(t *testing.T) {
	s, ctx := newService(t), context.Background()
	s.account("acct")
	s.consumed(bill("c1", "acct", "200.00"))
	id := s.electronic()["id"]
	require.NoError(t, s.register.Sellers.Park(ctx, ids.Invoice(id), invoice.FileMissing, s.now))
	red := s.must(customer, http.MethodPost, "/v1/invoices/"+id+"/red-issue", object{"reason": "return", "lines": []object{{"line": 1, "net": "1.00"}}},
		"Idempotency-Key", "red")["id"].(string)
	s.redIssued(red, "26110000000000000002")
	released, err := s.register.Sellers.Release(ctx, "platform", invoice.FileMissing, 5, s.now)
	require.NoError(t, err)
	require.Equal(t, 1, released)
	require.NoError(t, s.register.Sellers.Park(ctx, ids.Invoice(id), invoice.FileMissing, s.now))
	require.NoError(t, s.register.Sellers.ParkReversal(ctx, ids.Reversal(red), invoice.FileMissing, s.now))
	troubles, err := s.register.Sellers.Troubles(ctx, "platform", s.now)
	require.NoError(t, err)
	require.Equal(t, 2, troubles[0].Parked, "and those of the red invoice too")
	require.NoError(t, s.register.Invoices.RecordWaiting(ctx, ids.Invoice(id), invoice.WaitingForNothing, s.now))
	require.NoError(t, s.register.Sellers.UnparkReversal(ctx, ids.Reversal(red), s.now))
	closed, err := s.register.Sellers.CloseTrouble(ctx, "platform", invoice.FileMissing, s.now)
	require.NoError(t, err)
	require.True(t, closed)
}
