package workflows

import (
	"fmt"
	"time"

	"kaipiao/activities"
	"kaipiao/domain/invoice"
	"kaipiao/domain/notice"
	"kaipiao/domain/promise"
	"kaipiao/domain/reversal"

	"go.temporal.io/sdk/workflow"
)

// redUnknown: nobody could tell what became of the form. It is neither a failure nor a success (I4).
const redUnknown activities.RedState = "unknown"

// redForm is the talk with the provider about one red-letter confirmation form (红字信息确认单): entered at most once,
// under a serial that was stored before.
type redForm struct {
	*reversalRun
	// entered is when the form was last entered, or asked to be taken back; zero while the next step is to enter it.
	entered time.Time
	asks    int
	// takeBack: it is to be withdrawn, as soon as the provider says so.
	takeBack bool
	// buyer is since when and until when the buyer may confirm; reminders are those that are still to be sent.
	buyer     activities.BuyerAsked
	reminders []time.Time
	sent      int
}

// step enters, withdraws or asks once, and acts on the answer; it reports whether the reversal has come to its end.
func (f *redForm) step(ctx workflow.Context) (bool, error) {
	answer, err := f.say(ctx)
	if err != nil {
		return false, err
	}
	switch answer.State {
	case activities.RedIssued:
		return true, f.book(ctx, activities.Undone{Reversal: f.current.Reversal, Number: answer.Number, IssuedAt: answer.IssuedAt})
	case activities.RedRefused:
		return true, f.giveUp(ctx, reversal.Refused, answer.Reason)
	case activities.RedDenied:
		return true, f.giveUp(ctx, reversal.Denied, answer.Reason)
	case activities.RedLapsed:
		return true, f.giveUp(ctx, reversal.Lapsed, answer.Reason)
	case activities.RedWithdrawn:
		return true, f.giveUp(ctx, reversal.Withdrawn, answer.Reason)
	case activities.RedAwaitsBuyer:
		return false, f.awaitBuyer(ctx)
	case activities.RedNotFound:
		return f.notFound(ctx)
	default:
		return false, f.wait(ctx, answer.State)
	}
}

// woken: the provider calls back or the desk lets it go, or it is to be taken back and the provider was not told yet.
func (f *redForm) woken() bool {
	return f.resumed || (f.withdrawals[f.current.Reversal] && !f.takeBack)
}

// say enters the form, takes it back when it is to be withdrawn, or asks about it. No answer is "unknown". To withdraw
// what has come to its end already is to ask about it. What an earlier run of this workflow may have entered is withdrawn at
// the provider like anything else: only the provider knows whether it is there.
func (f *redForm) say(ctx workflow.Context) (activities.RedAnswer, error) {
	var answer activities.RedAnswer
	var err error
	f.takeBack = f.takeBack || f.withdrawals[f.current.Reversal]
	entering := f.entered.IsZero()
	if entering {
		f.entered = workflow.Now(ctx)
	}
	f.asks++
	switch {
	case f.takeBack:
		err = f.outside(askingProvider(ctx, "withdraw the form "+string(f.current.Serial)), provider.WithdrawRed, f.current.Serial).Get(ctx, &answer)
	case entering:
		workflow.SetCurrentDetails(ctx, fmt.Sprintf("Enters the red-letter form under serial **%s** (V1).\n\nNothing to do.", f.current.Serial))
		err = f.outside(onceAtProvider(ctx, "enter the form "+string(f.current.Serial)), provider.RequestRed, f.current.Reversal).Get(ctx, &answer)
	default:
		err = f.outside(askingProvider(ctx, "ask about the form "+string(f.current.Serial)), provider.AskRed, f.current.Serial).Get(ctx, &answer)
	}
	if cancelled(err) {
		return answer, err
	}
	if err != nil {
		answer = activities.RedAnswer{State: redUnknown}
	}
	if entering && (answer.State == activities.RedUnavailable || answer.State == activities.RedSessionExpired) {
		f.entered = time.Time{} // it was not sent
	}
	return answer, nil
}

