package invoices

import (
	"context"
	"fmt"
	"time"

	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/parcel"
	"kaipiao/office/query"
	"kaipiao/office/read"
	"kaipiao/office/tx"
)

// Standing is how far an invoice has come, for whoever takes it further: everything that a run of its workflow has to know when it
// begins, whatever became of those before (O6).
type Standing struct {
	// Invoice is without its lines and files.
	invoice.Invoice
	// ApprovedAt is when its application was approved.
	ApprovedAt time.Time
	// StoredAt is since when its serial is stored; zero when none is. The provider may know it already.
	StoredAt time.Time
	// SendAgain: its parcel came back, and is to be sent once more (V7).
	SendAgain bool
	// ParcelUntold: its parcel was sent, and nobody told its customer.
	ParcelUntold bool
	// HeardAt is when its parcel gave its last sign of life; zero unless it is on its way and watched over.
	HeardAt time.Time
}

// Standing reads how far an approved invoice has come.
func (o *Office) Standing(ctx context.Context, id ids.Invoice) (standing Standing, err error) {
	err = o.tx.Look(ctx, func(q *query.Queries) error {
		row, err := q.Invoice(ctx, id)
		if err != nil {
			return tx.Missing(err, "invoice")
		}
		a, err := q.Application(ctx, row.Application)
		if err != nil {
			return tx.Missing(err, "application")
		}
		standing = Standing{Invoice: read.InvoiceOf(row)}
		if a.DecidedAt != nil {
			standing.ApprovedAt = *a.DecidedAt
		}
		if row.Serial != nil {
			serial, err := q.SerialRow(ctx, *row.Serial)
			if err != nil {
				return fmt.Errorf("read serial: %w", err)
			}
			standing.StoredAt = serial.CreatedAt
		}
		if row.Medium == invoice.Paper && (row.Status == invoice.Shipped || row.Status == invoice.Delivered) {
			present, err := read.PresentParcel(ctx, q, row)
			if err != nil {
				return err
			}
			standing.SendAgain = present.State() == parcel.ToSend
			standing.ParcelUntold = present.ShippedAt != nil && present.ToldAt == nil
			if present.State() == parcel.OnItsWay {
				standing.HeardAt, err = read.LastHeard(ctx, q, id, present)
			}
			return err
		}
		return nil
	})
	return standing, err
}

// RecordTold stores that the customer was told that an invoice is issued, the first time (O3).
func (o *Office) RecordTold(ctx context.Context, id ids.Invoice, now time.Time) error {
	return o.tx.Reads().RecordTold(ctx, query.RecordToldParams{ID: id, Now: now})
}
