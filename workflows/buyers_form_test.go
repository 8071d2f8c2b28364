package workflows_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/mock"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/client"

	"kaipiao/activities"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/message"
	"kaipiao/domain/notice"
	"kaipiao/domain/promise"
	"kaipiao/domain/reversal"
	"kaipiao/provider"
)

// begun is a form that the buyer began: what finance says at an instant, and what the provider says of the form.
type begun struct {
	open   bool
	word   reversal.Word
	said   []reversal.Word
	asked  int
	alerts []activities.Alert
	mails  []notice.About
	ended  reversal.Status
	at     time.Time
}

func formOfBuyer(t *testing.T, word reversal.Word, saidAt time.Time, ask func(now time.Time) provider.Answer) *begun {
	t.Helper()
	return formFound(t, entered, entered, word, saidAt, ask)
}

// formFound is one that was found at an instant, and taken up by a run that begins at another.
func formFound(t *testing.T, found, begins time.Time, word reversal.Word, saidAt time.Time, ask func(now time.Time) provider.Answer) *begun {
	t.Helper()
	env, b := newEnvironment(t), &begun{open: true}
	env.SetStartTime(begins)
	env.OnActivity(registerActivities.NextReversal, mock.Anything, ids.Invoice("app-1-1")).
		Return(func(context.Context, ids.Invoice) (activities.Reversing, error) {
			if !b.open {
				return activities.Reversing{}, nil
			}
			return activities.Reversing{
				Reversal: "app-1-1-r1", Kind: reversal.Red, Serial: redSerial, ByBuyer: true, Word: b.word, FoundAt: found, LapsesAt: confirmBy,
			}, nil
		})
	env.OnActivity(providerActivities.AskRed, mock.Anything, redSerial).Return(func(context.Context, invoice.Serial) (provider.Answer, error) {
		b.asked++
		return ask(env.Now()), nil
	}).Maybe()
	env.OnActivity(providerActivities.AnswerRed, mock.Anything, mock.Anything).
		Return(func(_ context.Context, a activities.RedAnswer) (provider.Answer, error) {
			b.said = append(b.said, a.Word)
			if a.Word == reversal.Declining {
				return provider.Answer{State: provider.Declined}, nil
			}
			return redIssued, nil
		}).Maybe()
	env.OnActivity(notices.SendAlert, mock.Anything, mock.Anything).Return(func(_ context.Context, a activities.Alert) error {
		b.alerts = append(b.alerts, a)
		return nil
	})
	env.OnActivity(registerActivities.MissPromise, mock.Anything, mock.Anything).Return(true, nil).Maybe()
	end := func(status reversal.Status) { b.open, b.ended, b.at = false, status, env.Now().UTC() }
	env.OnActivity(registerActivities.RecordReversed, mock.Anything, mock.Anything).
		Run(func(mock.Arguments) { end(reversal.Done) }).Return(nil).Maybe()
	env.OnActivity(registerActivities.RecordNotReversed, mock.Anything, mock.Anything).
		Return(func(_ context.Context, n activities.NotUndone) error { end(n.Status); return nil }).Maybe()
	env.OnActivity(notices.SendReversalNotice, mock.Anything, mock.Anything).Return(func(_ context.Context, n activities.ReversalNotice) error {
		b.mails = append(b.mails, n.What)
		return nil
	})
	env.OnActivity(files.FetchRedFiles, mock.Anything, mock.Anything).Return(nil).Maybe()
	if word != reversal.NoWord {
		env.RegisterDelayedCallback(func() {
			b.word = word
			env.SignalWorkflow(message.Reverse.Name, message.Nothing{})
		}, saidAt.Sub(begins))
	}
	require.Equal(t, []ids.Reversal{"app-1-1-r1"}, runReversals(t, env, invoice.Electronic))
	return b
}

func waitsForSeller(time.Time) provider.Answer { return provider.Answer{State: provider.AwaitsSeller} }

// V8: finance's word is said to the provider as soon as it comes, and what comes of it is booked, or stored as denied.
func TestV8FinancesWordIsSaidToTheProvider(t *testing.T) {
	saidAt := entered.Add(20 * time.Hour)
	for word, ends := range map[reversal.Word]struct {
		status reversal.Status
		mail   notice.About
	}{
		reversal.Confirming: {reversal.Done, notice.Reversed},
		reversal.Declining:  {reversal.Declined, notice.NotReversed},
	} {
		b := formOfBuyer(t, word, saidAt, waitsForSeller)
		require.Equal(t, []reversal.Word{word}, b.said)
		require.Equal(t, ends.status, b.ended)
		require.WithinDuration(t, saidAt, b.at, time.Minute)
		require.Equal(t, []notice.About{ends.mail}, b.mails)
		require.Len(t, b.alerts, 1, "the operators are told once that it waits")
		require.Equal(t, ids.Reversal("app-1-1-r1"), b.alerts[0].Form.Reversal)
		require.Less(t, b.asked, 40, "it is asked about ever more rarely")
	}
}

// V8, I9: when finance says nothing it is late a day before the form lapses, once; then the invoice stays valid.
func TestV8FinanceIsLateADayBeforeTheFormLapses(t *testing.T) {
	b := formOfBuyer(t, reversal.NoWord, time.Time{}, func(now time.Time) provider.Answer {
		if now.Before(confirmBy) {
			return provider.Answer{State: provider.AwaitsSeller}
		}
		return provider.Answer{State: provider.Lapsed, Reason: "too late"}
	})
	require.Empty(t, b.said)
	require.Equal(t, reversal.Lapsed, b.ended)
	require.WithinDuration(t, confirmBy, b.at, time.Minute)
	require.Len(t, b.alerts, 2)
	require.Equal(t, []any{promise.ConfirmStage, confirmBy.Add(-24 * time.Hour)}, []any{b.alerts[1].Missed.Stage, b.alerts[1].Missed.DueAt.UTC()})
}

