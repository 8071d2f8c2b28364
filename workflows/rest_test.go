package workflows_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/mock"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/testsuite"
	"go.temporal.io/sdk/workflow"

	"kaipiao/activities"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/message"
	"kaipiao/domain/policy"
	"kaipiao/domain/ticket"
	"kaipiao/provider"
)

// history counts the events that a run would have, as a server writes them: a step outside is three, and each time the run is woken there
// are three of its workflow task.
type history struct {
	env    *testsuite.TestWorkflowEnvironment
	events int
}

const woken = 3

func countedBy(env *testsuite.TestWorkflowEnvironment) *history {
	h := &history{env: env}
	h.add(1 + woken)
	env.SetOnActivityStartedListener(func(*activity.Info, context.Context, converter.EncodedValues) { h.add(3 + woken) })
	env.SetOnLocalActivityStartedListener(func(*activity.Info, context.Context, []any) { h.add(1) })
	env.SetOnTimerScheduledListener(func(string, time.Duration) { h.add(1) })
	env.SetOnTimerFiredListener(func(string) { h.add(1 + woken) })
	env.SetOnTimerCanceledListener(func(string) { h.add(1) })
	return h
}

func (h *history) add(events int) {
	h.events += events
	h.env.SetCurrentHistoryLength(h.events)
}

// atMost is far below what Temporal bears.
const atMost = 10_000

// runsOf runs one run after the other, each from the instant at which the last one went on as another one, until one ends; it returns how
// many there were, and proves that none was long.
func runsOf(t *testing.T, workflowType string, start any, prepare func(env *testsuite.TestWorkflowEnvironment, h *history)) (count int) {
	t.Helper()
	for at := submitted; ; {
		env := newEnvironment(t)
		env.SetStartTime(at)
		h := countedBy(env)
		prepare(env, h)
		env.SetTestTimeout(time.Minute)
		env.SetStartWorkflowOptions(client.StartWorkflowOptions{ID: invoiceRun})
		env.ExecuteWorkflow(workflowType, start)
		count++
		require.True(t, env.IsWorkflowCompleted())
		require.Less(t, h.events, atMost)
		var goesOn *workflow.ContinueAsNewError
		if err := env.GetWorkflowError(); !errors.As(err, &goesOn) {
			require.NoError(t, err)
			return count
		}
		require.Equal(t, workflowType, goesOn.WorkflowType.Name)
		at = env.Now()
	}
}

var startOfInvoice = message.InvoiceStart{Invoice: "app-1-1", Application: "app-1", Account: "acct"}

// N7: a provider that works on a document for sixty days makes no long history; the runs after the first one ask, and never submit.
func TestN7AProviderThatIsSilentForSixtyDays(t *testing.T) {
	submits, until := 0, submitted.AddDate(0, 0, 60)
	count := runsOf(t, message.StartInvoice.Workflow, startOfInvoice, func(env *testsuite.TestWorkflowEnvironment, _ *history) {
		at := activities.Standing{Status: invoice.Approved, Seller: invoice.Platform, Medium: invoice.Electronic, Serial: serial, Stored: submits > 0}
		takenUp(env, at)
		env.OnActivity(providerActivities.SubmitInvoice, mock.Anything, mock.Anything).Run(func(mock.Arguments) { submits++ }).
			Return(activities.Submitted{Answer: provider.Answer{State: provider.Pending}}, nil).Maybe()
		env.OnActivity(providerActivities.AskProvider, mock.Anything, serial).Return(func(context.Context, invoice.Serial) (provider.Answer, error) {
			if env.Now().Before(until) {
				return provider.Answer{State: provider.Pending}, nil
			}
			return issued, nil
		})
		env.OnActivity(registerActivities.RecordIssued, mock.Anything, mock.Anything).Return(activities.IssuedBooked{}, nil).Maybe()
		env.OnActivity(files.Publish, mock.Anything, mock.Anything).Return(activities.Owed{}, nil).Maybe()
	})
	require.Equal(t, 1, submits)
	require.Greater(t, count, 1, "otherwise nothing is proved")
}

