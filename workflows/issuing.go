package workflows

import (
	"errors"
	"fmt"
	"time"

	"kaipiao/activities"
	"kaipiao/domain/invoice"
	"kaipiao/domain/notice"
	"kaipiao/domain/promise"
	"kaipiao/provider"

	"go.temporal.io/sdk/workflow"
)

// issue gets the legal document, at most once, whatever fails (I4): the serial is stored before the first call, and no
// other serial is ever used unless the provider itself has finally refused this one. It returns where the invoice stands.
func (i *invoiceRun) issue(ctx workflow.Context) (invoice.Status, error) {
	for {
		if err := i.takeUp(ctx); err != nil {
			return invoice.Approved, err
		}
		var err error
		switch {
		case i.at.ByVendor() && (i.at.Status == invoice.Approved || i.at.Status == invoice.Issued):
			return i.awaitVendor(ctx)
		case i.at.Status == invoice.Failed:
			// What the provider refused for good is told, and then corrected under another serial or given up (I4).
			err = errors.Join(i.tellRefused(ctx), i.awaitCorrection(ctx))
		case i.at.Status != invoice.Approved:
			return i.at.Status, nil
		case i.at.Parked != invoice.NoCause:
			err = i.awaitRelease(ctx, i.at.Parked, "invoices of the same seller are held up")
		default:
			document := &blueDocument{invoiceRun: i, serial: i.at.Serial}
			status, err := document.obtain(ctx)
			if err != nil || status != invoice.Failed {
				return status, err
			}
		}
		if err != nil {
			return i.at.Status, err
		}
	}
}

// takeUp learns how far the invoice has come; what is to be issued gets its serial, or is parked with the others.
func (i *invoiceRun) takeUp(ctx workflow.Context) error {
	i.at = activities.Standing{} // what an earlier answer said and this one leaves out would stay
	err := i.onRegister(ctx, "take it up, and store the serial", registerActivities.TakeUp, i.invoice).Get(ctx, &i.at)
	if err != nil {
		return err
	}
	i.again = i.again || i.at.SendAgain
	i.promise.follow(i.at.Stage, i.at.WarnAt, i.at.DueAt)
	return i.showStage(ctx)
}

// showStage shows in the lists how far it has come, where they say something else: that its application is reviewed still, or that what was
// shipped before the run began is to be issued.
func (i *invoiceRun) showStage(ctx workflow.Context) error {
	shown, found := workflow.GetTypedSearchAttributes(ctx).GetKeyword(StageAttribute)
	stage := StageIssuing
	if i.at.Status == invoice.Shipped || i.at.Status == invoice.Delivered {
		stage = StageShipped
	}
	if !found || shown == stage || workflow.GetVersion(ctx, stageFollows, workflow.DefaultVersion, 1) == workflow.DefaultVersion {
		return nil
	}
	due := DueAttribute.ValueUnset()
	if stage == StageIssuing && !i.at.DueAt.IsZero() {
		due = DueAttribute.ValueSet(i.at.DueAt)
	}
	return workflow.UpsertTypedSearchAttributes(ctx, StageAttribute.ValueSet(stage), due)
}

// tellRefused mails the customer, once for each serial: who corrects it may make it look again too early.
func (i *invoiceRun) tellRefused(ctx workflow.Context) error {
	if i.refused == i.at.Serial && i.refused != "" {
		return nil
	}
	i.refused = i.at.Serial
	return i.tell(ctx, notice.Failed)
}

