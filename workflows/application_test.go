package workflows_test

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/mock"
	"github.com/stretchr/testify/require"

	"kaipiao/activities"
	"kaipiao/domain/application"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/message"
	"kaipiao/domain/notice"
	"kaipiao/domain/parcel"
	"kaipiao/domain/promise"
	"kaipiao/workflows"
)

var approved = activities.Decision{Status: application.Approved}

// single is an approved application of one invoice.
func single() activities.Decision {
	return activities.Decision{Status: application.Approved, Invoice: "app-1-1"}
}

// R1: it is approved when the cool-off is over, and not before. Its run begins then, unless a message has woken it; then it waits for the
// rest. With several invoices it ends, having started none itself: the approval's transaction has.
func TestR1ApprovedAfterTheCoolOffAndSeveralInvoicesGoOnByThemselves(t *testing.T) {
	for name, c := range map[string]struct {
		begins    time.Duration
		decisions []activities.Decision
		asked     []time.Duration
	}{
		"it begins when the cool-off ends": {time.Minute, []activities.Decision{approved}, []time.Duration{time.Minute}},
		"it is woken early":                {0, []activities.Decision{pending(application.AutomaticReview), approved}, []time.Duration{0, time.Minute}},
	} {
		t.Run(name, func(t *testing.T) {
			env := newEnvironment(t)
			env.SetStartTime(submitted.Add(c.begins))
			asked := proceeds(env, c.decisions...)
			children := 0
			env.OnWorkflow(message.StartInvoice.Workflow, mock.Anything, mock.Anything).Run(func(mock.Arguments) { children++ }).
				Return(invoice.Issued, nil).Maybe()
			require.Equal(t, workflows.Outcome{Application: application.Approved}, runApplication(t, env))
			want := []time.Time{}
			for _, after := range c.asked {
				want = append(want, submitted.Add(after))
			}
			require.Equal(t, want, *asked)
			require.Zero(t, children)
		})
	}
}

// R1, I6: with a single invoice the run goes on as it, to the customer's hands.
func TestI6AnApplicationGoesOnAsItsSingleInvoice(t *testing.T) {
	env := newEnvironment(t)
	proceeds(env, pending(application.AutomaticReview), single())
	expectIssuing(env, toIssue(invoice.Electronic), issued)
	expectBooked(env)
	expectPublished(env)
	require.Equal(t, workflows.Outcome{Application: application.Approved, Invoice: invoice.Issued}, runApplication(t, env))
	require.Equal(t, submitted.Add(time.Minute), env.Now().UTC())
}

// I2, I9: on paper, too; and the promise that is watched over is the invoice's from then on.
func TestI2AnApplicationGoesOnAsItsSinglePaperInvoice(t *testing.T) {
	env := newEnvironment(t)
	due := submitted.AddDate(0, 0, 3)
	proceeds(env, pending(application.ManualReview), single())
	signal(env, time.Hour, message.Decided.Name, message.DecidedNews{Status: application.Approved})
	expectIssuing(env, toPrint(), issued)
	seen := watch(env, message.Missed{Application: "app-1", Invoice: "app-1-1", Stage: promise.ShipStage, DueAt: due})
	env.OnActivity(registerActivities.RecordIssued, mock.Anything, mock.Anything).
		Return(activities.IssuedBooked{WarnAt: promise.ShipWarning(due), DueAt: due}, nil).Once()
	mails := told(env)
	parcelNews(env, 4*day, parcel.Shipped)
	parcelNews(env, 5*day, parcel.Delivered)
	require.Equal(t, workflows.Outcome{Application: application.Approved, Invoice: invoice.Delivered}, runApplication(t, env))
	require.Equal(t, []time.Time{due}, seen.missed)
	require.Equal(t, mailed(notice.Issued, notice.Shipped, notice.Delivered), mails)
}

// R4, R5: what is asked of an application's run is about the application until it is approved, and about its invoice from then on.
func TestR5MessagesAreAboutTheInvoiceOnceItIsApproved(t *testing.T) {
	env := newEnvironment(t)
	proceeds(env, pending(application.AutomaticReview), single())
	takenUp(env, parkedFor(invoice.QuotaExhausted), standing(invoice.Cancelled, invoice.Electronic))
	address := invoice.Address{Recipient: "李四", Phone: "021", Region: "上海市", Street: "世纪大道1号"}
	for after, change := range map[time.Duration]message.AddressChange{
		time.Second:     {Application: "app-1", By: "operator", Address: address},
		2 * time.Minute: {Invoice: "app-1-1", By: "operator", Address: address},
	} {
		signal(env, after, message.ChangeAddress.Name, elsewhere)
		env.OnActivity(registerActivities.ChangeAddress, mock.Anything, change).Return(message.Taken{Taken: true}, nil).Once()
	}
	signal(env, 3*time.Minute, message.Cancel.Name, map[string]string{"reason": "typo", "by": "operator"})
	env.OnActivity(registerActivities.StopInvoice, mock.Anything, message.Cancellation{Invoice: "app-1-1", Reason: "typo", By: "operator"}).
		Return(message.Taken{Taken: true, Status: "cancelled"}, nil).Once()
	resume(env, 4*time.Minute)
	expectSettled(env, message.WorkflowOfApplication("app-1"))
	require.Equal(t, workflows.Outcome{Application: application.Approved, Invoice: invoice.Cancelled}, runApplication(t, env))
}

