package e2e

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"go.temporal.io/api/common/v1"
	enums "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/workflow/v1"
	"go.temporal.io/api/workflowservice/v1"

	"kaipiao/client"
	"kaipiao/devstack/eventually"
)

// activity is one of a run that has not ended, or nil.
func (s *stack) activity(t *testing.T, workflow, name string) *workflow.PendingActivityInfo {
	t.Helper()
	described, err := s.temporal(t).DescribeWorkflowExecution(t.Context(), workflow, "")
	if err != nil {
		return nil // it has not started yet
	}
	require.Equal(t, enums.WORKFLOW_EXECUTION_STATUS_RUNNING, described.GetWorkflowExecutionInfo().GetStatus())
	for _, one := range described.GetPendingActivities() {
		if one.GetActivityType().GetName() == name {
			return one
		}
	}
	return nil
}

// pause pauses an activity of a run when it has been tried so often, as the button of the Web UI does, and waits until nobody works on it.
func (s *stack) pause(t *testing.T, workflow, name string, tries int32) {
	t.Helper()
	eventually.Holds(t, func() bool {
		one := s.activity(t, workflow, name)
		return one != nil && one.GetAttempt() >= tries && one.GetLastStartedTime() != nil
	}, time.Minute, 50*time.Millisecond, "%s does not try %s", workflow, name)
	_, err := s.temporal(t).WorkflowService().PauseActivity(t.Context(), &workflowservice.PauseActivityRequest{
		Namespace: s.TemporalNamespace, Execution: &common.WorkflowExecution{WorkflowId: workflow}, RequestId: uuid.NewString(),
		Activity: &workflowservice.PauseActivityRequest_Type{Type: name}, Identity: "ops", Reason: "pressed by mistake",
	})
	require.NoError(t, err)
	eventually.Holds(t, func() bool { return s.activity(t, workflow, name).GetState() == enums.PENDING_ACTIVITY_STATE_PAUSED },
		time.Minute, 100*time.Millisecond, "%s of %s is not paused", name, workflow)
}

func (s *stack) unpause(t *testing.T, workflow, name string) {
	t.Helper()
	_, err := s.temporal(t).WorkflowService().UnpauseActivity(t.Context(), &workflowservice.UnpauseActivityRequest{
		Namespace: s.TemporalNamespace, Execution: &common.WorkflowExecution{WorkflowId: workflow},
		Activity: &workflowservice.UnpauseActivityRequest_Type{Type: name},
	})
	require.NoError(t, err)
}

// pausedTasks are the tasks about a run of which something is paused.
func (s *stack) pausedTasks(t *testing.T, workflow, status string) (found []operatorTask) {
	t.Helper()
	for task, err := range client.List[operatorTask](t.Context(), s.upstream(t), "/v1/operator-tasks", map[string][]string{"kind": {"paused"}}) {
		require.NoError(t, err)
		if task.Workflow == workflow && task.Status == status {
			found = append(found, task)
		}
	}
	return found
}

// toldOfPause waits for the task about what is paused, and for its mail.
func (s *stack) toldOfPause(t *testing.T, workflow, name string) {
	t.Helper()
	eventually.Holds(t, func() bool { return len(s.pausedTasks(t, workflow, "open")) == 1 }, 2*time.Minute, 200*time.Millisecond, "nobody is told")
	task := s.pausedTasks(t, workflow, "open")[0]
	require.Contains(t, task.Detail, "somebody has paused "+name)
	require.Contains(t, task.DetailZH, name)
	eventually.Holds(t, func() bool {
		for _, m := range listOf[mail](t, s, "/mails") {
			if strings.HasPrefix(m.To[0], "operators@") && strings.Contains(m.Subject, workflow) && strings.Contains(m.Body, name) {
				return true
			}
		}
		return false
	}, time.Minute, 200*time.Millisecond, "the operators are not mailed")
}

// over waits until the task about what was paused is closed.
func (s *stack) over(t *testing.T, workflow string) {
	t.Helper()
	eventually.Holds(t, func() bool { return len(s.pausedTasks(t, workflow, "open")) == 0 }, 2*time.Minute, 200*time.Millisecond, "its task stays open")
	require.Len(t, s.pausedTasks(t, workflow, "closed"), 1)
}

// O6, N1: an operator pauses the order of a courier that does not answer. It stays paused, although the courier answers again; the operators are
// told of it by a task and a mail, and nothing is started again, because the run is there. Unpaused, it goes on, and the task closes.
func TestO6AnOrderThatIsPausedIsToldAndGoesOn(t *testing.T) {
	t.Parallel()
	s := shared
	defer s.sweeping(t)()
	id := s.apply(t, s.customerWith(t, "10.00"), onPaper("10.00")).Invoices[0].ID
	s.fault(t, "ship", "error_500", 0, id)
	s.pause(t, runOf(id), "HandOver", 2)
	s.faultless(t, id)
	s.toldOfPause(t, runOf(id), "HandOver")
	time.Sleep(5 * time.Second) // several sweeps, and longer than the pause before the next try
	require.Equal(t, enums.PENDING_ACTIVITY_STATE_PAUSED, s.activity(t, runOf(id), "HandOver").GetState())
	s.came(t, id, "issued", time.Second)
	var timeline struct{ Items []struct{ What string } }
	require.NoError(t, s.as(t, zhao).Call(t.Context(), http.MethodGet, "/v1/invoices/"+id+"/timeline", nil, &timeline))
	require.NotEmpty(t, timeline.Items)
	for _, happened := range timeline.Items {
		require.NotEqual(t, "run_restarted", happened.What)
	}
	s.unpause(t, runOf(id), "HandOver")
	s.came(t, id, "delivered", time.Minute)
	ends(t, s.temporal(t), runOf(id))
	s.over(t, runOf(id))
}

// I4, O6: an operator pauses a submission while the provider keeps its answer back, and lets it go on later. The same serial is submitted once
// more, and the document exists once.
func TestI4ASubmissionThatIsPausedIsIssuedOnce(t *testing.T) {
	t.Parallel()
	s := shared
	defer s.sweeping(t)()
	id := s.apply(t, s.customerWith(t, "10.00"), eInvoice("10.00")).Invoices[0].ID
	s.fault(t, "issue", "hang", 1, serialOf(id))
	s.pause(t, runOf(id), "SubmitInvoice", 1)
	s.toldOfPause(t, runOf(id), "SubmitInvoice")
	s.unpause(t, runOf(id), "SubmitInvoice")
	s.publishedOnce(t, id)
	ends(t, s.temporal(t), runOf(id))
	s.over(t, runOf(id))
}
