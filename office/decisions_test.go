package office_test

import (
	"errors"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/domain/actor"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/refusal"
	"kaipiao/domain/secondperson"
	"kaipiao/domain/ticket"
	"kaipiao/office/tickets"
)

var (
	li   = actor.Actor{Kind: actor.Finance, Name: "li"}
	wang = actor.Actor{Kind: actor.Customer, Name: "acct"}
)

// openTicket opens a ticket that cancels an application.
func (w World) openTicket(id ids.Ticket, application ids.Application) {
	w.T.Helper()
	_, err := w.Tickets.Open(w.T.Context(), tickets.Request{Key: "ticket-" + string(id), Fingerprint: []byte(id), Ticket: ticket.Ticket{
		ID: id, Kind: ticket.Cancel, Application: application, Note: "?", OpenedBy: wang,
	}}, tickets.Prints{}, now)
	require.NoError(w.T, err)
}

// decision is one call that decides.
type decision func(w World, who actor.Actor, reason string) error

func approve(w World, who actor.Actor, reason string) error {
	_, err := w.Applications.Approve(w.T.Context(), "app-k", secondperson.Trusted(who), reason, now)
	return err
}

func reject(w World, who actor.Actor, reason string) error {
	_, err := w.Applications.Reject(w.T.Context(), "app-k", who, reason, now)
	return err
}

func cancel(w World, _ actor.Actor, reason string) error {
	_, err := w.Applications.Cancel(w.T.Context(), "app-k", wang, reason, now)
	return err
}

func accept(w World, who actor.Actor, reason string) error {
	_, err := w.Tickets.Accept(w.T.Context(), "t", secondperson.Trusted(who), reason, tickets.Prints{}, now)
	return err
}

func refuse(w World, who actor.Actor, reason string) error {
	_, err := w.Tickets.Refuse(w.T.Context(), "t", who, reason, now)
	return err
}

func withdraw(w World, _ actor.Actor, reason string) error {
	_, err := w.Tickets.Withdraw(w.T.Context(), "t", wang, reason, now)
	return err
}

func stop(w World, who actor.Actor, reason string) error {
	return w.Invoices.Stop(w.T.Context(), "app-i-1", who, reason, now)
}

// decisions are all of them, with what the loser reads of each.
var decisions = []struct {
	about string
	name  string
	make  decision
	told  string
}{
	{"application", "approve", approve, "while it is approved."},
	{"application", "reject", reject, "while it is rejected (first)."},
	{"application", "cancel", cancel, "while it is cancelled."},
	{"ticket", "accept", accept, "while it is done."},
	{"ticket", "refuse", refuse, "while it is refused (first)."},
	{"ticket", "withdraw", withdraw, "while it is withdrawn by the customer."},
	{"invoice", "stop", stop, "while it is cancelled."},
}

// undecided has an application, another one with a ticket, and a third with an approved invoice.
func undecided(t *testing.T) World {
	w := newWorld(t)
	w.Consumed("bill", "300.00")
	_, err := w.Apply("k", "10.00")
	require.NoError(t, err)
	_, err = w.Apply("t", "20.00")
	require.NoError(t, err)
	w.openTicket("t", "app-t")
	w.approvedOne("i", "30.00")
	return w
}

// N16, R3: of two decisions, one after the other, the second is refused and told what was decided; the same call again, by the same one
// for the same reason, passes and changes nothing.
func TestN16TheSecondDecisionIsToldWhatWasDecided(t *testing.T) {
	for _, first := range decisions {
		t.Run(first.about+"/"+first.name, func(t *testing.T) {
			w := undecided(t)
			require.NoError(t, first.make(w, zhao, "first"))
			require.NoError(t, first.make(w, zhao, "first"), "the same call again")
			for _, second := range decisions {
				if second.about != first.about {
					continue
				}
				for _, who := range []actor.Actor{zhao, li} {
					err := second.make(w, who, "second")
					if first.name == "approve" && second.name == "cancel" {
						requireRefused(t, err, refusal.NeedsTicket) // which says what its customer can do (R2)
						continue
					}
					requireRefused(t, err, refusal.WrongState)
					require.ErrorContains(t, err, first.told, "%s by %s", second.name, who)
				}
			}
			if first.about != "application" && first.name != "withdraw" {
				requireRefused(t, first.make(w, li, "first"), refusal.WrongState)
			}
			w.Sound()
		})
	}
}