func TestR5CancelSignalDuringTheCoolOffCancels(t *testing.T) {
	env := newEnvironment(t)
	cancelledTimers := 0
	env.SetOnTimerCanceledListener(func(string) { cancelledTimers++ })
	proceeds(env, pending(application.AutomaticReview))
	env.OnActivity(registerActivities.CancelApplication, mock.Anything, message.Cancellation{Application: "app-1", Reason: "wrong title", By: "operator"}).
		Return(activities.Decision{Status: application.Cancelled}, nil).Once()
	signal(env, 30*time.Second, message.Cancel.Name, map[string]string{"reason": "wrong title", "by": "operator"})
	require.Equal(t, workflows.Outcome{Application: application.Cancelled}, runApplication(t, env))
	require.Equal(t, 1, cancelledTimers, "a timer that lost its race is cancelled")
}

// R2, R5: a request that came before the run began is heard before the clock decides.
func TestR2ACancellationThatCameBeforeTheRunBeganIsHeardFirst(t *testing.T) {
	env := newEnvironment(t)
	env.SetStartTime(submitted.Add(time.Minute))
	env.OnActivity(registerActivities.CancelApplication, mock.Anything, message.Cancellation{Application: "app-1", Reason: "wrong title", By: "operator"}).
		Return(activities.Decision{Status: application.Cancelled}, nil).Once()
	signal(env, 0, message.Cancel.Name, map[string]string{"reason": "wrong title", "by": "operator"})
	require.Equal(t, workflows.Outcome{Application: application.Cancelled}, runApplication(t, env))
}

// R2: a refused cancellation changes nothing, and one that nobody makes does not even reach the register.
func TestR2ARefusedCancellationChangesNothing(t *testing.T) {
	env := newEnvironment(t)
	asked := proceeds(env, pending(application.AutomaticReview), approved)
	env.OnActivity(registerActivities.CancelApplication, mock.Anything, message.Cancellation{Application: "app-1", By: "operator"}).
		Return(pending(application.AutomaticReview), nil).Once()
	noted := refused(env)
	signal(env, 20*time.Second, message.Cancel.Name, map[string]string{})
	signal(env, 30*time.Second, message.Cancel.Name, map[string]string{"by": "operator"})
	require.Equal(t, workflows.Outcome{Application: application.Approved}, runApplication(t, env))
	require.Equal(t, submitted.Add(time.Minute), (*asked)[len(*asked)-1])
	require.Len(t, *noted, 1)
}

// R5: the update says whether the cancellation was taken.
func TestR5TheCancelUpdateSaysWhetherItWasTaken(t *testing.T) {
	for name, c := range map[string]struct {
		decision application.Status
		want     message.Taken
	}{
		"taken":        {application.Cancelled, message.Taken{Taken: true, Status: "cancelled"}},
		"R3: too late": {application.Rejected, message.Taken{Status: "rejected"}},
	} {
		t.Run(name, func(t *testing.T) {
			env := newEnvironment(t)
			proceeds(env, pending(application.AutomaticReview))
			env.OnActivity(registerActivities.CancelApplication, mock.Anything,
				message.Cancellation{Application: "app-1", Reason: "typo", By: "customer:acct"}).
				Return(activities.Decision{Status: c.decision}, nil).Once()
			env.OnActivity(notices.SendRejection, mock.Anything, ids.Application("app-1")).Return(nil).Maybe()
			var asked, nobody answers
			noted := refused(env)
			env.RegisterDelayedCallback(func() {
				env.UpdateWorkflow(message.Cancel.Name, "nobody", &nobody, message.Cancellation{Reason: "typo"})
				env.UpdateWorkflow(message.Cancel.Name, "asked", &asked, message.Cancellation{Reason: "typo", By: "customer:acct"})
			}, 10*time.Second)
			require.Equal(t, workflows.Outcome{Application: c.decision}, runApplication(t, env))
			require.ErrorContains(t, nobody.turnedAway, "say who asks")
			require.Len(t, *noted, 1)
			require.NoError(t, asked.turnedAway)
			require.Equal(t, &c.want, asked.taken)
		})
	}
}