// V8, O6: of a form that is found late finance has half of the time that is left, counted from when it was found: a run that begins anew
// neither puts it off nor is late a second time.
func TestV8FinancesTimeIsTheSameForEveryRun(t *testing.T) {
	found, late := confirmBy.Add(-20*time.Hour), confirmBy.Add(-10*time.Hour)
	for name, begins := range map[string]time.Time{"the first": found, "hours later": found.Add(9 * time.Hour), "after it was late": late.Add(time.Hour)} {
		t.Run(name, func(t *testing.T) {
			b := formFound(t, found, begins, reversal.NoWord, time.Time{}, func(now time.Time) provider.Answer {
				if now.Before(confirmBy) {
					return provider.Answer{State: provider.AwaitsSeller}
				}
				return provider.Answer{State: provider.Lapsed}
			})
			said := slices.DeleteFunc(b.alerts, func(a activities.Alert) bool { return a.Missed == nil }) // the other one is that it waits
			require.Len(t, said, 1)
			require.Equal(t, late, said[0].Missed.DueAt.UTC())
		})
	}
}

// V8: what the buyer takes back needs no word.
func TestV8TheBuyerTakesItsFormBack(t *testing.T) {
	b := formOfBuyer(t, reversal.NoWord, time.Time{}, func(now time.Time) provider.Answer {
		if now.Before(entered.Add(10 * time.Hour)) {
			return provider.Answer{State: provider.AwaitsSeller}
		}
		return provider.Answer{State: provider.Withdrawn}
	})
	require.Equal(t, reversal.Withdrawn, b.ended)
	require.WithinDuration(t, entered.Add(10*time.Hour), b.at, time.Hour+time.Minute, "it is asked about every hour")
}

// V9: of what was booked without the workflow, the customer is told once and at once, and its files are fetched, although the workflow is
// busy with another reversal.
func TestV9TheCustomerIsToldOfWhatWasMadeElsewhere(t *testing.T) {
	env := newEnvironment(t)
	env.SetStartTime(entered)
	bookedAt, waits, owed := entered.Add(5*time.Hour), true, []activities.OwedReversal(nil)
	var toldAt []time.Time
	env.OnActivity(registerActivities.OwedReversals, mock.Anything, ids.Invoice("app-1-1")).
		Return(func(context.Context, ids.Invoice) ([]activities.OwedReversal, error) { return owed, nil })
	env.OnActivity(registerActivities.NextReversal, mock.Anything, ids.Invoice("app-1-1")).
		Return(func(context.Context, ids.Invoice) (activities.Reversing, error) {
			if !waits {
				return activities.Reversing{}, nil
			}
			return activities.Reversing{Reversal: "app-1-1-r1", Kind: reversal.Red, Serial: redSerial, ByBuyer: true, LapsesAt: confirmBy}, nil
		})
	env.OnActivity(providerActivities.AskRed, mock.Anything, redSerial).Return(func(context.Context, invoice.Serial) (provider.Answer, error) {
		if env.Now().Before(entered.Add(20 * time.Hour)) {
			return provider.Answer{State: provider.AwaitsSeller}, nil
		}
		return provider.Answer{State: provider.Withdrawn}, nil
	})
	env.OnActivity(notices.SendAlert, mock.Anything, mock.Anything).Return(nil)
	env.OnActivity(registerActivities.RecordNotReversed, mock.Anything, mock.Anything).Run(func(mock.Arguments) { waits = false }).Return(nil).Once()
	env.OnActivity(notices.SendReversalNotice, mock.Anything, activities.ReversalNotice{Reversal: "app-1-1-r1", What: notice.NotReversed}).Return(nil).Once()
	env.OnActivity(notices.SendReversalNotice, mock.Anything, activities.ReversalNotice{Reversal: "app-1-1-r2", What: notice.Reversed}).
		Run(func(mock.Arguments) { toldAt = append(toldAt, env.Now().UTC()) }).Return(nil)
	env.OnActivity(files.FetchRedFiles, mock.Anything, ids.Reversal("app-1-1-r2")).Return(nil).Once()
	env.OnActivity(registerActivities.SettleReversal, mock.Anything, ids.Reversal("app-1-1-r1")).Return(nil).Once()
	env.OnActivity(registerActivities.SettleReversal, mock.Anything, ids.Reversal("app-1-1-r2")).Return(nil).Once()
	env.RegisterDelayedCallback(func() {
		owed = []activities.OwedReversal{{Reversal: "app-1-1-r2", What: notice.Reversed, Files: true}}
		env.SignalWorkflow(message.Reverse.Name, message.Nothing{})
	}, bookedAt.Sub(entered))
	signal(env, bookedAt.Sub(entered)+time.Minute, message.Reverse.Name, message.Nothing{}) // it lists the same, until it is settled
	expectSettled(env, message.WorkflowOfReversals("app-1-1"))
	env.SetStartWorkflowOptions(client.StartWorkflowOptions{ID: message.WorkflowOfReversals("app-1-1")})
	env.ExecuteWorkflow(message.StartReversals.Workflow,
		message.ReversalStart{Invoice: "app-1-1", Application: "app-1", Account: "acct", Medium: invoice.Electronic})
	require.NoError(t, env.GetWorkflowError())
	require.Len(t, toldAt, 1)
	require.WithinDuration(t, bookedAt, toldAt[0], time.Minute)
}
