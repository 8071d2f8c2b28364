package parcels

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"kaipiao/domain/actor"
	"kaipiao/domain/event"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/parcel"
	"kaipiao/office/invoices"
	"kaipiao/office/query"
	"kaipiao/office/read"
	"kaipiao/office/tx"
)

// FixAddress notes that the courier is about to be asked for an invoice's parcel, so that the address stays as it is, and
// returns the invoice as it is then. It refuses what is being undone, or is so already: that stays in the house (V3).
func (o *Office) FixAddress(ctx context.Context, id ids.Invoice, now time.Time) (read.Invoice, error) {
	var fixed read.Invoice
	err := o.tx.Change(ctx, func(q *query.Queries) error {
		row, err := q.LockInvoice(ctx, id)
		if err != nil {
			return tx.Missing(err, "invoice")
		}
		if _, err := checkToSend(ctx, q, row, actor.Product); err != nil {
			return err
		}
		if err := q.FixAddress(ctx, query.FixAddressParams{ID: id, Now: &now}); err != nil {
			return fmt.Errorf("fix the address: %w", err)
		}
		whole, err := read.Invoices(ctx, q, []query.Invoice{row})
		if err == nil {
			fixed = whole[0]
		}
		return err
	})
	return fixed, err
}

// UnfixAddress notes that the courier refused the parcel for good: another address may help.
func (o *Office) UnfixAddress(ctx context.Context, id ids.Invoice) error {
	return o.tx.Reads().UnfixAddress(ctx, id)
}

// checkToSend refuses an invoice that is not to be sent now: for the first time, or again after it came back (V7). What is being
// undone is not sent (V3). It returns the parcel that it is sent in. The invoice must be locked.
func checkToSend(ctx context.Context, q *query.Queries, row query.Invoice, who actor.Actor) (parcel.Parcel, error) {
	standing, err := read.Standing(ctx, q, row)
	if err == nil {
		err = standing.Check(invoice.Ship, who)
	}
	if err != nil {
		return parcel.Parcel{}, err
	}
	return *standing.Parcel, nil
}

// ToSend is the reference under which the courier is asked for an invoice's parcel.
func (o *Office) ToSend(ctx context.Context, id ids.Invoice) (string, error) {
	present, err := read.PresentParcel(ctx, o.tx.Reads(), query.Invoice{ID: id})
	return present.Reference, err
}

// GivenUp is the reference under which the courier may have an order for an invoice that it will never be handed: the invoice is undone, or was
// sent by people. False for one that is with the courier, or may still be.
func (o *Office) GivenUp(ctx context.Context, id ids.Invoice) (reference string, given bool, err error) {
	row, err := o.tx.Reads().Invoice(ctx, id)
	if err != nil {
		return "", false, tx.Missing(err, "invoice")
	}
	present, err := read.PresentParcel(ctx, o.tx.Reads(), row)
	if err != nil || present.Ordered {
		return "", false, err
	}
	switch row.Status {
	case invoice.Voided, invoice.RedIssued:
		return present.Reference, true, nil
	case invoice.Shipped, invoice.Delivered:
		return present.Reference, present.ShippedAt != nil, nil
	default:
		return "", false, nil
	}
}

// Known reports whether a reference is that of a parcel of ours, or will be: an invoice's first parcel has the invoice's id, and is stored with
// its number.
func (o *Office) Known(ctx context.Context, reference string) (bool, error) {
	_, err := o.tx.Reads().Parcel(ctx, reference)
	if errors.Is(err, pgx.ErrNoRows) {
		_, err = o.tx.Reads().Invoice(ctx, ids.Invoice(reference))
	}
	if errors.Is(err, pgx.ErrNoRows) {
		return false, nil
	}
	return err == nil, err
}

