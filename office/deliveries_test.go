package office_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"kaipiao/domain/actor"
	"kaipiao/domain/ids"
	"kaipiao/domain/refusal"
	"kaipiao/domain/secondperson"
	"kaipiao/domain/ticket"
	"kaipiao/domain/webhook"
	"kaipiao/office/paging"
	"kaipiao/office/tickets"
)

// told is a world in which something can be subscribed.
type told struct {
	World
	Pool *pgxpool.Pool
}

func newTold(t *testing.T) told {
	t.Helper()
	r, pool := open(t, nil)
	w := told{World{r, t}, pool}
	w.Account("acct")
	w.Consumed("bill", "100000.00")
	return w
}

func (w told) Subscribe(id ids.Webhook) {
	w.T.Helper()
	require.NoError(w.T, w.Subscribers.Subscribe(context.Background(),
		webhook.Endpoint{ID: id, URL: "https://" + string(id) + ".example/", CreatedBy: actor.Actor{Kind: actor.Service, Name: "test"}},
		make(webhook.Secret, webhook.SecretSize), now))
}

// Issued applies for something and takes it to its invoice, which has five events with those of its application.
func (w told) Issued(key string, n int) (application ids.Application, invoice ids.Invoice) {
	w.T.Helper()
	a, err := w.Apply(key, "10.00")
	require.NoError(w.T, err)
	_, err = w.Applications.Approve(context.Background(), a.ID, secondperson.Trusted(actor.Product), "", now)
	require.NoError(w.T, err)
	w.Issue(a.Invoices[0].ID, fmt.Sprintf("26%018d", n))
	return a.ID, a.Invoices[0].ID
}

func (w told) Claim(endpoint ids.Webhook, at time.Time) []webhook.Claimed {
	w.T.Helper()
	claimed, err := w.Subscribers.ClaimDeliveries(context.Background(), endpoint, 100, at)
	require.NoError(w.T, err)
	return claimed
}

func (w told) Settle(c webhook.Claimed, kind webhook.OutcomeKind, at time.Time) webhook.Verdict {
	w.T.Helper()
	verdict := webhook.Judge(kind, c.Attempts, *c.Since, at, 1)
	require.NoError(w.T, w.Subscribers.SettleDelivery(context.Background(), c, string(kind), verdict, at))
	return verdict
}

// All takes everything that is due until nothing is, and returns it in its order.
func (w told) All(endpoint ids.Webhook, at time.Time) (types []string) {
	w.T.Helper()
	for claimed := w.Claim(endpoint, at); len(claimed) > 0; claimed = w.Claim(endpoint, at) {
		for _, c := range claimed {
			types = append(types, c.Event.Type())
			w.Settle(c, webhook.Taken, at)
		}
	}
	return types
}

func (w told) Deliveries(endpoint ids.Webhook, status webhook.Status) []webhook.Delivery {
	w.T.Helper()
	page, err := w.Subscribers.Deliveries(context.Background(), endpoint, status, paging.Request{Size: 200})
	require.NoError(w.T, err)
	return page.Items
}

func typesOf(claimed []webhook.Claimed) (types []string) {
	for _, c := range claimed {
		types = append(types, c.Event.Type())
	}
	return types
}

// O3: whoever is subscribed is owed every event from then on, with the state that it led to.
func TestO3EveryEventIsOwedToEveryEndpoint(t *testing.T) {
	w := newTold(t)
	// given an application of which nobody was told
	w.Issued("before", 1)
	// when two endpoints are subscribed and another application is made
	w.Subscribe("one")
	w.Subscribe("two")
	applied, issued := w.Issued("after", 2)
	// then both are owed all of its events, and nothing of the first
	expected := []string{"application.submitted pending_approval", "application.approved approved", "invoice.serial_stored approved", "invoice.issued issued"}
	for _, endpoint := range []ids.Webhook{"one", "two"} {
		var owed []string
		for _, d := range w.Deliveries(endpoint, webhook.Waiting) {
			owed = append(owed, d.Event.Type()+" "+d.Event.Status)
			require.Equal(t, []string{"acct", string(applied)}, []string{string(d.Event.Account), string(d.Event.Application)})
			require.Contains(t, []ids.Invoice{"", issued}, d.Event.Invoice)
		}
		require.Equal(t, expected, owed, endpoint)
	}
	require.Equal(t, []string{"application.submitted", "invoice.serial_stored", "application.approved", "invoice.issued"}, w.All("one", now))
	require.Empty(t, w.Deliveries("one", webhook.Waiting))
	require.Len(t, w.Deliveries("one", webhook.Delivered), 4)
	require.Len(t, w.Deliveries("two", ""), 4, "what one took says nothing of the other")
}

