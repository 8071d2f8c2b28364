package workflows_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"kaipiao/domain/ids"
	"kaipiao/domain/notice"
	"kaipiao/domain/reversal"

	"github.com/stretchr/testify/mock"
	"github.com/stretchr/testify/require"

	"kaipiao/activities"
	"kaipiao/domain/invoice"
	"kaipiao/domain/message"
	"kaipiao/provider"
)

// I5: a trouble that comes and goes while the buyer is waited for leaves nothing behind.
func TestI5ATroubleWhileTheBuyerIsWaitedForPasses(t *testing.T) {
	u := redRequested(t, says(awaitsBuyer), func(u *undoing) (provider.Answer, error) {
		switch {
		case len(u.asked) == 1:
			return provider.Answer{State: provider.Unavailable}, nil
		case len(u.asked) < 4:
			return awaitsBuyer, nil
		default:
			return redIssued, nil
		}
	}, nil)
	for _, cause := range []invoice.Cause{invoice.ProviderDown, invoice.NoCause} {
		u.env.OnActivity(registerActivities.ParkReversal, mock.Anything, activities.ReversalParking{Reversal: "app-1-1-r1", Cause: cause}).Return(nil).Once()
	}
	u.env.RegisterDelayedCallback(func() { u.env.SignalWorkflow(message.Resume.Name, message.Nothing{}) }, time.Hour)
	u.run(t)
	u.booked(t)
}

// I6: files of a red document that do not come are owed, under the task of their cause, until they are there.
func TestI6FilesOfARedDocumentAreOwed(t *testing.T) {
	u := redRequested(t, says(redIssued), nil, nil)
	u.files = entered.AddDate(0, 0, 2)
	for _, cause := range []invoice.Cause{invoice.FileMissing, invoice.NoCause} {
		u.env.OnActivity(registerActivities.ParkReversal, mock.Anything, activities.ReversalParking{Reversal: "app-1-1-r1", Cause: cause}).Return(nil)
	}
	u.env.RegisterDelayedCallback(func() { u.env.SignalWorkflow(message.Resume.Name, message.Nothing{}) }, 49*time.Hour)
	u.run(t)
	u.booked(t)
	require.Equal(t, entered, u.ended, "the amounts are back at once")
	require.False(t, u.env.Now().Before(u.files))
}

// I4: an answer that is lost is unknown, is asked about, and never entered a second time.
func TestI4ALostAnswerIsAskedAbout(t *testing.T) {
	u := redRequested(t, func(*undoing) (provider.Answer, error) { return provider.Answer{}, errors.New("no answer") },
		func(u *undoing) (provider.Answer, error) {
			if len(u.asked) < 3 {
				return provider.Answer{}, errors.New("no answer")
			}
			return redIssued, nil
		}, nil)
	u.run(t)
	u.booked(t)
	require.Len(t, u.entered, 1)
}

// I4: a form that the provider does not know is entered again after the grace, under the same serial.
func TestI4AFormThatIsNotKnownIsEnteredAgain(t *testing.T) {
	u := redRequested(t, func(u *undoing) (provider.Answer, error) {
		if len(u.entered) == 1 {
			return provider.Answer{}, errors.New("no answer")
		}
		return redIssued, nil
	}, state(provider.NotFound), nil)
	u.run(t)
	u.booked(t)
	require.Len(t, u.entered, 2)
	require.Greater(t, u.entered[1].Sub(u.entered[0]), 2*time.Minute)
}

// I5: the seller's session has expired, the provider is down: it is parked until the desk lets it go, and loses nothing.
func TestI5AReversalIsParkedForTheSellerAndTheProvider(t *testing.T) {
	for held, cause := range map[provider.State]invoice.Cause{provider.SessionExpired: invoice.SessionExpired, provider.Unavailable: invoice.ProviderDown} {
		released := entered.Add(3 * time.Hour)
		u := redRequested(t, from(released, provider.Answer{State: held}, redIssued), nil, nil)
		u.env.OnActivity(registerActivities.ParkReversal, mock.Anything, activities.ReversalParking{Reversal: "app-1-1-r1", Cause: cause}).Return(nil).Twice()
		for _, after := range []time.Duration{time.Hour, 3 * time.Hour} { // once in vain
			u.env.RegisterDelayedCallback(func() { u.env.SignalWorkflow(message.Resume.Name, message.Nothing{}) }, after)
		}
		u.run(t)
		u.booked(t)
		require.Equal(t, []time.Time{entered, entered.Add(time.Hour), released}, u.entered)
		require.Empty(t, u.asked)
	}
}

// I4, I5: a question that the seller's session held up is no end of the form: the same serial is handed in again when the desk
// lets it go, which the provider answers with the form that it has.
func TestI5AFormIsNotLostWhenTheSessionExpires(t *testing.T) {
	u := redRequested(t, from(entered.Add(time.Hour), awaitsBuyer, redIssued), state(provider.SessionExpired), nil)
	for _, cause := range []invoice.Cause{invoice.SessionExpired, invoice.NoCause} {
		u.env.OnActivity(registerActivities.ParkReversal, mock.Anything, activities.ReversalParking{Reversal: "app-1-1-r1", Cause: cause}).Return(nil).Maybe()
	}
	u.env.RegisterDelayedCallback(func() { u.env.SignalWorkflow(message.Resume.Name, message.Nothing{}) }, time.Hour)
	u.run(t)
	u.booked(t)
	require.Len(t, u.asked, 1)
	require.Equal(t, []time.Time{entered, entered.Add(time.Hour)}, u.entered)
}

// V2: one reversal after another in one run, and none is forgotten that is asked for while it ends.
func TestV2OneReversalAfterAnother(t *testing.T) {
	env := newEnvironment(t)
	next := []activities.Reversing{
		{Reversal: "app-1-1-r1", Kind: reversal.Red, Serial: redSerial}, {Reversal: "app-1-1-r2", Kind: reversal.Red, Serial: redSerial + "2"}, {},
	}
	env.OnActivity(registerActivities.NextReversal, mock.Anything, ids.Invoice("app-1-1")).
		Return(func(context.Context, ids.Invoice) (activities.Reversing, error) {
			found := next[0]
			next = next[1:]
			return found, nil
		}).Times(3)
	for _, id := range []string{"app-1-1-r1", "app-1-1-r2"} {
		env.OnActivity(providerActivities.RequestRed, mock.Anything, ids.Reversal(id)).Return(redIssued, nil).Once()
		env.OnActivity(registerActivities.RecordReversed, mock.Anything,
			activities.Reversed{Reversal: ids.Reversal(id), Number: redIssued.Number, IssuedAt: entered}).
			Return(nil).Once()
		env.OnActivity(files.FetchRedFiles, mock.Anything, ids.Reversal(id)).Return(nil).Once()
		env.OnActivity(notices.SendReversalNotice, mock.Anything, activities.ReversalNotice{Reversal: ids.Reversal(id), What: notice.Reversed}).
			Return(nil).Once()
	}
	require.ElementsMatch(t, []ids.Reversal{"app-1-1-r1", "app-1-1-r2"}, runReversals(t, env, invoice.Electronic))
}
