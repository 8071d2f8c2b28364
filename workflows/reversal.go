package workflows

import (
	"fmt"
	"time"

	"kaipiao/activities"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/message"
	"kaipiao/domain/notice"
	"kaipiao/domain/promise"
	"kaipiao/domain/reversal"

	"go.temporal.io/sdk/workflow"
)

// Reversal undoes one issued invoice (V1 to V4): a paper invoice is voided in the month of its issue, everything else is
// red-issued, at once or when the buyer has confirmed. It carries out one reversal after another, as the register says,
// and ends when there is none and everybody was told.
func Reversal(ctx workflow.Context, start message.ReversalStart) error {
	r := &reversalRun{start: start, withdrawals: map[ids.Reversal]bool{}, paid: map[ids.Reversal]bool{}}
	r.steps, ctx = newSteps(ctx, func() { r.resumed, r.filesResumed = true, true })
	r.goesOnAs(ctx, message.StartReversals.Workflow, start, nil)
	listen(ctx, r.steps, message.Reverse, func(message.Nothing) { r.asked = true })
	listen(ctx, r.steps, message.Withdraw, func(w message.WithdrawNews) { r.withdrawals[w.Reversal] = true })
	return r.run(ctx)
}

type reversalRun struct {
	*steps
	start   message.ReversalStart
	current activities.Reversing
	promise *promiseWatch
	// asked: there is (another) reversal to carry out; resumed: the provider calls back, or the desk lets it go. The register
	// and the provider know what is true, so once too often does no harm.
	asked   bool
	resumed bool
	// woken: what is carried out now has to be looked after before its pause is over.
	woken func() bool
	// withdrawals are the reversals that are to be taken back, by their ids; the workflow may be busy with another one.
	withdrawals map[ids.Reversal]bool
	// waiting: the lists show that the buyer is waited for. parked is the seller's trouble for which it is held up.
	waiting bool
	parked  invoice.Cause
	// filesResumed: look for the files of a red document again. unpaid: the next run has to, because the history of this one is long.
	unpaid       bool
	filesResumed bool
	// paid are the ended reversals that this run sees to: each once, whoever has booked it.
	paid map[ids.Reversal]bool
}

func (r *reversalRun) run(ctx workflow.Context) error {
	r.asked = true // an earlier run may have left something
	for {
		if r.asked { // it may be because of one that was booked without this run (I11, V9)
			if err := r.payOff(ctx); err != nil {
				return err
			}
		}
		r.current = activities.Reversing{}
		err := r.onRegister(ctx, "read what is to be undone", registerActivities.NextReversal, r.start.Invoice).Get(ctx, &r.current)
		if err != nil {
			return err
		}
		if r.current.Reversal != "" {
			if err := r.carryOut(ctx); err != nil {
				return err
			}
			continue
		}
		r.show(ctx, "Nothing is to be undone any more. Mails the customer, and fetches the red document's files.\n\nNothing to do.")
		if err := workflow.Await(ctx, func() bool { return r.asked || r.busy == 0 }); err != nil {
			return err
		}
		if r.asked {
			continue
		}
		if r.unpaid {
			return r.goOnAs() // its history is long
		}
		if err := r.settleRun(ctx); err != nil || !r.asked {
			return err
		}
	}
}

// payOff does what is still owed of reversals that have ended: an earlier run left it undone, or somebody else has booked them (I11, V9).
func (r *reversalRun) payOff(ctx workflow.Context) error {
	r.asked = false
	var owed []activities.OwedReversal
	err := r.onRegister(ctx, "read what is owed of those that have ended", registerActivities.OwedReversals, r.start.Invoice).Get(ctx, &owed)
	for _, ended := range owed {
		r.tellAndFetch(ctx, ended)
	}
	return err
}

