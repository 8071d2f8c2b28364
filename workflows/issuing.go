package workflows

import (
	"fmt"
	"time"

	"kaipiao/activities"
	"kaipiao/domain/invoice"
	"kaipiao/domain/promise"

	"go.temporal.io/sdk/workflow"
)

// providerUnknown: nobody could tell what became of a serial. It is neither a failure nor a success (I4).
const providerUnknown activities.ProviderState = "unknown"

// issue gets the legal document, at most once, whatever fails (I4): the serial is stored before the first call, and no
// other serial is ever used unless the provider itself has finally refused this one.
func (i *invoiceRun) issue(ctx workflow.Context) (invoice.Status, error) {
	if i.start.ByVendor() {
		return i.awaitVendor(ctx)
	}
	var issuing activities.Issuing
	for issuing.Serial == "" {
		issuing = activities.Issuing{} // what an earlier answer said and this one leaves out would stay
		err := i.onRegister(ctx, "store the serial", registerActivities.BeginIssuing, i.start.Invoice).Get(ctx, &issuing)
		switch {
		case err != nil:
			return invoice.Approved, err
		case issuing.Stopped:
			return invoice.Cancelled, nil
		case issuing.Refused:
			if err := i.awaitCorrection(ctx); err != nil {
				return invoice.Failed, err
			}
		case issuing.Parked != invoice.NoCause:
			if err := i.awaitRelease(ctx, issuing.Parked, "invoices of the same seller are held up"); err != nil {
				return invoice.Approved, err
			}
		}
	}
	d := dialogue{invoiceRun: i, serial: issuing.Serial}
	for {
		done, status, err := d.step(ctx)
		if err != nil || done {
			return status, err
		}
	}
}

// awaitCorrection waits until finance has corrected what the provider refused for good, or has given it up (I4).
func (i *invoiceRun) awaitCorrection(ctx workflow.Context) error {
	if err := i.mark(ctx, invoice.WaitingForOperator); err != nil {
		return err
	}
	workflow.SetCurrentDetails(ctx, "**Refused for good by the provider**; the reason stands in the register, and the customer was told.\n\nTo do: finance corrects the buyer's data, and it is issued under another serial (I4); or accepts a ticket that cancels it.")
	if _, err := i.promise.await(ctx, time.Time{}, "finance corrects what was refused", func() bool { return i.resumed }); err != nil {
		return err
	}
	i.resumed = false
	return i.mark(ctx, invoice.WaitingForNothing)
}

// dialogue is the talk with the provider about one serial.
type dialogue struct {
	*invoiceRun
	serial invoice.Serial
	// submitted is when the serial was last submitted; zero while the next step is to submit it.
	submitted time.Time
	asked     int
	seals     int
}

// step submits or asks once, and acts on the answer.
func (d *dialogue) step(ctx workflow.Context) (done bool, status invoice.Status, err error) {
	answer, err := d.say(ctx)
	if err != nil {
		return false, invoice.Approved, err
	}
	switch answer.State {
	case activities.ProviderIssued:
		return true, invoice.Issued, d.book(ctx, answer)
	case activities.ProviderFailed:
		refused := activities.Refused{Invoice: d.start.Invoice, Serial: d.serial, Reason: answer.Reason}
		return true, invoice.Failed, d.record(ctx, "store the provider's refusal", registerActivities.RecordFailed, refused)
	default:
		return false, invoice.Approved, d.wait(ctx, answer.State)
	}
}

// book stores that the document exists, and begins the promise of shipping where it is on paper (I2).
func (d *dialogue) book(ctx workflow.Context, answer activities.ProviderAnswer) error {
	var booked activities.IssuedBooked
	issued := activities.Issued{Invoice: d.start.Invoice, Serial: d.serial, Number: answer.Number, IssuedAt: answer.IssuedAt}
	err := d.onRegister(ctx, "book the issued invoice", registerActivities.RecordIssued, issued).Get(ctx, &booked)
	if err != nil {
		return err
	}
	if err := d.waitsNoMore(ctx); err != nil {
		return err
	}
	if err := d.promise.kept(ctx); err != nil {
		return err
	}
	d.promise.begin(promise.ShipStage, booked.WarnAt, booked.DueAt)
	return nil
}

// waitsNoMore takes an issued invoice out of the lists of what waits. Runs that were issued before it did so go on as they
// began, and stay in those lists until they end.
func (d *dialogue) waitsNoMore(ctx workflow.Context) error {
	if d.waiting == invoice.WaitingForNothing {
		return nil // no version marker in the history of those that never waited
	}
	if workflow.GetVersion(ctx, waitingClearedOnIssue, workflow.DefaultVersion, 1) == workflow.DefaultVersion {
		d.waiting = invoice.WaitingForNothing
		return nil
	}
	return d.mark(ctx, invoice.WaitingForNothing)
}

