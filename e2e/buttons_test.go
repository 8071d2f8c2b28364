package e2e

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.temporal.io/api/common/v1"
	enums "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/api/workflowservice/v1"
	temporal "go.temporal.io/sdk/client"
	"golang.org/x/sync/errgroup"

	"kaipiao/client"
	"kaipiao/devstack/eventually"
)

// button is something that an operator may press in Temporal's Web UI, or send with its command line.
type button struct {
	name  string
	press func(t *testing.T, s *stack, workflow string)
	// gone: the run is gone, and another one has to be started.
	gone bool
}

var buttons = []button{
	{name: "request cancellation", press: func(t *testing.T, s *stack, workflow string) {
		require.NoError(t, s.temporal(t).CancelWorkflow(t.Context(), workflow, ""))
	}},
	{name: "terminate", gone: true, press: func(t *testing.T, s *stack, workflow string) {
		require.NoError(t, s.temporal(t).TerminateWorkflow(t.Context(), workflow, "", "pressed by mistake"))
	}},
	{name: "delete", gone: true, press: func(t *testing.T, s *stack, workflow string) {
		_, err := s.temporal(t).WorkflowService().DeleteWorkflowExecution(t.Context(), &workflowservice.DeleteWorkflowExecutionRequest{
			Namespace: s.TemporalNamespace, WorkflowExecution: &common.WorkflowExecution{WorkflowId: workflow},
		})
		require.NoError(t, err)
	}},
	{name: "reset to the first task", press: reset},
	{name: "signals that nobody can read", press: func(t *testing.T, s *stack, workflow string) {
		for _, signal := range []string{
			"cancel", "change-address", "decided", "due-changed", "parcel", "trouble", "resume", "provider-news", "reverse", "withdraw", "reversed",
			"ticket-turned", "ticket-decided",
		} {
			require.NoError(t, s.temporal(t).SignalWorkflow(t.Context(), workflow, "", signal, []string{"rubbish"}))
		}
	}},
}

// reset begins a run anew after its first workflow task.
func reset(t *testing.T, s *stack, workflow string) {
	var first int64
	// the button before may have had another run started just now
	eventually.Holds(t, func() bool { first = firstTask(t, s, workflow); return first != 0 }, time.Minute, 100*time.Millisecond, workflow)
	_, err := s.temporal(t).WorkflowService().ResetWorkflowExecution(t.Context(), &workflowservice.ResetWorkflowExecutionRequest{
		Namespace: s.TemporalNamespace, WorkflowExecution: &common.WorkflowExecution{WorkflowId: workflow},
		Reason: "pressed by mistake", WorkflowTaskFinishEventId: first, RequestId: uuid.NewString(),
	})
	require.NoError(t, err)
}

// firstTask is the event with which a run's first workflow task completed; 0 while it has not, or while there is no run.
func firstTask(t *testing.T, s *stack, workflow string) int64 {
	t.Helper()
	history := s.temporal(t).GetWorkflowHistory(t.Context(), workflow, "", false, enums.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT)
	for history.HasNext() {
		event, err := history.Next()
		var none *serviceerror.NotFound
		if errors.As(err, &none) {
			return 0
		}
		require.NoError(t, err)
		if event.GetEventType() == enums.EVENT_TYPE_WORKFLOW_TASK_COMPLETED {
			return event.GetEventId()
		}
	}
	return 0
}

// patient is a stack whose buyers have an hour to confirm a form.
func patient(t *testing.T) *stack {
	t.Helper()
	s, err := prepare()
	require.NoError(t, err)
	s.environment = append(s.environment, "KAIPIAO_SANDBOX_CONFIRM_WITHIN=1h")
	require.NoError(t, s.start())
	t.Cleanup(func() { require.NoError(t, errors.Join(s.stop(), s.forget())) })
	return s
}