// notFound gives a form that the provider does not know its grace. After it the same serial is entered once more; one that
// is to be taken back is not, for then there is nothing to take back.
func (f *redForm) notFound(ctx workflow.Context) (bool, error) {
	grace := notFoundGrace - workflow.Now(ctx).Sub(f.entered)
	switch {
	case grace >= 0:
		// It answers, so what the reversal was parked for has passed.
		if err := f.hold(ctx, invoice.NoCause, nil); err != nil {
			return false, err
		}
		return false, f.pause(ctx, min(grace+time.Second, pauseBeforeAsk(f.asks)), "the provider does not know the form yet", f.woken)
	case f.takeBack:
		return true, f.giveUp(ctx, reversal.Withdrawn, "")
	default:
		f.entered = time.Time{}
		return false, nil
	}
}

// wait does what an answer that decides nothing asks for: to be parked for the seller's trouble, or another question later.
func (f *redForm) wait(ctx workflow.Context, state activities.RedState) error {
	cause := map[activities.RedState]invoice.Cause{activities.RedSessionExpired: invoice.SessionExpired, activities.RedUnavailable: invoice.ProviderDown}[state]
	if err := f.hold(ctx, cause, f.woken); err != nil || cause != invoice.NoCause {
		return err
	}
	why := "the provider works on the form"
	if state == redUnknown {
		why = "the **provider** does not answer"
	}
	return f.pause(ctx, pauseBeforeAsk(f.asks), why, f.woken)
}

// awaitBuyer waits until it is time to ask again whether the buyer has confirmed; it reminds the customer twice (V1).
func (f *redForm) awaitBuyer(ctx workflow.Context) error {
	if err := f.hold(ctx, invoice.NoCause, nil); err != nil {
		return err
	}
	if f.buyer.ConfirmBy.IsZero() {
		if err := f.begin(ctx); err != nil {
			return err
		}
	}
	now := workflow.Now(ctx)
	until := now.Add(pauseUpTo(f.asks, longestAskOfBuyer))
	if now.Before(f.buyer.ConfirmBy) {
		until = earliest(until, f.buyer.ConfirmBy)
	}
	if len(f.reminders) > 0 {
		until = earliest(until, f.reminders[0])
	}
	workflow.SetCurrentDetails(ctx, fmt.Sprintf("Waits for the **buyer** to confirm the red-letter form at the tax bureau, until %s; then it lapses and the invoice stays valid (V1).\n\nNothing to do; the customer was mailed how, and is reminded.",
		shanghai(f.buyer.ConfirmBy)))
	_, err := f.promise.await(ctx, until, "the buyer confirms the form", f.woken)
	f.resumed = false
	if err != nil || len(f.reminders) == 0 || workflow.Now(ctx).Before(f.reminders[0]) {
		return err
	}
	f.reminders, f.sent = f.reminders[1:], f.sent+1
	f.mail(ctx, notice.RedAwaitsBuyer, f.sent)
	return nil
}

// begin stores that the buyer is asked, tells the customer how to confirm, and begins the watch over its time.
func (f *redForm) begin(ctx workflow.Context) error {
	err := f.onRegister(ctx, "store that the buyer has to confirm", registerActivities.RecordAwaitingBuyer, f.current.Reversal).Get(ctx, &f.buyer)
	if err != nil {
		return err
	}
	f.asks = 0
	f.promise.begin(promise.ConfirmStage, time.Time{}, f.buyer.ConfirmBy)
	for _, after := range []time.Duration{firstReminderAfter, secondReminderAfter} {
		if at := f.buyer.Since.Add(after); at.Before(f.buyer.ConfirmBy) && workflow.Now(ctx).Before(at) {
			f.reminders = append(f.reminders, at)
		}
	}
	f.waiting = true
	err = workflow.UpsertTypedSearchAttributes(ctx, WaitingForAttribute.ValueSet(string(invoice.WaitingForBuyer)), DueAttribute.ValueSet(f.buyer.ConfirmBy))
	if err != nil {
		return err
	}
	f.mail(ctx, notice.RedAwaitsBuyer, 0)
	return nil
}
