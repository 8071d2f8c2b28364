package office_test

import (
	"context"
	"fmt"
	"testing"
	"time"

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
