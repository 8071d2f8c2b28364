package office_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/domain/contradiction"
	"kaipiao/domain/message"
	"kaipiao/office/outbox"
)

// rejected is an application that was rejected, whose run is gone and is started again: the outbox has the start.
func (w owingRuns) rejected() (workflow string) {
	w.T.Helper()
	a := w.applied()
	_, err := w.Applications.Reject(w.T.Context(), a.ID, clerk, "抬头有误", now)
	require.NoError(w.T, err)
	w.Sent()
	workflow = message.WorkflowOfApplication(a.ID)
	restarted, err := w.Runs.Restart(w.T.Context(), workflow, now)
	require.NoError(w.T, err)
	require.True(w.T, restarted)
	return workflow
}

// waiting is how many messages stand in the outbox.
func (w owingRuns) waiting() (count int) {
	w.T.Helper()
	require.NoError(w.T, w.pool.QueryRow(w.T.Context(), "select count(*) from outbox").Scan(&count))
	return count
}

// O6: a run that is quick has done everything before the dispatcher has noted that it was started. Settled is settled: its customer is not
// told once more by another run.
func TestO6ARunSettlesWhileItsOwnStartIsBeingSent(t *testing.T) {
	w := newOwingRuns(t, false)
	workflow := w.rejected()
	started := 0
	require.NoError(t, w.Outbox.Dispatch(t.Context(), standing, func(ctx context.Context, m outbox.Message) error {
		started++
		require.Equal(t, workflow, m.WorkflowID)
		return w.Runs.Settle(ctx, workflow, now)
	}))
	require.Equal(t, 1, started)
	require.NotContains(t, w.owed(), workflow)
	restarted, err := w.Runs.Restart(t.Context(), workflow, now.Add(time.Hour))
	require.NoError(t, err)
	require.False(t, restarted)
	require.Zero(t, w.waiting())
}

// O6: so has one whose dispatcher died before it could note it: the start is not sent once more when its lease is over.
func TestO6WhatIsSettledIsNotStartedAgainByTheOutbox(t *testing.T) {
	w := newOwingRuns(t, false)
	workflow := w.rejected()
	started := 0
	var send outbox.Send
	send = func(ctx context.Context, _ outbox.Message) error {
		started++
		require.NoError(t, w.Runs.Settle(ctx, workflow, now))
		return w.Outbox.Dispatch(ctx, at(now.Add(outbox.Lease)), send) // another process
	}
	require.NoError(t, w.Outbox.Dispatch(t.Context(), standing, send))
	require.Equal(t, 1, started)
	require.NotContains(t, w.owed(), workflow)
	require.Zero(t, w.waiting())
}

// O6: news for which a run is to be started are not known to the one that settles.
func TestO6NewsThatAreToBeSentKeepTheRunOwed(t *testing.T) {
	w := newOwingRuns(t, false)
	id := w.IssuedOne("400.00")
	w.Sent()
	_, err := w.Reverse(id, "r", nil)
	require.NoError(t, err)
	workflow := message.WorkflowOfReversals(id)
	w.settled(workflow)
	require.Contains(t, w.owed(), workflow)
	require.Equal(t, 1, w.waiting(), "and are sent")
	sent := w.Sent()
	require.Len(t, sent, 1)
	require.Equal(t, message.Reverse.Name, sent[0].Signal)
}

// N2, O6: a run that met a contradiction is gone, and the one that took its place did not meet it: with the run, its task has ended.
func TestN2TheTaskOfAContradictionEndsWithItsRun(t *testing.T) {
	w := newOwingRuns(t, false)
	workflow := w.rejected()
	met := contradiction.New(contradiction.StepRefused, workflow, "x")
	id, err := w.Tasks.OpenContradiction(t.Context(), workflow, *met, now)
	require.NoError(t, err)
	require.NotZero(t, id)
	w.Sent()
	require.NoError(t, w.Runs.Settle(t.Context(), workflow, now))
	var open int
	require.NoError(t, w.pool.QueryRow(t.Context(), "select count(*) from operator_tasks where closed_at is null").Scan(&open))
	require.Zero(t, open)
}
