package workflows_test

import (
	"context"
	"testing"
	"time"

	"kaipiao/activities"
	"kaipiao/domain/application"
	"kaipiao/domain/contradiction"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/message"
	"kaipiao/domain/notice"
	"kaipiao/domain/promise"
	"kaipiao/domain/task"
	"kaipiao/domain/ticket"

	"github.com/stretchr/testify/mock"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/testsuite"
)

// contradicted is a step that contradicts the register until an instant: when it was tried, and what people saw of it.
type contradicted struct {
	env    *testsuite.TestWorkflowEnvironment
	solved time.Time
	tries  []time.Time
	// open is whether the task is open; met counts the times that it was to be opened.
	open          bool
	met           int
	mails, closed []time.Time
}

var differs = contradiction.New(contradiction.InvoiceDiffers, "app-1-1", "cancelled", "S", "–", "issued", "S", "26332000000123456789")

// contradicts puts the operator tasks behind a workflow. Its operators say twice that they have seen to it, after an hour in
// vain and after two hours.
func contradicts(env *testsuite.TestWorkflowEnvironment) *contradicted {
	c := &contradicted{env: env, solved: env.Now().Add(90 * time.Minute)}
	env.OnActivity(registerActivities.OpenContradiction, mock.Anything, mock.Anything).Return(
		func(_ context.Context, met activities.Contradicted) (activities.ContradictionTask, error) {
			c.met++
			if met.Contradiction != *differs || met.Workflow == "" || c.open {
				return activities.ContradictionTask{}, nil
			}
			c.open = true
			return activities.ContradictionTask{Task: 7}, nil
		})
	env.OnActivity(registerActivities.CloseContradiction, mock.Anything, mock.Anything).Return(func(_ context.Context, met activities.Contradicted) error {
		if met.Code == differs.Code {
			c.open, c.closed = false, append(c.closed, env.Now().UTC())
		}
		return nil
	})
	env.OnActivity(notices.SendAlert, mock.Anything, mock.MatchedBy(func(a activities.Alert) bool {
		return a.Contradicts != nil && *differs == a.Contradicts.Contradiction && a.Task == 7
	})).Run(func(mock.Arguments) { c.mails = append(c.mails, env.Now().UTC()) }).Return(nil)
	for _, after := range []time.Duration{time.Hour, 2 * time.Hour} {
		env.RegisterDelayedCallback(func() { env.SignalWorkflow(message.Resume.Name, message.Nothing{}) }, after)
	}
	return c
}

// try is a try of the step.
func (c *contradicted) try() error {
	c.tries = append(c.tries, c.env.Now().UTC())
	if !c.env.Now().Before(c.solved) {
		return nil
	}
	return temporal.NewApplicationErrorWithOptions(differs.English, activities.FailureContradiction, temporal.ApplicationErrorOptions{
		NonRetryable: true, Details: []any{*differs},
	})
}

// passed: one task and one mail, no try but at the beginning and whenever somebody has seen to it; and the task is closed.
func (c *contradicted) passed(t *testing.T, first time.Time) {
	t.Helper()
	require.Equal(t, []time.Time{first, submitted.Add(time.Hour), submitted.Add(2 * time.Hour)}, c.tries)
	require.Equal(t, 2, c.met)
	require.Equal(t, []time.Time{first}, c.mails, "the operators are told once")
	require.Equal(t, []time.Time{submitted.Add(2 * time.Hour)}, c.closed)
	require.False(t, c.open)
}

func TestAContradictionOfAnInvoiceWaitsForAPerson(t *testing.T) {
	env := newEnvironment(t)
	c := contradicts(env)
	seen := watch(env, message.Missed{Application: "app-1", Invoice: "app-1-1", Stage: promise.IssueStage, DueAt: submitted.Add(24 * time.Hour)})
	expectIssuing(env, toIssue(invoice.Electronic), issued)
	env.OnActivity(registerActivities.RecordIssued, mock.Anything, mock.Anything).Return(
		func(context.Context, activities.Issued) (activities.IssuedBooked, error) {
			return activities.IssuedBooked{}, c.try()
		})
	expectPublished(env)
	require.Equal(t, invoice.Issued, runInvoice(t, env))
	c.passed(t, submitted)
	require.Equal(t, []time.Time{submitted.Add(5 * time.Minute)}, seen.warned, "I9: its promise is watched over meanwhile")
}

