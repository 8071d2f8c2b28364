package workflows

import (
	"fmt"
	"time"

	"go.temporal.io/sdk/workflow"

	"kaipiao/activities"
	"kaipiao/domain/invoice"
)

// providerUnknown: nobody could tell what became of a serial. It is neither a failure nor a success (I4).
const providerUnknown activities.ProviderState = "unknown"

// issue gets the legal document, at most once, whatever fails (I4): the serial is stored before the first call, and no
// other serial is ever used unless the provider itself has finally refused this one.
func (i *invoiceRun) issue(ctx workflow.Context) (invoice.Status, error) {
	var issuing activities.Issuing
	err := workflow.ExecuteLocalActivity(onRegister(ctx, "store the serial"), registerActivities.BeginIssuing, i.start.Invoice).Get(ctx, &issuing)
	if err != nil {
		return invoice.Approved, err
	}
	if issuing.Stopped {
		return invoice.InvoiceCancelled, nil
	}
	d := dialogue{start: i.start, serial: issuing.Serial}
	for {
		done, status, err := d.step(ctx)
		if err != nil || done {
			return status, err
		}
	}
}

// dialogue is the talk with the provider about one serial.
type dialogue struct {
	start  activities.InvoiceStart
	serial invoice.Serial
	// submitted is when the serial was last submitted; zero while the next step is to submit it.
	submitted time.Time
	asked     int
	waiting   invoice.WaitingFor
}

// step submits or asks once, and acts on the answer.
func (d *dialogue) step(ctx workflow.Context) (done bool, status invoice.Status, err error) {
	answer, err := d.say(ctx)
	if err != nil {
		return false, invoice.Approved, err
	}
	switch answer.State {
	case activities.ProviderIssued:
		issued := activities.Issued{Invoice: d.start.Invoice, Serial: d.serial, Number: answer.Number, IssuedAt: answer.IssuedAt}
		return true, invoice.Issued, d.record(ctx, "book the issued invoice", registerActivities.RecordIssued, issued)
	case activities.ProviderFailed:
		refused := activities.Refused{Invoice: d.start.Invoice, Serial: d.serial, Reason: answer.Reason}
		return true, invoice.Failed, d.record(ctx, "store the provider's refusal", registerActivities.RecordFailed, refused)
	case activities.ProviderQuotaExhausted:
		return false, invoice.Approved, d.park(ctx, invoice.WaitingForQuota, "the seller's **quota** is used up")
	case activities.ProviderSessionExpired:
		return false, invoice.Approved, d.park(ctx, invoice.WaitingForSession, "the seller's **bureau session** has expired; somebody must log in")
	case activities.ProviderNotFound:
		grace := notFoundGrace - workflow.Now(ctx).Sub(d.submitted)
		if grace < 0 {
			d.submitted = time.Time{}
			return false, invoice.Approved, nil
		}
		return false, invoice.Approved, d.waitToAsk(ctx, min(grace+time.Second, pauseBeforeAsk(d.asked)), "the provider does not know the serial yet")
	case providerUnknown:
		if err := d.showWaiting(ctx, invoice.WaitingForProvider); err != nil {
			return false, invoice.Approved, err
		}
		return false, invoice.Approved, d.waitToAsk(ctx, pauseBeforeAsk(d.asked), "the **provider** does not answer")
	default: // pending, or issued and not sealed yet
		return false, invoice.Approved, d.waitToAsk(ctx, pauseBeforeAsk(d.asked), "the provider has accepted it and works on it")
	}
}

// say submits the serial, or asks about it once it was submitted. No answer is "unknown".
func (d *dialogue) say(ctx workflow.Context) (activities.ProviderAnswer, error) {
	var answer activities.ProviderAnswer
	var err error
	if d.submitted.IsZero() {
		d.submitted = workflow.Now(ctx)
		workflow.SetCurrentDetails(ctx, fmt.Sprintf("Issues it under serial **%s**, due %s (I1, I2).\n\nNothing to do.", d.serial, shanghai(d.start.DueAt)))
		request := activities.IssueRequest{Invoice: d.start.Invoice, Serial: d.serial}
		err = workflow.ExecuteActivity(onceAtProvider(ctx, "submit serial "+string(d.serial)), provider.SubmitInvoice, request).Get(ctx, &answer)
	} else {
		d.asked++
		err = workflow.ExecuteActivity(askingProvider(ctx, "ask about serial "+string(d.serial)), provider.AskProvider, d.serial).Get(ctx, &answer)
	}
	if cancelled(err) {
		return answer, err
	}
	if err != nil {
		answer = activities.ProviderAnswer{State: providerUnknown}
	}
	return answer, nil
}

// waitToAsk pauses before the next question.
func (d *dialogue) waitToAsk(ctx workflow.Context, duration time.Duration, why string) error {
	workflow.SetCurrentDetails(ctx, fmt.Sprintf("Serial **%s** is submitted; %s. It is asked about again, never submitted under another serial (I4). Due %s.\n\nNothing to do.",
		d.serial, why, shanghai(d.start.DueAt)))
	return pause(ctx, duration, "before the provider is asked again")
}

// park waits for the seller's trouble to pass, then submits the same serial again; no attempt is lost by it (I5).
func (d *dialogue) park(ctx workflow.Context, waitingFor invoice.WaitingFor, why string) error {
	if err := d.showWaiting(ctx, waitingFor); err != nil {
		return err
	}
	workflow.SetCurrentDetails(ctx, fmt.Sprintf("Parked: %s. It goes on by itself when the cause is gone (I5). Due %s.\n\nTo do: see to the seller's account at the provider.",
		why, shanghai(d.start.DueAt)))
	d.submitted = time.Time{}
	return pause(ctx, parkedPause, "parked: "+string(waitingFor))
}

// showWaiting stores what the invoice waits for, once per change.
func (d *dialogue) showWaiting(ctx workflow.Context, waitingFor invoice.WaitingFor) error {
	if d.waiting == waitingFor {
		return nil
	}
	d.waiting = waitingFor
	if err := workflow.UpsertTypedSearchAttributes(ctx, WaitingForAttribute.ValueSet(string(waitingFor))); err != nil {
		return err
	}
	return d.record(ctx, "store what it waits for", registerActivities.RecordWaiting, activities.Waiting{Invoice: d.start.Invoice, For: waitingFor})
}

func (d *dialogue) record(ctx workflow.Context, summary string, activity, argument any) error {
	return workflow.ExecuteLocalActivity(onRegister(ctx, summary), activity, argument).Get(ctx, nil)
}