// tellAndFetch tells the customer how a reversal has ended, and fetches its files; then nothing is owed of it. Nobody waits for it but the
// run's end, because a mailbox must not keep us from the bureau.
func (r *reversalRun) tellAndFetch(ctx workflow.Context, ended activities.OwedReversal) {
	if r.paid[ended.Reversal] {
		return
	}
	r.paid[ended.Reversal] = true
	r.aside(ctx, func(ctx workflow.Context) {
		var told workflow.Future
		if ended.What != "" {
			told = r.mail(ctx, ended.Reversal, ended.What, 0)
		}
		fetched := !ended.Files || r.fetchFiles(ctx, ended.Reversal)
		if told != nil {
			r.giveUpMail(ctx, r.unsent(ended.Reversal, ended.What, 0), told.Get(ctx, nil))
		}
		if !fetched {
			r.unpaid = true
			return
		}
		if err := r.onRegister(ctx, "nothing is owed of it any more", registerActivities.SettleReversal, ended.Reversal).Get(ctx, nil); err != nil {
			workflow.GetLogger(ctx).Error("a reversal is not settled", "reversal", ended.Reversal, "error", err)
		}
	})
}

// carryOut does what the reversal asks for, in its way, and watches over its promise meanwhile.
func (r *reversalRun) carryOut(ctx workflow.Context) error {
	r.promise = &promiseWatch{steps: r.steps, missed: message.Missed{Application: r.start.Application, Invoice: r.start.Invoice, Reversal: r.current.Reversal}}
	r.promise.begin(promise.ConfirmStage, time.Time{}, time.Time{})
	r.watching(r.promise)
	switch {
	case r.current.Kind == reversal.Void:
		return r.void(ctx)
	case r.current.ByBuyer:
		return r.answerBuyer(ctx)
	default:
		return r.redIssue(ctx)
	}
}

// pause waits before the provider is asked again, until it is woken at the latest.
func (r *reversalRun) pause(ctx workflow.Context, duration time.Duration, why string) error {
	r.show(ctx, fmt.Sprintf(
		"Undoes the invoice; %s. It is asked about again, never entered a second time (I4).\n\nNothing to do unless it says so.", why))
	_, err := r.promise.await(ctx, workflow.Now(ctx).Add(duration), "before the provider is asked again", r.woken)
	r.resumed = false
	return err
}

// hold parks the reversal for a cause until the desk lets it go (I5), as an invoice is parked.
func (r *reversalRun) hold(ctx workflow.Context, cause invoice.Cause, why string) error {
	r.parked = cause
	if err := r.park(ctx, r.current.Reversal, cause); err != nil {
		return err
	}
	if err := workflow.UpsertTypedSearchAttributes(ctx, WaitingForAttribute.ValueSet(string(cause.WaitingFor()))); err != nil {
		return err
	}
	r.show(ctx, fmt.Sprintf(
		"**Parked: %s**; %s. It goes on by itself when the cause is gone (I5).\n\nTo do: see to the cause once, for all of them; the seller's desk says how.",
		cause, why))
	_, err := r.promise.await(ctx, workflow.Now(ctx).Add(parkedAtMost), "parked: "+string(cause), r.woken)
	r.resumed = false
	return err
}

// waitsFor: whomever a reversal waits for, it is parked no more.
func (r *reversalRun) waitsFor(ctx workflow.Context, _ invoice.WaitingFor) error { return r.goOn(ctx) }

// goOn stores that the reversal is parked no more, once.
func (r *reversalRun) goOn(ctx workflow.Context) error {
	if r.parked == invoice.NoCause {
		return nil
	}
	r.parked = invoice.NoCause
	if err := r.park(ctx, r.current.Reversal, invoice.NoCause); err != nil {
		return err
	}
	return r.mark(ctx)
}

// park stores that a reversal is held up; without a cause, that it is so no more.
func (r *reversalRun) park(ctx workflow.Context, reversal ids.Reversal, cause invoice.Cause) error {
	parking := activities.ReversalParking{Reversal: reversal, Cause: cause}
	return r.onRegister(ctx, "park it, or go on", registerActivities.ParkReversal, parking).Get(ctx, nil)
}

// mark shows in the lists whether the buyer is waited for, or finance.
func (r *reversalRun) mark(ctx workflow.Context) error {
	if r.waiting && r.current.ByBuyer {
		return workflow.UpsertTypedSearchAttributes(ctx, WaitingForAttribute.ValueSet(string(invoice.WaitingForOperator)))
	}
	if r.waiting {
		return workflow.UpsertTypedSearchAttributes(ctx, WaitingForAttribute.ValueSet(string(invoice.WaitingForBuyer)))
	}
	return workflow.UpsertTypedSearchAttributes(ctx, WaitingForAttribute.ValueUnset())
}