// N1, N2, N3, N5, N14, O6: whatever button is pressed in the Web UI, in whatever wait, everything comes to its end, once each; the run
// that is asked to be cancelled says so and goes on, and what is gone is started again within two minutes.
func TestN1N2N5N14NoButtonHarms(t *testing.T) {
	t.Parallel()
	s := patient(t)
	var pressed []*pressing
	for name := range waits {
		for _, b := range buttons {
			pressed = append(pressed, &pressing{name: name, button: b})
		}
	}
	slices.SortStableFunc(pressed, func(a, b *pressing) int {
		return cmp.Compare(slices.Index(growing, b.name), slices.Index(growing, a.name))
	})
	sideBySide(t, "it waits", pressed, func(t *testing.T, p *pressing) {
		p.standing = waits[p.name](t, s)
		s.details(t, p.workflow, p.waits)
	})
	for _, p := range pressed {
		p.press(t, s, p.workflow)
	}
	defer s.sweeping(t)()
	sideBySide(t, "it goes on and ends", pressed, func(t *testing.T, p *pressing) {
		if p.meansTheApplication() {
			eventually.Holds(t, func() bool {
				var a client.Application
				require.NoError(t, s.upstream(t).Call(t.Context(), http.MethodGet, "/v1/applications/"+strings.TrimPrefix(p.workflow, "application/"), nil, &a))
				return a.Status == "cancelled"
			}, time.Minute, 100*time.Millisecond)
		} else {
			eventually.Holds(t, func() bool {
				described, err := s.temporal(t).DescribeWorkflowExecution(t.Context(), p.workflow, "")
				return err == nil && described.GetWorkflowExecutionInfo().GetStatus() == enums.WORKFLOW_EXECUTION_STATUS_RUNNING
			}, 2*time.Minute, 200*time.Millisecond, "%s does not run", p.workflow)
			if begun := p.gone || p.button.name == "reset to the first task"; begun && p.again != "" {
				s.details(t, p.workflow, p.again)
			} else {
				s.details(t, p.workflow, p.waits)
			}
			if p.button.name == "request cancellation" {
				s.details(t, p.workflow, "asked Temporal to cancel this run")
			}
			p.finish(t)
		}
		ends(t, s.temporal(t), p.workflow)
	})
	s.pressesOnComparisons(t)
	s.nothingOwed(t)
	s.onceEach(t)
	s.sound(t)
}

// pressesOnComparisons presses each button on a comparison that waits for the provider's list (I11): its report is made all the same.
func (s *stack) pressesOnComparisons(t *testing.T) {
	t.Helper()
	clerk := s.as(t, zhao)
	for _, b := range buttons {
		t.Run("reconciliation: the provider does not list: "+b.name, func(t *testing.T) {
			s.fault(t, "query", "error_500", 0, "list")
			var asked report
			require.NoError(t, clerk.Call(t.Context(), http.MethodPost, "/v1/reconciliations", map[string]any{}, &asked))
			workflow := "reconciliation/" + asked.ID
			s.details(t, workflow, "Compares **ledger, register and provider**")
			b.press(t, s, workflow)
			eventually.Holds(t, func() bool {
				described, err := s.temporal(t).DescribeWorkflowExecution(t.Context(), workflow, "")
				return err == nil && described.GetWorkflowExecutionInfo().GetStatus() == enums.WORKFLOW_EXECUTION_STATUS_RUNNING
			}, 2*time.Minute, 200*time.Millisecond, "%s does not run", workflow)
			s.details(t, workflow, "Compares **ledger, register and provider**")
			s.faultless(t, "list")
			eventually.Holds(t, func() bool {
				require.NoError(t, clerk.Call(t.Context(), http.MethodGet, "/v1/reconciliations/"+asked.ID, nil, &asked))
				return asked.EndedAt != nil
			}, 2*time.Minute, 200*time.Millisecond)
			ends(t, s.temporal(t), workflow)
		})
	}
}

// pressing is a button that is pressed in a wait.
type pressing struct {
	name string
	button
	standing
}

// meansTheApplication: whoever asks to cancel the run of an application that nobody has decided means the application.
func (p *pressing) meansTheApplication() bool {
	return p.name == "application: review" && p.button.name == "request cancellation"
}

// atOnce is how many of them are seen to at the same time. They wait for others most of the time; side by side with the other tests, as by
// t.Parallel, only few would.
const atOnce = 16

// sideBySide does something with each of them, many at the same time.
func sideBySide(t *testing.T, what string, pressed []*pressing, do func(*testing.T, *pressing)) {
	t.Helper()
	t.Run(what, func(t *testing.T) {
		var together errgroup.Group
		together.SetLimit(atOnce)
		for _, p := range pressed {
			together.Go(func() error {
				t.Run(p.name+": "+p.button.name, func(t *testing.T) { do(t, p) })
				return nil
			})
		}
		require.NoError(t, together.Wait())
	})
}

// growing are the waits whose pauses grow the longer they last: who is seen to first is waited for less.
var growing = []string{
	"reversal: the buyer", "invoice: the provider works on it", "invoice, one of several: the provider works on it", "invoice: the courier does not answer",
}

// sweeping has what is gone started again at once, and not in the next minute, until it is stopped or the test ends. That the Schedule does so
// by itself is waited for by others.
func (s *stack) sweeping(t *testing.T) (stop func()) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	sweep := s.temporal(t).ScheduleClient().GetHandle(ctx, "sweep-every-minute")
	go func() {
		every := time.NewTicker(2 * time.Second)
		defer every.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-every.C:
				_ = sweep.Trigger(ctx, temporal.ScheduleTriggerOptions{})
			}
		}
	}()
	return stop
}

// nothingOwed proves that what must run does, and nothing else (O6).
func (s *stack) nothingOwed(t *testing.T) {
	t.Helper()
	require.EventuallyWithT(t, func(c *assert.CollectT) {
		said, err := s.starter("audit", "workflows")
		assert.NoError(c, err, said)
	}, time.Minute, time.Second)
}
