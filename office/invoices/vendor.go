package invoices

import (
	"context"
	"time"

	"kaipiao/domain/actor"
	"kaipiao/domain/event"
	"kaipiao/domain/invoice"
	"kaipiao/office/query"
	"kaipiao/office/trail"
	"kaipiao/office/tx"
)

// HandToVendor leaves out of an approved invoice of a marketplace vendor what was refunded since it was applied for (I7). It
// is in the vendor's queue now, who may be issuing it in this moment: its amounts stay as they are from here on (I8).
func HandToVendor(ctx context.Context, q *query.Queries, row query.Invoice, now time.Time) error {
	if row.Seller == invoice.Platform {
		return nil
	}
	row, err := q.LockInvoice(ctx, row.ID)
	if err != nil {
		return tx.Missing(err, "invoice")
	}
	left, err := leaveOutRefunded(ctx, q, row, now)
	if err != nil || !left {
		return err
	}
	waits := event.Event{
		Application: row.Application, Invoice: row.ID, At: now, What: event.Waiting, Who: actor.Product, Detail: string(invoice.WaitingForVendor),
	}
	handed := waits
	handed.What, handed.Detail = event.HandedToVendor, string(row.Seller)
	return trail.Note(ctx, q, waits, handed)
}
