package office_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"kaipiao/domain/actor"
	"kaipiao/domain/application"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/ledger"
	"kaipiao/domain/message"
	"kaipiao/domain/money"
	"kaipiao/domain/secondperson"
	"kaipiao/domain/ticket"
	"kaipiao/office/outbox"
	"kaipiao/office/tickets"
)

// owingRuns is a register whose debts to Temporal are looked at.
type owingRuns struct {
	World
	pool *pgxpool.Pool
	// sent: what the workflows are started with is handed over after every step, as it is while Temporal answers.
	sent bool
}

func newOwingRuns(t *testing.T, sent bool) owingRuns {
	t.Helper()
	register, pool := open(t, nil)
	w := owingRuns{World{register, t}, pool, sent}
	w.Account("acct")
	w.Consumed("bill", "1000.00")
	w.owed()
	return w
}

// owed lists the workflows that must run (O6).
func (w owingRuns) owed() []string {
	w.T.Helper()
	if w.sent {
		w.handOver()
	}
	rows, err := w.pool.Query(w.T.Context(), "select workflow from runs order by workflow")
	require.NoError(w.T, err)
	workflows, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(w.T, err)
	return workflows
}

// handOver hands over all messages, also those of later.
func (w owingRuns) handOver() {
	w.T.Helper()
	require.NoError(w.T, w.Outbox.Dispatch(w.T.Context(), at(now.AddDate(2, 0, 0)), func(context.Context, outbox.Message) error { return nil }))
}

func (w owingRuns) settled(workflow string) {
	w.T.Helper()
	for range 2 { // once more changes nothing
		require.NoError(w.T, w.Runs.Settle(w.T.Context(), workflow, now))
	}
}

// applied applies for 400.00, which come to one invoice.
func (w owingRuns) applied() application.Application {
	w.T.Helper()
	a, err := w.Apply("a", "400.00")
	require.NoError(w.T, err)
	require.Equal(w.T, []string{"application/app-a"}, w.owed())
	return a
}

// appliedForSeveral applies for two records under different tax rates, which come to two invoices.
func (w owingRuns) appliedForSeveral() application.Application {
	w.T.Helper()
	require.NoError(w.T, w.Books.RecordConsumptions(w.T.Context(), []ledger.Consumption{{
		ID: "goods", Account: "acct", Charge: ledger.Postpaid, Seller: invoice.Platform, Product: "服务器", TaxCode: "1090512010000000000",
		TaxRate: money.MustParseRate("0.13"), Cash: money.MustParse("113.00"), PaidAt: now.AddDate(0, 0, -3),
	}}, now))
	a, err := w.Apply("s", "1113.00")
	require.NoError(w.T, err)
	require.Len(w.T, a.Invoices, 2)
	require.Equal(w.T, []string{"application/app-s"}, w.owed(), "its invoices are not approved")
	return a
}

var (
	clerk    = actor.Actor{Kind: actor.Finance, Name: "zhao"}
	customer = actor.Actor{Kind: actor.Customer, Name: "wang"}
)

// ticket opens one of the customer's.
func (w owingRuns) ticket(kind ticket.Kind, about ids.Application) ids.Ticket {
	w.T.Helper()
	opened, err := w.Tickets.Open(w.T.Context(), tickets.Request{Key: "t", Fingerprint: []byte("f"), Ticket: ticket.Ticket{
		ID: "t1", Kind: kind, Account: "acct", Application: about, Note: "?", OpenedBy: customer,
	}}, tickets.Prints{}, now)
	require.NoError(w.T, err)
	require.Contains(w.T, w.owed(), "ticket/t1")
	return opened.ID
}

