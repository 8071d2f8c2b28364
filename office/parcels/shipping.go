package parcels

import (
	"context"
	"fmt"
	"time"

	"kaipiao/domain/actor"
	"kaipiao/domain/event"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/message"
	"kaipiao/domain/parcel"
	"kaipiao/domain/refusal"
	"kaipiao/office/invoices"
	"kaipiao/office/outbox"
	"kaipiao/office/query"
	"kaipiao/office/read"
	"kaipiao/office/sellers"
	"kaipiao/office/tasks"
	"kaipiao/office/trail"
	"kaipiao/office/tx"
)

// Ship records that a paper invoice was handed to the courier, for the first time or again after it came back (V7), and tells
// its workflow unless the workflow itself says so. Recording the same tracking number again changes nothing.
func (o *Office) Ship(ctx context.Context, id ids.Invoice, company, trackingNumber string, who actor.Actor, at time.Time) error {
	return o.tx.Change(ctx, func(q *query.Queries) error {
		row, err := q.LockInvoice(ctx, id)
		if err != nil {
			return tx.Missing(err, "invoice")
		}
		if row.TrackingNumber == trackingNumber {
			return nil
		}
		return ship(ctx, q, row, company, trackingNumber, who, at)
	})
}

// ship does so in a transaction that has locked the invoice.
func ship(ctx context.Context, q *query.Queries, row query.Invoice, company, trackingNumber string, who actor.Actor, at time.Time) error {
	present, err := checkToSend(ctx, q, row, who)
	if err != nil {
		return err
	}
	shipped, err := q.MarkShipped(ctx, query.MarkShippedParams{
		ID: row.ID, Sources: []string{string(row.Status)}, Company: company, TrackingNumber: trackingNumber, At: at,
	})
	if err != nil {
		return fmt.Errorf("mark shipped: %w", err)
	}
	if shipped == 0 {
		return refusal.New(refusal.WrongState, "", invoice.Life.Words(row.Status))
	}
	if err := sellers.NothingHolds(ctx, q, row, at); err != nil {
		return err
	}
	err = q.SendParcel(ctx, query.SendParcelParams{
		Reference: present.Reference, Invoice: row.ID, Company: company, TrackingNumber: trackingNumber,
		Position: int32(present.Position), //nolint:gosec // a small number
		Ordered:  who == actor.Product, At: at,
	})
	if err != nil {
		return fmt.Errorf("store parcel: %w", err)
	}
	if err := tasks.CloseLate(ctx, q, row.OverdueSince, row.Workflow, at); err != nil {
		return err
	}
	return tellParcel(ctx, q, row, event.Event{At: at, What: event.Shipped, Who: who, Detail: trackingNumber}, parcel.Shipped)
}

// RecordTold stores that the customer of an invoice was told by which number its parcel is on its way (O3).
func (o *Office) RecordTold(ctx context.Context, id ids.Invoice, trackingNumber string, now time.Time) error {
	told := query.RecordParcelToldParams{Invoice: id, TrackingNumber: trackingNumber, At: now}
	if err := o.tx.Reads().RecordParcelTold(ctx, told); err != nil {
		return fmt.Errorf("store that its customer was told of a parcel: %w", err)
	}
	return nil
}

// NoteWaybill leaves a line in the trail that somebody had the waybill of a parcel printed (S12).
func (o *Office) NoteWaybill(ctx context.Context, id ids.Invoice, trackingNumber string) error {
	return o.tx.Change(ctx, func(q *query.Queries) error {
		return trail.Act(ctx, q, "invoice/"+string(id), "waybill_asked", map[string]any{"tracking_number": trackingNumber})
	})
}

// Deliver records that a parcel was received. Recording it again changes nothing.
func (o *Office) Deliver(ctx context.Context, id ids.Invoice, who actor.Actor, at time.Time) error {
	return o.tx.Change(ctx, func(q *query.Queries) error {
		row, err := q.LockInvoice(ctx, id)
		if err != nil {
			return tx.Missing(err, "invoice")
		}
		return deliver(ctx, q, row, who, at)
	})
}

func deliver(ctx context.Context, q *query.Queries, row query.Invoice, who actor.Actor, at time.Time) error {
	if row.Status == invoice.Delivered {
		return nil
	}
	standing, err := read.Standing(ctx, q, row)
	if err == nil {
		err = standing.Check(invoice.Deliver, who)
	}
	if err != nil {
		return err
	}
	delivered, err := q.MarkDelivered(ctx, query.MarkDeliveredParams{ID: row.ID, Sources: invoices.Sources(invoice.Delivered), At: at})
	if err != nil {
		return fmt.Errorf("mark delivered: %w", err)
	}
	if delivered == 0 {
		return refusal.New(refusal.WrongState, "", invoice.Life.Words(row.Status))
	}
	return tellParcel(ctx, q, row, event.Event{At: at, What: event.Delivered, Who: who, Detail: row.TrackingNumber}, parcel.Delivered)
}

// RecordEvent stores what the courier pushed: a signed parcel is a delivered invoice (I2), one that came back opens a
// ticket (V7). What the state of the invoice has no use for is noted, because a push that is refused comes again for ever. The same
// push again changes nothing.
func (o *Office) RecordEvent(ctx context.Context, pushed parcel.CourierEvent, now time.Time) error {
	// What is said to happen later has happened now (S10).
	undated := pushed.At.After(now)
	if undated {
		pushed.At = now
	}
	return o.tx.Change(ctx, func(q *query.Queries) error {
		pushedAbout, err := q.Parcel(ctx, pushed.Reference)
		if err != nil {
			return tx.Missing(err, "parcel")
		}
		row, err := q.LockInvoice(ctx, pushedAbout.Invoice)
		if err != nil {
			return tx.Missing(err, "invoice")
		}
		present, err := read.PresentParcel(ctx, q, row)
		if err != nil {
			return err
		}
		if present.Reference == pushed.Reference && present.ShippedAt == nil {
			return refusal.New(refusal.NotFound, "", "parcel") // its number is about to be stored; the courier will say it again
		}
		fresh, err := q.InsertCourierEvent(ctx, query.InsertCourierEventParams{
			Invoice: row.ID, TrackingNumber: pushed.TrackingNumber, Status: string(pushed.Status), At: pushed.At, Now: now, Undated: undated,
		})
		if err != nil || fresh == 0 {
			return err
		}
		travels := row.Status == invoice.Shipped && present.Reference == pushed.Reference && present.TrackingNumber == pushed.TrackingNumber
		if travels && pushed.Status == parcel.Signed {
			return deliver(ctx, q, row, actor.Courier, pushed.At)
		}
		err = trail.Note(ctx, q, event.Event{
			Application: row.Application, Invoice: row.ID, At: pushed.At, What: event.OfParcel(pushed.Status), Who: actor.Courier,
			Detail: pushed.TrackingNumber,
		})
		if err != nil || !travels || pushed.Status != parcel.Returned {
			return err
		}
		return o.cameBack(ctx, q, row, present, pushed.At, now)
	})
}

// tellParcel writes the event and, unless the workflow said it itself, the signal.
func tellParcel(ctx context.Context, q *query.Queries, row query.Invoice, what event.Event, status parcel.Status) error {
	what.Application, what.Invoice = row.Application, row.ID
	if err := trail.Note(ctx, q, what); err != nil || what.Who == actor.Product {
		return err
	}
	return outbox.Enqueue(ctx, q, what.At, message.Parcel.To(row.Workflow, message.ParcelNews{Status: status, At: what.At}))
}
