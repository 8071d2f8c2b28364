package books

import (
	"context"
	"fmt"
	"time"

	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/ledger"
	"kaipiao/domain/money"
	"kaipiao/office/query"
)

// BookReturn moves what is undone of an invoice back: where it was refunded meanwhile it clears that debt (L9), and the
// rest can be invoiced again. Each line stands for some of the records.
func BookReturn(ctx context.Context, q *query.Queries, row query.Invoice, lines []invoice.Line, now time.Time) error {
	q.Ahead(func(q *query.Queries) {
		_, _ = q.InvoiceLines(ctx, row.ID)
		announceCoveredBy(ctx, q, row.ID)
	})
	rows, err := q.InvoiceLines(ctx, row.ID)
	if err != nil {
		return fmt.Errorf("read invoice lines: %w", err)
	}
	covered, outstanding, err := coveredBy(ctx, q, row.ID)
	if err != nil {
		return err
	}
	all := make([]invoice.Line, len(rows))
	for i, line := range rows {
		all[i] = invoice.Line{Number: int(line.Line), Product: line.Product, TaxCode: line.TaxCode}
	}
	var entries []ledger.Entry
	for _, line := range lines {
		belongs := func(r ledger.Record) bool {
			return all[invoice.LineFor(all, r.Product, r.TaxCode)].Number == line.Number
		}
		for _, back := range ledger.Return(covered, outstanding, belongs, line.Gross) {
			entries = append(entries, ledger.Entry{
				Account: row.Account, Seller: row.Seller, TaxCode: back.TaxCode, FromConsumption: back.Consumption, From: ledger.Invoiced,
				ToConsumption: back.Consumption, To: back.To, Amount: back.Amount, Application: row.Application, Invoice: row.ID, At: now,
			})
		}
	}
	return Post(ctx, q, entries)
}

// coveredBy is what an invoice still covers of each record, and what is outstanding of the same records.
func coveredBy(ctx context.Context, q *query.Queries, id ids.Invoice) ([]ledger.Take, map[ids.Consumption]money.Amount, error) {
	entries, err := q.CoveredByInvoice(ctx, &id)
	if err != nil {
		return nil, nil, fmt.Errorf("read what is invoiced: %w", err)
	}
	order, amounts := leftIn(ledger.Invoiced, entries)
	return takesOf(ctx, q, id, order, amounts)
}

func announceCoveredBy(ctx context.Context, q *query.Queries, id ids.Invoice) {
	_, _ = q.CoveredByInvoice(ctx, &id)
	_, _ = q.RecordsOfInvoice(ctx, &id)
}
