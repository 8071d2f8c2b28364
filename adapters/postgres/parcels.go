package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"kaipiao/domain/actor"
	"kaipiao/domain/invoice"
	"kaipiao/domain/parcel"
	"kaipiao/domain/refusal"
	"kaipiao/domain/ticket"
	"kaipiao/office/query"
	"kaipiao/office/tickets"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// presentParcel is the parcel that an invoice is in or is to be sent in; before it was ever shipped it is the first one.
func presentParcel(ctx context.Context, q *query.Queries, id string) (query.Parcel, error) {
	present, err := q.PresentParcel(ctx, id)
	if errors.Is(err, pgx.ErrNoRows) {
		return query.Parcel{Reference: parcel.Reference(id, 1), Invoice: id, Position: 1}, nil
	}
	return present, missing(err, "parcel")
}

// toBeSent is the parcel that an invoice is shipped in now: its first one, or the next one of what came back (V7). What is
// being undone is not sent (V3). The invoice must be locked.
func toBeSent(ctx context.Context, q *query.Queries, row query.Invoice) (query.Parcel, error) {
	present, err := presentParcel(ctx, q, row.ID)
	again := row.Status == invoice.Shipped && present.ShippedAt == nil
	if err == nil && !again && !row.Status.CanBecome(invoice.Shipped) {
		err = refusal.New(refusal.WrongState, "", string(row.Status))
	}
	if err != nil {
		return present, err
	}
	return present, notBeingUndone(ctx, q, row.ID)
}

// ParcelToSend is the reference under which the courier is asked for an invoice's parcel.
func (r *Register) ParcelToSend(ctx context.Context, id string) (string, error) {
	present, err := presentParcel(ctx, query.New(r.pool), id)
	return present.Reference, err
}

// Resend has an invoice sent again whose parcel came back, to another address where one is given (V7). It stays shipped. Of a
// parcel that the product did not order only people know where it is: their word is enough. Asking again while it waits to be
// sent changes nothing but the address, which is fixed as soon as the courier is asked (R4).
func (r *Register) Resend(ctx context.Context, id string, address *invoice.Address, who string, now time.Time) error {
	return r.change(ctx, func(q *query.Queries) error {
		row, err := q.LockInvoice(ctx, id)
		if err != nil {
			return missing(err, "invoice")
		}
		if row.Status != invoice.Shipped {
			return refusal.New(refusal.WrongState, "", string(row.Status))
		}
		present, err := presentParcel(ctx, q, id)
		switch {
		case err != nil:
			return err
		case present.ShippedAt == nil && (address == nil || (row.Address != nil && *row.Address == *address)):
			return nil
		case present.ShippedAt == nil:
			return changeInvoiceAddress(ctx, q, row, *address, who, now)
		case present.Ordered && present.ReturnedAt == nil:
			return refusal.New(refusal.ParcelNotReturned, "", present.TrackingNumber)
		}
		next := query.OpenParcelParams{Reference: parcel.Reference(id, int(present.Position)+1), Invoice: id, Position: present.Position + 1}
		if err := q.OpenParcel(ctx, next); err != nil {
			return fmt.Errorf("store parcel: %w", err)
		}
		if err := q.SendInvoiceAgain(ctx, query.SendInvoiceAgainParams{ID: id, Address: address}); err != nil {
			return fmt.Errorf("send again: %w", err)
		}
		return tellParcel(ctx, q, row, noted{at: now, what: "to_send_again", who: who, detail: present.TrackingNumber}, parcel.ToSendAgain)
	})
}

// cameBack notes that a parcel came back, and opens its ticket.
func (r *Register) cameBack(ctx context.Context, q *query.Queries, row query.Invoice, present query.Parcel, at, now time.Time) error {
	if err := q.MarkParcelReturned(ctx, query.MarkParcelReturnedParams{Reference: present.Reference, At: at}); err != nil {
		return fmt.Errorf("mark returned: %w", err)
	}
	return r.openAboutParcel(ctx, q, row, parcel.ReturnedNote(present.TrackingNumber), now)
}

// FollowParcel looks after the parcel of a shipped invoice: one of which nothing was heard for as long as the policy says gets
// a ticket, once (V7). It returns when to look again; never, by a zero time, when there is a ticket or nothing to be watched.
func (r *Register) FollowParcel(ctx context.Context, id string, now time.Time) (time.Time, error) {
	var lookAt time.Time
	err := r.change(ctx, func(q *query.Queries) error {
		lookAt = time.Time{}
		row, err := q.LockInvoice(ctx, id)
		if err != nil {
			return missing(err, "invoice")
		}
		present, err := presentParcel(ctx, q, id)
		if err != nil || row.Status != invoice.Shipped || present.ShippedAt == nil || present.SilentAt != nil || present.ReturnedAt != nil {
			return err
		}
		heard, err := q.LastOfParcel(ctx, query.LastOfParcelParams{Invoice: id, TrackingNumber: present.TrackingNumber, ShippedAt: *present.ShippedAt})
		if err != nil {
			return fmt.Errorf("read the courier's events: %w", err)
		}
		if silent := heard.Add(r.policy.Parcel.SilentAfter.Std()); now.Before(silent) {
			lookAt = silent
			return nil
		}
		if err := q.MarkParcelSilent(ctx, query.MarkParcelSilentParams{Reference: present.Reference, At: now}); err != nil {
			return fmt.Errorf("mark silent: %w", err)
		}
		return r.openAboutParcel(ctx, q, row, parcel.SilentNote(present.TrackingNumber, heard), now)
	})
	return lookAt, err
}

// openAboutParcel opens the ticket that the product opens by itself about an invoice's parcel; it is due as others are.
func (r *Register) openAboutParcel(ctx context.Context, q *query.Queries, row query.Invoice, words string, now time.Time) error {
	id, err := uuid.NewV7()
	if err != nil {
		return err
	}
	return r.storeTicket(ctx, q, tickets.Request{Ticket: ticket.Ticket{
		ID: id.String(), Kind: ticket.Other, Account: row.Account, Application: row.Application, Invoice: row.ID, Note: words, OpenedBy: actor.Product,
	}}, opening{status: ticket.Open}, nil, now)
}