// N16, R3: two at once: exactly one wins.
func TestN16OfTwoDecisionsAtOnceOneWins(t *testing.T) {
	for n, first := range decisions {
		for _, second := range decisions[n:] {
			if second.about != first.about {
				continue
			}
			t.Run(first.name+"/"+second.name, func(t *testing.T) {
				w := undecided(t)
				var both sync.WaitGroup
				outcomes := make([]error, 2)
				both.Go(func() { outcomes[0] = first.make(w, zhao, "one") })
				both.Go(func() { outcomes[1] = second.make(w, zhao, "other") })
				both.Wait()
				require.NotEqual(t, outcomes[0] == nil, outcomes[1] == nil, "exactly one wins: %v", outcomes)
				lost := refusal.WrongState
				if outcomes[0] == nil && first.name == "approve" && second.name == "cancel" {
					lost = refusal.NeedsTicket
				}
				requireRefused(t, errors.Join(outcomes...), lost)
				w.Sound()
			})
		}
	}
}

// N16: a form is taken back once; a second one who asks is told so.
func TestN16AFormIsTakenBackByOne(t *testing.T) {
	w, ctx := newWorld(t), t.Context()
	w.Consumed("bill", "100.00")
	id := w.IssuedOne("100.00")
	requested, err := w.Reverse(id, "k", nil)
	require.NoError(t, err)
	_, err = w.Reversals.RecordAwaitingBuyer(ctx, requested.ID, now)
	require.NoError(t, err)
	for range 2 {
		_, err = w.Reversals.Withdraw(ctx, id, wang, now)
		require.NoError(t, err)
	}
	_, err = w.Reversals.Withdraw(ctx, id, zhao, now)
	requireRefused(t, err, refusal.WrongState)
	asked := 0
	events, err := w.Trail.Timeline(ctx, id, 0, 200)
	require.NoError(t, err)
	for _, e := range events {
		if e.What == "red_withdrawal_requested" {
			asked++
		}
	}
	require.Equal(t, 1, asked)
}

// N11, O7: what comes through Temporal is a message's, whatever its text says; in the append-only trail, too.
func TestN11O7AMessageNeverActsInARole(t *testing.T) {
	r, pool := open(t, nil)
	w := World{r, t}
	ctx := t.Context()
	w.Account("acct")
	w.Consumed("bill", "100.00")
	for _, text := range []string{"finance:cfo", "kaipiao", "provider", "database:postgres", "message:x", "service:billing"} {
		id := w.approvedOne(text, "1.00")
		who := actor.FromMessage(text)
		// it may cancel what a message may cancel, and nothing that is a role's
		_, err := w.Applications.Approve(ctx, ids.Application("app-"+text), secondperson.Trusted(who), "", now)
		requireRefused(t, err, refusal.WrongState)
		require.Error(t, w.Invoices.Correct(ctx, id, invoice.Party{Name: "x"}, who, now))
		require.NoError(t, w.Invoices.Stop(ctx, id, who, "", now))
		for _, table := range []string{
			"select who from audit_entries where object = 'invoice/' || $1 and after ->> 'status' = 'cancelled'",
			"select who from events where invoice = $1 and what = 'cancelled'",
		} {
			var stored string
			require.NoError(t, pool.QueryRow(ctx, table, id).Scan(&stored))
			require.Equal(t, "message:"+text, stored)
		}
		require.Equal(t, actor.Message, actor.Parse("message:"+text).Kind)
	}
	// one that says nothing is a message's, and not the database's user's
	id := w.approvedOne("nobody", "1.00")
	require.NoError(t, w.Invoices.Stop(ctx, id, actor.FromMessage(""), "", now))
	var stored string
	require.NoError(t, pool.QueryRow(ctx, "select who from audit_entries where object = 'invoice/' || $1 and after ->> 'status' = 'cancelled'", id).
		Scan(&stored))
	require.Equal(t, "message", stored)
}

// N10: a refused message stands in the timeline of what its workflow is about, as a message's; a desk has none.
func TestN10ARefusedMessageIsInTheTimeline(t *testing.T) {
	r, pool := open(t, nil)
	w, ctx := World{r, t}, t.Context()
	w.Account("acct")
	w.Consumed("bill", "100.00")
	id := w.approvedOne("k", "1.00")
	w.openTicket("t", "app-k")
	for _, workflow := range []string{
		"application/app-k", "invoice/" + string(id), "reversal/" + string(id), "ticket/t", "seller/platform", "invoice/unknown",
	} {
		require.NoError(t, w.Trail.NoteRefused(ctx, workflow, "cancel: say who asks", now))
	}
	events, err := w.Trail.Timeline(ctx, id, 0, 200)
	require.NoError(t, err)
	noted := 0
	for _, e := range events {
		if e.What == "message_refused" {
			require.Equal(t, actor.FromMessage(""), e.Who)
			noted++
		}
	}
	require.GreaterOrEqual(t, noted, 3)
	// the run of an approved application is that of its single invoice
	var about int
	const statement = "select count(*) from events where what = 'message_refused' and application = 'app-k' and invoice = $1"
	require.NoError(t, pool.QueryRow(ctx, statement, id).Scan(&about))
	require.Equal(t, 3, about, "sent to the application's, the invoice's and the reversals' run")
}
