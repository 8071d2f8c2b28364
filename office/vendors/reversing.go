package vendors

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"kaipiao/domain/event"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/refusal"
	"kaipiao/domain/vendor"
	"kaipiao/office/invoices"
	"kaipiao/office/lock"
	"kaipiao/office/query"
	"kaipiao/office/read"
	"kaipiao/office/reversals"
	"kaipiao/office/trail"
	"kaipiao/office/tx"
)

// Refuse takes in that a vendor will not issue an invoice of its queue (V10): the invoice is cancelled, its amounts are free again, and the
// customer is told why. The application's other invoices go on. The same call again changes nothing.
func (o *Office) Refuse(ctx context.Context, id ids.Invoice, said vendor.Refusal, now time.Time) error {
	if said.Reason == "" {
		return refusal.BadInput("reason", "Tell the customer why.", "请填写告知客户的原因。")
	}
	return o.tx.Change(ctx, func(q *query.Queries) error {
		row, err := ownInvoice(ctx, q, id, said.Vendor)
		if err != nil {
			return err
		}
		if row.Status == invoice.Cancelled {
			if again, err := refusedBefore(ctx, q, row, said); err != nil || again {
				return err
			}
		}
		if err := invoice.Life.Check(string(id), row.Status, invoice.Refuse, said.By); err != nil {
			return err
		}
		return invoices.GiveUp(ctx, q, row, event.Event{What: event.RefusedByVendor, Who: said.By, Detail: said.Reason}, now)
	})
}

// ownInvoice locks an invoice of the vendor's own, and its account; anybody else's is not there.
func ownInvoice(ctx context.Context, q *query.Queries, id ids.Invoice, own ids.Seller) (query.Invoice, error) {
	row, err := lock.Invoice(ctx, q, id)
	if err == nil && (row.Seller != own || row.Status == invoice.Planned) {
		err = refusal.New(refusal.NotFound, "", "invoice")
	}
	return row, err
}

func refusedBefore(ctx context.Context, q *query.Queries, row query.Invoice, said vendor.Refusal) (bool, error) {
	last, err := q.LastOfInvoice(ctx, query.LastOfInvoiceParams{Invoice: &row.ID, What: event.RefusedByVendor})
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return false, fmt.Errorf("read who refused it: %w", err)
	}
	return last.Who == said.By && last.Detail == said.Reason, nil
}

// Reversed takes in that a vendor has red-issued an invoice of its own, wholly or in part (V10). Saying the same again changes nothing.
func (o *Office) Reversed(ctx context.Context, id ids.Invoice, said vendor.Reversal, now time.Time) error {
	return o.tx.Change(ctx, func(q *query.Queries) error {
		row, err := ownInvoice(ctx, q, id, said.Vendor)
		if err != nil {
			return err
		}
		return reversals.BookByVendor(ctx, q, row, said, now)
	})
}

// HandInRed takes in a file of a red document that a vendor has reported (V10). The same file again changes nothing.
func (o *Office) HandInRed(ctx context.Context, id ids.Invoice, which ids.Reversal, handed HandedIn, files Files, now time.Time) error {
	file := invoice.FileOf("reversals/"+string(which), handed.Format, handed.Content)
	return o.tx.Change(ctx, func(q *query.Queries) error {
		row, err := ownInvoice(ctx, q, id, handed.Vendor)
		if err != nil {
			return err
		}
		red, err := read.Reversal(ctx, q, which)
		if err != nil {
			return err
		}
		if red.Invoice != id {
			return refusal.New(refusal.NotFound, "", "reversal")
		}
		if row.Medium != invoice.Electronic {
			return refusal.New(refusal.ElectronicOnly, "")
		}
		if err := red.Takes(file, handed.By); err != nil {
			return err
		}
		if err := handed.inspect(); err != nil {
			return err
		}
		for _, stored := range red.Files {
			if stored.Format == file.Format {
				return nil
			}
		}
		// The bytes first: a row without its file would be a promise that a download breaks.
		if err := files.Put(ctx, file.Key, handed.Content, handed.Format.ContentType()); err != nil {
			return err
		}
		if err := q.InsertReversalFiles(ctx, read.KeptRedFiles(which, now, file)); err != nil {
			return tx.Missing(err, "file")
		}
		return trail.Note(ctx, q, event.Event{
			Application: row.Application, Invoice: id, At: now, What: event.RedFileStored, Who: handed.By, Detail: string(file.Format),
		})
	})
}
