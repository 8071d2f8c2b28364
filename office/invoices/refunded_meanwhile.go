package invoices

import (
	"context"
	"fmt"
	"time"

	"kaipiao/domain/actor"
	"kaipiao/domain/application"
	"kaipiao/domain/event"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/ledger"
	"kaipiao/office/books"
	"kaipiao/office/query"
	"kaipiao/office/sellers"
	"kaipiao/office/tasks"
	"kaipiao/office/trail"
)

// leaveOutRefunded takes out of an approved invoice what was refunded since it was applied for (I7), as long as the provider
// cannot have it: no serial is stored, or the one that is was not accepted (I10). It reports whether
// anything is left to issue; an invoice of which nothing is left is cancelled.
func leaveOutRefunded(ctx context.Context, q *query.Queries, row query.Invoice, now time.Time) (bool, error) {
	takes, outstanding, err := books.ReservedBy(ctx, q, row.ID)
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
	if err := books.Post(ctx, q, entries); err != nil {
		return false, err
	}
	what := event.Event{
		Application: row.Application, Invoice: row.ID, At: now, What: event.Reduced, Who: actor.Product,
		Detail: ledger.Total(refunded).String(),
	}
	if len(rest) > 0 {
		if err := reduce(ctx, q, row.ID, application.PlanInvoice(rest)); err != nil {
			return false, err
		}
		return true, trail.Note(ctx, q, what)
	}
	if _, err := q.MarkCancelled(ctx, query.MarkCancelledParams{ID: row.ID, Sources: Sources(invoice.Cancelled)}); err != nil {
		return false, fmt.Errorf("cancel invoice: %w", err)
	}
	if _, err := sellers.EndParking(ctx, q, row.ID, now); err != nil {
		return false, err
	}
	if err := tasks.CloseLate(ctx, q, row.OverdueSince, row.Workflow, now); err != nil {
		return false, err
	}
	what.What = event.Cancelled
	return false, trail.Note(ctx, q, what)
}

// reduce gives an invoice smaller amounts and their lines.
func reduce(ctx context.Context, q *query.Queries, id ids.Invoice, planned application.PlannedInvoice) error {
	if _, err := q.ReduceInvoice(ctx, query.ReduceInvoiceParams{ID: id, Amount: planned.Gross, Net: planned.Net, Tax: planned.Tax}); err != nil {
		return fmt.Errorf("reduce invoice: %w", err)
	}
	if err := q.DeleteInvoiceLines(ctx, id); err != nil {
		return fmt.Errorf("replace invoice lines: %w", err)
	}
	return StoreLines(ctx, q, invoice.Invoice{ID: id, Lines: planned.Lines})
}
