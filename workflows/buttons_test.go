package workflows_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/mock"
	"github.com/stretchr/testify/require"
	sdkpb "go.temporal.io/api/sdk/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/testsuite"
	"go.temporal.io/sdk/workflow"

	"kaipiao/activities"
	"kaipiao/domain/application"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/message"
	"kaipiao/domain/notice"
	"kaipiao/domain/promise"
	"kaipiao/domain/ticket"
	"kaipiao/provider"
	"kaipiao/temporalgate"
	"kaipiao/workflows"
)

// pressed: somebody presses Temporal's button to cancel a run, after a while. The run notes who it was, once; answered is what the
// operators read of it a second later.
func pressed(env *testsuite.TestWorkflowEnvironment, workflow string, after time.Duration) (read *string) {
	env.OnActivity(runs.NoteCancelRequest, mock.Anything, mock.MatchedBy(func(asked activities.CancelRequested) bool {
		return asked.Workflow == workflow && asked.Run != ""
	})).Return("zhao", nil).Once()
	env.RegisterDelayedCallback(env.CancelWorkflow, after)
	return readAt(env, after+time.Second)
}

// readAt is what the operators read at an instant.
func readAt(env *testsuite.TestWorkflowEnvironment, after time.Duration) (read *string) {
	read = new(string)
	env.RegisterDelayedCallback(func() {
		answer, err := env.QueryWorkflow("__temporal_workflow_metadata")
		if err != nil {
			panic(err)
		}
		var metadata sdkpb.WorkflowMetadata
		if err := answer.Get(&metadata); err != nil {
			panic(err)
		}
		*read = metadata.GetCurrentDetails()
	}, after)
	return read
}

// What there is to do instead of pressing the button; the message is for those that know it.
var (
	byMessage     = []string{"signal `cancel`", "POST /v1/tickets`"}
	byTicketCalls = []string{"POST /v1/tickets/{id}/refuse`", "POST /v1/tickets/{id}/withdraw`"}
	byRedCalls    = []string{"POST /v1/invoices/{id}/red-issue/withdraw`", "POST /v1/red-forms/{id}/deny`"}
	byTaskCalls   = []string{"POST /v1/operator-tasks/{task}/seen-to`"}
)

// refuses: the operators read that the run was asked to end, by whom and that it does not, what can be done instead, and what it waits for
// all the same.
func refuses(t *testing.T, read, waits string, instead []string) {
	t.Helper()
	require.Contains(t, read, "**zhao asked Temporal to cancel this run. It goes on")
	for _, call := range instead {
		require.Contains(t, read, call)
	}
	require.Equal(t, instead[0] == byMessage[0], strings.Contains(read, "signal `cancel`"), "who knows no such message is told of none")
	require.Contains(t, read, waits)
}

// N1, R2: whoever presses the button of an application that nobody has decided, in the cool-off or in review, cancels the application.
func TestN1TheButtonCancelsAnUndecidedApplication(t *testing.T) {
	for name, mode := range map[string]application.ReviewMode{"in the cool-off": application.AutomaticReview, "in review": application.ManualReview} {
		t.Run(name, func(t *testing.T) {
			env := newEnvironment(t)
			proceeds(env, pending(mode))
			pressed(env, message.WorkflowOfApplication("app-1"), 30*time.Second)
			env.OnActivity(registerActivities.CancelApplication, mock.Anything, message.Cancellation{
				Application: "app-1", Reason: "asked for in Temporal", By: "zhao",
			}).Return(activities.Decision{Status: application.Cancelled}, nil).Once()
			require.Equal(t, workflows.Outcome{Application: application.Cancelled}, runApplication(t, env))
			require.Equal(t, submitted.Add(30*time.Second), env.Now().UTC(), "at once")
		})
	}
}

// N1, R2: also before the run begins, while its start is delayed: who pressed it is heard before the clock decides.
func TestN1TheButtonIsHeardBeforeTheClockDecides(t *testing.T) {
	env := newEnvironment(t)
	env.SetStartTime(submitted.Add(time.Minute))
	pressed(env, message.WorkflowOfApplication("app-1"), 0)
	env.OnActivity(registerActivities.CancelApplication, mock.Anything, message.Cancellation{
		Application: "app-1", Reason: "asked for in Temporal", By: "zhao",
	}).Return(activities.Decision{Status: application.Cancelled}, nil).Once()
	require.Equal(t, workflows.Outcome{Application: application.Cancelled}, runApplication(t, env))
}

// N1, R2: what a reviewer has claimed is not cancelled. Whoever pressed the button reads so, and the application goes on.
func TestN1TheButtonDoesNotCancelAClaimedApplication(t *testing.T) {
	env := newEnvironment(t)
	proceeds(env, claimed(), approved)
	read := pressed(env, message.WorkflowOfApplication("app-1"), 2*time.Minute)
	env.OnActivity(registerActivities.CancelApplication, mock.Anything, mock.Anything).Return(claimed(), nil).Once()
	signal(env, 4*time.Minute, message.Decided.Name, message.DecidedNews{Status: application.Approved})
	require.Equal(t, workflows.Outcome{Application: application.Approved}, runApplication(t, env))
	refuses(t, *read, "reviewer's decision", byMessage)
	require.Equal(t, submitted.Add(4*time.Minute), env.Now().UTC())
}

