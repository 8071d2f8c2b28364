package e2e

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	enums "go.temporal.io/api/enums/v1"
	history "go.temporal.io/api/history/v1"
	"go.temporal.io/sdk/client"

	"kaipiao/devstack/eventually"
)

// cost is what Temporal's users pay for.
type cost struct{ actions, events int }

// Billable actions as Temporal Cloud counts them: starts, children (one for the command, one for the child's start),
// timers, activities with each retry, local activities once per workflow task, signals, updates, attribute changes, markers.
func (c *cost) add(events []*history.HistoryEvent) {
	c.events += len(events)
	localTasks := map[int64]bool{}
	for _, e := range events {
		switch e.GetEventType() {
		case enums.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED, enums.EVENT_TYPE_START_CHILD_WORKFLOW_EXECUTION_INITIATED,
			enums.EVENT_TYPE_TIMER_STARTED, enums.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED, enums.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED,
			enums.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED, enums.EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES,
			enums.EVENT_TYPE_SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_INITIATED:
			c.actions++
		case enums.EVENT_TYPE_ACTIVITY_TASK_STARTED:
			c.actions += int(e.GetActivityTaskStartedEventAttributes().GetAttempt()) - 1
		case enums.EVENT_TYPE_MARKER_RECORDED:
			marker := e.GetMarkerRecordedEventAttributes()
			if marker.GetMarkerName() != "LocalActivity" {
				c.actions++
			} else if task := marker.GetWorkflowTaskCompletedEventId(); !localTasks[task] {
				localTasks[task] = true
				c.actions++
			}
		default: // costs nothing
		}
	}
}

// ends waits until a workflow has started and ended; an accepted application starts a moment later.
func ends(t *testing.T, temporal client.Client, id string) {
	t.Helper()
	eventually.Holds(t, func() bool {
		_, err := temporal.DescribeWorkflowExecution(t.Context(), id, "")
		return err == nil
	}, time.Minute, 50*time.Millisecond, "%s has not started", id)
	require.NoError(t, temporal.GetWorkflow(t.Context(), id, "").Get(t.Context(), nil), "%s ends", id)
}

// costOf waits until the run of an application and its single invoice has ended, and adds up what it took.
func costOf(t *testing.T, s *stack, application string) cost {
	t.Helper()
	temporal, id := s.temporal(t), "application/"+application
	ends(t, temporal, id)
	var c cost
	var events []*history.HistoryEvent
	for pages := temporal.GetWorkflowHistory(t.Context(), id, "", false, enums.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT); pages.HasNext(); {
		event, err := pages.Next()
		require.NoError(t, err)
		events = append(events, event)
	}
	c.add(events)
	return c
}

// The plain lifecycles stay within what they may cost.
func TestPlainLifecyclesStayWithinTheirBudget(t *testing.T) {
	t.Parallel()
	account := shared.customerWith(t, "100.00")
	electronic := shared.apply(t, account, eInvoice("40.00"))
	paper := shared.apply(t, account, onPaper("60.00"))
	c := costOf(t, shared, electronic.ID)
	record(t, shared, "electronic", "application/"+electronic.ID)
	record(t, shared, "paper", "application/"+paper.ID)
	t.Logf("electronic: %d actions, %d events", c.actions, c.events)
	require.LessOrEqual(t, c.actions, 3)
	require.LessOrEqual(t, c.events, 13)
	c = costOf(t, shared, paper.ID)
	t.Logf("paper: %d actions, %d events", c.actions, c.events)
	require.LessOrEqual(t, c.actions, 9)
	require.LessOrEqual(t, c.events, 41)
}