// N7: a parcel of which nothing is heard for sixty days, although it is looked after each hour.
func TestN7AParcelThatIsSilentForSixtyDays(t *testing.T) {
	until := submitted.AddDate(0, 0, 60)
	runsOf(t, message.StartInvoice.Workflow, startOfInvoice, func(env *testsuite.TestWorkflowEnvironment, h *history) {
		takenUp(env, activities.Standing{
			Status: invoice.Shipped, Seller: invoice.Platform, Medium: invoice.Paper, Dispatch: policy.AutomaticDispatch,
			SilentAfter: policy.Duration(time.Hour), Told: true,
		})
		env.OnActivity(parcels.LookAfterParcel, mock.Anything, mock.Anything).
			Return(func(context.Context, ids.Invoice) (activities.ParcelWatch, error) {
				return activities.ParcelWatch{LookAt: env.Now().Add(time.Hour)}, nil
			}).Maybe()
		env.OnActivity(notices.SendNotice, mock.Anything, mock.Anything).Return(nil).Maybe()
		env.RegisterDelayedCallback(func() {
			h.add(1 + woken)
			env.SignalWorkflow(message.Parcel.Name, message.ParcelNews{Status: "delivered"})
		}, until.Sub(env.Now()))
	})
}

// N7: a parked invoice that is let go a thousand times, each time in vain.
func TestN7AParkedInvoiceThatIsWokenAThousandTimes(t *testing.T) {
	left := 1000
	count := runsOf(t, message.StartInvoice.Workflow, startOfInvoice, func(env *testsuite.TestWorkflowEnvironment, h *history) {
		takenUpWhile(env, func() activities.Standing {
			at := activities.Standing{Status: invoice.Approved, Seller: invoice.Platform, Medium: invoice.Electronic, Parked: invoice.QuotaExhausted}
			if left <= 0 {
				at.Status, at.Parked = invoice.Cancelled, invoice.NoCause
			}
			return at
		})
		env.OnActivity(registerActivities.Settle, mock.Anything, mock.Anything).Return(nil).Maybe()
		var wake func()
		wake = func() {
			left--
			h.add(1 + woken)
			env.SignalWorkflow(message.Resume.Name, message.Nothing{})
			if left > -3 {
				env.RegisterDelayedCallback(wake, time.Minute)
			}
		}
		env.RegisterDelayedCallback(wake, time.Minute)
	})
	require.Greater(t, count, 1, "otherwise nothing is proved")
}

// N7: a ticket that is turned five hundred times.
func TestN7ATicketWithFiveHundredMessages(t *testing.T) {
	turn := 1
	start := message.TicketStart{Ticket: "t-1", Kind: ticket.Other, Account: "acct", Status: ticket.Open}
	count := runsOf(t, message.StartTicket.Workflow, start, func(env *testsuite.TestWorkflowEnvironment, h *history) {
		env.OnActivity(registerActivities.TakeUpTicket, mock.Anything, mock.Anything).
			Return(func(context.Context, ids.Ticket) (activities.TicketStanding, error) {
				return activities.TicketStanding{Kind: ticket.Other, Now: message.TicketTurnedNews{Status: ticket.AwaitsMaterials, Turn: turn}}, nil
			}).Once()
		env.OnActivity(notices.SendTicketNotice, mock.Anything, mock.Anything).Return(nil).Maybe()
		env.OnActivity(registerActivities.Settle, mock.Anything, mock.Anything).Return(nil).Maybe()
		var next func()
		next = func() {
			turn++
			h.add(1 + woken)
			if turn > 500 {
				env.SignalWorkflow(message.TicketDecided.Name, message.TicketDecidedNews{Status: ticket.Done})
				return
			}
			env.SignalWorkflow(message.TicketTurned.Name, message.TicketTurnedNews{Status: ticket.AwaitsMaterials, Turn: turn})
			env.RegisterDelayedCallback(next, time.Minute)
		}
		env.RegisterDelayedCallback(next, time.Minute)
	})
	require.Greater(t, count, 1, "otherwise nothing is proved")
	require.Greater(t, turn, 500)
}
