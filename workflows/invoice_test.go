package workflows_test

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/mock"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/temporal"

	"kaipiao/activities"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/notice"
	"kaipiao/domain/parcel"
	"kaipiao/provider"
)

func TestI6ElectronicInvoiceIsIssuedPublishedAndTold(t *testing.T) {
	env := newEnvironment(t)
	expectIssuing(env, toIssue(invoice.Electronic), issued)
	expectBooked(env)
	expectPublished(env)
	require.Equal(t, invoice.Issued, runInvoice(t, env))
}

// O3: a mail that could not be handed over with the files is sent for a day, and is the last thing that is owed; then it is given up.
func TestO3AMailThatIsOwedIsSentForADay(t *testing.T) {
	for name, givenUp := range map[string]bool{"in the end it is sent": false, "it is given up": true} {
		t.Run(name, func(t *testing.T) {
			env := newEnvironment(t)
			expectIssuing(env, toIssue(invoice.Electronic), issued)
			expectBooked(env)
			env.OnActivity(files.Publish, mock.Anything, activities.PublishRequest{Invoice: "app-1-1"}).
				Return(activities.Owed{Mails: []notice.About{notice.Issued}}, nil).Once()
			last := activities.NoticeRequest{Invoice: "app-1-1", What: notice.Issued, Last: true}
			if givenUp {
				env.OnActivity(notices.SendNotice, mock.Anything, last).Return(errors.New("mailbox full"))
				expectUnsent(env, invoiceRun, notice.Unsent{Invoice: "app-1-1", About: notice.Issued}, false)
				expectSettled(env, invoiceRun)
			} else {
				env.OnActivity(notices.SendNotice, mock.Anything, last).Return(errors.New("mailbox full")).Times(3)
				expectLastNotice(env, notice.Issued)
			}
			require.Equal(t, invoice.Issued, runInvoice(t, env))
		})
	}
}

func TestI2PaperInvoiceIsShippedAndDelivered(t *testing.T) {
	env := newEnvironment(t)
	expectIssuing(env, toIssue(invoice.Paper), issued)
	expectBooked(env)
	expectHandedOver(env)
	expectLastNotice(env, notice.Delivered)
	parcelNews(env, 3*day, parcel.Delivered)
	require.Equal(t, invoice.Delivered, runInvoice(t, env))
}

// O3: the mails that could not be handed over when the courier took the parcel are sent, each for a day; none of them is the last thing
// that is owed, because the parcel travels.
func TestO3TheMailsOfAParcelThatAreOwedAreSent(t *testing.T) {
	env := newEnvironment(t)
	expectIssuing(env, toIssue(invoice.Paper), issued)
	expectBooked(env)
	env.OnActivity(parcels.HandOver, mock.Anything, ids.Invoice("app-1-1")).
		Return(activities.Owed{Mails: []notice.About{notice.Issued, notice.Shipped}}, nil).Once()
	expectNotices(env, notice.Issued, notice.Shipped)
	expectLastNotice(env, notice.Delivered)
	parcelNews(env, 3*day, parcel.Delivered)
	require.Equal(t, invoice.Delivered, runInvoice(t, env))
}

// O3, O6: a mailbox that fails for a day while the parcel travels gives up that mail alone. The run still owes the parcel, and follows it.
func TestO6AParcelIsOwedAfterItsMailsWereGivenUp(t *testing.T) {
	env := newEnvironment(t)
	expectIssuing(env, toIssue(invoice.Paper), issued)
	expectBooked(env)
	settledAt := []time.Time{}
	env.OnActivity(registerActivities.Settle, mock.Anything, invoiceRun).
		Run(func(mock.Arguments) { settledAt = append(settledAt, env.Now().UTC()) }).Return(nil).Maybe()
	env.OnActivity(parcels.HandOver, mock.Anything, ids.Invoice("app-1-1")).
		Return(activities.Owed{Mails: []notice.About{notice.Issued, notice.Shipped}}, nil).Once()
	env.OnActivity(notices.SendNotice, mock.Anything, activities.NoticeRequest{Invoice: "app-1-1", What: notice.Issued}).
		Return(errors.New("mailbox full"))
	expectUnsent(env, invoiceRun, notice.Unsent{Invoice: "app-1-1", About: notice.Issued}, false)
	expectNotices(env, notice.Shipped)
	expectLastNotice(env, notice.Delivered)
	parcelNews(env, 3*day, parcel.Delivered)
	require.Equal(t, invoice.Delivered, runInvoice(t, env))
	require.Empty(t, settledAt, "the last mail settles it")
}

func TestPaperWaitsForThePrintDeskWhereDispatchIsManual(t *testing.T) {
	env := newEnvironment(t)
	expectIssuing(env, toPrint(), issued)
	expectBooked(env)
	expectNotices(env, notice.Issued, notice.Shipped)
	expectLastNotice(env, notice.Delivered)
	parcelNews(env, day, parcel.Shipped)
	parcelNews(env, 2*day, parcel.Delivered)
	require.Equal(t, invoice.Delivered, runInvoice(t, env))
}

// The courier's refusal has told the customer that it is issued; that it is shipped is told when the print desk has shipped it.
func TestAParcelThatTheCourierRefusesIsShippedByThePrintDesk(t *testing.T) {
	env := newEnvironment(t)
	expectIssuing(env, toIssue(invoice.Paper), issued)
	expectBooked(env)
	env.OnActivity(parcels.HandOver, mock.Anything, ids.Invoice("app-1-1")).
		Return(activities.Owed{}, temporal.NewNonRetryableApplicationError("no such address", activities.FailureRefused, nil)).Once()
	expectNotices(env, notice.Shipped)
	expectLastNotice(env, notice.Delivered)
	parcelNews(env, day, parcel.Delivered)
	require.Equal(t, invoice.Delivered, runInvoice(t, env))
}