// book stores that the invoice is undone, wholly or in part, which brings its amounts back; then the red document's files
// are fetched and the customer is told.
func (r *reversalRun) book(ctx workflow.Context, undone activities.Reversed) error {
	err := r.onRegister(ctx, "book what is undone", registerActivities.RecordReversed, undone).Get(ctx, nil)
	if err != nil {
		return err
	}
	r.tellAndFetch(ctx, activities.OwedReversal{
		Reversal: undone.Reversal, What: notice.Reversed, Files: undone.Number != "" && r.medium() == invoice.Electronic,
	})
	return r.ended(ctx)
}

// medium is the invoice's own; runs from before learn it from what they were started with.
func (r *reversalRun) medium() invoice.Medium {
	if r.current.Medium == "" {
		return r.start.Medium
	}
	return r.current.Medium
}

// giveUp stores that nothing came of it, and tells the customer how to try again. The invoice stays valid.
func (r *reversalRun) giveUp(ctx workflow.Context, status reversal.Status, why string) error {
	if err := r.end(ctx, status, why); err != nil {
		return err
	}
	r.tellAndFetch(ctx, activities.OwedReversal{Reversal: r.current.Reversal, What: notice.NotReversed})
	return nil
}

// end stores that nothing came of it.
func (r *reversalRun) end(ctx workflow.Context, status reversal.Status, why string) error {
	not := activities.NotUndone{Reversal: r.current.Reversal, Status: status, Why: why}
	err := r.onRegister(ctx, "store that it is not undone", registerActivities.RecordNotReversed, not).Get(ctx, nil)
	if err != nil {
		return err
	}
	return r.ended(ctx)
}

// ended ends the watch over the buyer's time, and what the lists show of it.
func (r *reversalRun) ended(ctx workflow.Context) error {
	if err := r.promise.kept(ctx); err != nil || (!r.waiting && r.parked == invoice.NoCause) {
		return err
	}
	r.waiting, r.parked = false, invoice.NoCause
	return workflow.UpsertTypedSearchAttributes(ctx, WaitingForAttribute.ValueUnset(), DueAttribute.ValueUnset())
}

// mail tells the customer.
func (r *reversalRun) mail(ctx workflow.Context, reversal ids.Reversal, about notice.About, reminder int) workflow.Future {
	request := activities.ReversalNotice{Reversal: reversal, What: about, Reminder: reminder}
	return r.outside(tellingCustomer(ctx, fmt.Sprintf("mail the customer: %s", about)), notices.SendReversalNotice, request)
}

func (r *reversalRun) unsent(reversal ids.Reversal, about notice.About, reminder int) notice.Unsent {
	return notice.Unsent{Invoice: r.start.Invoice, Reversal: reversal, About: about, Number: reminder}
}

// remind tells the customer that the buyer has to confirm, while the form waits.
func (r *reversalRun) remind(ctx workflow.Context, reminder int) {
	reversal := r.current.Reversal
	r.aside(ctx, func(ctx workflow.Context) {
		r.giveUpMail(ctx, r.unsent(reversal, notice.RedAwaitsBuyer, reminder), r.mail(ctx, reversal, notice.RedAwaitsBuyer, reminder).Get(ctx, nil))
	})
}

// fetchFiles fetches the files of a red document; they are owed until they are there, under the task of the cause (I5, I6). It reports
// whether they are there; not when the run has become long, and the next one has to go on.
func (r *reversalRun) fetchFiles(ctx workflow.Context, reversal ids.Reversal) bool {
	parked := false
	for r.outside(fetchingFiles(ctx, "fetch the red document's PDF, OFD and XML"), files.FetchRedFiles, reversal).Get(ctx, nil) != nil {
		parked, r.filesResumed = true, false
		if err := r.park(ctx, reversal, invoice.FileMissing); err != nil || isLong(ctx) {
			return false
		}
		until := workflow.Now(ctx).Add(parkedAtMost)
		if _, err := awaitUntil(ctx, until, "parked: "+string(invoice.FileMissing), func() bool { return r.filesResumed }); err != nil {
			return false
		}
	}
	if parked {
		if err := r.park(ctx, reversal, invoice.NoCause); err != nil {
			workflow.GetLogger(ctx).Error("the files are there, and nobody knows", "reversal", reversal, "error", err)
		}
	}
	return true
}
