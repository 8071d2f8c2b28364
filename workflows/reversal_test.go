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

	"kaipiao/activities"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/message"
	"kaipiao/domain/notice"
	"kaipiao/domain/promise"
	"kaipiao/domain/reversal"
	"kaipiao/provider"
)

const redSerial = invoice.Serial("KPREDREDREDREDREDRED")

// undoing is a test's world of one reversal: what the register and the provider say, and when what was done.
type undoing struct {
	env *testsuite.TestWorkflowEnvironment
	// entered, asked and withdrawn are when the provider was called; reminded is when the customer was mailed to confirm.
	entered, asked, withdrawn, reminded []time.Time
	// numbers are those of the mails; known is how many of them the register knows when the run asks for the first time.
	numbers []int
	known   int
	missed  *escalations
	ended   time.Time
	// mailbox is why no mail can be sent; files is from when on the red document's files are there.
	mailbox error
	files   time.Time
	// medium is the invoice's, as the register says it.
	medium invoice.Medium
}

// redRequested: one reversal is to be carried out, and then none. The provider says what a test lets it say.
func redRequested(t *testing.T, enter, ask, withdraw func(u *undoing) (provider.Answer, error)) *undoing {
	env := newEnvironment(t)
	env.SetStartTime(entered)
	u := &undoing{env: env}
	open := true
	env.OnActivity(registerActivities.NextReversal, mock.Anything, ids.Invoice("app-1-1")).
		Return(func(context.Context, ids.Invoice) (activities.Reversing, error) {
			if !open {
				return activities.Reversing{}, nil
			}
			return activities.Reversing{Reversal: "app-1-1-r1", Kind: reversal.Red, Serial: redSerial, Medium: u.medium}, nil
		})
	say := func(times *[]time.Time, answer func(*undoing) (provider.Answer, error)) (provider.Answer, error) {
		*times = append(*times, env.Now().UTC())
		return answer(u)
	}
	env.OnActivity(providerActivities.RequestRed, mock.Anything, ids.Reversal("app-1-1-r1")).
		Return(func(context.Context, ids.Reversal) (provider.Answer, error) { return say(&u.entered, enter) })
	env.OnActivity(providerActivities.AskRed, mock.Anything, redSerial).
		Return(func(context.Context, invoice.Serial) (provider.Answer, error) { return say(&u.asked, ask) }).Maybe()
	env.OnActivity(providerActivities.WithdrawRed, mock.Anything, redSerial).Return(func(context.Context, invoice.Serial) (provider.Answer, error) {
		return say(&u.withdrawn, withdraw)
	}).Maybe()
	env.OnActivity(registerActivities.RecordAwaitingBuyer, mock.Anything, ids.Reversal("app-1-1-r1")).
		Return(func(context.Context, ids.Reversal) (activities.BuyerAsked, error) {
			return activities.BuyerAsked{Since: entered, ConfirmBy: confirmBy, Reminded: u.known}, nil
		}).Maybe()
	u.missed = watch(env, message.Missed{Application: "app-1", Invoice: "app-1-1", Reversal: "app-1-1-r1", Stage: promise.ConfirmStage, DueAt: confirmBy})
	env.OnActivity(registerActivities.RecordReversed, mock.Anything, mock.Anything).
		Run(func(mock.Arguments) { open, u.ended = false, env.Now().UTC() }).Return(nil).Maybe()
	env.OnActivity(registerActivities.RecordNotReversed, mock.Anything, mock.Anything).
		Run(func(mock.Arguments) { open, u.ended = false, env.Now().UTC() }).Return(nil).Maybe()
	env.OnActivity(notices.SendReversalNotice, mock.Anything, mock.Anything).Return(func(_ context.Context, n activities.ReversalNotice) error {
		if n.What == notice.RedAwaitsBuyer && u.mailbox == nil {
			u.reminded, u.numbers = append(u.reminded, env.Now().UTC()), append(u.numbers, n.Reminder)
		}
		return u.mailbox
	})
	env.OnActivity(files.FetchRedFiles, mock.Anything, ids.Reversal("app-1-1-r1")).Return(func(context.Context, ids.Reversal) error {
		if env.Now().Before(u.files) {
			return errors.New("the provider has no such file")
		}
		return nil
	}).Maybe()
	return u
}

