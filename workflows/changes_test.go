package workflows_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/mock"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/testsuite"

	"kaipiao/activities"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/message"
	"kaipiao/domain/notice"
	"kaipiao/domain/parcel"
	"kaipiao/domain/promise"
	"kaipiao/domain/ticket"
	"kaipiao/provider"
)

// refusedForGood: the provider refuses the first serial; nobody has seen to it before an instant.
func refusedForGood(env *testsuite.TestWorkflowEnvironment, until time.Time, then activities.Standing) {
	refused := false
	takenUpWhile(env, func() activities.Standing {
		switch {
		case !refused:
			refused = true
			return toIssue(invoice.Electronic)
		case env.Now().Before(until):
			return standing(invoice.Failed, invoice.Electronic)
		default:
			return then
		}
	})
	env.OnActivity(providerActivities.SubmitInvoice, mock.Anything, activities.IssueRequest{Invoice: "app-1-1", Serial: serial}).
		Return(activities.Submitted{Answer: provider.Answer{State: provider.Refused, Reason: "购方税号有误"}}, nil).Once()
	env.OnActivity(registerActivities.RecordFailed, mock.Anything, activities.Refused{Invoice: "app-1-1", Serial: serial, Reason: "购方税号有误"}).Return(nil).Once()
	expectNotices(env, notice.Failed)
}

// Case 43: a final refusal is told; finance corrects it two days later, and it is issued under another serial. A word that
// comes too early makes it look once more, and nothing else.
func TestCase43ARefusedInvoiceIsCorrectedUnderAnotherSerial(t *testing.T) {
	env := newEnvironment(t)
	corrected, second := submitted.AddDate(0, 0, 2), invoice.Serial("KPBBBBBBBBBBBBBBBBBB")
	seen := watch(env, message.Missed{Application: "app-1", Invoice: "app-1-1", Stage: promise.IssueStage, DueAt: submitted.Add(24 * time.Hour)})
	again := toIssue(invoice.Electronic)
	again.Serial = second
	refusedForGood(env, corrected, again)
	resume(env, time.Hour, 48*time.Hour+time.Minute)
	env.OnActivity(providerActivities.SubmitInvoice, mock.Anything, activities.IssueRequest{Invoice: "app-1-1", Serial: second}).Return(justIssued, nil).Once()
	env.OnActivity(registerActivities.RecordIssued, mock.Anything, mock.Anything).Return(activities.IssuedBooked{}, nil).Once()
	expectPublished(env)
	require.Equal(t, invoice.Issued, runInvoice(t, env))
	require.Len(t, seen.missed, 1, "I9: it was promised within 24 hours all the same")
}

// R2: what was refused for good may also be given up.
func TestR2ARefusedInvoiceIsGivenUp(t *testing.T) {
	env := newEnvironment(t)
	env.OnActivity(registerActivities.WarnOfPromise, mock.Anything, mock.Anything).Return(nil).Maybe()
	refusedForGood(env, submitted.Add(time.Hour), standing(invoice.Cancelled, invoice.Electronic))
	resume(env, 2*time.Hour)
	expectSettled(env, invoiceRun)
	require.Equal(t, invoice.Cancelled, runInvoice(t, env))
}