// A ticket that concerns no application has an order of its own.
func TestO3ATicketWithoutApplicationIsTold(t *testing.T) {
	w := newTold(t)
	w.Subscribe("one")
	request := tickets.Request{Key: "k", Fingerprint: []byte("k"), Ticket: ticket.Ticket{
		ID: "t1", Kind: ticket.Other, Account: "acct", Note: "?", OpenedBy: actor.Actor{Kind: actor.Customer, Name: "wang"},
	}}
	_, err := w.Tickets.Open(context.Background(), request, tickets.Prints{}, now)
	require.NoError(t, err)
	claimed := w.Claim("one", now)
	require.Len(t, claimed, 1)
	require.Equal(t, "ticket/t1", claimed[0].Subject)
	require.Equal(t, []string{"ticket.opened", "open", "acct", ""},
		[]string{claimed[0].Event.Type(), claimed[0].Event.Status, string(claimed[0].Event.Account), string(claimed[0].Event.Application)})
}

// While nobody is subscribed nothing is written.
func TestO3NobodyIsOwedNothing(t *testing.T) {
	w := newTold(t)
	w.Issued("k", 1)
	var rows int
	require.NoError(t, w.Pool.QueryRow(context.Background(), "select count(*) from webhook_deliveries").Scan(&rows))
	require.Zero(t, rows)
}

// O3: in order per invoice. A later event waits for the earlier one; other invoices do not.
func TestO3ALaterEventWaitsForTheEarlierOne(t *testing.T) {
	w := newTold(t)
	w.Subscribe("one")
	_, first := w.Issued("k1", 1)
	w.Issued("k2", 2)
	// given the first message about the first invoice is refused, and everything else taken
	claimed := w.Claim("one", now)
	require.Len(t, claimed, 4, "of each application and each invoice one")
	require.Empty(t, w.Claim("one", now), "nothing is taken twice")
	for _, c := range claimed {
		if c.Event.Invoice == first {
			require.Equal(t, now.Add(5*time.Second), w.Settle(c, webhook.Refused, now).Next)
			continue
		}
		w.Settle(c, webhook.Taken, now)
	}
	require.Equal(t, []string{"application.approved", "application.approved", "invoice.issued"}, w.All("one", now))
	// when its pause is over
	require.Empty(t, w.Claim("one", now.Add(5*time.Second-time.Microsecond)))
	again := w.Claim("one", now.Add(5*time.Second))
	// then it is tried again before what came after it
	require.Equal(t, []string{"invoice.serial_stored"}, typesOf(again))
	require.Equal(t, 2, again[0].Attempts)
	w.Settle(again[0], webhook.Taken, now.Add(5*time.Second))
	require.Equal(t, []string{"invoice.issued"}, w.All("one", now.Add(5*time.Second)))
}

