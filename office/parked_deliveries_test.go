package office_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"kaipiao/domain/event"
	"kaipiao/domain/refusal"

	"github.com/stretchr/testify/require"

	"kaipiao/domain/actor"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/task"
	"kaipiao/domain/webhook"
	"kaipiao/office/paging"
	"kaipiao/office/tasks"
)

// O3: an endpoint of which something is parked is one operator task, however much it is; who has seen to it has everything tried again.
func TestO3WhatIsParkedIsOneTaskOfItsEndpoint(t *testing.T) {
	w, ctx := newTold(t), context.Background()
	finance := actor.Actor{Kind: actor.Finance, Name: "zhao"}
	w.Subscribe("one")
	w.Subscribe("two")
	for n := range 3 {
		w.Issued(fmt.Sprint("k", n), n)
	}
	later := now.Add(25 * time.Hour)
	park := func(endpoint ids.Webhook, kind webhook.OutcomeKind) {
		for _, c := range w.Claim(endpoint, later) {
			since := now
			c.Since = &since
			w.Settle(c, kind, later)
		}
	}
	park("one", webhook.Unknown)
	park("two", webhook.Gone)
	require.Greater(t, len(w.Deliveries("one", webhook.Parked)), 1)
	open := w.ParkedTasks(task.Open)
	require.Len(t, open, 2)
	require.Equal(t, []string{"webhook/one", "webhook/two"}, []string{open[0].Subject, open[1].Subject})
	require.NotEqual(t, open[0].Says, open[1].Says, "one does not answer, the other says that it is gone")
	untold, err := w.Tasks.Untold(ctx, invoice.Platform, 10)
	require.NoError(t, err)
	require.Len(t, untold, 2, "the operators are mailed")

	seen, err := w.Tasks.SeenTo(ctx, open[0].ID, finance, later)
	require.NoError(t, err)
	require.Equal(t, task.Closed, seen.Status())
	require.Empty(t, w.Deliveries("one", webhook.Parked))
	require.NotEmpty(t, w.Claim("one", later), "they are tried at once")
	_, err = w.Tasks.SeenTo(ctx, open[1].ID, finance, later)
	require.NoError(t, err)
	require.NotEmpty(t, w.Deliveries("two", webhook.Parked), "who is gone takes nothing")
	require.Empty(t, w.ParkedTasks(task.Open))
	// it fails again: another task, which is dismissed; and one that is forgotten with its endpoint
	park("one", webhook.Unknown)
	later = later.Add(25 * time.Hour)
	park("one", webhook.Unknown)
	open = w.ParkedTasks(task.Open)
	require.Len(t, open, 1)
	closed, err := w.Tasks.Dismiss(ctx, open[0].ID, finance, later)
	require.NoError(t, err)
	require.Equal(t, []any{task.Closed, finance}, []any{closed.Status(), closed.ClosedBy})
	w.Issued("k9", 9)
	later = later.Add(25 * time.Hour)
	park("one", webhook.Unknown)
	require.Len(t, w.ParkedTasks(task.Open), 1)
	require.NoError(t, w.Subscribers.Unsubscribe(ctx, "one", finance, later))
	require.Empty(t, w.ParkedTasks(task.Open))
}

// ParkedTasks lists the tasks of endpoints that took no events.
func (w told) ParkedTasks(status task.Status) []task.Task {
	w.T.Helper()
	page, err := w.Tasks.List(context.Background(), tasks.Filter{Status: string(status), Kind: task.ParkedDeliveries}, paging.Request{Size: 50})
	require.NoError(w.T, err)
	return page.Items
}

// O3: tried for a day, with growing pauses; then it is parked, and those behind it go.
func TestO3AParkedOneBlocksNobodyAndIsToldAgainOnDemand(t *testing.T) {
	w, ctx := newTold(t), context.Background()
	w.Subscribe("one")
	_, id := w.Issued("k", 1)
	at, tries := now, 0
	// given an endpoint that takes what concerns the application and refuses what concerns the invoice
	for len(w.Deliveries("one", webhook.Parked)) == 0 {
		for _, c := range w.Claim("one", at) {
			kind := webhook.Taken
			if c.Event.Invoice != "" {
				kind, tries = webhook.Unknown, tries+1
				require.Equal(t, event.SerialStored, c.Event.What, "those behind it wait")
			}
			if verdict := w.Settle(c, kind, at); verdict.Status == webhook.Waiting {
				at = verdict.Next
			}
		}
	}
	require.Equal(t, now.Add(24*time.Hour), at.UTC())
	require.Greater(t, tries, 30)
	open := w.ParkedTasks(task.Open)
	require.Len(t, open, 1, "people see to the endpoint")
	require.Equal(t, []string{"webhook/one", "no_answer", "platform"}, []string{open[0].Subject, open[0].Code, string(open[0].Seller)})
	// then the next one is tried
	require.Equal(t, []string{"invoice.issued"}, typesOf(w.Claim("one", at)))
	at = at.Add(webhook.Lease)
	// when somebody has it delivered again while the next one waits for its own next try
	w.Settle(w.Claim("one", at)[0], webhook.Refused, at)
	parked := w.Deliveries("one", webhook.Parked)[0]
	shown, err := w.Subscribers.Redeliver(ctx, "one", parked.ID, at)
	require.NoError(t, err)
	require.Equal(t, webhook.Waiting, shown.Status)
	require.Zero(t, shown.Attempts, "it has another day")
	require.Empty(t, w.ParkedTasks(task.Open), "nothing is parked any more")
	// then both come in their order
	require.Equal(t, []string{"invoice.serial_stored", "invoice.issued"}, w.All("one", at))
	_, err = w.Subscribers.Redeliver(ctx, "one", parked.ID, at)
	requireRefused(t, err, refusal.WrongState)
	_, err = w.Subscribers.Redeliver(ctx, "one", 1_000_000, at)
	requireRefused(t, err, refusal.NotFound)
	_, err = w.Subscribers.Redeliver(ctx, "two", parked.ID, at)
	requireRefused(t, err, refusal.NotFound)
	require.NotEmpty(t, id)
}