// R2, R5: a parked invoice whose serial was not stored yet is stopped by a message; nobody asks the provider.
func TestR5AParkedInvoiceIsCancelledByAMessage(t *testing.T) {
	env := newEnvironment(t)
	stopped := false
	takenUpWhile(env, func() activities.Standing {
		if stopped {
			return standing(invoice.Cancelled, invoice.Electronic)
		}
		return parkedFor(invoice.QuotaExhausted)
	})
	expectSettled(env, invoiceRun)
	env.OnActivity(registerActivities.StopInvoice, mock.Anything, message.Cancellation{Invoice: "app-1-1", Reason: "typo", By: "operator"}).
		Return(func(context.Context, message.Cancellation) (message.Taken, error) {
			stopped = true
			return message.Taken{Taken: true, Status: "cancelled"}, nil
		}).Once()
	var nobody, asked answers
	noted := refused(env)
	env.RegisterDelayedCallback(func() {
		env.UpdateWorkflow(message.Cancel.Name, "nobody", &nobody, message.Cancellation{Reason: "typo"})
		env.UpdateWorkflow(message.Cancel.Name, "asked", &asked, message.Cancellation{Reason: "typo", By: "operator"})
	}, time.Minute)
	// the register tells it to look again
	resume(env, time.Minute+time.Second)
	require.Equal(t, invoice.Cancelled, runInvoice(t, env))
	require.ErrorContains(t, nobody.turnedAway, "say who asks")
	require.Len(t, *noted, 1)
	require.Equal(t, &message.Taken{Taken: true, Status: "cancelled"}, asked.taken)
}

// R3, R5: a cancellation that comes too late is answered with why, and the invoice goes on.
func TestR3ACancellationAfterTheSerialIsAnsweredAndChangesNothing(t *testing.T) {
	env := newEnvironment(t)
	expectIssuing(env, toIssue(invoice.Electronic), provider.Answer{State: provider.Pending}, issued)
	late := message.Taken{Status: "approved", Why: "The request is at the tax provider already."}
	env.OnActivity(registerActivities.StopInvoice, mock.Anything, mock.Anything).Return(late, nil).Once()
	var asked answers
	env.RegisterDelayedCallback(func() {
		env.UpdateWorkflow(message.Cancel.Name, "asked", &asked, message.Cancellation{By: "operator"})
	}, time.Second)
	expectBooked(env)
	expectPublished(env)
	require.Equal(t, invoice.Issued, runInvoice(t, env))
	require.Equal(t, &late, asked.taken)
}

// R2, R5: once it is issued, and once it is shipped, a cancellation is answered with why not, as often as it comes, and the
// invoice goes on to its customer.
func TestR2AnIssuedOrShippedInvoiceIsNotCancelledByAMessage(t *testing.T) {
	env := newEnvironment(t)
	expectIssuing(env, toPrint(), issued)
	expectBooked(env)
	asked := map[string]*answers{}
	for after, status := range map[time.Duration]string{time.Hour: "issued", 3 * time.Hour: "shipped"} {
		refused := message.Taken{Status: status, Why: "a legal document can only be voided or red-issued"}
		reason := message.Cancellation{Invoice: "app-1-1", Reason: status, By: "operator"}
		env.OnActivity(registerActivities.StopInvoice, mock.Anything, reason).Return(refused, nil).Twice()
		asked[status] = &answers{}
		env.RegisterDelayedCallback(func() {
			env.SignalWorkflow(message.Cancel.Name, map[string]string{"reason": status, "by": "operator"})
			env.UpdateWorkflow(message.Cancel.Name, status, asked[status], message.Cancellation{Reason: status, By: "operator"})
		}, after)
	}
	parcelNews(env, 2*time.Hour, parcel.Shipped)
	parcelNews(env, 4*time.Hour, parcel.Delivered)
	expectNotices(env, notice.Issued, notice.Shipped)
	expectLastNotice(env, notice.Delivered)
	require.Equal(t, invoice.Delivered, runInvoice(t, env))
	for status, answer := range asked {
		require.Equal(t, &message.Taken{Status: status, Why: "a legal document can only be voided or red-issued"}, answer.taken)
	}
}

var elsewhere = map[string]string{"recipient": "李四", "phone": "021", "region": "上海市", "street": "世纪大道1号", "by": "operator"}

