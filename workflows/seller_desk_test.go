package workflows_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/mock"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/testsuite"
	"go.temporal.io/sdk/workflow"

	"kaipiao/activities"
	"kaipiao/domain/invoice"
	"kaipiao/domain/message"
	"kaipiao/domain/notice"
	"kaipiao/domain/task"
	"kaipiao/provider"
)

// queue is the register's side of one cause: how many are parked, and from when on trying helps.
type queue struct {
	env     *testsuite.TestWorkflowEnvironment
	open    bool
	parked  int
	better  time.Time
	inVain  int
	batches []int
	tries   []time.Time
	mails   int
	closed  time.Time
}

// with puts the queue behind the desk's activities.
func (q *queue) with(env *testsuite.TestWorkflowEnvironment) {
	q.env = env
	env.OnActivity(registerActivities.ReadTroubles, mock.Anything, mock.Anything).Return(
		func(context.Context, activities.TroublesOf) ([]task.Trouble, error) {
			if !q.open {
				return nil, nil
			}
			return []task.Trouble{{Cause: invoice.QuotaExhausted, Since: submitted, Parked: q.parked, InVain: q.inVain}}, nil
		})
	env.OnActivity(registerActivities.Release, mock.Anything, mock.Anything).Return(
		func(_ context.Context, b activities.Batch) (activities.Released, error) {
			q.inVain = 0
			q.batches, q.tries = append(q.batches, b.Size), append(q.tries, env.Now())
			if env.Now().Before(q.better) {
				q.inVain = 1
			} else {
				q.parked = max(0, q.parked-b.Size)
			}
			return activities.Released{Count: b.Size, At: env.Now()}, nil
		})
	env.OnActivity(registerActivities.CloseTrouble, mock.Anything, mock.Anything).Return(func(context.Context, activities.Batch) (bool, error) {
		q.open, q.closed = false, env.Now()
		return true, nil
	})
	env.OnActivity(notices.SendAlert, mock.Anything, mock.Anything).Run(func(mock.Arguments) { q.mails++ }).Return(nil)
}

// run runs a desk until an instant.
func (q *queue) run(t *testing.T, until time.Duration) {
	t.Helper()
	runDesk(t, q.env, until)
}

// runDesk runs a desk until its history is long enough, with the next news after an instant; then it goes on as a new run.
func runDesk(t *testing.T, env *testsuite.TestWorkflowEnvironment, until time.Duration) {
	t.Helper()
	env.RegisterDelayedCallback(func() {
		env.SetContinueAsNewSuggested(true)
		env.SignalWorkflow(message.Trouble.Name, message.TroubleNews{})
	}, until)
	env.SetStartWorkflowOptions(client.StartWorkflowOptions{ID: message.WorkflowOfSellerDesk("platform")})
	env.ExecuteWorkflow(message.StartSellerDesk.Workflow, message.SellerDeskStart{Seller: "platform"})
	require.True(t, env.IsWorkflowCompleted())
	var next *workflow.ContinueAsNewError
	require.ErrorAs(t, env.GetWorkflowError(), &next, "a desk never ends")
}

// I5, cases 45 and 46: two hundred are parked for half an hour. One tries now and then; when it goes well, two, four, eight
// go on, and the operators were mailed once.
func TestI5TheParkedGoOnFewAtFirst(t *testing.T) {
	q := &queue{open: true, parked: 200, better: submitted.Add(30 * time.Minute)}
	q.with(newEnvironment(t))
	q.run(t, 2*time.Hour)
	vain := 0
	for n, at := range q.tries {
		if at.Before(q.better) {
			require.Equal(t, 1, q.batches[n], "in vain, one at a time")
			vain++
		}
	}
	require.InDelta(t, 10, vain, 2, "ever more rarely, at most every five minutes")
	require.Equal(t, []int{1, 2, 4, 8, 16, 32, 64, 64, 64}, q.batches[vain:])
	require.Less(t, q.closed.Sub(q.better), 6*time.Minute)
	require.Equal(t, 1, q.mails, "one mail for the cause, not one for each invoice")
}

// I5: who has seen to it need not wait for the next try.
func TestI5SeenToIsTriedAtOnce(t *testing.T) {
	q := &queue{open: true, parked: 1, better: submitted.Add(31 * time.Minute)}
	env := newEnvironment(t)
	q.with(env)
	env.RegisterDelayedCallback(func() {
		env.SignalWorkflow(message.Trouble.Name, message.TroubleNews{Cause: invoice.QuotaExhausted})
	}, 32*time.Minute)
	q.run(t, time.Hour)
	require.Equal(t, submitted.Add(32*time.Minute), q.tries[len(q.tries)-1].UTC())
	require.False(t, q.open)
}

