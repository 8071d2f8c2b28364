package reversals

import (
	"context"
	"errors"
	"fmt"

	"kaipiao/domain/actor"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/money"
	"kaipiao/domain/refusal"
	"kaipiao/domain/reversal"
	"kaipiao/office/query"
	"kaipiao/office/tx"
)

// AskUsage asks the tax provider what the buyer has done with an issued invoice, by its number.
type AskUsage func(ctx context.Context, number string) (invoice.Usage, error)

// ErrUsageUnknown says that the tax provider did not answer what the buyer has done with an invoice.
var ErrUsageUnknown = errors.New("the provider does not say what the buyer has done with the invoice")

// PreFlight says what would become of a request to red-issue an invoice, without changing anything (V1). No transaction is open
// while the provider is asked; it returns ErrUsageUnknown when it does not answer.
func (o *Office) PreFlight(ctx context.Context, id ids.Invoice, by actor.Actor, ask AskUsage) (reversal.PreFlight, error) {
	var row query.Invoice
	var remaining money.Amount
	err := o.tx.Look(ctx, func(q *query.Queries) (err error) {
		if row, err = q.Invoice(ctx, id); err != nil {
			return tx.Missing(err, "invoice")
		}
		left, err := linesLeft(ctx, q, id)
		if err != nil {
			return err
		}
		_, _, remaining = invoice.Totals(left)
		return CheckReversible(ctx, q, row, by)
	})
	var refused *refusal.Refusal
	switch {
	case errors.As(err, &refused) && refused.Code != refusal.NotFound:
		return reversal.Refusal(refused, remaining), nil
	case err != nil:
		return reversal.PreFlight{}, err
	case row.Medium == invoice.Paper:
		return reversal.Refusal(refusal.New(refusal.PaperByTicket, ""), remaining), nil
	}
	usage, err := ask(ctx, tx.Text(row.Number))
	if err != nil {
		return reversal.PreFlight{}, fmt.Errorf("%w: %w", ErrUsageUnknown, err)
	}
	return reversal.Foresee(id, usage, remaining, o.policy.Red.ConfirmWithin.Std()), nil
}