// I4: what contradicts is found before the provider is asked, so the same serial is submitted when it is put right.
func TestAContradictionBeforeTheProviderIsAskedIsNotUnknown(t *testing.T) {
	env := newEnvironment(t)
	c := contradicts(env)
	watch(env, message.Missed{Application: "app-1", Invoice: "app-1-1", Stage: promise.IssueStage, DueAt: submitted.Add(24 * time.Hour)})
	takenUp(env, toIssue(invoice.Electronic))
	env.OnActivity(providerActivities.SubmitInvoice, mock.Anything, activities.IssueRequest{Invoice: "app-1-1", Serial: serial}).Return(
		func(context.Context, activities.IssueRequest) (activities.Submitted, error) {
			if err := c.try(); err != nil {
				return activities.Submitted{}, err
			}
			return justIssued, nil
		})
	expectBooked(env)
	expectPublished(env)
	require.Equal(t, invoice.Issued, runInvoice(t, env))
	c.passed(t, submitted)
}

func TestAContradictionOfAnApplicationWaitsForAPerson(t *testing.T) {
	env := newEnvironment(t)
	c := contradicts(env)
	seen := watch(env, message.Missed{Application: "app-1", Stage: promise.ReviewStage, DueAt: submitted.Add(10 * time.Minute)})
	proceeds(env, pending(application.AutomaticReview))
	env.OnActivity(registerActivities.Proceed, mock.Anything, ids.Application("app-1")).Return(
		func(context.Context, ids.Application) (activities.Decision, error) { return approved, c.try() })
	require.Equal(t, application.Approved, runApplication(t, env).Application)
	c.passed(t, submitted.Add(time.Minute))
	require.Equal(t, []time.Time{submitted.Add(10 * time.Minute)}, seen.missed, "I9: its promise is watched over meanwhile")
}

func TestAContradictionOfAReversalWaitsForAPerson(t *testing.T) {
	env := newEnvironment(t)
	c := contradicts(env)
	done := false
	env.OnActivity(registerActivities.NextReversal, mock.Anything, ids.Invoice("app-1-1")).
		Return(func(context.Context, ids.Invoice) (activities.Reversing, error) {
			if done {
				return activities.Reversing{}, nil
			}
			return activities.Reversing{Reversal: "app-1-1-r1", Kind: "red", Serial: redSerial}, nil
		})
	env.OnActivity(providerActivities.RequestRed, mock.Anything, ids.Reversal("app-1-1-r1")).Return(redIssued, nil).Once()
	env.OnActivity(registerActivities.RecordReversed, mock.Anything, mock.Anything).Return(func(context.Context, activities.Reversed) error {
		err := c.try()
		done = err == nil
		return err
	})
	env.OnActivity(notices.SendReversalNotice, mock.Anything, mock.Anything).Return(nil).Once()
	env.OnActivity(files.FetchRedFiles, mock.Anything, ids.Reversal("app-1-1-r1")).Return(nil).Once()
	(&undoing{env: env}).run(t)
	c.passed(t, submitted)
}

func TestAContradictionOfATicketWaitsForAPerson(t *testing.T) {
	env := newEnvironment(t)
	c := contradicts(env)
	start := opened(ticket.Cancel, ticket.Open)
	start.Now.WarnAt, start.Now.DueAt = time.Time{}, submitted.Add(10*time.Minute)
	missed := message.Missed{Application: "app-1", Ticket: "t-1", Stage: promise.TicketStage, DueAt: start.Now.DueAt}
	env.OnActivity(registerActivities.MissPromise, mock.Anything, missed).Return(func(context.Context, message.Missed) (bool, error) { return false, c.try() })
	decides(env, 30*time.Minute, message.TicketDecidedNews{Status: ticket.Done})
	mails(env, notice.TicketDone, 0)
	require.Equal(t, ticket.Done, runTicket(t, env, start))
	c.passed(t, submitted.Add(10*time.Minute))
}