// wait does what an answer that decides nothing asks for: to be parked for the seller's trouble, or to ask again later.
func (d *dialogue) wait(ctx workflow.Context, state activities.ProviderState) error {
	switch state {
	case activities.ProviderQuotaExhausted:
		d.submitted = time.Time{}
		return d.park(ctx, invoice.QuotaExhausted, "the seller's **quota** is used up")
	case activities.ProviderSessionExpired:
		d.submitted = time.Time{}
		return d.park(ctx, invoice.SessionExpired, "the seller's **bureau session** has expired; somebody must log in")
	case activities.ProviderUnavailable:
		return d.park(ctx, invoice.ProviderDown, "the **provider** does not answer anybody")
	case activities.ProviderSealFailed:
		if d.seals++; d.seals%quickSeals == 0 {
			return d.park(ctx, invoice.SealingFailed, "the document exists, but the provider does not **seal** it")
		}
		return d.askLater(ctx, d.seals, "the document exists and is not sealed yet")
	case activities.ProviderNotFound:
		grace := notFoundGrace - workflow.Now(ctx).Sub(d.submitted)
		if grace < 0 {
			d.submitted = time.Time{}
			return nil
		}
		// It answers, so what the invoice was parked for has passed.
		if err := d.showWaiting(ctx, invoice.WaitingForNothing); err != nil {
			return err
		}
		return d.waitToAsk(ctx, min(grace+time.Second, pauseBeforeAsk(d.asked)), "the provider does not know the serial yet")
	case providerUnknown:
		if err := d.showWaiting(ctx, invoice.WaitingForProvider); err != nil {
			return err
		}
		return d.waitToAsk(ctx, pauseBeforeAsk(d.asked), "the **provider** does not answer")
	default: // pending
		return d.askLater(ctx, d.asked, "the provider has accepted it and works on it")
	}
}

// askLater waits for a provider that has it in hand; an invoice that was parked before is so no more.
func (d *dialogue) askLater(ctx workflow.Context, n int, why string) error {
	if err := d.showWaiting(ctx, invoice.WaitingForNothing); err != nil {
		return err
	}
	return d.waitToAsk(ctx, pauseBeforeAsk(n), why)
}

// say submits the serial, or asks about it once it was submitted. No answer is "unknown".
func (d *dialogue) say(ctx workflow.Context) (activities.ProviderAnswer, error) {
	var answer activities.ProviderAnswer
	var err error
	submitting := d.submitted.IsZero()
	if submitting {
		d.submitted = workflow.Now(ctx)
		workflow.SetCurrentDetails(ctx, fmt.Sprintf("Issues it under serial **%s**, due %s (I1, I2).\n\nNothing to do.", d.serial, shanghai(d.start.DueAt)))
		request := activities.IssueRequest{Invoice: d.start.Invoice, Serial: d.serial}
		err = d.outside(onceAtProvider(ctx, "submit serial "+string(d.serial)), provider.SubmitInvoice, request).Get(ctx, &answer)
	} else {
		d.asked++
		err = d.outside(askingProvider(ctx, "ask about serial "+string(d.serial)), provider.AskProvider, d.serial).Get(ctx, &answer)
	}
	if cancelled(err) {
		return answer, err
	}
	if err != nil {
		answer = activities.ProviderAnswer{State: providerUnknown}
	}
	if submitting && answer.State == activities.ProviderUnavailable {
		d.submitted = time.Time{} // it was not sent
	}
	return answer, nil
}

// waitToAsk pauses before the next question; the provider's callback ends the pause.
func (d *dialogue) waitToAsk(ctx workflow.Context, duration time.Duration, why string) error {
	workflow.SetCurrentDetails(ctx, fmt.Sprintf("Serial **%s** is submitted; %s. It is asked about again, never submitted under another serial (I4). Due %s.\n\nNothing to do.",
		d.serial, why, shanghai(d.start.DueAt)))
	_, err := d.promise.await(ctx, workflow.Now(ctx).Add(duration), "before the provider is asked again", func() bool { return d.resumed })
	d.resumed = false
	return err
}

// park holds the invoice up for the seller's trouble, until its desk lets it go; no attempt is lost by it (I5).
func (i *invoiceRun) park(ctx workflow.Context, cause invoice.Cause, why string) error {
	parking := activities.Parking{Invoice: i.start.Invoice, Cause: cause}
	err := i.onRegister(ctx, "park it", registerActivities.Park, parking).Get(ctx, nil)
	if err != nil {
		return err
	}
	return i.awaitRelease(ctx, cause, why)
}

// awaitRelease waits until the seller's desk lets it go.
func (i *invoiceRun) awaitRelease(ctx workflow.Context, cause invoice.Cause, why string) error {
	if err := i.mark(ctx, cause.WaitingFor()); err != nil {
		return err
	}
	workflow.SetCurrentDetails(ctx, fmt.Sprintf("**Parked: %s**; %s. It goes on by itself when the cause is gone (I5). Due %s.\n\nTo do: see to the cause once, for all invoices; the seller's desk says how.",
		cause, why, shanghai(i.start.DueAt)))
	_, err := i.promise.await(ctx, workflow.Now(ctx).Add(parkedAtMost), "parked: "+string(cause), func() bool { return i.resumed })
	i.resumed = false
	return err
}

// showWaiting stores what the invoice waits for, once per change.
func (i *invoiceRun) showWaiting(ctx workflow.Context, waitingFor invoice.WaitingFor) error {
	if i.waiting == waitingFor {
		return nil
	}
	if err := i.mark(ctx, waitingFor); err != nil {
		return err
	}
	waiting := activities.Waiting{Invoice: i.start.Invoice, For: waitingFor}
	return i.onRegister(ctx, "store what it waits for", registerActivities.RecordWaiting, waiting).Get(ctx, nil)
}

// mark shows in the lists what the invoice waits for.
func (i *invoiceRun) mark(ctx workflow.Context, waitingFor invoice.WaitingFor) error {
	if i.waiting == waitingFor {
		return nil
	}
	i.waiting = waitingFor
	if waitingFor == invoice.WaitingForNothing {
		return workflow.UpsertTypedSearchAttributes(ctx, WaitingForAttribute.ValueUnset())
	}
	return workflow.UpsertTypedSearchAttributes(ctx, WaitingForAttribute.ValueSet(string(waitingFor)))
}

func (d *dialogue) record(ctx workflow.Context, summary string, activity, argument any) error {
	return d.onRegister(ctx, summary, activity, argument).Get(ctx, nil)
}
