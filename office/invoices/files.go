package invoices

import (
	"context"
	"time"

	"kaipiao/domain/actor"
	"kaipiao/domain/event"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/office/query"
	"kaipiao/office/read"
	"kaipiao/office/sellers"
	"kaipiao/office/trail"
	"kaipiao/office/tx"
)

// RecordFiles stores where files of an issued invoice are kept (I6); the first one of a format stays. With the last of them it is told, once, that all
// are there.
func (o *Office) RecordFiles(ctx context.Context, id ids.Invoice, files []invoice.File, all bool, now time.Time) error {
	kept := read.KeptFiles(id, now, files...)
	if len(files) == 0 && !all {
		return nil
	}
	if !all {
		return o.tx.Reads().InsertInvoiceFiles(ctx, kept)
	}
	return o.tx.Change(ctx, func(q *query.Queries) error {
		row, err := q.LockInvoice(ctx, id)
		if err != nil {
			return tx.Missing(err, "invoice")
		}
		if err := q.InsertInvoiceFiles(ctx, kept); err != nil {
			return err
		}
		if err := sellers.NothingHolds(ctx, q, row, now); err != nil { // what a run before this one was parked for
			return err
		}
		return trail.NoteOnce(ctx, q, event.Event{Application: row.Application, Invoice: id, At: now, What: event.FilesReady, Who: actor.Product})
	})
}
