package activities_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/activities"
	"kaipiao/domain/contradiction"
	"kaipiao/domain/event"
	"kaipiao/domain/invoice"
	"kaipiao/domain/message"
	"kaipiao/domain/promise"
	"kaipiao/domain/task"
	"kaipiao/office/paging"
	"kaipiao/office/tasks"
)

// I4: the register says one number for a serial and the provider another: two documents, or a mistake. Nobody tries again
// without end, and nothing is booked; it is one task of the workflow, which says so in both languages and is mailed once.
func TestI4AnotherNumberForTheSameSerialIsATask(t *testing.T) {
	w, ctx := newWorld(t), t.Context()
	id, serial := w.takenUp(t, w.applied(t, invoice.Electronic))
	const here = "26110000000000000001"
	_, err := w.store.Invoices.RecordIssued(ctx, id, serial, here, now, now)
	require.NoError(t, err)
	// when the provider, asked for the same serial, says its own number
	answer, err := w.provider.SubmitInvoice(ctx, activities.IssueRequest{Invoice: id, Serial: serial})
	require.NoError(t, err)
	require.NotEqual(t, here, answer.Number)
	_, err = w.register.RecordIssued(ctx, activities.Issued{Invoice: id, Serial: serial, Number: answer.Number, IssuedAt: answer.IssuedAt})
	found, contradicts := activities.ContradictionIn(err)
	require.True(t, contradicts, err)
	require.Equal(t, contradiction.InvoiceDiffers, found.Code)
	for _, word := range []string{string(id), string(serial), here, answer.Number} {
		require.Contains(t, found.English, word)
		require.Contains(t, found.Chinese, word)
	}
	// then it is one task, however often it is met
	met := activities.Contradicted{Workflow: w.invoice(t, id).Workflow, Contradiction: found}
	opened, err := w.register.OpenContradiction(ctx, met)
	require.NoError(t, err)
	require.NotZero(t, opened.Task)
	again, err := w.register.OpenContradiction(ctx, met)
	require.NoError(t, err)
	require.Equal(t, opened, again, "who opened it may be gone before it told anybody")
	open := w.open(t)
	require.Len(t, open, 1)
	require.Equal(t, []string{"application/app", string(invoice.Platform)}, []string{open[0].Subject, string(open[0].Seller)})
	require.Equal(t, &found, open[0].Contradicts)

	w.notices.Operators = "operators@example.test"
	require.NoError(t, w.notices.SendAlert(ctx, activities.Alert{Contradicts: &met, Task: opened.Task}))
	mails := w.outside.Mails(t)
	require.Len(t, mails, 1)
	require.Contains(t, mails[0].Body, found.English)
	require.Contains(t, mails[0].Body, found.Chinese)
	again, err = w.register.OpenContradiction(ctx, met)
	require.NoError(t, err)
	require.Zero(t, again.Task, "the operators know")

	twice(t, nothing(func() error { return w.register.CloseContradiction(ctx, met) }))
	require.Empty(t, w.open(t))
	// and the next time it is another task
	opened, err = w.register.OpenContradiction(ctx, met)
	require.NoError(t, err)
	require.NotZero(t, opened.Task)
	broken, err := w.store.Audit(ctx)
	require.NoError(t, err)
	require.Empty(t, broken)
}

// I9, O6: a promise that is missed is told by whichever run finds it out, until the operators know; that it is about to be is noted once.
func TestI9WhatIsLateIsToldOnceWhateverBecomesOfTheRun(t *testing.T) {
	w, ctx := newWorld(t), t.Context()
	w.notices.Operators = "operators@example.test"
	id, _ := w.takenUp(t, w.applied(t, invoice.Electronic))
	missed := message.Missed{Application: "app", Invoice: id, Stage: promise.IssueStage, DueAt: w.now}
	for range 2 {
		require.NoError(t, w.register.WarnOfPromise(ctx, missed))
	}
	timeline, err := w.store.Trail.Timeline(ctx, id, 0, 100)
	require.NoError(t, err)
	warned := slices.DeleteFunc(timeline, func(e event.Event) bool { return e.What != event.PromiseAtRisk })
	require.Len(t, warned, 1)
	require.True(t, twice(t, func() (bool, error) { return w.register.MissPromise(ctx, missed) }), "the first run was gone before it told anybody")
	require.NoError(t, w.notices.SendAlert(ctx, activities.Alert{Missed: &missed}))
	late, err := w.register.MissPromise(ctx, missed)
	require.NoError(t, err)
	require.False(t, late, "the operators know")
	require.Len(t, w.outside.Mails(t), 1)
}

// open lists the open operator tasks about contradictions.
func (w *world) open(t *testing.T) []task.Task {
	t.Helper()
	page, err := w.store.Tasks.List(t.Context(), tasks.Filter{Status: "open", Kind: task.Contradiction}, paging.Request{Size: 50})
	require.NoError(t, err)
	return page.Items
}

// I4: a workflow that goes on under a serial that is not the register's does not get as far as the provider.
func TestI4AnotherSerialThanTheRegistersIsNotSubmitted(t *testing.T) {
	w, ctx := newWorld(t), t.Context()
	id, _ := w.takenUp(t, w.applied(t, invoice.Electronic))
	_, err := w.provider.SubmitInvoice(ctx, activities.IssueRequest{Invoice: id, Serial: invoice.SerialFor(id, 2)})
	found, contradicts := activities.ContradictionIn(err)
	require.True(t, contradicts, err)
	require.Equal(t, contradiction.SerialDiffers, found.Code)
	require.Empty(t, w.outside.Issued(t))
}
