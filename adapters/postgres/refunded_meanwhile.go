package postgres

import (
	"context"
	"fmt"
	"time"

	"kaipiao/domain/actor"
	"kaipiao/domain/application"
	"kaipiao/domain/invoice"
	"kaipiao/domain/ledger"
	"kaipiao/domain/money"
	"kaipiao/office/query"
)

// leaveOutRefunded takes out of an approved invoice what was refunded since it was applied for (I7), as long as no serial
// is stored. It reports whether anything is left to issue; an invoice of which nothing is left is cancelled.
func leaveOutRefunded(ctx context.Context, q *query.Queries, row query.Invoice, now time.Time) (bool, error) {
	takes, outstanding, err := reservedBy(ctx, q, row.ID)
	if err != nil {
		return false, err
	}
	rest, refunded := ledger.LeaveOut(takes, outstanding)
	if len(refunded) == 0 {
		return true, nil
	}
	entries := make([]ledger.Entry, len(refunded))
	for i, cut := range refunded {
		entries[i] = ledger.Entry{
			Account: row.Account, Seller: row.Seller, TaxCode: cut.TaxCode, FromConsumption: cut.Consumption, From: ledger.Reserved,
			ToConsumption: cut.Consumption, To: ledger.Outstanding, Amount: cut.Amount, Application: row.Application, Invoice: row.ID, At: now,
		}
	}
	if err := post(ctx, q, entries); err != nil {
		return false, err
	}
	what := noted{application: row.Application, invoice: row.ID, at: now, what: "reduced", who: actor.Product, detail: ledger.Total(refunded).String()}
	if len(rest) > 0 {
		if err := reduce(ctx, q, row.ID, application.PlanInvoice(rest)); err != nil {
			return false, err
		}
		return true, note(ctx, q, what)
	}
	if _, err := q.MarkCancelled(ctx, query.MarkCancelledParams{ID: row.ID, Sources: sources(invoice.Cancelled)}); err != nil {
		return false, fmt.Errorf("cancel invoice: %w", err)
	}
	what.what = "cancelled"
	return false, note(ctx, q, what)
}

// reduce gives an invoice smaller amounts and their lines.
func reduce(ctx context.Context, q *query.Queries, id string, planned application.PlannedInvoice) error {
	if _, err := q.ReduceInvoice(ctx, query.ReduceInvoiceParams{ID: id, Amount: planned.Gross, Net: planned.Net, Tax: planned.Tax}); err != nil {
		return fmt.Errorf("reduce invoice: %w", err)
	}
	if err := q.DeleteInvoiceLines(ctx, id); err != nil {
		return fmt.Errorf("replace invoice lines: %w", err)
	}
	if _, err := q.InsertInvoiceLines(ctx, lineRows(id, planned.Lines)); err != nil {
		return fmt.Errorf("replace invoice lines: %w", err)
	}
	return nil
}

// reservedBy is what an invoice reserves of each record, and what is outstanding of the same records.
func reservedBy(ctx context.Context, q *query.Queries, id string) ([]ledger.Take, map[string]money.Amount, error) {
	entries, err := q.ReservationOfInvoice(ctx, &id)
	if err != nil {
		return nil, nil, fmt.Errorf("read reservation: %w", err)
	}
	var order []string
	reserved := map[string]money.Amount{}
	for _, e := range entries {
		if e.ToBucket == ledger.Reserved {
			order = append(order, e.ToConsumption)
			reserved[e.ToConsumption] = e.Amount
		} else {
			reserved[e.ToConsumption] = reserved[e.ToConsumption].Sub(e.Amount)
		}
	}
	return takesOf(ctx, q, order, reserved)
}

// takesOf puts amounts together with their records, in an order; nothing of a record is left out. It also returns what is
// outstanding of each.
func takesOf(ctx context.Context, q *query.Queries, order []string, amounts map[string]money.Amount) ([]ledger.Take, map[string]money.Amount, error) {
	rows, err := q.Records(ctx, order)
	if err != nil {
		return nil, nil, fmt.Errorf("read records: %w", err)
	}
	records, outstanding := map[string]query.RecordBalance{}, map[string]money.Amount{}
	for _, row := range rows {
		records[row.Consumption], outstanding[row.Consumption] = row, row.Outstanding
	}
	var takes []ledger.Take
	for _, consumption := range order {
		if amounts[consumption].IsPositive() {
			takes = append(takes, ledger.Take{Record: takeable(records[consumption]), Amount: amounts[consumption]})
		}
	}
	return takes, outstanding, nil
}
