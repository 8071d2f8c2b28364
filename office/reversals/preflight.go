package reversals

import (
	"context"
	"errors"
	"fmt"

	"kaipiao/domain/actor"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/ledger"
	"kaipiao/domain/money"
	"kaipiao/domain/refusal"
	"kaipiao/domain/reversal"
	"kaipiao/office/books"
	"kaipiao/office/query"
	"kaipiao/office/tx"
)

// AskUsage asks the tax provider what the buyer has done with an issued invoice, by its serial and its number.
type AskUsage func(ctx context.Context, serial invoice.Serial, number string) (invoice.Usage, error)

// ErrUsageUnknown says that the tax provider did not answer what the buyer has done with an invoice.
var ErrUsageUnknown = errors.New("the provider does not say what the buyer has done with the invoice")

// PreFlight says what would become of a request to red-issue an invoice, without changing anything (V1). No transaction is open
// while the provider is asked; it returns ErrUsageUnknown when it does not answer.
func (o *Office) PreFlight(ctx context.Context, id ids.Invoice, by actor.Actor, ask AskUsage) (reversal.PreFlight, error) {
	var row query.Invoice
	var known reversal.PreFlight
	err := o.tx.Look(ctx, func(q *query.Queries) (err error) {
		if row, err = q.Invoice(ctx, id); err != nil {
			return tx.Missing(err, "invoice")
		}
		if known.Left, err = linesLeft(ctx, q, id); err != nil {
			return err
		}
		if err = CheckReversible(ctx, q, row, by); err == nil {
			known.Suggested, err = suggested(ctx, q, id, known.Left)
		}
		return err
	})
	_, _, remaining := invoice.Totals(known.Left)
	said := func(branch reversal.PreFlight) (reversal.PreFlight, error) {
		branch.Left, branch.Suggested = known.Left, known.Suggested
		return branch, nil
	}
	var refused *refusal.Refusal
	switch {
	case errors.As(err, &refused) && refused.Code != refusal.NotFound:
		return said(reversal.Refusal(refused, remaining))
	case err != nil:
		return reversal.PreFlight{}, err
	case row.Medium == invoice.Paper:
		return said(reversal.Refusal(refusal.New(refusal.PaperByTicket, ""), remaining))
	}
	usage, err := ask(ctx, invoice.Serial(tx.Text((*string)(row.Serial))), tx.Text(row.Number))
	if err != nil {
		return reversal.PreFlight{}, fmt.Errorf("%w: %w", ErrUsageUnknown, err)
	}
	return said(reversal.Foresee(id, usage, remaining, o.policy.Red.ConfirmWithin.Std()))
}

// suggested are the parts of lines that clear what was refunded after it had been invoiced.
func suggested(ctx context.Context, q *query.Queries, id ids.Invoice, left []invoice.Line) ([]reversal.Suggestion, error) {
	owing, err := books.Owing(ctx, q, id)
	if err != nil {
		return nil, err
	}
	var all []reversal.Suggestion
	for _, line := range left {
		if len(owing[line.Number]) == 0 {
			continue
		}
		one := reversal.Suggestion{Line: line.Number}
		for _, take := range owing[line.Number] {
			one.Because = append(one.Because, reversal.Owed{Consumption: take.Consumption, Amount: take.Amount})
		}
		one.Net = invoice.NetFor(line, ledger.Total(owing[line.Number]))
		parts, refused := invoice.PartOf(left, map[int]money.Amount{line.Number: one.Net})
		if err := refused.ErrorOrNil(); err != nil {
			return nil, err
		}
		_, _, one.Gross = invoice.Totals(parts)
		all = append(all, one)
	}
	return all, nil
}

// Foresee says what a red-issue of some lines would come to, or of everything that is left where none is named. It refuses what Request
// would refuse, and changes nothing.
func (o *Office) Foresee(ctx context.Context, id ids.Invoice, nets map[int]money.Amount, by actor.Actor) (reversal.Foreseen, error) {
	var foreseen reversal.Foreseen
	err := o.tx.Look(ctx, func(q *query.Queries) error {
		row, err := q.Invoice(ctx, id)
		if err != nil {
			return tx.Missing(err, "invoice")
		}
		if row.Medium == invoice.Paper {
			return refusal.New(refusal.PaperByTicket, "")
		}
		if err := CheckReversible(ctx, q, row, by); err != nil {
			return err
		}
		if foreseen.Lines, err = linesToReverse(ctx, q, row, nets); err != nil {
			return err
		}
		left, err := linesLeft(ctx, q, id)
		if err != nil {
			return err
		}
		_, _, before := invoice.Totals(left)
		_, _, taken := invoice.Totals(foreseen.Lines)
		foreseen.Remaining = before.Sub(taken)
		back, err := books.Returned(ctx, q, id, foreseen.Lines)
		for _, one := range back {
			if one.To == ledger.Outstanding {
				foreseen.Clears = foreseen.Clears.Add(one.Amount)
			}
		}
		return err
	})
	return foreseen, err
}