// Case 50: the form is entered on the last evening of September; the 72 hours run through the holiday.
var (
	entered   = shanghai("2026-09-30 18:00:00")
	confirmBy = shanghai("2026-10-03 18:00:00")
)

var redIssued = provider.Answer{State: provider.Issued, Number: "26332000000123456790", IssuedAt: entered}

func says(answer provider.Answer) func(*undoing) (provider.Answer, error) {
	return func(*undoing) (provider.Answer, error) { return answer, nil }
}

func state(s provider.State) func(*undoing) (provider.Answer, error) {
	return says(provider.Answer{State: s})
}

// from answers one thing before an instant, and another from then on.
func from(at time.Time, before, after provider.Answer) func(*undoing) (provider.Answer, error) {
	return func(u *undoing) (provider.Answer, error) {
		if u.env.Now().Before(at) {
			return before, nil
		}
		return after, nil
	}
}

func (u *undoing) run(t *testing.T) {
	t.Helper()
	runReversals(t, u.env, invoice.Electronic)
}

// runReversals runs the reversals of an invoice. Of each that has ended nothing is owed any more when the run ends, and then of the run
// (O6); it answers with those of which that was stored.
func runReversals(t *testing.T, env *testsuite.TestWorkflowEnvironment, medium invoice.Medium, owed ...activities.OwedReversal) (settled []ids.Reversal) {
	t.Helper()
	env.OnActivity(registerActivities.OwedReversals, mock.Anything, ids.Invoice("app-1-1")).Return(owed, nil)
	env.OnActivity(registerActivities.SettleReversal, mock.Anything, mock.Anything).
		Run(func(args mock.Arguments) { settled = append(settled, args.Get(1).(ids.Reversal)) }).Return(nil).Maybe()
	expectSettled(env, message.WorkflowOfReversals("app-1-1"))
	env.SetStartWorkflowOptions(client.StartWorkflowOptions{ID: message.WorkflowOfReversals("app-1-1")})
	env.ExecuteWorkflow(message.StartReversals.Workflow, message.ReversalStart{Invoice: "app-1-1", Application: "app-1", Account: "acct", Medium: medium})
	require.True(t, env.IsWorkflowCompleted())
	require.NoError(t, env.GetWorkflowError())
	return settled
}

// booked: the register was told of the red document; not: that nothing came of it.
func (u *undoing) booked(t *testing.T) {
	t.Helper()
	u.env.AssertCalled(t, "RecordReversed", mock.Anything, activities.Reversed{Reversal: "app-1-1-r1", Number: redIssued.Number, IssuedAt: entered})
	u.env.AssertNotCalled(t, "RecordNotReversed", mock.Anything, mock.Anything)
}

func (u *undoing) not(t *testing.T, status reversal.Status, why string) {
	t.Helper()
	u.env.AssertCalled(t, "RecordNotReversed", mock.Anything, activities.NotUndone{Reversal: "app-1-1-r1", Status: status, Why: why})
	u.env.AssertNotCalled(t, "RecordReversed", mock.Anything, mock.Anything)
}

// Case 49: the buyer has neither used nor booked it: at once, and nobody is asked.
func TestCase49UnusedIsRedIssuedAtOnce(t *testing.T) {
	u := redRequested(t, says(redIssued), nil, nil)
	u.run(t)
	u.booked(t)
	require.Equal(t, entered, u.ended)
	require.Empty(t, u.reminded)
	u.env.AssertCalled(t, "FetchRedFiles", mock.Anything, ids.Reversal("app-1-1-r1"))
}

// N12: whether a red document has files is the register's word, whatever medium the run was started with; one from before, which the register
// did not tell, goes by its start.
func TestN12TheRegisterSaysWhichMediumItIs(t *testing.T) {
	for name, c := range map[string]struct {
		started, stored invoice.Medium
		fetched         bool
	}{
		"started as paper":      {invoice.Paper, invoice.Electronic, true},
		"started as electronic": {invoice.Electronic, invoice.Paper, false},
		"from before":           {invoice.Electronic, "", true},
	} {
		t.Run(name, func(t *testing.T) {
			u := redRequested(t, says(redIssued), nil, nil)
			u.medium = c.stored
			runReversals(t, u.env, c.started)
			u.booked(t)
			if c.fetched {
				u.env.AssertCalled(t, "FetchRedFiles", mock.Anything, ids.Reversal("app-1-1-r1"))
			} else {
				u.env.AssertNotCalled(t, "FetchRedFiles", mock.Anything, mock.Anything)
			}
		})
	}
}