// awaitCorrection waits until finance has corrected what the provider refused for good, or has given it up (I4).
func (i *invoiceRun) awaitCorrection(ctx workflow.Context) error {
	if err := i.mark(ctx, invoice.WaitingForOperator); err != nil {
		return err
	}
	i.show(ctx, "**Refused for good by the provider**; the reason stands in the register, and the customer was told.\n\n"+
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
	// submission is what the last submission came to.
	submission activities.Submitted
}

// obtain talks with the provider until the document exists, or is refused for good.
func (b *blueDocument) obtain(ctx workflow.Context) (invoice.Status, error) {
	talk := conversation{about: b}
	if b.at.Stored { // an earlier run may have submitted it: ask first
		talk.submitted = workflow.Now(ctx)
	}
	answer, err := talk.untilDecided(ctx)
	switch {
	case err != nil:
		return invoice.Approved, err
	case answer.State == provider.Issued:
		return invoice.Issued, b.book(ctx, answer)
	case answer.State == provider.Withdrawn:
		return invoice.Cancelled, nil // it was given up while the provider had not accepted it (I10)
	case answer.State == provider.Refused:
		refused := activities.Refused{Invoice: b.invoice, Serial: b.serial, Reason: answer.Reason}
		return invoice.Failed, b.onRegister(ctx, "store the provider's refusal", registerActivities.RecordFailed, refused).Get(ctx, nil)
	default:
		return invoice.Approved, unexpected("serial "+string(b.serial), answer.State)
	}
}

func (b *blueDocument) submit(ctx workflow.Context) (provider.Answer, error) {
	b.show(ctx, fmt.Sprintf("Issues it under serial **%s**, due %s (I1, I2).\n\nNothing to do.", b.serial, shanghai(b.at.DueAt)))
	request := activities.IssueRequest{Invoice: b.invoice, Serial: b.serial}
	b.submission = activities.Submitted{}
	err := b.outside(onceAtProvider(ctx, "submit serial "+string(b.serial)), providerActivities.SubmitInvoice, request).Get(ctx, &b.submission)
	return b.submission.Answer, err
}

func (b *blueDocument) ask(ctx workflow.Context) (provider.Answer, error) {
	return answered(ctx, b.outside(askingProvider(ctx, "ask about serial "+string(b.serial)), providerActivities.AskProvider, b.serial))
}

// mayResubmit: an invoice whose serial is stored is wanted for ever; it cannot be cancelled any more (R2).
func (b *blueDocument) mayResubmit() bool { return true }

// pause waits before the next question; the provider's callback ends the pause.
func (b *blueDocument) pause(ctx workflow.Context, duration time.Duration, why string) error {
	b.show(ctx, fmt.Sprintf(
		"Serial **%s** is submitted; %s. It is asked about again, never submitted under another serial (I4). Due %s.\n\nNothing to do.",
		b.serial, why, shanghai(b.at.DueAt)))
	return b.awaitNews(ctx, workflow.Now(ctx).Add(duration), "before the provider is asked again")
}

// book stores that the document exists, unless the submission has done so, and begins the promise of shipping where it is on paper (I2).
func (b *blueDocument) book(ctx workflow.Context, answer provider.Answer) error {
	var booked activities.IssuedBooked
	if done := b.submission; done.Booked != nil {
		booked, b.published = *done.Booked, done.Published
	} else {
		issued := activities.Issued{Invoice: b.invoice, Serial: b.serial, Number: answer.Number, IssuedAt: answer.IssuedAt}
		err := b.onRegister(ctx, "book the issued invoice", registerActivities.RecordIssued, issued).Get(ctx, &booked)
		if err != nil {
			return err
		}
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
	parking := activities.Parking{Invoice: i.invoice, Cause: cause}
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
	i.show(ctx, fmt.Sprintf(
		"**Parked: %s**; %s. It goes on by itself when the cause is gone (I5). Due %s.\n\n"+
			"To do: see to the cause once, for all invoices; the seller's desk says how.",
		cause, why, shanghai(i.at.DueAt)))
	return i.awaitNews(ctx, workflow.Now(ctx).Add(parkedAtMost), "parked: "+string(cause))
}

// waitsFor stores what the invoice waits for, once per change.
func (i *invoiceRun) waitsFor(ctx workflow.Context, waitingFor invoice.WaitingFor) error {
	if i.waiting == waitingFor {
		return nil
	}
	if err := i.mark(ctx, waitingFor); err != nil {
		return err
	}
	waiting := activities.Waiting{Invoice: i.invoice, For: waitingFor}
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