// Resend has an invoice sent again whose parcel came back, to another address where one is given (V7). It stays shipped. Of a
// parcel that the product did not order only people know where it is: their word is enough. Asking again while it waits to be
// sent changes nothing but the address, which is fixed as soon as the courier is asked (R4).
func (o *Office) Resend(ctx context.Context, id ids.Invoice, address *invoice.Address, who actor.Actor, now time.Time) error {
	return o.tx.Change(ctx, func(q *query.Queries) error {
		row, err := q.LockInvoice(ctx, id)
		if err != nil {
			return tx.Missing(err, "invoice")
		}
		standing, err := read.Standing(ctx, q, row)
		if err == nil {
			err = standing.Check(invoice.Resend, who)
		}
		if err != nil {
			return err
		}
		present := *standing.Parcel
		if present.State() == parcel.ToSend {
			if address == nil || (row.Address != nil && *row.Address == *address) {
				return nil
			}
			return invoices.ChangeInvoiceAddress(ctx, q, row, *address, who, now)
		}
		next := query.OpenParcelParams{
			Reference: parcel.Reference(id, present.Position+1), Invoice: id,
			Position: int32(present.Position) + 1, //nolint:gosec // a small number
		}
		if err := q.OpenParcel(ctx, next); err != nil {
			return fmt.Errorf("store parcel: %w", err)
		}
		if err := q.SendInvoiceAgain(ctx, query.SendInvoiceAgainParams{ID: id, Address: address}); err != nil {
			return fmt.Errorf("send again: %w", err)
		}
		return tellParcel(ctx, q, row, event.Event{At: now, What: event.ToSendAgain, Who: who, Detail: present.TrackingNumber}, parcel.ToSendAgain)
	})
}

// cameBack notes that a parcel came back, and opens its ticket.
func (o *Office) cameBack(ctx context.Context, q *query.Queries, row query.Invoice, present parcel.Parcel, at, now time.Time) error {
	if err := q.MarkParcelReturned(ctx, query.MarkParcelReturnedParams{Reference: present.Reference, At: at}); err != nil {
		return fmt.Errorf("mark returned: %w", err)
	}
	return o.tickets.OpenByProduct(ctx, q, row, parcel.ReturnedNote(present.TrackingNumber), now)
}

// Travelling is by what the courier is asked about a parcel. Phone is the recipient's.
type Travelling struct{ Reference, TrackingNumber, Phone string }

// Travelling is it of an invoice's parcel; false for one that is not on its way, or that the product did not order.
func (o *Office) Travelling(ctx context.Context, id ids.Invoice) (Travelling, bool, error) {
	row, err := o.tx.Reads().Invoice(ctx, id)
	if err != nil {
		return Travelling{}, false, tx.Missing(err, "invoice")
	}
	present, err := read.PresentParcel(ctx, o.tx.Reads(), row)
	if err != nil || row.Status != invoice.Shipped || !present.Ordered || (present.State() != parcel.OnItsWay && present.State() != parcel.Silent) {
		return Travelling{}, false, err
	}
	whole, err := read.Invoices(ctx, o.tx.Reads(), []query.Invoice{row}) // with its application's address, unless it has another
	if err != nil || whole[0].Address == nil {
		return Travelling{}, false, err
	}
	return Travelling{Reference: present.Reference, TrackingNumber: present.TrackingNumber, Phone: whole[0].Address.Phone}, true, nil
}

// Follow looks after the parcel of a shipped invoice: one of which nothing was heard for as long as the policy says gets
// a ticket, once (V7). It returns when to look again; never, by a zero time, when there is nothing to be watched, or a ticket of a parcel about
// which nobody can be asked. Asked: the courier was, and will be again for as long as the parcel travels.
func (o *Office) Follow(ctx context.Context, id ids.Invoice, asked bool, now time.Time) (time.Time, error) {
	var lookAt time.Time
	err := o.tx.Change(ctx, func(q *query.Queries) error {
		lookAt = time.Time{}
		row, err := q.LockInvoice(ctx, id)
		if err != nil {
			return tx.Missing(err, "invoice")
		}
		present, err := read.PresentParcel(ctx, q, row)
		if err != nil || row.Status != invoice.Shipped {
			return err
		}
		if asked && (present.State() == parcel.OnItsWay || present.State() == parcel.Silent) {
			lookAt = now.Add(o.policy.Parcel.SilentAfter.Std())
		}
		mayFallSilent := present.Check(parcel.FallSilent, actor.Product) == nil
		if !mayFallSilent {
			return nil
		}
		heard, err := read.LastHeard(ctx, q, id, present)
		if err != nil {
			return err
		}
		if silent := heard.Add(o.policy.Parcel.SilentAfter.Std()); now.Before(silent) {
			lookAt = silent
			return nil
		}
		if err := q.MarkParcelSilent(ctx, query.MarkParcelSilentParams{Reference: present.Reference, At: now}); err != nil {
			return fmt.Errorf("mark silent: %w", err)
		}
		return o.tickets.OpenByProduct(ctx, q, row, parcel.SilentNote(present.TrackingNumber, heard), now)
	})
	return lookAt, err
}
