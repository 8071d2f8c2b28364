package activities

import (
	"context"
	"errors"

	"kaipiao/domain/actor"
	"kaipiao/domain/ids"
	"kaipiao/domain/message"
	"kaipiao/domain/refusal"
)

// StopInvoice ends an invoice whose serial was not stored yet, or that was refused for good (R2); afterwards it answers
// why not.
func (r *Register) StopInvoice(ctx context.Context, c message.Cancellation) (message.Taken, error) {
	return r.invoiceAnswer(ctx, c.Invoice, r.Office.Invoices.Stop(ctx, c.Invoice, actor.FromMessage(c.By), c.Reason, r.Now()))
}

// ChangeAddress sends the paper elsewhere until the courier is ordered (R4); afterwards it answers why not.
func (r *Register) ChangeAddress(ctx context.Context, c message.AddressChange) (message.Taken, error) {
	err := r.Office.Invoices.ChangeAddress(ctx, c.Application, c.Invoice, c.Address, actor.FromMessage(c.By), r.Now())
	if c.Invoice != "" {
		return r.invoiceAnswer(ctx, c.Invoice, err)
	}
	answer, err := answered(err)
	if err != nil {
		return answer, stepFailure(err)
	}
	found, err := r.Office.Applications.Application(ctx, c.Application)
	answer.Status = string(found.Status)
	return answer, stepFailure(err)
}

func (r *Register) invoiceAnswer(ctx context.Context, id ids.Invoice, err error) (message.Taken, error) {
	answer, err := answered(err)
	if err != nil {
		return answer, stepFailure(err)
	}
	found, err := r.Office.Invoices.Invoice(ctx, id)
	answer.Status = string(found.Status)
	return answer, stepFailure(err)
}

// answered turns a refusal into an answer: a business "no" is a result, not an error.
func answered(err error) (message.Taken, error) {
	var refused *refusal.Refusal
	if errors.As(err, &refused) && refused.Code != refusal.NotFound {
		return message.Taken{Why: refused.English()}, nil
	}
	return message.Taken{Taken: err == nil}, err
}

// RefusedMessage is a message through Temporal that did not pass its check: to which workflow, and what is wrong with it.
type RefusedMessage struct {
	Workflow string `json:"workflow"`
	Message  string `json:"message"`
	Why      string `json:"why"`
}

// NoteRefusedMessage notes it in the timeline of what the workflow is about.
func (r *Register) NoteRefusedMessage(ctx context.Context, m RefusedMessage) error {
	return stepFailure(r.Office.Trail.NoteRefused(ctx, m.Workflow, m.Message+": "+m.Why, r.Now()))
}
