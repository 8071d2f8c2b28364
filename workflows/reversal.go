package workflows

import (
	"fmt"
	"time"

	"go.temporal.io/sdk/workflow"

	"kaipiao/activities"
	"kaipiao/domain/invoice"
	"kaipiao/domain/notice"
	"kaipiao/domain/register"
)

// Reversal undoes one issued invoice (V1 to V4): a paper invoice is voided in the month of its issue, everything else is
// red-issued, at once or when the buyer has confirmed. It carries out one reversal after another, as the register says,
// and ends when there is none.
func Reversal(ctx workflow.Context, start register.ReversalStart) error {
	r := &reversalRun{start: start}
	Reverse.listen(ctx, func(register.Reverse) { r.asked = true })
	Withdraw.listen(ctx, func(register.Withdraw) { r.withdrawn = true })
	Resume.listen(ctx, func(register.Resume) { r.resumed = true })
	return r.run(ctx)
}

type reversalRun struct {
	start   register.ReversalStart
	current activities.Reversing
	promise promiseWatch
	// asked: there is (another) reversal to carry out; withdrawn: the present one is to be taken back; resumed: the provider
	// calls back. The register and the provider know what is true, so once too often does no harm.
	asked     bool
	withdrawn bool
	resumed   bool
	// waiting: the lists show that the buyer is waited for.
	waiting bool
	// parked is the seller's trouble for which it is held up.
	parked invoice.Cause
}

func (r *reversalRun) run(ctx workflow.Context) error {
	for {
		r.asked = false
		r.current = activities.Reversing{}
		err := workflow.ExecuteLocalActivity(onRegister(ctx, "read what is to be undone"), registerActivities.NextReversal, r.start.Invoice).Get(ctx, &r.current)
		if err != nil {
			return err
		}
		if r.current.Reversal == "" {
			if r.asked {
				continue
			}
			return nil
		}
		r.promise = promiseWatch{missed: register.Missed{Application: r.start.Application, Invoice: r.start.Invoice, Reversal: r.current.Reversal}}
		r.promise.begin(register.ConfirmStage, time.Time{}, time.Time{})
		if err := r.undo(ctx); err != nil {
			return err
		}
		r.withdrawn = false
	}
}

func (r *reversalRun) undo(ctx workflow.Context) error {
	if r.current.Kind == register.VoidReversal {
		return r.void(ctx)
	}
	form := redForm{reversalRun: r}
	for {
		done, err := form.step(ctx)
		if err != nil || done {
			return err
		}
	}
}

// void asks the provider to void, again and again until it answers: voiding twice is voiding once (V3).
func (r *reversalRun) void(ctx workflow.Context) error {
	for n := 0; ; n++ {
		workflow.SetCurrentDetails(ctx, "**Voids** the paper invoice at the provider (V3).\n\nNothing to do; it is repeated until the provider answers.")
		var answer activities.VoidAnswer
		err := workflow.ExecuteActivity(askingProvider(ctx, "void the invoice"), provider.VoidInvoice, r.start.Invoice).Get(ctx, &answer)
		switch {
		case cancelled(err):
			return err
		case err == nil && answer.State == activities.VoidDone:
			return r.book(ctx, activities.Undone{Reversal: r.current.Reversal})
		case err == nil && answer.State == activities.VoidRefused:
			return r.giveUp(ctx, register.ReversalRefused, answer.Reason)
		}
		cause := map[activities.VoidState]invoice.Cause{activities.VoidSessionExpired: invoice.SessionExpired, activities.VoidUnavailable: invoice.ProviderDown}[answer.State]
		if err := r.hold(ctx, cause); err != nil {
			return err
		}
		if cause == invoice.NoCause {
			err = r.pause(ctx, pauseBeforeAsk(n), "the **provider** does not answer")
		}
		if err != nil {
			return err
		}
	}
}

