package activities

import (
	"context"
	"errors"

	"kaipiao/domain/actor"
	"kaipiao/domain/invoice"
	"kaipiao/domain/refusal"
)

// Taken answers a request to cancel or to change: whether it was taken, where the object stands, and otherwise why not.
type Taken struct {
	Taken  bool   `json:"taken"`
	Status string `json:"status"`
	Why    string `json:"why,omitempty"`
}

// AddressChange sends the paper of an application or of one invoice elsewhere (R4); without the ids it is the payload of
// the signal.
type AddressChange struct {
	Application string `json:"application,omitempty"`
	Invoice     string `json:"invoice,omitempty"`
	invoice.Address
	By string `json:"by"`
}

// Complete reports whether a parcel could be sent there, and who says so.
func (c AddressChange) Complete() bool {
	return c.Recipient != "" && c.Phone != "" && c.Region != "" && c.Street != "" && c.By != ""
}

// StopInvoice ends an invoice whose serial was not stored yet, or that was refused for good (R2); afterwards it answers
// why not.
func (r *Register) StopInvoice(ctx context.Context, c Cancellation) (Taken, error) {
	return r.invoiceAnswer(ctx, c.Invoice, r.Office.Invoices.Stop(ctx, c.Invoice, actor.FromMessage(c.By), c.Reason, r.Now()))
}

// ChangeAddress sends the paper elsewhere until the courier is ordered (R4); afterwards it answers why not.
func (r *Register) ChangeAddress(ctx context.Context, c AddressChange) (Taken, error) {
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

func (r *Register) invoiceAnswer(ctx context.Context, id string, err error) (Taken, error) {
	answer, err := answered(err)
	if err != nil {
		return answer, stepFailure(err)
	}
	found, err := r.Office.Invoices.Invoice(ctx, id)
	answer.Status = string(found.Status)
	return answer, stepFailure(err)
}

// answered turns a refusal into an answer: a business "no" is a result, not an error.
func answered(err error) (Taken, error) {
	var refused *refusal.Refusal
	if errors.As(err, &refused) && refused.Code != refusal.NotFound {
		return Taken{Why: refused.English()}, nil
	}
	return Taken{Taken: err == nil}, err
}