func TestAContradictionOfASellersDeskWaitsForAPerson(t *testing.T) {
	env := newEnvironment(t)
	c := contradicts(env)
	env.OnActivity(registerActivities.ReadTroubles, mock.Anything, mock.Anything).Return(
		func(context.Context, activities.TroublesOf) ([]task.Trouble, error) {
			if len(c.closed) > 0 {
				return nil, nil
			}
			return []task.Trouble{{Cause: invoice.QuotaExhausted, Since: submitted, Parked: 1}}, nil
		})
	env.OnActivity(registerActivities.Release, mock.Anything, mock.Anything).Return(
		func(context.Context, activities.Batch) (activities.Released, error) {
			return activities.Released{Count: 1, At: env.Now()}, c.try()
		})
	env.OnActivity(registerActivities.CloseTrouble, mock.Anything, mock.Anything).Return(true, nil).Once()
	env.OnActivity(registerActivities.ReadOwed, mock.Anything, ids.Seller("platform")).Return(
		activities.OwedByDesk{Untold: []activities.Untold{{Task: 7, Cause: invoice.QuotaExhausted}}}, nil)
	env.OnActivity(registerActivities.RecordTold, mock.Anything, int64(7)).Return(nil).Once()
	env.OnActivity(notices.SendAlert, mock.Anything, activities.Alert{Seller: "platform", Cause: invoice.QuotaExhausted, Task: 7}).Return(nil).Once()
	runDesk(t, env, 3*time.Hour)
	c.passed(t, submitted.Add(10*time.Second))
}

// Two requests meet the same contradiction at once: it is one task, which the last of them closes.
func TestAContradictionThatTwoStepsMeetIsOneTask(t *testing.T) {
	env := newEnvironment(t)
	c := contradicts(env)
	takenUpWhile(env, func() activities.Standing {
		if len(c.closed) > 0 {
			return standing(invoice.Cancelled, invoice.Electronic)
		}
		return parkedFor(invoice.QuotaExhausted)
	})
	expectSettled(env, invoiceRun)
	watch(env, message.Missed{Application: "app-1", Invoice: "app-1-1", Stage: promise.IssueStage, DueAt: submitted.Add(24 * time.Hour)})
	env.OnActivity(registerActivities.StopInvoice, mock.Anything, mock.Anything).Return(
		func(context.Context, message.Cancellation) (message.Taken, error) {
			return message.Taken{Taken: true}, c.try()
		})
	env.RegisterDelayedCallback(func() {
		for range 2 {
			env.SignalWorkflow(message.Cancel.Name, message.Cancellation{Reason: "typo", By: "operator"})
		}
	}, time.Second)
	resume(env, 3*time.Hour)
	require.Equal(t, invoice.Cancelled, runInvoice(t, env))
	require.Len(t, c.tries, 6)
	require.Len(t, c.mails, 1)
	require.Len(t, c.closed, 1)
}

// A desk that goes on as a new run, which meets the contradiction again, leaves no task behind.
func TestAContradictionOfADeskThatGoesOnAsANewRunIsClosed(t *testing.T) {
	env := newEnvironment(t)
	c := contradicts(env)
	c.solved = submitted.AddDate(1, 0, 0)
	env.OnActivity(registerActivities.ReadTroubles, mock.Anything, mock.Anything).
		Return([]task.Trouble{{Cause: invoice.QuotaExhausted, Since: submitted, Parked: 1}}, nil)
	env.OnActivity(registerActivities.Release, mock.Anything, mock.Anything).Return(
		func(context.Context, activities.Batch) (activities.Released, error) {
			return activities.Released{}, c.try()
		})
	env.OnActivity(registerActivities.ReadOwed, mock.Anything, ids.Seller("platform")).Return(activities.OwedByDesk{}, nil)
	runDesk(t, env, 30*time.Minute)
	require.Len(t, c.tries, 1)
	require.Equal(t, []time.Time{submitted.Add(30 * time.Minute)}, c.closed)
}