var awaitsBuyer = provider.Answer{State: provider.AwaitsBuyer}

// Case 50: reminders after 24 and 48 hours; nobody confirms, so it lapses after 72, and the invoice stays valid.
func TestCase50NobodyConfirms(t *testing.T) {
	lapsed := provider.Answer{State: provider.Lapsed, Reason: "超过72小时未确认"}
	u := redRequested(t, says(awaitsBuyer), from(confirmBy, awaitsBuyer, lapsed), nil)
	u.run(t)
	u.not(t, reversal.Lapsed, "超过72小时未确认")
	require.Equal(t, confirmBy, u.ended, "at that instant")
	require.Equal(t, []time.Time{entered, shanghai("2026-10-01 18:00:00"), shanghai("2026-10-02 18:00:00")}, u.reminded)
	require.Equal(t, []time.Time{confirmBy}, u.missed.missed, "I9: escalated once")
	require.Less(t, len(u.asked), 100, "asked about ever more rarely")
	require.Len(t, u.entered, 1)
}

// V1, O6: a run that begins while the buyer has the form sends the reminders that the customer does not have, each under its own number, so
// that none is taken for one that was sent before; of those that are overdue one is enough. The buyer's 72 hours go on.
func TestV1ARunThatBeginsLaterRemindsOfWhatIsLeft(t *testing.T) {
	first, second := shanghai("2026-10-01 18:00:00"), shanghai("2026-10-02 18:00:00")
	for name, c := range map[string]struct {
		begins   time.Time
		known    int
		reminded []time.Time
		numbers  []int
	}{
		"after the first mail":                         {entered.Add(5 * time.Hour), 1, []time.Time{first, second}, []int{1, 2}},
		"the first mail was lost":                      {entered.Add(5 * time.Hour), 0, []time.Time{entered.Add(5 * time.Hour), first, second}, []int{0, 1, 2}},
		"after the first reminder":                     {first.Add(time.Hour), 2, []time.Time{second}, []int{2}},
		"the first reminder was lost":                  {first.Add(time.Hour), 1, []time.Time{first.Add(time.Hour), second}, []int{1, 2}},
		"the first mail and the first reminder":        {first.Add(time.Hour), 0, []time.Time{first.Add(time.Hour), second}, []int{1, 2}},
		"the last reminder, an hour before it is over": {confirmBy.Add(-time.Hour), 2, []time.Time{confirmBy.Add(-time.Hour)}, []int{2}},
		"all were sent":                                {confirmBy.Add(-time.Hour), 3, nil, nil},
	} {
		t.Run(name, func(t *testing.T) {
			lapsed := provider.Answer{State: provider.Lapsed, Reason: "超过72小时未确认"}
			u := redRequested(t, says(awaitsBuyer), from(confirmBy, awaitsBuyer, lapsed), nil)
			u.env.SetStartTime(c.begins)
			u.known = c.known
			u.run(t)
			require.Equal(t, confirmBy, u.ended, "at the instant that was stored")
			require.Equal(t, c.reminded, u.reminded)
			require.Equal(t, c.numbers, u.numbers)
		})
	}
}

// V1: the buyer confirms, both sides of the last instant; the provider's callback makes it ask at once.
func TestV1TheBuyerConfirms(t *testing.T) {
	for name, c := range map[string]struct {
		at               time.Time
		reminded, missed int
	}{
		"within the day":  {entered.Add(20 * time.Hour), 1, 0},
		"a second before": {confirmBy.Add(-time.Second), 3, 0},
		"a second after":  {confirmBy.Add(time.Second), 3, 1},
	} {
		t.Run(name, func(t *testing.T) {
			u := redRequested(t, says(awaitsBuyer), from(c.at, awaitsBuyer, redIssued), nil)
			u.env.RegisterDelayedCallback(func() { u.env.SignalWorkflow(message.Resume.Name, message.Nothing{}) }, c.at.Sub(entered))
			u.run(t)
			u.booked(t)
			require.Equal(t, c.at, u.ended)
			require.Len(t, u.reminded, c.reminded)
			require.Len(t, u.missed.missed, c.missed)
		})
	}
}

