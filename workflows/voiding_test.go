package workflows_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/mock"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/testsuite"

	"kaipiao/activities"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/message"
	"kaipiao/domain/notice"
	"kaipiao/domain/parcel"
	"kaipiao/domain/reversal"
	"kaipiao/provider"
)

// voiding: one paper invoice is to be voided.
func voiding(t *testing.T, answers func(n int) (provider.Answer, error)) *testsuite.TestWorkflowEnvironment {
	env := newEnvironment(t)
	open, asked := true, 0
	env.OnActivity(registerActivities.NextReversal, mock.Anything, ids.Invoice("app-1-1")).
		Return(func(context.Context, ids.Invoice) (activities.Reversing, error) {
			if !open {
				return activities.Reversing{}, nil
			}
			return activities.Reversing{Reversal: "app-1-1-r1", Kind: reversal.Void}, nil
		})
	env.OnActivity(providerActivities.VoidInvoice, mock.Anything, ids.Invoice("app-1-1")).Return(func(context.Context, ids.Invoice) (provider.Answer, error) {
		asked++
		return answers(asked)
	})
	env.OnActivity(notices.SendReversalNotice, mock.Anything, mock.Anything).Return(nil).Maybe()
	env.OnActivity(registerActivities.ParkReversal, mock.Anything, mock.Anything).Return(nil).Maybe()
	env.RegisterDelayedCallback(func() { env.SignalWorkflow(message.Resume.Name, message.Nothing{}) }, time.Hour)
	env.OnActivity(registerActivities.RecordReversed, mock.Anything, activities.Reversed{Reversal: "app-1-1-r1"}).
		Run(func(mock.Arguments) { open = false }).Return(nil).Maybe()
	env.OnActivity(registerActivities.RecordNotReversed, mock.Anything, activities.NotUndone{Reversal: "app-1-1-r1", Status: reversal.Refused, Why: "已跨月"}).
		Run(func(mock.Arguments) { open = false }).Return(nil).Maybe()
	require.Equal(t, []ids.Reversal{"app-1-1-r1"}, runReversals(t, env, invoice.Paper))
	return env
}

// V3: a paper invoice is voided, whatever happens to the answers; what the bureau refuses stays valid.
func TestV3PaperIsVoidedAtTheProvider(t *testing.T) {
	env := voiding(t, func(n int) (provider.Answer, error) {
		switch n {
		case 1:
			return provider.Answer{}, errors.New("no answer")
		case 2:
			return provider.Answer{State: provider.SessionExpired}, nil
		default:
			return provider.Answer{State: provider.Voided}, nil
		}
	})
	env.AssertCalled(t, "RecordReversed", mock.Anything, activities.Reversed{Reversal: "app-1-1-r1"})
	env = voiding(t, func(int) (provider.Answer, error) {
		return provider.Answer{State: provider.Refused, Reason: "已跨月"}, nil
	})
	env.AssertNotCalled(t, "RecordReversed", mock.Anything, mock.Anything)
	env.AssertNotCalled(t, "SendReversalNotice", mock.Anything, mock.Anything) // it is red-issued instead
}

// V3: a paper invoice that is undone on its way is neither shipped nor waited for any more.
func TestV3UndonePaperIsNotShipped(t *testing.T) {
	for name, shipped := range map[string]bool{"at the print desk": false, "on its way": true} {
		t.Run(name, func(t *testing.T) {
			env := newEnvironment(t)
			expectIssuing(env, toPrint(), issued)
			expectBooked(env)
			expectNotices(env, notice.Issued)
			if shipped {
				expectNotices(env, notice.Shipped)
				parcelNews(env, time.Hour, parcel.Shipped)
			}
			signal(env, 2*time.Hour, message.Reversed.Name, message.Nothing{})
			expectSettled(env, invoiceRun)
			runInvoice(t, env)
			require.Equal(t, submitted.Add(2*time.Hour), env.Now().UTC())
		})
	}
}

// V3: a paper is undone while the courier is being asked for its parcel: the order is taken back.
func TestV3AnOrderOfWhatIsUndoneIsTakenBack(t *testing.T) {
	env := newEnvironment(t)
	expectIssuing(env, toIssue(invoice.Paper), issued)
	expectBooked(env)
	env.OnActivity(parcels.HandOver, mock.Anything, ids.Invoice("app-1-1")).After(3*time.Hour).Return(activities.Owed{}, nil).Once()
	env.OnActivity(parcels.TakeParcelBack, mock.Anything, ids.Invoice("app-1-1")).Return(nil).Once()
	signal(env, time.Hour, message.Reversed.Name, message.Nothing{})
	expectSettled(env, invoiceRun)
	runInvoice(t, env)
	env.AssertActivityNumberOfCalls(t, "TakeParcelBack", 1)
}