// O6: what a workflow sees to is owed from the transaction that accepts it until the one in which nothing is left to do, whatever becomes of
// the workflow, and whether Temporal is up meanwhile or not.
func TestO6ARunIsOwedUntilItIsSettled(t *testing.T) {
	for name, life := range map[string]func(w owingRuns){
		"cancelled": func(w owingRuns) {
			_, err := w.Applications.Cancel(w.T.Context(), w.applied().ID, customer, "", now)
			require.NoError(w.T, err)
			require.Empty(w.T, w.owed())
		},
		"cancelled by its own workflow": func(w owingRuns) {
			_, err := w.Applications.CancelInWorkflow(w.T.Context(), w.applied().ID, actor.FromMessage("ops"), "", now)
			require.NoError(w.T, err)
			require.Empty(w.T, w.owed())
		},
		"offset": func(w owingRuns) {
			w.IssuedOne("1000.00")
			before := w.owed()
			require.NoError(w.T, w.Refunded("r", "bill", "300.00"))
			w.Consumed("second", "300.00")
			a, err := w.Apply("o", "300.00")
			require.NoError(w.T, err)
			require.Equal(w.T, application.Offset, a.Status)
			require.Equal(w.T, before, w.owed(), "nothing comes of it")
		},
		"claimed and put back": func(w owingRuns) {
			id := w.applied().ID
			_, err := w.Applications.Claim(w.T.Context(), id, clerk, now)
			require.NoError(w.T, err)
			require.Equal(w.T, []string{"application/app-a"}, w.owed())
			_, err = w.Applications.Unclaim(w.T.Context(), id, clerk, now)
			require.NoError(w.T, err)
			require.Equal(w.T, []string{"application/app-a"}, w.owed())
		},
		"approved: it goes on as its invoice": func(w owingRuns) {
			a := w.applied()
			_, err := w.Applications.Approve(w.T.Context(), a.ID, secondperson.Trusted(clerk), "", now)
			require.NoError(w.T, err)
			require.Equal(w.T, []string{"application/app-a"}, w.owed())
			w.Issue(a.Invoices[0].ID, "26332000000123456789")
			require.Equal(w.T, []string{"application/app-a"}, w.owed(), "its customer has nothing yet")
		},
		"approved: several have runs of their own": func(w owingRuns) {
			a := w.appliedForSeveral()
			_, err := w.Applications.Approve(w.T.Context(), a.ID, secondperson.Trusted(clerk), "", now)
			require.NoError(w.T, err)
			require.Equal(w.T, []string{"invoice/app-s-1", "invoice/app-s-2"}, w.owed())
		},
		"approved by itself: several have runs of their own": func(w owingRuns) {
			a := w.appliedForSeveral()
			_, err := w.Applications.ApproveWhenDue(w.T.Context(), a.ID, a.CoolOffUntil)
			require.NoError(w.T, err)
			require.Equal(w.T, []string{"invoice/app-s-1", "invoice/app-s-2"}, w.owed())
		},
		"a ticket": func(w owingRuns) {
			id := w.ticket(ticket.Other, "")
			_, err := w.Tickets.Refuse(w.T.Context(), id, clerk, "no", now)
			require.NoError(w.T, err)
			require.Equal(w.T, []string{"ticket/t1"}, w.owed(), "its customer is to be told")
		},
		"a ticket that cancels an application": func(w owingRuns) {
			id := w.ticket(ticket.Cancel, w.applied().ID)
			_, err := w.Tickets.Accept(w.T.Context(), id, secondperson.Trusted(clerk), "", tickets.Prints{}, now)
			require.NoError(w.T, err)
			require.Equal(w.T, []string{"ticket/t1"}, w.owed())
		},
		"reversals": func(w owingRuns) {
			id := w.IssuedOne("400.00")
			requested, err := w.Reverse(id, "r", nil)
			require.NoError(w.T, err)
			require.Equal(w.T, []string{"application/app-apply 400.00", "reversal/app-apply 400.00-1"}, w.owed())
			w.Booked(requested)
			require.Equal(w.T, []string{"application/app-apply 400.00", "reversal/app-apply 400.00-1"}, w.owed(), "its customer is to be told")
		},
		"a desk": func(w owingRuns) {
			id := w.approvedOne("a", "400.00")
			for _, cause := range []invoice.Cause{invoice.ProviderDown, invoice.SessionExpired} {
				require.NoError(w.T, w.Sellers.Park(w.T.Context(), id, cause, now))
			}
			require.Equal(w.T, []string{"application/app-a", "seller/platform"}, w.owed())
		},
	} {
		for _, sent := range []bool{true, false} {
			t.Run(fmt.Sprintf("%s, Temporal is up: %t", name, sent), func(t *testing.T) {
				w := newOwingRuns(t, sent)
				life(w)
				w.handOver()
				for _, workflow := range w.owed() {
					require.Contains(t, w.owed(), workflow)
					w.settled(workflow)
					require.NotContains(t, w.owed(), workflow)
				}
				require.Empty(t, w.owed())
				w.Sound()
			})
		}
	}
}

// R1, O6: a rejection is owed to its customer, who is told the reason.
func TestO6ARejectionIsOwed(t *testing.T) {
	w := newOwingRuns(t, true)
	_, err := w.Applications.Reject(t.Context(), w.applied().ID, clerk, "抬头有误", now)
	require.NoError(t, err)
	require.Equal(t, []string{"application/app-a"}, w.owed())
	w.settled("application/app-a")
	require.Empty(t, w.owed())
}

// O6: whoever settles does not know of the start that is about to be sent: it owes the run anew. A signal alone owes nothing.
func TestO6AStartThatIsToBeSentKeepsTheRunOwed(t *testing.T) {
	w := newOwingRuns(t, false)
	id := w.IssuedOne("400.00")
	w.Sent()
	first, err := w.Reverse(id, "first", map[int]string{1: "100.00"})
	require.NoError(t, err)
	w.Sent()
	w.Booked(first)
	_, err = w.Reverse(id, "second", map[int]string{1: "50.00"}) // while the run of the first one comes to its end
	require.NoError(t, err)
	workflow := message.WorkflowOfReversals(id)
	w.settled(workflow)
	require.Contains(t, w.owed(), workflow)
	w.Sent()
	w.settled(workflow)
	require.NotContains(t, w.owed(), workflow)

	w = newOwingRuns(t, true)
	single := w.approvedOne("a", "400.00")
	serial, _, err := w.Invoices.BeginIssuing(t.Context(), single, now)
	require.NoError(t, err)
	require.Equal(t, []string{"application/app-a"}, w.owed())
	w.settled("application/app-a")
	require.NoError(t, w.Invoices.NewsOfSerial(t.Context(), serial, now))
	require.Empty(t, w.owed())
}
