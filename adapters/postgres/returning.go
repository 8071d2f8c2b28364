package postgres

import (
	"context"
	"fmt"
	"time"

	"kaipiao/adapters/postgres/query"
	"kaipiao/domain/invoice"
	"kaipiao/domain/ledger"
	"kaipiao/domain/money"
	"kaipiao/domain/refusal"
)

// RecordVoided books that an issued invoice was voided at the provider: its amounts return to the ledger (V4). Booking
// it again changes nothing.
func (r *Register) RecordVoided(ctx context.Context, id, who string, now time.Time) error {
	return r.change(ctx, func(q *query.Queries) error {
		row, err := lockForLedger(ctx, q, id)
		if err != nil || row.Status == invoice.Voided {
			return err
		}
		voided, err := q.MarkVoided(ctx, query.MarkVoidedParams{ID: id, Sources: sources(invoice.Voided)})
		if err != nil {
			return fmt.Errorf("mark voided: %w", err)
		}
		if voided == 0 {
			return refusal.New(refusal.WrongState, "", string(row.Status))
		}
		if err := bookReturn(ctx, q, id, now); err != nil {
			return err
		}
		return note(ctx, q, event{application: row.Application, invoice: id, at: now, what: "voided", who: who})
	})
}

// bookReturn moves everything that an invoice covers back: where it was refunded meanwhile it clears that debt (L9), and
// the rest can be invoiced again.
func bookReturn(ctx context.Context, q *query.Queries, id string, now time.Time) error {
	invoiced, err := q.InvoicedByInvoice(ctx, &id)
	if err != nil {
		return fmt.Errorf("read what is invoiced: %w", err)
	}
	consumptions := make([]string, len(invoiced))
	for i, e := range invoiced {
		consumptions[i] = e.ToConsumption
	}
	records, err := q.Records(ctx, consumptions)
	if err != nil {
		return fmt.Errorf("read records: %w", err)
	}
	outstanding := map[string]money.Amount{}
	for _, record := range records {
		outstanding[record.Consumption] = record.Outstanding
	}
	var entries []ledger.Entry
	for _, e := range invoiced {
		cleared, free := ledger.SplitReturn(outstanding[e.ToConsumption], e.Amount)
		outstanding[e.ToConsumption] = outstanding[e.ToConsumption].Sub(cleared)
		for _, part := range []struct {
			to     ledger.Bucket
			amount money.Amount
		}{{ledger.Outstanding, cleared}, {ledger.Free, free}} {
			if part.amount.IsPositive() {
				entries = append(entries, ledger.Entry{
					Account: e.Account, Seller: e.Seller, TaxCode: e.TaxCode, FromConsumption: e.ToConsumption, From: ledger.Invoiced,
					ToConsumption: e.ToConsumption, To: part.to, Amount: part.amount, Application: text(e.Application), Invoice: id, At: now,
				})
			}
		}
	}
	return post(ctx, q, entries)
}
