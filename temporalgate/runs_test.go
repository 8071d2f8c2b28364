package temporalgate

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/api/common/v1"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"kaipiao/devstack/temporaltest"
	"kaipiao/office/outbox"
	"kaipiao/workflows"
)

// reach connects to a server of the test's own, in which no worker of ours works: what is started runs until somebody ends it.
func reach(t testing.TB) *Gate {
	t.Helper()
	options := Options{Address: temporaltest.Start(t), Namespace: temporaltest.Namespace, Embedded: true}
	gate, err := Await(t.Context(), options)
	require.NoError(t, err)
	t.Cleanup(gate.Close)
	return gate
}

// started starts tickets, as the outbox does, and returns the ids of their workflows.
func started(t testing.TB, gate *Gate, prefix string, count int) (ids []string) {
	t.Helper()
	for n := range count {
		id := fmt.Sprintf("ticket/%s-%d", prefix, n)
		start := json.RawMessage(fmt.Sprintf(`{"ticket": "%s-%d", "kind": "other", "account": "acct", "status": "open"}`, prefix, n))
		require.NoError(t, gate.Send(t.Context(), outbox.Message{WorkflowID: id, Workflow: "Ticket", Start: start}))
		ids = append(ids, id)
	}
	return ids
}

// soon waits until the lists, which lag behind, say what they should.
func soon[Value any](t *testing.T, expected Value, read func() (Value, error)) {
	t.Helper()
	for until := time.Now().Add(10 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		found, err := read()
		require.NoError(t, err)
		if reflect.DeepEqual(expected, found) {
			return
		}
		if time.Now().After(until) {
			require.Equal(t, expected, found)
		}
	}
}

// running lists what runs of the types that the register owes.
func running(t *testing.T, gate *Gate) func() ([]string, error) {
	return func() (ids []string, err error) {
		err = gate.EachRunning(t.Context(), func(id string) error { ids = append(ids, id); return nil })
		slices.Sort(ids)
		return ids, err
	}
}

// ended runs a workflow that ends in one of the ways that a workflow can end by itself.
func ended(t *testing.T, gate *Gate, id string, how func(ctx workflow.Context) error, options client.StartWorkflowOptions) {
	t.Helper()
	options.ID, options.TaskQueue = id, "ending-"+id
	w := worker.New(gate.client, options.TaskQueue, worker.Options{})
	w.RegisterWorkflowWithOptions(how, workflow.RegisterOptions{Name: "Ending"})
	require.NoError(t, w.Start())
	defer w.Stop()
	run, err := gate.client.ExecuteWorkflow(t.Context(), options, "Ending")
	require.NoError(t, err)
	if options.StaticSummary == cancelled {
		require.NoError(t, gate.client.CancelWorkflow(t.Context(), id, ""))
	}
	within, stop := context.WithTimeout(t.Context(), 30*time.Second)
	defer stop()
	_ = run.Get(within, nil)
	require.NoError(t, within.Err(), id)
}

// cancelled says that the run is to be cancelled.
const cancelled = "cancelled"

// O6: what must run is held against what really runs in Temporal: in the lists, which lag behind, and one by one.
func TestO6WhatRunsAndWhatDoesNot(t *testing.T) {
	t.Parallel()
	gate, ctx := reach(t), t.Context()
	// given more workflows than one question names
	ids := started(t, gate, "many", idsAsked+20)

	missing, err := gate.Missing(ctx, ids)
	require.NoError(t, err)
	require.Empty(t, missing, "the lists may not have them yet, and they run")
	missing, err = gate.Missing(ctx, append([]string{"ticket/never", "it's \"odd\""}, ids...))
	require.NoError(t, err)
	require.Equal(t, []string{"ticket/never", "it's \"odd\""}, missing)
	missing, err = gate.Missing(ctx, nil)
	require.NoError(t, err)
	require.Empty(t, missing)
	soon(t, len(ids), func() (int, error) { return gate.CountRunning(ctx) })

	// when some end, they are missing at once
	require.NoError(t, gate.Terminate(ctx, ids[3], "test"))
	require.NoError(t, gate.Terminate(ctx, ids[110], "test"))
	require.NoError(t, gate.Terminate(ctx, ids[110], "it has ended: that is as well"))
	require.NoError(t, gate.Terminate(ctx, "ticket/never", "so is what never was"))
	soon(t, []string{ids[3], ids[110]}, func() ([]string, error) { return gate.Missing(ctx, ids) })
	left := slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return id == ids[3] || id == ids[110] })
	slices.Sort(left)
	soon(t, left, running(t, gate))
	soon(t, len(left), func() (int, error) { return gate.CountRunning(ctx) })

	// and started again they run, although another run of theirs has ended
	require.NoError(t, gate.Send(ctx, outbox.Message{WorkflowID: ids[3], Workflow: "Ticket", Start: json.RawMessage(`{"ticket": "again"}`)}))
	missing, err = gate.Missing(ctx, ids[:50])
	require.NoError(t, err)
	require.Empty(t, missing)

	// an error of the caller's ends the listing
	stop := errors.New("enough")
	require.ErrorIs(t, gate.EachRunning(ctx, func(string) error { return stop }), stop)
}

