package sellers

import (
	"context"
	"fmt"
	"time"

	"kaipiao/domain/actor"
	"kaipiao/domain/event"
	"kaipiao/domain/invoice"
	"kaipiao/domain/message"
	"kaipiao/domain/task"
	"kaipiao/office/lock"
	"kaipiao/office/outbox"
	"kaipiao/office/query"
	"kaipiao/office/trail"
	"kaipiao/office/tx"
)

// Park holds an invoice up for its seller's trouble (I5). The first one of a cause raises the operator task and tells the
// seller's desk; the others join it.
func (o *Office) Park(ctx context.Context, id string, cause invoice.Cause, now time.Time) error {
	return o.tx.Change(ctx, func(q *query.Queries) error {
		row, err := q.LockInvoice(ctx, id)
		if err != nil {
			return tx.Missing(err, "invoice")
		}
		return ParkInvoice(ctx, q, row, cause, now)
	})
}

// ParkInvoice holds a locked invoice up, as Office.Park does, in a transaction that is open already.
func ParkInvoice(ctx context.Context, q *query.Queries, row query.Invoice, cause invoice.Cause, now time.Time) error {
	parked, err := q.ParkInvoice(ctx, query.ParkInvoiceParams{ID: row.ID, Cause: cause, WaitingFor: cause.WaitingFor(), Now: &now})
	if err != nil {
		return fmt.Errorf("park invoice: %w", err)
	}
	if parked == 0 {
		return nil
	}
	if row.ParkedCause != cause {
		err := trail.Note(ctx, q, event.Event{Application: row.Application, Invoice: row.ID, At: now, What: event.Parked, Who: actor.Product, Detail: string(cause)})
		if err != nil {
			return err
		}
	}
	return raiseTrouble(ctx, q, row.Seller, cause, now)
}

// raiseTrouble raises the operator task of a cause, and tells the seller's desk; where it is raised already, nothing.
func raiseTrouble(ctx context.Context, q *query.Queries, seller string, cause invoice.Cause, now time.Time) error {
	for {
		raised, err := q.RaiseTask(ctx, query.RaiseTaskParams{Kind: task.Kind(cause), Seller: seller, Now: now})
		if err != nil {
			return fmt.Errorf("raise an operator task: %w", err)
		}
		if raised > 0 {
			return outbox.TellDesk(ctx, q, seller, cause, now)
		}
		joined, err := q.JoinTrouble(ctx, query.JoinTroubleParams{Seller: seller, Kind: task.Kind(cause)})
		if err != nil {
			return fmt.Errorf("join an operator task: %w", err)
		}
		if len(joined) > 0 {
			return nil
		} // it was closed in this moment, and the next one is raised
	}
}

// ParkReversal holds a reversal up for its seller's trouble, as Park does an invoice (I5).
func (o *Office) ParkReversal(ctx context.Context, id string, cause invoice.Cause, now time.Time) error {
	return o.tx.Change(ctx, func(q *query.Queries) error {
		row, of, err := lock.Reversal(ctx, q, id)
		if err != nil {
			return err
		}
		parked, err := q.ParkReversal(ctx, query.ParkReversalParams{ID: id, Cause: cause, Now: &now})
		if err != nil || parked == 0 {
			return err
		}
		if row.ParkedCause != cause {
			err := trail.Note(ctx, q, event.Event{
				Application: of.Application, Invoice: of.ID, At: now, What: event.ReversalParked, Who: actor.Product, Detail: string(cause),
			})
			if err != nil {
				return err
			}
		}
		return raiseTrouble(ctx, q, of.Seller, cause, now)
	})
}

// UnparkReversal notes that what held a reversal up has passed.
func (o *Office) UnparkReversal(ctx context.Context, id string) error {
	_, err := o.tx.Reads().UnparkReversal(ctx, id)
	return err
}

