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
	"kaipiao/domain/task"
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
		if err := ParkInvoice(ctx, q, row, cause, now); err != nil {
			return err
		}
		return noteFailed(ctx, q, row.Seller, cause, now)
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
		held := query.ParkParams{Reversal: &row.ID, Seller: of.Seller, Cause: cause, Net: row.Net, Now: now}
		if err := park(ctx, q, held, of, event.ReversalParked); err != nil {
			return err
		}
		return noteFailed(ctx, q, of.Seller, cause, now)
	})
}

// noteFailed holds up who comes later again, when others had passed already. What fails alone, after others have passed, may do so for a
// while, until the next one passes.
func noteFailed(ctx context.Context, q *query.Queries, seller ids.Seller, cause invoice.Cause, now time.Time) error {
	err := q.NoteFailed(ctx, query.NoteFailedParams{Seller: seller, Kind: task.Kind(cause), Now: now})
	if err != nil {
		return fmt.Errorf("note that one failed: %w", err)
	}
	return nil
}

// park stores that an invoice, or a reversal of it, is held up. What was let go and is held up again has tried in vain; what
// fails alone holds open its own task, and not the seller's trouble.
func park(ctx context.Context, q *query.Queries, held query.ParkParams, of query.Invoice, what event.Name) error {
	before, err := q.Parked(ctx, query.ParkedParams{Invoice: held.Invoice, Reversal: held.Reversal})
	known := !errors.Is(err, pgx.ErrNoRows)
	if err != nil && known {
		return fmt.Errorf("read what is parked: %w", err)
	}
	held.Account = of.Account
	if held.Round, err = q.NextRound(ctx, query.NextRoundParams{Seller: held.Seller, Cause: held.Cause, Account: held.Account}); err != nil {
		return fmt.Errorf("park it: %w", err)
	}
	if known && before.Cause == held.Cause {
		alone, err := parkAgain(ctx, q, before, held)
		if err != nil || alone {
			return err
		}
		return raiseTrouble(ctx, q, held.Seller, held.Cause, held.Now)
	}
	if known {
		if err = passed(ctx, q, before, held.Now); err == nil {
			err = q.ParkForAnother(ctx, query.ParkForAnotherParams{
				ID: before.ID, Cause: held.Cause, DueAt: held.DueAt, Net: held.Net, Round: held.Round, Now: held.Now,
			})
		}
	} else {
		err = q.Park(ctx, held)
	}
	if err != nil {
		return fmt.Errorf("park it: %w", err)
	}
	told := event.Event{Application: of.Application, Invoice: of.ID, At: held.Now, What: what, Who: actor.Product, Detail: string(held.Cause)}
	if err := trail.Note(ctx, q, told); err != nil {
		return err
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