// hold parks the reversal for its seller's trouble until the desk lets it go (I5), as an invoice is parked; without a
// cause it notes that it is parked no more.
func (r *reversalRun) hold(ctx workflow.Context, cause invoice.Cause) error {
	if cause == invoice.NoCause && r.parked == invoice.NoCause {
		return nil
	}
	r.parked = cause
	parking := activities.ReversalParking{Reversal: r.current.Reversal, Cause: cause}
	err := workflow.ExecuteLocalActivity(onRegister(ctx, "park it, or go on"), registerActivities.ParkReversal, parking).Get(ctx, nil)
	if err != nil {
		return err
	}
	if cause == invoice.NoCause {
		return workflow.UpsertTypedSearchAttributes(ctx, WaitingForAttribute.ValueUnset())
	}
	if err := workflow.UpsertTypedSearchAttributes(ctx, WaitingForAttribute.ValueSet(string(cause.WaitingFor()))); err != nil {
		return err
	}
	workflow.SetCurrentDetails(ctx, fmt.Sprintf("**Parked: %s.** It goes on by itself when the cause is gone (I5).\n\nTo do: see to the cause once, for all of them; the seller's desk says how.", cause))
	_, err = r.promise.await(ctx, workflow.Now(ctx).Add(parkedAtMost), "parked: "+string(cause), func() bool { return r.resumed || r.withdrawn })
	r.resumed = false
	return err
}

// pause waits before the provider is asked again; a callback or a withdrawal ends it.
func (r *reversalRun) pause(ctx workflow.Context, duration time.Duration, why string) error {
	workflow.SetCurrentDetails(ctx, fmt.Sprintf("Undoes the invoice; %s. It is asked about again, never entered a second time (I4).\n\nNothing to do unless it says so.", why))
	_, err := r.promise.await(ctx, workflow.Now(ctx).Add(duration), "before the provider is asked again", func() bool { return r.resumed || r.withdrawn })
	r.resumed = false
	return err
}

// book stores that the invoice is undone, wholly or in part, which brings its amounts back; then the red document's files
// are fetched and the customer is told.
func (r *reversalRun) book(ctx workflow.Context, undone activities.Undone) error {
	err := workflow.ExecuteLocalActivity(onRegister(ctx, "book what is undone"), registerActivities.RecordReversed, undone).Get(ctx, nil)
	if err != nil {
		return err
	}
	if err := r.ended(ctx); err != nil {
		return err
	}
	workflow.SetCurrentDetails(ctx, "**Undone.** Fetches the red document's files, and mails the customer.\n\nNothing to do.")
	told := r.mail(ctx, notice.Reversed, 0)
	if undone.Number != "" && r.start.Medium == invoice.Electronic {
		fetched := workflow.ExecuteActivity(tellingCustomer(ctx, "fetch the red document's PDF, OFD and XML"), files.FetchRedFiles, r.current.Reversal)
		if err := tolerate(ctx, "files of the red document", r.current.Reversal, fetched.Get(ctx, nil)); err != nil {
			return err
		}
	}
	return tolerate(ctx, "mail", r.current.Reversal, told.Get(ctx, nil))
}

// giveUp stores that nothing came of it, and tells the customer how to try again. The invoice stays valid.
func (r *reversalRun) giveUp(ctx workflow.Context, status register.ReversalStatus, why string) error {
	workflow.SetCurrentDetails(ctx, fmt.Sprintf("**Not undone: %s.** The invoice stays valid. Mails the customer.\n\nNothing to do.", status))
	not := activities.NotUndone{Reversal: r.current.Reversal, Status: status, Why: why}
	err := workflow.ExecuteLocalActivity(onRegister(ctx, "store that it is not undone"), registerActivities.RecordNotReversed, not).Get(ctx, nil)
	if err != nil {
		return err
	}
	if err := r.ended(ctx); err != nil {
		return err
	}
	return tolerate(ctx, "mail", r.current.Reversal, r.mail(ctx, notice.NotReversed, 0).Get(ctx, nil))
}

// ended ends the watch over the buyer's time, and lets the operators' mail about it go out.
func (r *reversalRun) ended(ctx workflow.Context) error {
	if err := r.promise.kept(ctx); err != nil {
		return err
	}
	if r.waiting || r.parked != invoice.NoCause {
		r.waiting, r.parked = false, invoice.NoCause
		if err := workflow.UpsertTypedSearchAttributes(ctx, WaitingForAttribute.ValueUnset(), DueAttribute.ValueUnset()); err != nil {
			return err
		}
	}
	return r.promise.finish(ctx)
}

func (r *reversalRun) mail(ctx workflow.Context, about notice.About, reminder int) workflow.Future {
	request := activities.ReversalNotice{Reversal: r.current.Reversal, What: about, Reminder: reminder}
	return workflow.ExecuteActivity(tellingCustomer(ctx, fmt.Sprintf("mail the customer: %s", about)), notices.SendReversalNotice, request)
}
