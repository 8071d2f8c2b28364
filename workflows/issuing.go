package workflows

import (
	"fmt"
	"time"

	"kaipiao/activities"
	"kaipiao/domain/invoice"
	"kaipiao/domain/promise"
	"kaipiao/provider"

	"go.temporal.io/sdk/workflow"
)

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
	return blueDocument{invoiceRun: i, serial: issuing.Serial}.obtain(ctx)
}

// awaitCorrection waits until finance has corrected what the provider refused for good, or has given it up (I4).
func (i *invoiceRun) awaitCorrection(ctx workflow.Context) error {
	if err := i.mark(ctx, invoice.WaitingForOperator); err != nil {
		return err
	}
	workflow.SetCurrentDetails(ctx, "**Refused for good by the provider**; the reason stands in the register, and the customer was told.\n\n"+
		"To do: finance corrects the buyer's data, and it is issued under another serial (I4); or accepts a ticket that cancels it.")
	if _, err := i.promise.await(ctx, time.Time{}, "finance corrects what was refused", func() bool { return i.resumed }); err != nil {
		return err
	}
	i.resumed = false
	return i.mark(ctx, invoice.WaitingForNothing)
}

// blueDocument is the document of an invoice under one serial.
type blueDocument struct {
	*invoiceRun
	serial invoice.Serial
}

// obtain talks with the provider until the document exists, or is refused for good.
func (b blueDocument) obtain(ctx workflow.Context) (invoice.Status, error) {
	talk := conversation{about: b}
	answer, err := talk.untilDecided(ctx)
	switch {
	case err != nil:
		return invoice.Approved, err
	case answer.State == provider.Issued:
		return invoice.Issued, b.book(ctx, answer)
	case answer.State == provider.Withdrawn:
		return invoice.Cancelled, nil // it was given up while the provider had not accepted it (I10)
	case answer.State == provider.Refused:
		refused := activities.Refused{Invoice: b.start.Invoice, Serial: b.serial, Reason: answer.Reason}
		return invoice.Failed, b.onRegister(ctx, "store the provider's refusal", registerActivities.RecordFailed, refused).Get(ctx, nil)
	default:
		return invoice.Approved, unexpected("serial "+string(b.serial), answer.State)
	}
}

func (b blueDocument) submit(ctx workflow.Context) workflow.Future {
	workflow.SetCurrentDetails(ctx, fmt.Sprintf("Issues it under serial **%s**, due %s (I1, I2).\n\nNothing to do.", b.serial, shanghai(b.start.DueAt)))
	request := activities.IssueRequest{Invoice: b.start.Invoice, Serial: b.serial}
	return b.outside(onceAtProvider(ctx, "submit serial "+string(b.serial)), providerActivities.SubmitInvoice, request)
}

func (b blueDocument) ask(ctx workflow.Context) workflow.Future {
	return b.outside(askingProvider(ctx, "ask about serial "+string(b.serial)), providerActivities.AskProvider, b.serial)
}

// mayResubmit: an invoice whose serial is stored is wanted for ever; it cannot be cancelled any more (R2).
func (b blueDocument) mayResubmit() bool { return true }

// pause waits before the next question; the provider's callback ends the pause.
func (b blueDocument) pause(ctx workflow.Context, duration time.Duration, why string) error {
	workflow.SetCurrentDetails(ctx, fmt.Sprintf(
		"Serial **%s** is submitted; %s. It is asked about again, never submitted under another serial (I4). Due %s.\n\nNothing to do.",
		b.serial, why, shanghai(b.start.DueAt)))
	_, err := b.promise.await(ctx, workflow.Now(ctx).Add(duration), "before the provider is asked again", func() bool { return b.resumed })
	b.resumed = false
	return err
}

// book stores that the document exists, and begins the promise of shipping where it is on paper (I2).
func (b blueDocument) book(ctx workflow.Context, answer provider.Answer) error {
	var booked activities.IssuedBooked
	issued := activities.Issued{Invoice: b.start.Invoice, Serial: b.serial, Number: answer.Number, IssuedAt: answer.IssuedAt}
	err := b.onRegister(ctx, "book the issued invoice", registerActivities.RecordIssued, issued).Get(ctx, &booked)
	if err != nil {
		return err
	}
	if err := b.mark(ctx, invoice.WaitingForNothing); err != nil {
		return err
	}
	if err := b.promise.kept(ctx); err != nil {
		return err
	}
	b.promise.begin(promise.ShipStage, booked.WarnAt, booked.DueAt)
	return nil
}

// hold parks the invoice for a cause, until its desk lets it go; no attempt is lost by it (I5).
func (i *invoiceRun) hold(ctx workflow.Context, cause invoice.Cause, why string) error {
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
	workflow.SetCurrentDetails(ctx, fmt.Sprintf(
		"**Parked: %s**; %s. It goes on by itself when the cause is gone (I5). Due %s.\n\n"+
			"To do: see to the cause once, for all invoices; the seller's desk says how.",
		cause, why, shanghai(i.start.DueAt)))
	_, err := i.promise.await(ctx, workflow.Now(ctx).Add(parkedAtMost), "parked: "+string(cause), func() bool { return i.resumed })
	i.resumed = false
	return err
}

// waitsFor stores what the invoice waits for, once per change.
func (i *invoiceRun) waitsFor(ctx workflow.Context, waitingFor invoice.WaitingFor) error {
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
