package sellers

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
	"kaipiao/domain/life"
	"kaipiao/domain/reversal"
	"kaipiao/office/lock"
	"kaipiao/office/query"
	"kaipiao/office/trail"
	"kaipiao/office/tx"
)

// Park holds an invoice up for its seller's trouble (I5). The first one of a cause raises the operator task and tells the
// seller's desk; the others join it. What the provider did not accept holds nothing while it is parked (I10).
func (o *Office) Park(ctx context.Context, id ids.Invoice, cause invoice.Cause, now time.Time) error {
	return o.tx.Change(ctx, func(q *query.Queries) error {
		row, err := q.LockInvoice(ctx, id)
		if err != nil {
			return tx.Missing(err, "invoice")
		}
		if cause.NotAccepted() {
			if _, err := q.SetNotAccepted(ctx, query.SetNotAcceptedParams{ID: id, Now: now}); err != nil {
				return fmt.Errorf("note that it was not accepted: %w", err)
			}
		}
		return ParkInvoice(ctx, q, row, cause, now)
	})
}

// ParkInvoice does so in a transaction that has locked the invoice. What is not to be issued, and has no files to come, is not
// held up by anything.
func ParkInvoice(ctx context.Context, q *query.Queries, row query.Invoice, cause invoice.Cause, now time.Time) error {
	shown, err := q.ShowParked(ctx, query.ShowParkedParams{ID: row.ID, WaitingFor: cause.WaitingFor(), Waits: life.Text(invoice.Waits)})
	if err != nil {
		return fmt.Errorf("park invoice: %w", err)
	}
	if shown == 0 {
		return nil
	}
	return park(ctx, q, query.ParkParams{Invoice: &row.ID, Seller: row.Seller, Cause: cause, DueAt: row.DueAt, Net: row.Net, Now: now}, row, event.Parked)
}

// ParkReversal holds a reversal up for its seller's trouble, as Park does an invoice (I5). One that has come to its end waits
// for nothing but the files of its red document (I6).
func (o *Office) ParkReversal(ctx context.Context, id ids.Reversal, cause invoice.Cause, now time.Time) error {
	return o.tx.Change(ctx, func(q *query.Queries) error {
		row, of, err := lock.Reversal(ctx, q, id)
		if err != nil {
			return err
		}
		if !row.Status.Open() && (row.Status != reversal.Done || cause != invoice.FileMissing) {
			return nil
		}
		return park(ctx, q, query.ParkParams{Reversal: &row.ID, Seller: of.Seller, Cause: cause, Net: row.Net, Now: now}, of, event.ReversalParked)
	})
}

// park stores that an invoice, or a reversal of it, is held up. What was let go and is held up again has tried in vain.
func park(ctx context.Context, q *query.Queries, held query.ParkParams, of query.Invoice, what event.Name) error {
	before, err := q.Parked(ctx, query.ParkedParams{Invoice: held.Invoice, Reversal: held.Reversal})
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		err = q.Park(ctx, held)
	case err == nil:
		err = q.ParkAgain(ctx, query.ParkAgainParams{ID: before.ID, Cause: held.Cause, DueAt: held.DueAt, Net: held.Net, Now: held.Now})
	}
	if err != nil {
		return fmt.Errorf("park it: %w", err)
	}
	if before.Cause != held.Cause {
		told := event.Event{Application: of.Application, Invoice: of.ID, At: held.Now, What: what, Who: actor.Product, Detail: string(held.Cause)}
		if err := trail.Note(ctx, q, told); err != nil {
			return err
		}
	}
	return raiseTrouble(ctx, q, held.Seller, held.Cause, held.Now)
}

// LetGo reports whether an invoice was parked and may try again.
func LetGo(ctx context.Context, q *query.Queries, id ids.Invoice) (bool, error) {
	held, err := q.Parked(ctx, query.ParkedParams{Invoice: &id})
	if errors.Is(err, pgx.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("read what is parked: %w", err)
	}
	return held.ReleasedAt != nil, nil
}

// EndParking notes that nothing holds an invoice up any more; it reports whether something did.
func EndParking(ctx context.Context, q *query.Queries, id ids.Invoice) (bool, error) {
	ended, err := q.EndParking(ctx, query.EndParkingParams{Invoice: &id})
	if err != nil {
		return false, fmt.Errorf("end parking: %w", err)
	}
	return ended > 0, nil
}

// EndParkingButForFiles does so for an invoice that is undone: the files of what was issued are owed all the same (I6). It
// reports whether they still hold it up.
func EndParkingButForFiles(ctx context.Context, q *query.Queries, id ids.Invoice) (bool, error) {
	if _, err := q.EndParking(ctx, query.EndParkingParams{Invoice: &id, Unless: invoice.FileMissing}); err != nil {
		return false, fmt.Errorf("end parking: %w", err)
	}
	_, err := q.Parked(ctx, query.ParkedParams{Invoice: &id})
	if errors.Is(err, pgx.ErrNoRows) {
		return false, nil
	}
	return err == nil, err
}

// EndParkingOfReversal notes that nothing holds a reversal up any more.
func EndParkingOfReversal(ctx context.Context, q *query.Queries, id ids.Reversal) error {
	if _, err := q.EndParking(ctx, query.EndParkingParams{Reversal: &id}); err != nil {
		return fmt.Errorf("end parking: %w", err)
	}
	return nil
}

// UnparkReversal notes that what held a reversal up has passed.
func (o *Office) UnparkReversal(ctx context.Context, id ids.Reversal) error {
	return o.tx.Change(ctx, func(q *query.Queries) error { return EndParkingOfReversal(ctx, q, id) })
}