// O6: what ended as it should not is found in all its ways, and only that; what the register does not owe is not counted.
func TestO6WhatEndedAsItShouldNot(t *testing.T) {
	t.Parallel()
	gate, ctx := reach(t), t.Context()
	before := time.Now().Add(-time.Minute)
	terminated := started(t, gate, "terminated", 1)[0]
	require.NoError(t, gate.Terminate(ctx, terminated, "test"))
	ended(t, gate, "failed", func(workflow.Context) error { return errors.New("a fault of ours") }, client.StartWorkflowOptions{})
	ended(t, gate, "completed", func(workflow.Context) error { return nil }, client.StartWorkflowOptions{})
	ended(t, gate, "timed-out", func(ctx workflow.Context) error { return workflow.Sleep(ctx, time.Hour) },
		client.StartWorkflowOptions{WorkflowRunTimeout: time.Second})
	ended(t, gate, "cancelled", func(ctx workflow.Context) error { return workflow.Sleep(ctx, time.Hour) },
		client.StartWorkflowOptions{StaticSummary: cancelled})
	running := started(t, gate, "running", 1)[0]
	_, err := gate.client.ExecuteWorkflow(ctx, client.StartWorkflowOptions{ID: "foreign", TaskQueue: "nobody"}, "Foreign")
	require.NoError(t, err)

	soon(t, []string{"cancelled", "failed", terminated, "timed-out"}, func() ([]string, error) { return gate.EndedBadly(ctx, before) })
	late, err := gate.EndedBadly(ctx, time.Now().Add(time.Minute))
	require.NoError(t, err)
	require.Empty(t, late)
	soon(t, 1, func() (int, error) { return gate.CountRunning(ctx) })
	var owed []string
	require.NoError(t, gate.EachRunning(ctx, func(id string) error { owed = append(owed, id); return nil }))
	require.Equal(t, []string{running}, owed)
}

// N1: who asked to cancel a run is known to Temporal.
func TestN1WhoAskedToCancelARun(t *testing.T) {
	t.Parallel()
	gate, ctx := reach(t), t.Context()
	asked, other := started(t, gate, "asked", 2), ""
	require.NoError(t, gate.client.CancelWorkflow(ctx, asked[0], ""))
	by, err := gate.CancelRequestedBy(ctx, asked[0], "")
	require.NoError(t, err)
	require.Contains(t, by, "@", "a process, as Temporal's client names itself")
	other, err = gate.CancelRequestedBy(ctx, asked[1], "")
	require.NoError(t, err)
	require.Empty(t, other)
	_, err = gate.CancelRequestedBy(ctx, "ticket/never", "")
	require.ErrorContains(t, err, "ticket/never")
}

// O6: what an operator has paused runs, and is found with what is paused of it.
func TestO6WhatIsPaused(t *testing.T) {
	t.Parallel()
	gate, ctx := reach(t), t.Context()
	w := worker.New(gate.client, workflows.TaskQueue, worker.Options{})
	for _, name := range []string{"Publish", "SendNotice"} {
		w.RegisterActivityWithOptions(func(context.Context) error { return errors.New("not yet") }, activity.RegisterOptions{Name: name})
	}
	w.RegisterWorkflowWithOptions(func(ctx workflow.Context, _ any) error {
		ctx = workflow.WithActivityOptions(ctx, workflow.ActivityOptions{StartToCloseTimeout: time.Minute})
		beside := workflow.ExecuteActivity(ctx, "SendNotice")
		return errors.Join(workflow.ExecuteActivity(ctx, "Publish").Get(ctx, nil), beside.Get(ctx, nil))
	}, workflow.RegisterOptions{Name: "Ticket"})
	require.NoError(t, w.Start())
	defer w.Stop()
	ids := started(t, gate, "pause", 2)
	read := func() (map[string]string, error) { return gate.Paused(ctx) }
	soon(t, map[string]string{}, read)
	for _, name := range []string{"SendNotice", "Publish"} {
		require.Eventually(t, func() bool {
			_, err := gate.client.WorkflowService().PauseActivity(ctx, &workflowservice.PauseActivityRequest{
				Namespace: temporaltest.Namespace, Execution: &common.WorkflowExecution{WorkflowId: ids[0]},
				Activity: &workflowservice.PauseActivityRequest_Type{Type: name},
			})
			return err == nil
		}, 10*time.Second, 50*time.Millisecond, name)
	}
	soon(t, map[string]string{ids[0]: "Publish, SendNotice"}, read)
	missing, err := gate.Missing(ctx, ids)
	require.NoError(t, err)
	require.Empty(t, missing)
	soon(t, 2, func() (int, error) { return gate.CountRunning(ctx) })
	for _, name := range []string{"SendNotice", "Publish"} {
		_, err := gate.client.WorkflowService().UnpauseActivity(ctx, &workflowservice.UnpauseActivityRequest{
			Namespace: temporaltest.Namespace, Execution: &common.WorkflowExecution{WorkflowId: ids[0]},
			Activity: &workflowservice.UnpauseActivityRequest_Type{Type: name},
		})
		require.NoError(t, err)
	}
	soon(t, map[string]string{}, read)
}

// O6: while Temporal does not answer nothing counts as missing: nothing is started on suspicion.
func TestO6NothingIsMissingWhileTemporalIsAway(t *testing.T) {
	t.Parallel()
	gate := reach(t)
	ids := started(t, gate, "one", 1)
	away, leave := context.WithCancel(t.Context())
	leave()
	missing, err := gate.Missing(away, ids)
	require.Error(t, err)
	require.Empty(t, missing)
	_, err = gate.EndedBadly(away, time.Now())
	require.Error(t, err)
	_, err = gate.Paused(away)
	require.Error(t, err)
	_, err = gate.CountRunning(away)
	require.Error(t, err)
	require.Error(t, gate.EachRunning(away, func(string) error { return nil }))
	require.Error(t, gate.Terminate(away, ids[0], "test"))
}