// I5: a desk waits for the next trouble, and mails again for it.
func TestI5TheNextTroubleIsAnother(t *testing.T) {
	q := &queue{open: true, parked: 1}
	env := newEnvironment(t)
	q.with(env)
	env.RegisterDelayedCallback(func() {
		q.open, q.parked = true, 1
		env.SignalWorkflow(message.Trouble.Name, message.TroubleNews{Cause: invoice.QuotaExhausted})
	}, time.Hour)
	q.run(t, 2*time.Hour)
	require.Equal(t, 2, q.mails)
	require.False(t, q.open)
	require.Equal(t, []int{1, 1}, q.batches)
}

// I5: while the seller is in trouble an invoice is not even tried; it stores its serial when it is let go.
func TestI5HeldUpBeforeItIsTried(t *testing.T) {
	env := newEnvironment(t)
	released := submitted.Add(3 * time.Hour)
	takenUp(env, parkedFor(invoice.ProviderDown), toIssue(invoice.Electronic))
	env.OnActivity(registerActivities.WarnOfPromise, mock.Anything, mock.Anything).Return(nil).Once()
	env.OnActivity(providerActivities.SubmitInvoice, mock.Anything, activities.IssueRequest{Invoice: "app-1-1", Serial: serial}).Return(issued, nil).Once()
	resume(env, 3*time.Hour)
	expectBooked(env)
	expectPublished(env)
	require.Equal(t, invoice.Issued, runInvoice(t, env))
	require.WithinDuration(t, released, env.Now(), time.Second, "let go, it is issued at once")
}

// I5: the provider was not asked, so nothing is unknown: the same serial is submitted when the invoice is let go.
func TestI5NotAskedIsNotUnknown(t *testing.T) {
	env := newEnvironment(t)
	expectIssuing(env, toIssue(invoice.Electronic), provider.Answer{State: provider.Unavailable})
	env.OnActivity(registerActivities.Park, mock.Anything, activities.Parking{Invoice: "app-1-1", Cause: invoice.ProviderDown}).Return(nil).Once()
	env.OnActivity(providerActivities.SubmitInvoice, mock.Anything, activities.IssueRequest{Invoice: "app-1-1", Serial: serial}).Return(issued, nil).Once()
	resume(env, time.Minute)
	expectBooked(env)
	expectPublished(env)
	require.Equal(t, invoice.Issued, runInvoice(t, env))
}

// I6: files that do not come park the issued invoice; they are owed until they are there.
func TestI6FilesThatDoNotComeParkTheInvoice(t *testing.T) {
	env := newEnvironment(t)
	expectIssuing(env, toIssue(invoice.Electronic), issued)
	expectBooked(env)
	// The mail goes without them, once; and then only the files are owed.
	missing := errors.New("the provider has no such file")
	env.OnActivity(files.Publish, mock.Anything, activities.PublishRequest{Invoice: "app-1-1"}).Return(activities.Owed{}, missing)
	toldAt := time.Time{}
	env.OnActivity(notices.SendNotice, mock.Anything, activities.NoticeRequest{Invoice: "app-1-1", What: notice.Issued}).
		Run(func(mock.Arguments) { toldAt = env.Now().UTC() }).Return(nil).Once()
	env.OnActivity(files.Publish, mock.Anything, activities.PublishRequest{Invoice: "app-1-1", FilesOnly: true}).
		Return(func(context.Context, activities.PublishRequest) (activities.Owed, error) {
			if env.Now().Before(submitted.AddDate(0, 0, 2)) {
				return activities.Owed{}, missing
			}
			return activities.Owed{}, nil
		})
	expectSettled(env, invoiceRun)
	env.OnActivity(registerActivities.Park, mock.Anything, activities.Parking{Invoice: "app-1-1", Cause: invoice.FileMissing}).Return(nil)
	env.OnActivity(registerActivities.RecordWaiting, mock.Anything, activities.Waiting{Invoice: "app-1-1"}).Return(nil).Once()
	resume(env, 49*time.Hour)
	require.Equal(t, invoice.Issued, runInvoice(t, env))
	require.False(t, env.Now().Before(submitted.AddDate(0, 0, 2)))
	require.WithinDuration(t, submitted.Add(2*time.Minute), toldAt, time.Minute, "a late file delays no mail for longer than its grace")
}