// N1: a rejection is mailed to its end.
func TestN1TheButtonDoesNotKeepARejectionFromItsCustomer(t *testing.T) {
	env := newEnvironment(t)
	proceeds(env, activities.Decision{Status: application.Rejected})
	env.OnActivity(notices.SendRejection, mock.Anything, ids.Application("app-1")).Return(errors.New("mailbox full")).Times(5)
	env.OnActivity(notices.SendRejection, mock.Anything, ids.Application("app-1")).Return(nil).Once()
	read := pressed(env, message.WorkflowOfApplication("app-1"), 10*time.Second)
	require.Equal(t, workflows.Outcome{Application: application.Rejected}, runApplication(t, env))
	refuses(t, *read, "Rejected", byMessage)
}

// N1, R5: what the button does not do, the message does: also the update, whose caller waits for the answer.
func TestN1AnUpdateIsAnsweredAfterTheButton(t *testing.T) {
	env := newEnvironment(t)
	takenUp(env, parkedFor(invoice.QuotaExhausted), standing(invoice.Cancelled, invoice.Electronic))
	pressed(env, invoiceRun, time.Minute)
	env.OnActivity(registerActivities.StopInvoice, mock.Anything, message.Cancellation{Invoice: "app-1-1", Reason: "typo", By: "zhao"}).
		Return(message.Taken{Taken: true, Status: "cancelled"}, nil).Once()
	var asked answers
	env.RegisterDelayedCallback(func() {
		env.UpdateWorkflow(message.Cancel.Name, "asked", &asked, message.Cancellation{Reason: "typo", By: "zhao"})
	}, 2*time.Minute)
	resume(env, 3*time.Minute)
	expectSettled(env, invoiceRun)
	require.Equal(t, invoice.Cancelled, runInvoice(t, env))
	require.Equal(t, &message.Taken{Taken: true, Status: "cancelled"}, asked.taken)
}

// N1, R5: and of an application that its reviewer has put back meanwhile.
func TestN1AnUpdateCancelsAnApplicationAfterTheButton(t *testing.T) {
	env := newEnvironment(t)
	proceeds(env, claimed())
	pressed(env, message.WorkflowOfApplication("app-1"), time.Minute)
	for by, decision := range map[string]activities.Decision{"zhao": claimed(), "customer:acct": {Status: application.Cancelled}} {
		env.OnActivity(registerActivities.CancelApplication, mock.Anything, mock.MatchedBy(func(c message.Cancellation) bool { return c.By == by })).
			Return(decision, nil).Once()
	}
	var asked answers
	env.RegisterDelayedCallback(func() {
		env.UpdateWorkflow(message.Cancel.Name, "asked", &asked, message.Cancellation{Reason: "typo", By: "customer:acct"})
	}, 2*time.Minute)
	require.Equal(t, workflows.Outcome{Application: application.Cancelled}, runApplication(t, env))
	require.Equal(t, &message.Taken{Taken: true, Status: "cancelled"}, asked.taken)
}

// N1: where nobody knows who pressed it, the run goes on all the same, and says so.
func TestN1NobodyKnowsWhoPressedTheButton(t *testing.T) {
	env := newEnvironment(t)
	takenUp(env, parkedFor(invoice.QuotaExhausted), standing(invoice.Cancelled, invoice.Electronic))
	env.OnActivity(runs.NoteCancelRequest, mock.Anything, mock.Anything).Return("", errors.New("Temporal does not answer")).Times(10)
	env.RegisterDelayedCallback(env.CancelWorkflow, time.Minute)
	read := readAt(env, time.Hour)
	env.OnActivity(registerActivities.WarnOfPromise, mock.Anything, mock.Anything).Return(nil).Once()
	resume(env, 2*time.Hour)
	expectSettled(env, invoiceRun)
	require.Equal(t, invoice.Cancelled, runInvoice(t, env))
	require.Contains(t, *read, "**Somebody asked Temporal to cancel this run. It goes on")
}

// N1: the button harms no ticket, whoever's turn it is.
func TestN1TheButtonHarmsNoTicket(t *testing.T) {
	for name, c := range map[string]struct {
		at    activities.TicketStanding
		tells int
		reads string
	}{
		"finance's turn":      {opened(ticket.Other, ticket.Open), 0, "Waits for **finance**"},
		"the customer's turn": {opened(ticket.Lost, ticket.AwaitsMaterials, ticket.LossCertificate), 1, "Waits for the **customer**"},
	} {
		t.Run(name, func(t *testing.T) {
			env := newEnvironment(t)
			if c.tells > 0 {
				mails(env, notice.TicketMaterials, 1)
			}
			read := pressed(env, message.WorkflowOfTicket("t-1"), day)
			decides(env, 2*day, message.TicketDecidedNews{Status: ticket.Done})
			mails(env, notice.TicketDone, 0)
			require.Equal(t, ticket.Done, runTicket(t, env, c.at))
			refuses(t, *read, c.reads, byTicketCalls)
			require.Equal(t, submitted.Add(2*day), env.Now().UTC())
		})
	}
}