// R4, R5: the courier refuses the old address for good; a message with another one makes it order again.
func TestR4AnotherAddressIsTriedAgain(t *testing.T) {
	env := newEnvironment(t)
	expectIssuing(env, toIssue(invoice.Paper), issued)
	expectBooked(env)
	orders := 0
	env.OnActivity(parcels.HandOver, mock.Anything, ids.Invoice("app-1-1")).Return(func(context.Context, ids.Invoice) (activities.Owed, error) {
		if orders++; orders == 1 {
			return activities.Owed{}, temporal.NewNonRetryableApplicationError("no such street", activities.FailureRefused, nil)
		}
		return activities.Owed{}, nil
	})
	env.OnActivity(registerActivities.ChangeAddress, mock.Anything, message.AddressChange{
		Invoice: "app-1-1", By: "operator", Address: invoice.Address{Recipient: "李四", Phone: "021", Region: "上海市", Street: "世纪大道1号"},
	}).Return(message.Taken{Taken: true, Status: "issued"}, nil).Once()
	expectLastNotice(env, notice.Delivered)
	noted := refused(env)
	signal(env, time.Minute, message.ChangeAddress.Name, map[string]string{"street": "only"})
	signal(env, 2*time.Minute, message.ChangeAddress.Name, elsewhere)
	resume(env, 2*time.Minute+time.Second)
	parcelNews(env, time.Hour, parcel.Delivered)
	require.Equal(t, invoice.Delivered, runInvoice(t, env))
	require.Equal(t, 2, orders)
	require.Len(t, *noted, 1)
}

// I4: pending for hours: asked about ever more rarely, never submitted again. A callback makes it ask at once; callbacks
// that come again and again, and cross the questions, book it once.
func TestI4PendingForHoursUntilACallback(t *testing.T) {
	env := newEnvironment(t)
	decided := submitted.Add(6*time.Hour + 17*time.Second)
	env.OnActivity(registerActivities.WarnOfPromise, mock.Anything, mock.Anything).Return(nil).Maybe()
	takenUp(env, toIssue(invoice.Electronic))
	env.OnActivity(providerActivities.SubmitInvoice, mock.Anything, activities.IssueRequest{Invoice: "app-1-1", Serial: serial}).
		Return(activities.Submitted{Answer: provider.Answer{State: provider.Pending}}, nil).Once()
	questions := 0
	env.OnActivity(providerActivities.AskProvider, mock.Anything, serial).Return(func(context.Context, invoice.Serial) (provider.Answer, error) {
		if questions++; env.Now().Before(decided) {
			return provider.Answer{State: provider.Pending}, nil
		}
		return issued, nil
	})
	for n := range 3 {
		news(env, decided.Sub(submitted)+time.Duration(n))
	}
	expectBooked(env)
	expectPublished(env)
	require.Equal(t, invoice.Issued, runInvoice(t, env))
	require.WithinDuration(t, decided, env.Now(), time.Second, "at once, and not after the next five minutes")
	require.Less(t, questions, 90)
}

// I9: a ticket is escalated when finance is late, once, and never decided by itself.
func TestI9ATicketIsEscalatedAndWaitsOn(t *testing.T) {
	due := submitted.AddDate(0, 0, 5)
	for name, c := range map[string]struct {
		decided time.Time
		missed  []time.Time
	}{
		"a second before": {due.Add(-time.Second), nil},
		"a week after":    {due.AddDate(0, 0, 7), []time.Time{due}},
	} {
		t.Run(name, func(t *testing.T) {
			env := newEnvironment(t)
			seen := watch(env, message.Missed{Application: "app-1", Ticket: "t-1", Stage: promise.TicketStage, DueAt: due})
			decides(env, c.decided.Sub(submitted), message.TicketDecidedNews{Status: ticket.Done})
			mails(env, notice.TicketDone, 0)
			require.Equal(t, ticket.Done, runTicket(t, env, opened(ticket.Cancel, ticket.Open)))
			require.Equal(t, []time.Time{due.AddDate(0, 0, -1)}, seen.warned)
			require.Equal(t, c.missed, seen.missed)
		})
	}
}
