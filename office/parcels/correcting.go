package parcels

import (
	"context"
	"fmt"
	"time"

	"kaipiao/domain/actor"
	"kaipiao/domain/event"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/refusal"
	"kaipiao/office/query"
	"kaipiao/office/read"
	"kaipiao/office/trail"
	"kaipiao/office/tx"
)

// Correction is the right number of a parcel, and why another one was written down.
type Correction struct{ TrackingNumber, Company, Reason string }

// CorrectShipping writes down the right number of a parcel that people have sent: what the courier itself has given is not corrected (I2). The
// customer is told. Writing down the same number again changes nothing.
func (o *Office) CorrectShipping(ctx context.Context, id ids.Invoice, right Correction, who actor.Actor, now time.Time) error {
	return o.tx.Change(ctx, func(q *query.Queries) error {
		row, err := q.LockInvoice(ctx, id)
		if err != nil {
			return tx.Missing(err, "invoice")
		}
		if row.Seller != invoice.Platform {
			return refusal.New(refusal.IssuedByVendor, "", id, row.Seller)
		}
		standing, err := read.Standing(ctx, q, row)
		if err == nil {
			err = standing.Check(invoice.CorrectShipping, who)
		}
		if err != nil || row.TrackingNumber == right.TrackingNumber {
			return err
		}
		known, err := q.TrackingNumbersKnown(ctx, []string{right.TrackingNumber})
		if err != nil {
			return fmt.Errorf("find tracking numbers: %w", err)
		}
		if len(known) > 0 {
			return refusal.New(refusal.TrackingNumberTaken, "tracking_number", right.TrackingNumber)
		}
		if right.Company == "" {
			right.Company = row.CourierCompany
		}
		return correct(ctx, q, row, standing.Parcel.Reference, right, who, now)
	})
}

func correct(ctx context.Context, q *query.Queries, row query.Invoice, reference string, right Correction, who actor.Actor, now time.Time) error {
	err := q.CorrectTrackingNumber(ctx, query.CorrectTrackingNumberParams{ID: row.ID, TrackingNumber: right.TrackingNumber, Company: right.Company})
	if err != nil {
		return fmt.Errorf("correct a tracking number: %w", err)
	}
	err = q.CorrectParcel(ctx, query.CorrectParcelParams{Reference: reference, TrackingNumber: right.TrackingNumber, Company: right.Company})
	if err != nil {
		return fmt.Errorf("correct a parcel: %w", err)
	}
	return trail.Note(ctx, q, event.Event{
		Application: row.Application, Invoice: row.ID, At: now, What: event.ShippingCorrected, Who: who, Detail: right.Reason,
	})
}