// R3, R5: who asks when it is decided already, and there is no invoice, is told what was decided; nothing is asked of the register.
func TestR3WhoAsksWhileTheRejectionIsMailedIsToldSo(t *testing.T) {
	env := newEnvironment(t)
	proceeds(env, pending(application.ManualReview), activities.Decision{Status: application.Rejected})
	signal(env, time.Hour, message.Decided.Name, message.DecidedNews{Status: application.Rejected})
	mailbox := env.OnActivity(notices.SendRejection, mock.Anything, ids.Application("app-1"))
	mailbox.Return(errors.New("mailbox full")).Times(5)
	env.OnActivity(notices.SendRejection, mock.Anything, ids.Application("app-1")).Return(nil).Once()
	var asked answers
	env.RegisterDelayedCallback(func() {
		env.UpdateWorkflow(message.Cancel.Name, "asked", &asked, message.Cancellation{Reason: "typo", By: "customer:acct"})
	}, time.Hour+10*time.Second)
	require.Equal(t, workflows.Outcome{Application: application.Rejected}, runApplication(t, env))
	require.Equal(t, &message.Taken{Status: "rejected"}, asked.taken)
}

// R1: what a reviewer has claimed is not approved by the clock; put back, it is.
func TestR1AClaimedApplicationIsNotApprovedByTheClock(t *testing.T) {
	env := newEnvironment(t)
	seen := watch(env, message.Missed{Application: "app-1", Stage: promise.ReviewStage, DueAt: submitted.Add(10 * time.Minute)})
	asked := proceeds(env, pending(application.AutomaticReview), claimed(), approved)
	signal(env, 48*time.Hour, message.Decided.Name, message.DecidedNews{Status: application.PendingApproval})
	require.Equal(t, workflows.Outcome{Application: application.Approved}, runApplication(t, env))
	require.Equal(t, []time.Time{submitted, submitted.Add(time.Minute), submitted.Add(48 * time.Hour)}, *asked)
	require.Equal(t, []time.Time{submitted.Add(10 * time.Minute)}, seen.missed, "I9: ten minutes were promised")
}

// R1: a mailbox that fails for a day does not keep a rejected application open.
func TestR1ARejectionIsToldOrGivenUpAfterADay(t *testing.T) {
	env := newEnvironment(t)
	proceeds(env, pending(application.ManualReview), activities.Decision{Status: application.Rejected})
	env.OnActivity(notices.SendRejection, mock.Anything, ids.Application("app-1")).Return(errors.New("mailbox full"))
	expectUnsent(env, message.WorkflowOfApplication("app-1"), notice.Unsent{Application: "app-1", About: notice.Rejected}, false)
	signal(env, time.Hour, message.Decided.Name, message.DecidedNews{Status: application.Rejected})
	expectSettled(env, message.WorkflowOfApplication("app-1"))
	require.Equal(t, workflows.Outcome{Application: application.Rejected}, runApplication(t, env))
}

func TestR1ManualReviewWaitsForAPerson(t *testing.T) {
	env := newEnvironment(t)
	asked := proceeds(env, pending(application.ManualReview), activities.Decision{Status: application.Rejected})
	env.OnActivity(notices.SendRejection, mock.Anything, ids.Application("app-1")).Return(nil).Once()
	signal(env, 5*day, message.Decided.Name, message.DecidedNews{Status: application.Rejected})
	require.Equal(t, workflows.Outcome{Application: application.Rejected}, runApplication(t, env))
	require.Equal(t, []time.Time{submitted, submitted.Add(5 * day)}, *asked)
	require.Equal(t, submitted.Add(5*day), env.Now().UTC())
}

// I8: an application for a vendor's record goes on as the vendor's invoice: nobody asks the tax provider for it.
func TestI8AnApplicationGoesOnAsTheVendorsInvoice(t *testing.T) {
	env := newEnvironment(t)
	proceeds(env, single())
	takenUp(env, atVendors(invoice.Electronic))
	asked := atVendor(env, step{submitted.Add(time.Minute), completed})
	expectLastNotice(env, notice.Issued)
	require.Equal(t, workflows.Outcome{Application: application.Approved, Invoice: invoice.Issued}, runApplication(t, env))
	require.Equal(t, 2, *asked)
	env.AssertActivityNotCalled(t, "SubmitInvoice", mock.Anything, activities.IssueRequest{Invoice: "app-1-1", Serial: serial})
}