// R4: the provider's callback may come at any time: it says nothing of the courier, who refuses the parcel and is not asked again.
func TestR4ACallbackDoesNotOrderTheCourierAgain(t *testing.T) {
	env := newEnvironment(t)
	takenUp(env, toIssue(invoice.Paper))
	env.OnActivity(providerActivities.SubmitInvoice, mock.Anything, activities.IssueRequest{Invoice: "app-1-1", Serial: serial}).
		After(time.Minute).Return(justIssued, nil).Once()
	news(env, 30*time.Second, 90*time.Second, time.Hour)
	expectBooked(env)
	env.OnActivity(parcels.HandOver, mock.Anything, ids.Invoice("app-1-1")).
		Return(activities.Owed{}, temporal.NewNonRetryableApplicationError("no such address", activities.FailureRefused, nil)).Once()
	expectNotices(env, notice.Shipped)
	expectLastNotice(env, notice.Delivered)
	parcelNews(env, day, parcel.Shipped)
	parcelNews(env, 2*day, parcel.Delivered)
	require.Equal(t, invoice.Delivered, runInvoice(t, env))
}

func TestCase40TimeoutThenFound(t *testing.T) {
	env := newEnvironment(t)
	// given a submit that nobody answers: it is unknown, is asked about, and never submitted again
	expectIssuing(env, toIssue(invoice.Electronic), provider.Answer{}, issued)
	env.OnActivity(registerActivities.RecordWaiting, mock.Anything, activities.Waiting{Invoice: "app-1-1", For: invoice.WaitingForProvider}).Return(nil).Once()
	expectBooked(env)
	expectPublished(env)
	require.Equal(t, invoice.Issued, runInvoice(t, env))
}

func TestCase42NotFoundRightAfterIsStillUnknownAndLaterTheSameSerialIsSubmittedAgain(t *testing.T) {
	env := newEnvironment(t)
	takenUp(env, toIssue(invoice.Electronic))
	env.OnActivity(registerActivities.RecordWaiting, mock.Anything, mock.Anything).Return(nil).Maybe()
	submits, lastSubmit := 0, time.Time{}
	env.OnActivity(providerActivities.SubmitInvoice, mock.Anything, activities.IssueRequest{Invoice: "app-1-1", Serial: serial}).
		Run(func(mock.Arguments) { submits, lastSubmit = submits+1, env.Now() }).Return(activities.Submitted{}, errors.New("no answer")).Once()
	env.OnActivity(providerActivities.AskProvider, mock.Anything, serial).Return(provider.Answer{State: provider.NotFound}, nil)
	env.OnActivity(providerActivities.SubmitInvoice, mock.Anything, activities.IssueRequest{Invoice: "app-1-1", Serial: serial}).
		Run(func(mock.Arguments) { submits, lastSubmit = submits+1, env.Now() }).Return(justIssued, nil).Once()
	expectBooked(env)
	expectPublished(env)
	require.Equal(t, invoice.Issued, runInvoice(t, env))
	require.Equal(t, 2, submits)
	require.Greater(t, lastSubmit.Sub(submitted), 2*time.Minute, "not before the grace period is over")
}

// I4: a serial that an earlier run has stored may be at the provider: it is asked about first, and submitted only when the provider has
// not known it for the whole grace.
func TestI4AStoredSerialIsAskedAboutFirst(t *testing.T) {
	stored := toIssue(invoice.Electronic)
	stored.Stored = true
	for name, known := range map[string]bool{"the provider has it": true, "the provider does not know it": false} {
		t.Run(name, func(t *testing.T) {
			env := newEnvironment(t)
			takenUp(env, stored)
			expectBooked(env)
			expectPublished(env)
			asked, at := 0, time.Time{}
			question := env.OnActivity(providerActivities.AskProvider, mock.Anything, serial).Run(func(mock.Arguments) { asked++ })
			if known {
				question.Return(issued, nil).Once()
			} else {
				question.Return(provider.Answer{State: provider.NotFound}, nil)
				env.OnActivity(providerActivities.SubmitInvoice, mock.Anything, activities.IssueRequest{Invoice: "app-1-1", Serial: serial}).
					Run(func(mock.Arguments) { at = env.Now() }).Return(justIssued, nil).Once()
			}
			require.Equal(t, invoice.Issued, runInvoice(t, env))
			require.NotZero(t, asked)
			if !known {
				require.Greater(t, at.Sub(submitted), 2*time.Minute)
			}
		})
	}
}

// I4: and one that was not stored before is submitted; nobody is asked about what was never sent.
func TestI4AFreshSerialIsSubmitted(t *testing.T) {
	env := newEnvironment(t)
	expectIssuing(env, toIssue(invoice.Electronic), issued)
	expectBooked(env)
	expectPublished(env)
	require.Equal(t, invoice.Issued, runInvoice(t, env))
	env.AssertActivityNotCalled(t, "AskProvider", mock.Anything, mock.Anything)
}

func TestR2ACancelledInvoiceIsNotSubmitted(t *testing.T) {
	env := newEnvironment(t)
	takenUp(env, standing(invoice.Cancelled, invoice.Electronic))
	expectSettled(env, invoiceRun)
	require.Equal(t, invoice.Cancelled, runInvoice(t, env))
}