// O3: at least once. A process that dies after the call and before the note of it has told nobody that it did.
func TestO3AProcessThatDiesBetweenCallAndNote(t *testing.T) {
	w := newTold(t)
	w.Subscribe("one")
	_, err := w.Apply("k", "10.00")
	require.NoError(t, err)
	// given a process that has called the endpoint and died
	died := w.Claim("one", now)
	require.Len(t, died, 1)
	// then nobody tries it while its lease lasts, and afterwards another one does, with the same id
	require.Empty(t, w.Claim("one", now.Add(webhook.Lease-time.Microsecond)))
	later := now.Add(webhook.Lease)
	again := w.Claim("one", later)
	require.Len(t, again, 1)
	require.Equal(t, died[0].Event.MessageID(), again[0].Event.MessageID())
	// and had it only been slow, its note would come too late to change anything
	w.Settle(died[0], webhook.Gone, later)
	require.Len(t, w.Deliveries("one", webhook.Waiting), 1)
	w.Settle(again[0], webhook.Taken, later)
	require.Len(t, w.Deliveries("one", webhook.Delivered), 1)
	w.Settle(died[0], webhook.Refused, later)
	require.Len(t, w.Deliveries("one", webhook.Delivered), 1)
}

// One that waits for its next try is tried at once; one that is being tried is left alone.
func TestO3RedeliveringWhatWaits(t *testing.T) {
	w, ctx := newTold(t), context.Background()
	w.Subscribe("one")
	_, err := w.Apply("k", "10.00")
	require.NoError(t, err)
	claimed := w.Claim("one", now)[0]
	_, err = w.Subscribers.Redeliver(ctx, "one", claimed.ID, now)
	require.NoError(t, err)
	require.Empty(t, w.Claim("one", now), "somebody has it")
	w.Settle(claimed, webhook.Refused, now)
	require.Empty(t, w.Claim("one", now))
	_, err = w.Subscribers.Redeliver(ctx, "one", claimed.ID, now)
	require.NoError(t, err)
	require.Len(t, w.Claim("one", now), 1)
}

// An endpoint that says that it is gone is told nothing more; what it was owed is parked without another call.
func TestO3AnEndpointThatIsGone(t *testing.T) {
	w, ctx := newTold(t), context.Background()
	w.Subscribe("one")
	w.Subscribe("two")
	w.Issued("k", 1)
	claimed := w.Claim("one", now)
	require.Equal(t, webhook.Verdict{Status: webhook.Parked, Ends: true}, w.Settle(claimed[0], webhook.Gone, now))
	gone, err := w.Subscribers.Endpoint(ctx, "one")
	require.NoError(t, err)
	require.NotNil(t, gone.GoneAt)
	// what was on its way meanwhile is taken, if the endpoint does
	w.Settle(claimed[1], webhook.Taken, now)
	for _, c := range w.Claim("one", now) {
		require.NotNil(t, c.Endpoint.GoneAt, "whoever tries sees that there is nobody")
		w.Settle(c, webhook.Gone, now)
	}
	w.Issued("later", 2)
	require.Empty(t, w.Deliveries("one", webhook.Waiting))
	require.Len(t, w.Deliveries("one", webhook.Parked), 3)
	require.Len(t, w.Deliveries("two", webhook.Waiting), 8, "others go on")
	_, err = w.Subscribers.Redeliver(ctx, "one", w.Deliveries("one", webhook.Parked)[0].ID, now)
	requireRefused(t, err, refusal.WrongState)
	// deleting it forgets what it is owed
	require.NoError(t, w.Subscribers.Unsubscribe(ctx, "one", actor.Product, now))
	_, err = w.Subscribers.Deliveries(ctx, "one", "", paging.Request{Size: 10})
	requireRefused(t, err, refusal.NotFound)
	requireRefused(t, w.Subscribers.Unsubscribe(ctx, "one", actor.Product, now), refusal.NotFound)
}

// Whoever is subscribed or unsubscribed meanwhile, no event fails for it.
func TestO3SubscribingDisturbsNobody(t *testing.T) {
	w, ctx := newTold(t), context.Background()
	done := make(chan error, 1)
	go func() {
		for n := range 60 {
			if _, err := w.Apply(fmt.Sprint("k", n), "1.00"); err != nil {
				done <- err
				return
			}
		}
		done <- nil
	}()
	for n := 0; ; n++ {
		id := ids.Webhook(fmt.Sprint("hook", n))
		w.Subscribe(id)
		require.NoError(t, w.Subscribers.Unsubscribe(ctx, id, actor.Product, now))
		select {
		case err := <-done:
			require.NoError(t, err)
			return
		default:
		}
	}
}