// Troubles lists the causes for which a seller's invoices are parked, the oldest first. In vain are those that were let go
// since an instant and are parked again.
func (o *Office) Troubles(ctx context.Context, seller string, since time.Time) ([]task.Trouble, error) {
	troubles := []task.Trouble{}
	err := o.tx.Look(ctx, func(q *query.Queries) error {
		tasks, err := q.OpenTroubles(ctx, seller)
		if err != nil {
			return fmt.Errorf("read operator tasks: %w", err)
		}
		for _, open := range tasks {
			cause := invoice.Cause(open.Kind)
			parked, err := q.Parked(ctx, query.ParkedParams{Seller: seller, Cause: cause, Since: since})
			if err != nil {
				return fmt.Errorf("count what is parked: %w", err)
			}
			troubles = append(troubles, task.Trouble{
				Cause: cause, Since: open.OpenedAt, Parked: int(parked.Parked), Trying: int(parked.Trying), InVain: int(parked.InVain),
			})
		}
		return nil
	})
	return troubles, err
}

// Release lets parked invoices try again, and reports how many: the ones that are due first in front, or the smallest ones
// where a quota is used up and the policy lets them go first.
func (o *Office) Release(ctx context.Context, seller string, cause invoice.Cause, howMany int, now time.Time) (int, error) {
	released := 0
	err := o.tx.Change(ctx, func(q *query.Queries) error {
		order := query.ReleaseParkedParams{Seller: seller, Cause: cause, HowMany: int32(howMany), Now: &now} //nolint:gosec // a batch
		release := q.ReleaseParked
		if cause == invoice.QuotaExhausted && o.policy.Issue.SmallerFirst {
			release = func(ctx context.Context, order query.ReleaseParkedParams) ([]query.Invoice, error) {
				return q.ReleaseSmallest(ctx, query.ReleaseSmallestParams(order))
			}
		}
		rows, err := release(ctx, order)
		if err != nil {
			return fmt.Errorf("release what is parked: %w", err)
		}
		for _, row := range rows {
			if err := outbox.LookAgain(ctx, q, row.ID, now); err != nil {
				return err
			}
		}
		reversals, err := releaseReversals(ctx, q, query.ReleaseParkedReversalsParams{
			Seller: seller, Cause: cause, HowMany: int32(howMany - len(rows)), Now: &now, //nolint:gosec // a batch
		})
		released = len(rows) + reversals
		return err
	})
	return released, err
}

// releaseReversals lets parked reversals try again, and reports how many.
func releaseReversals(ctx context.Context, q *query.Queries, order query.ReleaseParkedReversalsParams) (int, error) {
	ids, err := q.ReleaseParkedReversals(ctx, order)
	if err != nil {
		return 0, fmt.Errorf("release what is parked: %w", err)
	}
	for _, id := range ids {
		row, err := q.Invoice(ctx, id)
		if err != nil {
			return 0, tx.Missing(err, "invoice")
		}
		if err := outbox.TellReversals(ctx, q, row, message.Resume, message.Nothing{}, *order.Now); err != nil {
			return 0, err
		}
	}
	return len(ids), nil
}

// spendingWithin is how far back a seller's spending is looked at for the forecast of its quota.
const spendingWithin = 7 * 24 * time.Hour

// Spending is what a seller takes out of its quota: what waits, and what was issued in the last seven days.
func (o *Office) Spending(ctx context.Context, seller string, now time.Time) (invoice.Spending, error) {
	row, err := o.tx.Reads().SpendingOfSeller(ctx, query.SpendingOfSellerParams{Seller: seller, Since: now.Add(-spendingWithin)})
	return invoice.Spending{Waiting: row.Waiting, Issued: row.Issued, Within: spendingWithin}, tx.Missing(err, "spending")
}

// CloseTrouble ends a trouble when nobody is held up by it any more; it reports whether it did.
func (o *Office) CloseTrouble(ctx context.Context, seller string, cause invoice.Cause, now time.Time) (bool, error) {
	closed := int64(0)
	err := o.tx.Change(ctx, func(q *query.Queries) (err error) {
		if _, err := q.LockTrouble(ctx, query.LockTroubleParams{Seller: seller, Kind: task.Kind(cause)}); err != nil {
			return fmt.Errorf("lock an operator task: %w", err)
		}
		closed, err = q.CloseTrouble(ctx, query.CloseTroubleParams{Seller: seller, Kind: task.Kind(cause), Who: actor.Product, Now: &now})
		return err
	})
	return closed > 0, err
}
