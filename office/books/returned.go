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
	back, err := Returned(ctx, q, row.ID, lines)
	if err != nil {
		return err
	}
	entries := make([]ledger.Entry, len(back))
	for i, one := range back {
		entries[i] = ledger.Entry{
			Account: row.Account, Seller: row.Seller, TaxCode: one.TaxCode, FromConsumption: one.Consumption, From: ledger.Invoiced,
			ToConsumption: one.Consumption, To: one.To, Amount: one.Amount, Application: row.Application, Invoice: row.ID, At: now,
		}
	}
	return Post(ctx, q, entries)
}

// Returned is what comes back of which records when lines of an invoice are undone, and where each part goes. It changes nothing.
func Returned(ctx context.Context, q *query.Queries, id ids.Invoice, lines []invoice.Line) ([]ledger.Returned, error) {
	covered, outstanding, lineOf, err := behindLines(ctx, q, id)
	if err != nil {
		return nil, err
	}
	behind := map[int][]ledger.Take{} // an invoice may have thousands of lines
	for _, take := range covered {
		behind[lineOf(take.Record)] = append(behind[lineOf(take.Record)], take)
	}
	var back []ledger.Returned
	for _, line := range lines {
		back = append(back, ledger.Return(behind[line.Number], outstanding, func(ledger.Record) bool { return true }, line.Gross)...)
	}
	return back, nil
}

// Owing is what the records behind each line of an invoice owe, as far as the invoice covers it: they were refunded after they had been
// invoiced (L7), and undoing as much of the line clears it (L9).
func Owing(ctx context.Context, q *query.Queries, id ids.Invoice) (map[int][]ledger.Take, error) {
	covered, outstanding, lineOf, err := behindLines(ctx, q, id)
	if err != nil {
		return nil, err
	}
	owing := map[int][]ledger.Take{}
	for _, take := range covered {
		if take.Amount = money.Min(take.Amount, outstanding[take.Consumption]); take.Amount.IsPositive() {
			owing[lineOf(take.Record)] = append(owing[lineOf(take.Record)], take)
		}
	}
	return owing, nil
}

// behindLines are the records that an invoice covers, what they owe, and for which of its lines each of them stands.
func behindLines(ctx context.Context, q *query.Queries, id ids.Invoice) (
	covered []ledger.Take, outstanding map[ids.Consumption]money.Amount, lineOf func(ledger.Record) int, err error,
) {
	q.Ahead(func(q *query.Queries) {
		_, _ = q.InvoiceLines(ctx, id)
		announceCoveredBy(ctx, q, id)
	})
	rows, err := q.InvoiceLines(ctx, id)
	if err != nil {
		return nil, nil, nil, fmt.Errorf("read invoice lines: %w", err)
	}
	if covered, outstanding, err = coveredBy(ctx, q, id); err != nil {
		return nil, nil, nil, err
	}
	all := make([]invoice.Line, len(rows))
	for i, line := range rows {
		all[i] = invoice.Line{Number: int(line.Line), Product: line.Product, TaxCode: line.TaxCode}
	}
	known := map[[2]string]int{}
	return covered, outstanding, func(r ledger.Record) int {
		sold := [2]string{r.Product, r.TaxCode}
		if _, is := known[sold]; !is {
			known[sold] = all[invoice.LineFor(all, r.Product, r.TaxCode)].Number
		}
		return known[sold]
	}, nil
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
