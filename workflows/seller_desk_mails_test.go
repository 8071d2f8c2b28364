package workflows_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/mock"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"kaipiao/activities"
	"kaipiao/domain/ids"
	"kaipiao/domain/message"
)

// O3: a mail that was given up is sent anew when somebody says so; what is given up once more waits for the next word.
func TestO3AMailIsSentAnewWhenSomebodySaysSo(t *testing.T) {
	env := newEnvironment(t)
	anew, tries := []int64{7, 8}, map[int64]int{}
	env.OnActivity(registerActivities.ReadTroubles, mock.Anything, mock.Anything).Return(nil, nil)
	env.OnActivity(registerActivities.ReadOwed, mock.Anything, ids.Seller("platform")).
		Return(func(context.Context, ids.Seller) (activities.OwedByDesk, error) {
			return activities.OwedByDesk{Anew: anew}, nil
		})
	env.OnActivity(notices.SendAnew, mock.Anything, mock.Anything).Return(func(_ context.Context, task int64) error {
		tries[task]++
		if task == 8 {
			return temporal.NewNonRetryableApplicationError("no such mailbox", activities.FailureRefused, nil)
		}
		anew = slices.DeleteFunc(slices.Clone(anew), func(one int64) bool { return one == task })
		return nil
	})
	env.OnActivity(registerActivities.NotSentAnew, mock.Anything, int64(8)).Return(func(context.Context, int64) error {
		anew = nil
		return nil
	}).Once()
	runDesk(t, env, time.Hour)
	require.Equal(t, map[int64]int{7: 1, 8: 1}, tries)
}

// N13: the desk goes on as a new run while the mail server is away. What is sent within a while is waited for, and what is not is not
// noted as told, so that the new run sends it.
func TestN13ADeskThatGoesOnFinishesItsMailsFirst(t *testing.T) {
	for name, c := range map[string]struct {
		mailable time.Duration
		told     bool
	}{"a moment": {20 * time.Second, true}, "an hour": {time.Hour, false}} {
		t.Run(name, func(t *testing.T) {
			q := &queue{open: true, parked: 3, better: submitted.Add(24 * time.Hour), mailable: submitted.Add(c.mailable)}
			env := newEnvironment(t)
			q.with(env)
			env.RegisterDelayedCallback(func() { env.SetContinueAsNewSuggested(true) }, 15*time.Second)
			env.ExecuteWorkflow(message.StartSellerDesk.Workflow, message.SellerDeskStart{Seller: "platform"})
			require.True(t, env.IsWorkflowCompleted())
			var again *workflow.ContinueAsNewError
			require.ErrorAs(t, env.GetWorkflowError(), &again)
			require.Equal(t, c.told, q.told[0])
			require.Equal(t, c.told, q.mails == 1)
			require.Less(t, env.Now().Sub(submitted), 3*time.Minute, "an open trouble does not wait for a mailbox")
			// when the new run begins, the mail server is there
			q.env, q.mailable = newEnvironment(t), time.Time{}
			told := q.told
			q.with(q.env)
			q.told = told
			q.run(t, time.Minute)
			require.True(t, q.told[0])
			require.Equal(t, 1, q.mails, "once, and not lost")
		})
	}
}
