package e2e

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/access"
	"kaipiao/client"
	"kaipiao/devstack/eventually"
)

type ticket struct {
	ID     string `json:"id"`
	Status string `json:"status"`
}

// ticket opens one as upstream.
func (s *stack) ticket(t *testing.T, body map[string]any) (opened ticket) {
	t.Helper()
	require.NoError(t, s.upstream(t).Call(t.Context(), http.MethodPost, "/v1/tickets", body, &opened, "Idempotency-Key", t.Name()))
	return opened
}

// R4: finance accepts another address while the application can still be cancelled; the parcel goes there.
func TestR4TheParcelGoesToTheNewAddress(t *testing.T) {
	t.Parallel()
	account := shared.customerWith(t, "10.00")
	finance := shared.as(t, access.Identity{Subject: "zhao", Role: access.Finance})
	accepted := shared.apply(t, account, onPaper("10.00"))
	opened := shared.ticket(t, map[string]any{
		"kind": "change_address", "application": accepted.ID, "note": "搬家了",
		"address": map[string]string{"recipient": "李四", "phone": "021-5555", "region": "上海市", "street": "世纪大道1号"},
	})
	require.NoError(t, finance.Call(t.Context(), http.MethodPost, "/v1/tickets/"+opened.ID+"/accept", nil, &opened))
	require.Equal(t, "done", opened.Status)
	shared.came(t, accepted.Invoices[0].ID, "delivered", 2*time.Minute)
	type parcel struct {
		Reference string `json:"reference"`
		Recipient struct {
			Street string `json:"street"`
		} `json:"recipient"`
	}
	for _, p := range listOf[parcel](t, shared, "/parcels") {
		if p.Reference == accepted.Invoices[0].ID {
			require.Equal(t, "世纪大道1号", p.Recipient.Street)
			record(t, shared, "ticket-accepted", "ticket/"+opened.ID)
			return
		}
	}
	t.Fatal("no parcel was sent")
}

// R2, R5: the seller's quota is used up; a parked invoice is cancelled by a ticket before its serial is stored, the next
// one by an operator through Temporal. What they reserved is free again, and nothing is issued.
func TestR2WhatIsHeldUpCanStillBeCancelled(t *testing.T) {
	t.Parallel()
	s := own(t)
	finance := s.as(t, access.Identity{Subject: "zhao", Role: access.Finance})
	account := s.customerWith(t, "30.00")
	s.fault(t, "issue", "quota_exhausted", 0, "")
	parked := func(count int) {
		eventually.Holds(t, func() bool { return s.waiting(t, "quota") == count }, time.Minute, 200*time.Millisecond)
	}
	first := s.apply(t, account, eInvoice("10.00"), "1")
	parked(1) // with its serial; whoever comes later is not even tried
	second, third := s.apply(t, account, eInvoice("10.00"), "2"), s.apply(t, account, eInvoice("10.00"), "3")
	parked(3)
	opened := s.ticket(t, map[string]any{"kind": "cancel", "application": second.ID, "note": "抬头写错了"})
	require.NoError(t, finance.Call(t.Context(), http.MethodPost, "/v1/tickets/"+opened.ID+"/accept", nil, &opened))
	require.Equal(t, "done", opened.Status)
	temporal := s.temporal(t)
	cancel := map[string]string{"reason": "typo", "by": "operator"}
	require.NoError(t, temporal.SignalWorkflow(t.Context(), runOf(third.Invoices[0].ID), "", "cancel", cancel))
	for _, a := range []client.Application{second, third} {
		s.came(t, a.Invoices[0].ID, "cancelled", time.Minute)
		ends(t, temporal, runOf(a.Invoices[0].ID))
	}
	record(t, s, "invoice-cancelled-by-signal", runOf(third.Invoices[0].ID))
	s.faultless(t)
	s.came(t, first.Invoices[0].ID, "issued", 2*time.Minute)
	require.Len(t, s.issued(t, ""), 1)
	var balance client.Balance
	require.NoError(t, s.upstream(t).Call(t.Context(), http.MethodGet, "/v1/accounts/"+account+"/invoiceable", nil, &balance))
	require.Equal(t, "20.00", balance.Available.String())
	s.sound(t)
}
