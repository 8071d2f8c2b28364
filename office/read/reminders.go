package read

import (
	"context"
	"fmt"
	"time"

	"kaipiao/domain/event"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/office/query"
)

// remindersOf are when vendors were last asked for what they have not issued yet (I8); most invoices are no vendor's.
func remindersOf(ctx context.Context, q *query.Queries, rows []query.Invoice) (map[ids.Invoice]*time.Time, error) {
	var waiting []string
	for _, row := range rows {
		if row.Seller != invoice.Platform && row.Status == invoice.Approved {
			waiting = append(waiting, string(row.ID))
		}
	}
	if len(waiting) == 0 {
		return nil, nil
	}
	found, err := q.LastOfInvoices(ctx, query.LastOfInvoicesParams{What: event.VendorReminded, Invoices: waiting})
	if err != nil {
		return nil, fmt.Errorf("read reminders: %w", err)
	}
	last := map[ids.Invoice]*time.Time{}
	for _, row := range found {
		last[ids.Invoice(row.Invoice)] = &row.At
	}
	return last, nil
}

// LastReminder is when the vendor of an invoice was last asked for it; nil where nobody has.
func LastReminder(ctx context.Context, q *query.Queries, row query.Invoice) (*time.Time, error) {
	last, err := remindersOf(ctx, q, []query.Invoice{row})
	return last[row.ID], err
}
