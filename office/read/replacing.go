package read

import (
	"context"
	"fmt"

	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/life"
	"kaipiao/office/query"
	"kaipiao/office/tx"
)

// addReplacements adds which invoices replace which, for those that are shown; most have nothing to do with it.
func addReplacements(ctx context.Context, q *query.Queries, whole []Invoice, replaces map[ids.Application]*ids.Invoice) error {
	invoices := make([]ids.Invoice, len(whole))
	var undone []ids.Invoice
	for i, shown := range whole {
		invoices[i] = shown.ID
		if old := replaces[shown.Application]; old != nil {
			undone = append(undone, *old)
		}
	}
	rows, err := replacements(ctx, q, invoices)
	if err != nil {
		return fmt.Errorf("read what replaces invoices: %w", err)
	}
	by := map[ids.Invoice][]ids.Invoice{}
	for _, row := range rows {
		by[ids.Invoice(row.Replaced)] = append(by[ids.Invoice(row.Replaced)], row.ID)
	}
	old, err := replaced(ctx, q, undone)
	if err != nil {
		return err
	}
	for i := range whole {
		whole[i].ReplacedBy = by[whole[i].ID]
		if id := replaces[whole[i].Application]; id != nil {
			whole[i].Replaces = old[*id]
		}
	}
	return nil
}

// replacements are the invoices that replace some.
func replacements(ctx context.Context, q *query.Queries, invoices []ids.Invoice) ([]query.ReplacementsRow, error) {
	return q.Replacements(ctx, query.ReplacementsParams{Invoices: life.Text(invoices), Known: life.Text(invoice.Known())})
}

// replaced reads undone invoices with the numbers of their red ones.
func replaced(ctx context.Context, q *query.Queries, invoices []ids.Invoice) (map[ids.Invoice]*invoice.Replaced, error) {
	found := map[ids.Invoice]*invoice.Replaced{}
	for _, id := range invoices {
		row, err := q.Invoice(ctx, id)
		if err != nil {
			return nil, tx.Missing(err, "invoice")
		}
		found[id] = &invoice.Replaced{Invoice: id, Number: tx.Text(row.Number)}
	}
	if len(invoices) == 0 {
		return found, nil
	}
	reversals, err := q.ReversalsOfInvoices(ctx, invoices)
	if err != nil {
		return nil, fmt.Errorf("read reversals: %w", err)
	}
	for _, r := range reversals {
		if r.Number != nil {
			found[r.Invoice].Red = append(found[r.Invoice].Red, *r.Number)
		}
	}
	return found, nil
}
