package workflows

import (
	"fmt"
	"time"

	"kaipiao/activities"
	"kaipiao/domain/invoice"
	"kaipiao/domain/promise"
	"kaipiao/domain/reversal"
	"kaipiao/provider"

	"go.temporal.io/sdk/workflow"
)

// redForm is a red-letter confirmation form (红字信息确认单), entered at most once under a serial that was stored before.
type redForm struct {
	*reversalRun
	conversation
	// takeBack: it is to be withdrawn, and the provider was told, or is told next.
	takeBack bool
	// buyer is since when and until when the buyer may confirm; reminders are those that are still to be sent.
	buyer     activities.BuyerAsked
	reminders []reminder
}

// reminder is a mail to the customer that the buyer has to confirm: the first one, or one of the reminders, and when it is sent.
type reminder struct {
	number int
	at     time.Time
}

// redIssue enters the form of a reversal, and sees it through to its end.
func (r *reversalRun) redIssue(ctx workflow.Context) error {
	f := &redForm{reversalRun: r}
	f.about, r.woken = f, f.isWoken
	if r.current.TakeBack {
		r.withdrawals[r.current.Reversal] = true
	}
	if r.current.Asked { // an earlier run has entered it: ask first
		f.submitted = workflow.Now(ctx)
	}
	for {
		answer, err := f.untilDecided(ctx)
		if err != nil {
			return err
		}
		if answer.State != provider.AwaitsBuyer {
			return f.finishForm(ctx, answer)
		}
		if err := f.awaitBuyer(ctx); err != nil {
			return err
		}
	}
}

// finishForm stores how a form has ended.
func (r *reversalRun) finishForm(ctx workflow.Context, answer provider.Answer) error {
	switch answer.State {
	case provider.Issued:
		return r.book(ctx, activities.Reversed{Reversal: r.current.Reversal, Number: answer.Number, IssuedAt: answer.IssuedAt})
	case provider.Refused:
		return r.giveUp(ctx, reversal.Refused, answer.Reason)
	case provider.Denied:
		return r.giveUp(ctx, reversal.Denied, answer.Reason)
	case provider.Declined:
		return r.giveUp(ctx, reversal.Declined, answer.Reason)
	case provider.Lapsed:
		return r.giveUp(ctx, reversal.Lapsed, answer.Reason)
	case provider.Withdrawn, provider.NotFound: // there is nothing to take back
		return r.giveUp(ctx, reversal.Withdrawn, answer.Reason)
	default:
		return unexpected("the form "+string(r.current.Serial), answer.State)
	}
}

// isWoken: the provider calls back or the desk lets it go, or it is to be taken back and the provider was not told yet.
func (f *redForm) isWoken() bool {
	return f.resumed || (f.withdrawals[f.current.Reversal] && !f.takeBack)
}

// submit enters the form, unless it is to be taken back. What an earlier run of this workflow may have entered is withdrawn at
// the provider like anything else: only the provider knows whether it is there.
func (f *redForm) submit(ctx workflow.Context) (provider.Answer, error) {
	if f.isTakenBack() {
		return f.withdraw(ctx)
	}
	f.show(ctx, fmt.Sprintf("Enters the red-letter form under serial **%s** (V1).\n\nNothing to do.", f.current.Serial))
	return answered(ctx, f.outside(onceAtProvider(ctx, "enter the form "+string(f.current.Serial)), providerActivities.RequestRed, f.current.Reversal))
}

// ask asks about the form; to withdraw what has come to its end already is to ask about it, too.
func (f *redForm) ask(ctx workflow.Context) (provider.Answer, error) {
	if f.isTakenBack() {
		return f.withdraw(ctx)
	}
	return answered(ctx, f.outside(askingProvider(ctx, "ask about the form "+string(f.current.Serial)), providerActivities.AskRed, f.current.Serial))
}

func (f *redForm) withdraw(ctx workflow.Context) (provider.Answer, error) {
	return answered(ctx, f.outside(askingProvider(ctx, "withdraw the form "+string(f.current.Serial)), providerActivities.WithdrawRed, f.current.Serial))
}

// isTakenBack takes in whether the form is to be withdrawn.
func (f *redForm) isTakenBack() bool {
	f.takeBack = f.takeBack || f.withdrawals[f.current.Reversal]
	return f.takeBack
}

// mayResubmit: a form that is to be taken back is not entered again.
func (f *redForm) mayResubmit() bool { return !f.takeBack }

// awaitBuyer waits until it is time to ask again whether the buyer has confirmed; it reminds the customer twice (V1).
func (f *redForm) awaitBuyer(ctx workflow.Context) error {
	if err := f.goOn(ctx); err != nil {
		return err
	}
	if f.buyer.ConfirmBy.IsZero() {
		if err := f.begin(ctx); err != nil {
			return err
		}
	}
	now := workflow.Now(ctx)
	until := now.Add(pauseUpTo(f.questions, longestAskOfBuyer))
	if now.Before(f.buyer.ConfirmBy) {
		until = earliest(until, f.buyer.ConfirmBy)
	}
	if len(f.reminders) > 0 {
		until = earliest(until, f.reminders[0].at)
	}
	f.show(ctx, fmt.Sprintf(
		"Waits for the **buyer** to confirm the red-letter form at the tax bureau, until %s; then it lapses and the invoice stays valid (V1).\n\n"+
			"Nothing to do; the customer was mailed how, and is reminded.",
		shanghai(f.buyer.ConfirmBy)))
	_, err := f.promise.await(ctx, until, "the buyer confirms the form", f.isWoken)
	f.resumed = false
	if err == nil {
		f.remindWhenDue(ctx)
	}
	return err
}

// remindWhenDue sends the reminder whose time has come.
func (f *redForm) remindWhenDue(ctx workflow.Context) {
	if len(f.reminders) == 0 || workflow.Now(ctx).Before(f.reminders[0].at) {
		return
	}
	next := f.reminders[0]
	f.reminders = f.reminders[1:]
	f.remind(ctx, next.number)
}

// planReminders plans those that the customer does not have. Of those whose time is over already one is enough.
func (f *redForm) planReminders(now time.Time) {
	for n := f.buyer.Reminded; n < len(remindersAfter); n++ {
		next := reminder{n, f.buyer.Since.Add(remindersAfter[n])}
		if n == 0 {
			next.at = now
		}
		if n > 0 && !next.at.Before(f.buyer.ConfirmBy) {
			return
		}
		if !now.Before(next.at) {
			f.reminders = nil
		}
		f.reminders = append(f.reminders, next)
	}
}

// begin stores that the buyer is asked, tells the customer how to confirm, and begins the watch over its time.
func (f *redForm) begin(ctx workflow.Context) error {
	err := f.onRegister(ctx, "store that the buyer has to confirm", registerActivities.RecordAwaitingBuyer, f.current.Reversal).Get(ctx, &f.buyer)
	if err != nil {
		return err
	}
	f.questions = 0
	f.promise.begin(promise.ConfirmStage, time.Time{}, f.buyer.ConfirmBy)
	f.planReminders(workflow.Now(ctx))
	f.waiting = true
	err = workflow.UpsertTypedSearchAttributes(ctx, WaitingForAttribute.ValueSet(string(invoice.WaitingForBuyer)), DueAttribute.ValueSet(f.buyer.ConfirmBy))
	if err != nil {
		return err
	}
	f.remindWhenDue(ctx)
	return nil
}
