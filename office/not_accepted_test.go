package office_test

import (
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/domain/actor"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/secondperson"
	"kaipiao/domain/ticket"
	"kaipiao/office/tickets"
)

// Two people of finance.
var (
	zhao = actor.Actor{Kind: actor.Finance, Name: "zhao"}
	qian = actor.Actor{Kind: actor.Finance, Name: "qian"}
)

// notAccepted is an invoice whose serial the provider did not accept, because of a cause, and that waits for it.
func (w World) notAccepted(key, amount string, cause invoice.Cause) (ids.Invoice, invoice.Serial) {
	w.T.Helper()
	id := w.approvedOne(key, amount)
	serial, held, err := w.Invoices.BeginIssuing(w.T.Context(), id, now)
	require.NoError(w.T, err)
	require.Equal(w.T, invoice.NoCause, held)
	require.NoError(w.T, w.Sellers.Park(w.T.Context(), id, cause, now))
	return id, serial
}

// N8, I10: what was refunded while the provider had not accepted the invoice is not invoiced; the serial stays the same.
func TestN8I10ARefundCountsWhileTheProviderHasNotAcceptedIt(t *testing.T) {
	for name, c := range map[string]struct{ refunded, left string }{
		"a part": {"100.00", "200.00"},
		"all":    {"300.00", ""},
	} {
		t.Run(name, func(t *testing.T) {
			w, ctx := newWorld(t), t.Context()
			w.Consumed("bill", "300.00")
			id, serial := w.notAccepted("k", "300.00", invoice.QuotaExhausted)
			require.NoError(t, w.Refunded("r", "bill", c.refunded))
			submission, err := w.Invoices.ToSubmit(ctx, id, serial, now)
			require.NoError(t, err)
			require.Equal(t, c.left == "", submission.GivenUp)
			found, err := w.Invoices.Invoice(ctx, id)
			require.NoError(t, err)
			require.Equal(t, serial, found.Serial)
			if submission.GivenUp {
				require.Equal(t, invoice.Cancelled, found.Status)
				require.Equal(t, "0.00", w.Balance().Reserved.String())
				// and a workflow that begins anew issues nothing either
				_, _, err = w.Invoices.BeginIssuing(ctx, id, now)
				requireRefused(t, err, "wrong_state")
			} else {
				require.Equal(t, []string{c.left, c.left}, []string{submission.Gross.String(), found.Amount.String()})
				require.Equal(t, serial, submission.Document.Serial)
				// it holds again: what is refunded from here on is outstanding
				require.NoError(t, w.Refunded("later", "bill", "50.00"))
				again, err := w.Invoices.ToSubmit(ctx, id, serial, now)
				require.NoError(t, err)
				require.Equal(t, c.left, again.Gross.String())
				require.False(t, again.Again)
			}
			w.Sound()
		})
	}
}

// N8, I10: while it is parked for a quota or a session, a cancel ticket is accepted; one that comes after it was submitted again is too late.
func TestN8I10ACancelTicketCountsWhileTheProviderHasNotAcceptedIt(t *testing.T) {
	for _, cause := range []invoice.Cause{invoice.QuotaExhausted, invoice.SessionExpired} {
		for _, again := range []bool{false, true} {
			w, ctx := newWorld(t), t.Context()
			w.Consumed("bill", "300.00")
			id, serial := w.notAccepted("k", "300.00", cause)
			opened, err := w.Tickets.Open(ctx, tickets.Request{
				Key: "t", Fingerprint: []byte("t"),
				Ticket: ticket.Ticket{ID: "t", Kind: ticket.Cancel, Application: "app-k", Note: "?", OpenedBy: actor.Actor{Kind: actor.Customer, Name: "acct"}},
			}, tickets.Prints{}, now)
			require.NoError(t, err)
			if again {
				submission, err := w.Invoices.ToSubmit(ctx, id, serial, now)
				require.NoError(t, err)
				require.True(t, submission.Again)
			}
			_, err = w.Tickets.Accept(ctx, opened.ID, secondperson.Trusted(zhao), "", tickets.Prints{}, now)
			if again {
				requireRefused(t, err, "already_sent")
				// until nobody was asked after all
				require.NoError(t, w.Invoices.NotSubmitted(ctx, id, now))
				_, err = w.Tickets.Accept(ctx, opened.ID, secondperson.Trusted(zhao), "", tickets.Prints{}, now)
			}
			require.NoError(t, err)
			submission, err := w.Invoices.ToSubmit(ctx, id, serial, now)
			require.NoError(t, err)
			require.True(t, submission.GivenUp, "nothing is issued")
			require.Equal(t, "300.00", w.Balance().Available.String())
			w.Sound()
		}
	}
}

// N8, I10: what the provider may have, holds: no answer, and an answer that says nothing about the serial.
func TestI10WhatMayBeAtTheProviderHolds(t *testing.T) {
	w, ctx := newWorld(t), t.Context()
	w.Consumed("bill", "300.00")
	for _, cause := range []invoice.Cause{invoice.ProviderDown, invoice.SealingFailed} {
		id, _ := w.notAccepted(string(cause), "10.00", cause)
		requireRefused(t, w.Invoices.Stop(ctx, id, zhao, "", now), "already_sent")
		_, err := w.Sellers.Release(ctx, invoice.Platform, cause, 1, now)
		require.NoError(t, err)
		require.NoError(t, w.Invoices.RecordWaiting(ctx, id, invoice.WaitingForNothing, now))
		_, err = w.Sellers.CloseTrouble(ctx, invoice.Platform, cause, now)
		require.NoError(t, err)
	}
}

// N8, I10, R3: the cancellation and the next submission at the same time: exactly one wins.
func TestN8I10ACancellationAndTheNextSubmissionCross(t *testing.T) {
	won := map[bool]int{}
	for n := range 12 {
		w, ctx := newWorld(t), t.Context()
		w.Consumed("bill", "300.00")
		id, serial := w.notAccepted("k", "300.00", invoice.QuotaExhausted)
		var both sync.WaitGroup
		var stopped error
		var givenUp bool
		both.Go(func() {
			time.Sleep(time.Duration(n%4) * time.Millisecond)
			stopped = w.Invoices.Stop(ctx, id, zhao, "", now)
		})
		both.Go(func() {
			submission, err := w.Invoices.ToSubmit(ctx, id, serial, now)
			if err != nil {
				t.Error(err)
			}
			givenUp = submission.GivenUp
		})
		both.Wait()
		if stopped != nil {
			requireRefused(t, stopped, "already_sent")
		}
		require.Equal(t, stopped == nil, givenUp)
		won[givenUp]++
		w.Sound()
	}
	t.Logf("cancelled: %d, submitted: %d", won[true], won[false])
}

// R2, I4: what was refused for good and then given up is not submitted once more.
func TestI4WhatWasGivenUpIsNotSubmittedOnceMore(t *testing.T) {
	w, ctx := newWorld(t), t.Context()
	w.Consumed("bill", "300.00")
	id := w.approvedOne("k", "300.00")
	serial, _, err := w.Invoices.BeginIssuing(ctx, id, now)
	require.NoError(t, err)
	require.NoError(t, w.Invoices.RecordFailed(ctx, id, serial, "no such company", now))
	require.NoError(t, w.Invoices.Stop(ctx, id, zhao, "", now))
	_, _, err = w.Invoices.BeginIssuing(ctx, id, now)
	requireRefused(t, err, "wrong_state")
}
