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
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/message"
	"kaipiao/domain/notice"
	"kaipiao/domain/task"
	"kaipiao/provider"
)

// queue is the register's side of one cause: how many are parked, and from when on trying helps.
type queue struct {
	env    *testsuite.TestWorkflowEnvironment
	open   bool
	parked int
	better time.Time
	// paused is until when people have paused the seller: nobody is let go before.
	paused  time.Time
	inVain  int
	batches []int
	tries   []time.Time
	mails   int
	closed  time.Time
	// task is the one of the trouble, and told which the operators know of; before mailable no mail goes out.
	task     int64
	told     map[int64]bool
	mailable time.Time
}

// with puts the queue behind the desk's activities.
func (q *queue) with(env *testsuite.TestWorkflowEnvironment) {
	q.env, q.told = env, map[int64]bool{}
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
			if env.Now().Before(q.paused) {
				return activities.Released{At: env.Now()}, nil
			}
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
	}).Maybe()
	env.OnActivity(registerActivities.ReadOwed, mock.Anything, mock.Anything).Return(func(context.Context, ids.Seller) (activities.OwedByDesk, error) {
		if !q.open || q.told[q.task] {
			return activities.OwedByDesk{}, nil
		}
		return activities.OwedByDesk{Untold: []activities.Untold{{Task: q.task, Cause: invoice.QuotaExhausted}}}, nil
	})
	env.OnActivity(registerActivities.RecordTold, mock.Anything, mock.Anything).Return(func(_ context.Context, task int64) error {
		q.told[task] = true
		return nil
	}).Maybe()
	env.OnActivity(notices.SendAlert, mock.Anything, mock.Anything).Return(func(context.Context, activities.Alert) error {
		if env.Now().Before(q.mailable) {
			return errors.New("the mail server is away")
		}
		q.mails++
		return nil
	}).Maybe()
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

// I5, cases 45 and 46: twelve hundred are parked for half an hour. One tries now and then; when it goes well, two, four, eight
// go on, and the operators were mailed once.
func TestI5TheParkedGoOnFewAtFirst(t *testing.T) {
	q := &queue{open: true, parked: 1200, better: submitted.Add(30 * time.Minute)}
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
	require.Equal(t, []int{1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 512}, q.batches[vain:])
	require.Less(t, q.closed.Sub(q.better), 6*time.Minute)
	require.Equal(t, 1, q.mails, "one mail for the cause, not one for each invoice")
}

// I5: while people have paused the seller, nobody is let go; the desk asks ever more rarely, and begins with one when it is resumed.
func TestI5WhileASellerIsPausedTheDeskAsksRarely(t *testing.T) {
	q := &queue{open: true, parked: 3, paused: submitted.Add(time.Hour)}
	q.with(newEnvironment(t))
	q.run(t, 2*time.Hour)
	paused := 0
	for n, at := range q.tries {
		if at.Before(q.paused) {
			require.Equal(t, 1, q.batches[n])
			paused++
		}
	}
	require.InDelta(t, 16, paused, 2, "at most every five minutes")
	require.Equal(t, []int{1, 2}, q.batches[paused:])
	require.Less(t, q.closed.Sub(q.paused), 6*time.Minute)
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

// N4, N14: a desk that was terminated and started again, with nothing but its seller, clears what is over and closes it.
func TestN4ADeskThatIsStartedAgainClosesWhatIsOver(t *testing.T) {
	q := &queue{open: true, parked: 8}
	q.with(newEnvironment(t))
	q.told[0] = true
	q.run(t, 10*time.Minute)
	require.False(t, q.open)
	require.Equal(t, []int{1, 2, 4, 8}, q.batches)
	require.Zero(t, q.mails, "the operators know it already")
}

// N3: one that was let go and never answers is not waited for; the next one tries within a minute.
func TestN3ADeadOneHoldsNobodyUp(t *testing.T) {
	env := newEnvironment(t)
	var released []time.Time
	trying, open := map[int]time.Time{}, true
	queued := []int{0, 1} // 0 is dead
	env.OnActivity(registerActivities.ReadOwed, mock.Anything, mock.Anything).Return(activities.OwedByDesk{}, nil)
	env.OnActivity(registerActivities.Release, mock.Anything, mock.Anything).Return(func(_ context.Context, b activities.Batch) (activities.Released, error) {
		now, before := env.Now(), len(queued)
		if at, is := trying[0]; is && at.Before(now.Add(-b.Patience)) {
			delete(trying, 0)
			queued = append(queued, 0)
		}
		if len(queued) > 0 {
			released = append(released, now)
			trying[queued[0]] = now
			queued = queued[1:]
			delete(trying, 1) // which answers at once
		}
		return activities.Released{Count: before - len(queued), At: now}, nil
	})
	env.OnActivity(registerActivities.ReadTroubles, mock.Anything, mock.Anything).Return(
		func(_ context.Context, of activities.TroublesOf) ([]task.Trouble, error) {
			if !open {
				return nil, nil
			}
			found := task.Trouble{Cause: invoice.SessionExpired, Since: submitted, Parked: len(queued), Trying: len(trying)}
			if at, is := trying[0]; is && at.Before(of.Since) {
				found.Late = 1
			}
			return []task.Trouble{found}, nil
		})
	runDesk(t, env, 10*time.Minute)
	require.GreaterOrEqual(t, len(released), 3)
	require.Less(t, released[1].Sub(released[0]), time.Minute, "the innocent one")
	require.Greater(t, released[2].Sub(released[0]), 3*time.Minute, "the dead one, after it was put back")
}

// I5: a desk waits for the next trouble, and mails again for it.
func TestI5TheNextTroubleIsAnother(t *testing.T) {
	q := &queue{open: true, parked: 1}
	env := newEnvironment(t)
	q.with(env)
	env.RegisterDelayedCallback(func() {
		q.open, q.parked, q.task = true, 1, 2
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
	env.OnActivity(providerActivities.SubmitInvoice, mock.Anything, activities.IssueRequest{Invoice: "app-1-1", Serial: serial}).Return(justIssued, nil).Once()
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
	env.OnActivity(providerActivities.SubmitInvoice, mock.Anything, activities.IssueRequest{Invoice: "app-1-1", Serial: serial}).Return(justIssued, nil).Once()
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

// I4: while the register is restored and not mended, a serial that was stored before is not submitted; afterwards it is the same one.
func TestI4ARestoredRegisterSubmitsNothing(t *testing.T) {
	env := newEnvironment(t)
	expectIssuing(env, toIssue(invoice.Electronic), provider.Answer{State: provider.Held})
	env.OnActivity(registerActivities.Park, mock.Anything, activities.Parking{Invoice: "app-1-1", Cause: invoice.Restored}).Return(nil).Once()
	env.OnActivity(providerActivities.SubmitInvoice, mock.Anything, activities.IssueRequest{Invoice: "app-1-1", Serial: serial}).Return(justIssued, nil).Once()
	resume(env, time.Minute)
	expectBooked(env)
	expectPublished(env)
	require.Equal(t, invoice.Issued, runInvoice(t, env))
}