// V1: denied by the buyer, refused by the bureau: nothing has changed, and the customer is told why.
func TestV1DeniedOrRefused(t *testing.T) {
	denied := redRequested(t, says(awaitsBuyer), from(entered.Add(time.Hour), awaitsBuyer, provider.Answer{State: provider.Denied, Reason: "购方否认"}), nil)
	denied.run(t)
	denied.not(t, reversal.Denied, "购方否认")
	refused := redRequested(t, says(provider.Answer{State: provider.Refused, Reason: "该发票已全额冲红"}), nil, nil)
	refused.run(t)
	refused.not(t, reversal.Refused, "该发票已全额冲红")
}

// V1: taken back while the buyer is waited for; a withdrawal that crosses the buyer's word goes by what the bureau says.
func TestV1Withdrawn(t *testing.T) {
	for name, c := range map[string]struct {
		answer provider.Answer
		booked bool
	}{
		"in time":                    {provider.Answer{State: provider.Withdrawn, Reason: "已撤销"}, false},
		"the buyer has confirmed it": {redIssued, true},
	} {
		t.Run(name, func(t *testing.T) {
			u := redRequested(t, says(awaitsBuyer), says(awaitsBuyer), says(c.answer))
			u.env.RegisterDelayedCallback(func() {
				u.env.SignalWorkflow(message.Withdraw.Name, message.WithdrawNews{Reversal: "app-1-1-r1", By: "customer:wang"})
			}, 5*time.Hour)
			u.run(t)
			require.Equal(t, []time.Time{entered.Add(5 * time.Hour)}, u.withdrawn)
			if c.booked {
				u.booked(t)
			} else {
				u.not(t, reversal.Withdrawn, "已撤销")
			}
		})
	}
}

// V1: taken back before the provider could be asked: only the provider knows that it is not there, and it is never sent.
func TestV1WithdrawnBeforeItIsSent(t *testing.T) {
	u := redRequested(t, state(provider.SessionExpired), nil, state(provider.NotFound))
	u.env.OnActivity(registerActivities.ParkReversal, mock.Anything, mock.Anything).Return(nil).Twice()
	u.env.RegisterDelayedCallback(func() {
		u.env.SignalWorkflow(message.Withdraw.Name, message.WithdrawNews{Reversal: "app-1-1-r1", By: "customer:wang"})
	}, 90*time.Second)
	u.run(t)
	u.not(t, reversal.Withdrawn, "")
	require.Len(t, u.entered, 1)
	require.Equal(t, entered.Add(90*time.Second+2*time.Minute+time.Second), u.ended, "after the grace in which it may still turn up")
}

// V1: a withdrawal is of one reversal. One that comes while the workflow is busy with another waits for its own.
func TestV1AWithdrawalIsOfOneReversal(t *testing.T) {
	u := redRequested(t, says(awaitsBuyer), from(entered.Add(10*time.Hour), awaitsBuyer, redIssued), nil)
	u.env.RegisterDelayedCallback(func() {
		u.env.SignalWorkflow(message.Withdraw.Name, message.WithdrawNews{Reversal: "app-1-1-r2", By: "customer:wang"})
	}, time.Hour)
	u.run(t)
	u.booked(t)
	require.Empty(t, u.withdrawn)
}

// V1: a mailbox that fails for a day keeps nobody from hearing the buyer's word.
func TestV1ADeadMailboxDelaysNothing(t *testing.T) {
	u := redRequested(t, says(awaitsBuyer), from(entered.Add(time.Hour), awaitsBuyer, redIssued), nil)
	u.mailbox = errors.New("mailbox full")
	for _, about := range []notice.About{notice.RedAwaitsBuyer, notice.Reversed} {
		mail := notice.Unsent{Invoice: "app-1-1", Reversal: "app-1-1-r1", About: about}
		expectUnsent(u.env, message.WorkflowOfReversals("app-1-1"), mail, false)
	}
	u.env.RegisterDelayedCallback(func() { u.env.SignalWorkflow(message.Resume.Name, message.Nothing{}) }, time.Hour)
	u.run(t)
	u.booked(t)
	require.Equal(t, entered.Add(time.Hour), u.ended)
}
