package temporalgate

import (
	"context"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	enums "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"

	"kaipiao/workflows"
)

// O6, I11: each schedule starts a type of the table with what its function takes, never two runs at a time, and has an id of its own.
func TestTheTableOfSchedulesIsWhole(t *testing.T) {
	functions := map[string]reflect.Type{}
	for _, row := range types {
		functions[row.name] = reflect.TypeOf(row.function)
	}
	ids := map[string]bool{}
	for _, s := range schedules {
		require.Contains(t, functions, s.starts.Workflow, s.id)
		require.Equal(t, functions[s.starts.Workflow].In(1), reflect.TypeOf(s.starts.Start), s.id)
		require.Equal(t, enums.SCHEDULE_OVERLAP_POLICY_SKIP, s.overlap, s.id)
		require.Positive(t, s.catchUp, s.id)
		require.GreaterOrEqual(t, s.atMost, time.Hour, s.id)
		require.NotEmpty(t, s.note, s.id)
		require.False(t, ids[s.id], s.id)
		ids[s.id] = true
	}
	known := map[string]bool{"sweep-every-minute": true, "sweep-every-night": true, "reconciliation-nightly": true, "standing-orders-daily": true}
	require.Equal(t, known, ids, "they never change")
}

// described reads a schedule as Temporal has it.
func described(t *testing.T, gate *Gate, id string) *client.ScheduleDescription {
	t.Helper()
	found, err := gate.client.ScheduleClient().GetHandle(t.Context(), id).Describe(t.Context())
	require.NoError(t, err)
	return found
}

// O6, I11: Temporal has the schedules as the table says, with what each starts and when.
func TestO6TemporalHasTheSchedulesOfTheTable(t *testing.T) {
	t.Parallel()
	gate := reach(t)
	require.NoError(t, gate.makeSchedules(t.Context()))
	require.NoError(t, gate.makeSchedules(t.Context()), "what is there is well")
	for _, s := range schedules {
		found := described(t, gate, s.id)
		require.Equal(t, s.overlap, found.Schedule.Policy.Overlap, s.id)
		require.Equal(t, s.catchUp, found.Schedule.Policy.CatchupWindow, s.id)
		action := found.Schedule.Action.(*client.ScheduleWorkflowAction)
		require.Equal(t, []any{s.id, s.starts.Workflow, workflows.TaskQueue}, []any{action.ID, action.Workflow, action.TaskQueue})
		require.Equal(t, s.atMost, action.WorkflowRunTimeout, "a paused one does not keep those that come after it from starting")
		require.False(t, found.Schedule.State.Paused)
		require.NotEmpty(t, found.Info.NextActionTimes)
		next := found.Info.NextActionTimes[0]
		if clock := s.spec.Calendars; len(clock) > 0 {
			shanghai, err := time.LoadLocation("Asia/Shanghai")
			require.NoError(t, err)
			require.Equal(t, []int{clock[0].Hour[0].Start, clock[0].Minute[0].Start}, []int{next.In(shanghai).Hour(), next.In(shanghai).Minute()}, s.id)
		} else {
			require.LessOrEqual(t, time.Until(next), time.Minute, s.id)
		}
	}
}

// O6: what an operator has paused or changed stays so; what is gone is made again, as after the loss of Temporal's database.
func TestO6SchedulesAreKept(t *testing.T) {
	t.Parallel()
	gate, ctx := reach(t), t.Context()
	keeping, stop := context.WithCancel(ctx)
	defer stop()
	kept := make(chan struct{})
	go func() {
		defer close(kept)
		gate.KeepSchedules(keeping, 50*time.Millisecond, func(err error) { t.Error(err) })
	}()
	handle := func(id string) client.ScheduleHandle { return gate.client.ScheduleClient().GetHandle(ctx, id) }
	made := func(id string) func() bool {
		return func() bool {
			_, err := handle(id).Describe(ctx)
			var gone *serviceerror.NotFound
			require.True(t, err == nil || errors.As(err, &gone), err)
			return err == nil
		}
	}
	for _, s := range schedules {
		require.Eventually(t, made(s.id), 10*time.Second, 20*time.Millisecond, s.id)
	}
	require.NoError(t, handle("sweep-every-night").Pause(ctx, client.SchedulePauseOptions{Note: "not tonight"}))
	require.NoError(t, handle("sweep-every-minute").Delete(ctx))
	require.Eventually(t, made("sweep-every-minute"), 10*time.Second, 20*time.Millisecond, "it is made again")
	paused := described(t, gate, "sweep-every-night").Schedule.State
	require.True(t, paused.Paused)
	require.Equal(t, "not tonight", paused.Note)
	stop()
	<-kept
}

// O6: a schedule starts the workflow under its own name, never two at a time; what it has started is owed to nobody.
func TestO6AScheduleStartsOneAtATime(t *testing.T) {
	t.Parallel()
	gate, ctx := reach(t), t.Context()
	require.NoError(t, gate.makeSchedules(ctx))
	handle := gate.client.ScheduleClient().GetHandle(ctx, "reconciliation-nightly")
	require.NoError(t, handle.Trigger(ctx, client.ScheduleTriggerOptions{}))
	soon(t, 1, func() (int, error) { return described(t, gate, "reconciliation-nightly").Info.NumActions, nil })
	require.NoError(t, handle.Trigger(ctx, client.ScheduleTriggerOptions{}))
	soon(t, 1, func() (int, error) {
		return described(t, gate, "reconciliation-nightly").Info.NumActionsSkippedOverlap, nil
	})
	recent := described(t, gate, "reconciliation-nightly").Info.RecentActions
	require.Len(t, recent, 1)
	id := recent[0].StartWorkflowResult.WorkflowID
	require.True(t, strings.HasPrefix(id, "reconciliation-nightly-"), id)
	missing, err := gate.Missing(ctx, []string{id})
	require.NoError(t, err)
	require.Empty(t, missing)
	started(t, gate, "owed", 1)
	soon(t, []string{"ticket/owed-0"}, running(t, gate))
	soon(t, 1, func() (int, error) { return gate.CountRunning(ctx) })
}

// O6: while Temporal is away it is said so, and tried again.
func TestO6SchedulesAreMadeWhenTemporalIsBack(t *testing.T) {
	t.Parallel()
	gate := reach(t)
	gate.Close()
	keeping, stop := context.WithCancel(t.Context())
	failed := 0
	gate.KeepSchedules(keeping, time.Millisecond, func(err error) {
		require.ErrorContains(t, err, "sweep-every-minute")
		require.ErrorContains(t, err, "reconciliation-nightly")
		if failed++; failed == 3 {
			stop()
		}
	})
	require.Equal(t, 3, failed)
}