// N1: the button harms no reversal: not one that is parked, not one whose buyer is waited for, and none that is asked about.
func TestN1TheButtonHarmsNoReversal(t *testing.T) {
	ends := entered.Add(2 * time.Hour)
	for name, c := range map[string]struct {
		enter, ask func(*undoing) (provider.Answer, error)
		reads      string
	}{
		"parked":             {from(ends, provider.Answer{State: provider.SessionExpired}, redIssued), nil, "Parked: session"},
		"awaiting the buyer": {says(awaitsBuyer), from(ends, awaitsBuyer, redIssued), "Waits for the **buyer**"},
		"asking":             {state(provider.Pending), from(ends, provider.Answer{State: provider.Pending}, redIssued), "never entered a second time"},
	} {
		t.Run(name, func(t *testing.T) {
			u := redRequested(t, c.enter, c.ask, nil)
			u.env.OnActivity(registerActivities.ParkReversal, mock.Anything, mock.Anything).Return(nil).Maybe()
			read := pressed(u.env, message.WorkflowOfReversals("app-1-1"), time.Hour)
			resume(u.env, 2*time.Hour)
			u.run(t)
			u.booked(t)
			refuses(t, *read, c.reads, byRedCalls)
			require.Equal(t, ends, u.ended)
		})
	}
}

// N1: the button harms no seller's desk: neither one that has nothing to do, nor one that lets the parked try. It goes on to serve.
func TestN1TheButtonHarmsNoDesk(t *testing.T) {
	for name, c := range map[string]struct {
		open  bool
		reads string
	}{"idle": {false, "No trouble"}, "clearing": {true, "Invoices are parked"}} {
		t.Run(name, func(t *testing.T) {
			q := &queue{open: c.open, parked: 5, better: submitted.Add(3 * time.Hour)}
			env := newEnvironment(t)
			q.with(env)
			read := pressed(env, message.WorkflowOfSellerDesk("platform"), time.Hour)
			env.RegisterDelayedCallback(func() {
				q.open = true
				env.SignalWorkflow(message.Trouble.Name, message.TroubleNews{Cause: invoice.QuotaExhausted})
			}, 2*time.Hour)
			q.run(t, 5*time.Hour)
			refuses(t, *read, c.reads, byTaskCalls)
			require.False(t, q.open)
			require.False(t, q.closed.Before(q.better))
			require.Equal(t, 1, q.mails)
		})
	}
}

// N1: a step that waits because of a contradiction goes on to wait; its task is closed when somebody has seen to it, and not before.
func TestN1TheButtonClosesNoContradiction(t *testing.T) {
	env := newEnvironment(t)
	c := contradicts(env)
	watch(env, message.Missed{Application: "app-1", Invoice: "app-1-1", Stage: promise.IssueStage, DueAt: submitted.Add(day)})
	env.OnActivity(registerActivities.TakeUp, mock.Anything, ids.Invoice("app-1-1")).Return(
		func(context.Context, ids.Invoice) (activities.Standing, error) {
			return standing(invoice.Cancelled, invoice.Electronic), c.try()
		})
	read := pressed(env, invoiceRun, 30*time.Minute)
	expectSettled(env, invoiceRun)
	require.Equal(t, invoice.Cancelled, runInvoice(t, env))
	refuses(t, *read, "Contradiction", byMessage)
	c.passed(t, submitted)
}

// types collects the names of the types of workflows.
type types map[string]bool

func (t types) RegisterWorkflowWithOptions(_ any, options workflow.RegisterOptions) {
	t[options.Name] = true
}

// N1: of each type there is something to do instead of pressing the button.
func TestN1EveryTypeSaysWhatThereIsToDoInstead(t *testing.T) {
	known := types{}
	temporalgate.RegisterWorkflows(known)
	require.NotEmpty(t, known)
	for name := range known {
		require.NotEmpty(t, workflows.Instead[name], name)
	}
	require.Len(t, workflows.Instead, len(known))
}

// N1: a comparison is carried out to its end, and says what there is to do.
func TestN1TheButtonEndsNoComparison(t *testing.T) {
	env, id := newEnvironment(t), message.WorkflowOfReconciliation("r-1")
	env.RegisterActivity(&activities.Reconciler{})
	env.OnActivity(reconciler.Reconcile, mock.Anything, ids.Reconciliation("r-1")).After(time.Hour).
		Return(activities.Reconciled{Reconciliation: "r-1"}, nil).Once()
	read := pressed(env, id, time.Minute)
	expectSettled(env, id)
	env.SetStartWorkflowOptions(client.StartWorkflowOptions{ID: id})
	env.ExecuteWorkflow(message.StartReconciliation.Workflow, message.ReconciliationStart{Reconciliation: "r-1"})
	require.True(t, env.IsWorkflowCompleted())
	require.NoError(t, env.GetWorkflowError())
	refuses(t, *read, "Compares **ledger, register and provider**", []string{"GET /v1/reconciliations/{id}`", "pause its schedule"})
}
