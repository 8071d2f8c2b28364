package invoices

import (
	"context"
	"time"

	"kaipiao/domain/actor"
	"kaipiao/domain/event"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/office/query"
	"kaipiao/office/trail"
	"kaipiao/office/tx"
)

// RecordFile stores where a file of an issued invoice is kept (I6); the first one of a format stays.
func (o *Office) RecordFile(ctx context.Context, id ids.Invoice, file invoice.File, now time.Time) error {
	return o.tx.Reads().InsertInvoiceFile(ctx, query.InsertInvoiceFileParams{
		Invoice: id, Format: file.Format, Sha256: file.SHA256, Size: file.Size, Key: file.Key, Now: now,
	})
}

// RecordFilesReady tells, once, that every file of an issued invoice is there.
func (o *Office) RecordFilesReady(ctx context.Context, id ids.Invoice, now time.Time) error {
	return o.tx.Change(ctx, func(q *query.Queries) error {
		row, err := q.LockInvoice(ctx, id)
		if err != nil {
			return tx.Missing(err, "invoice")
		}
		return trail.NoteOnce(ctx, q, event.Event{Application: row.Application, Invoice: id, At: now, What: event.FilesReady, Who: actor.Product})
	})
}
