package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"kaipiao/domain/actor"
	"kaipiao/domain/invoice"
	"kaipiao/domain/message"
	"kaipiao/domain/task"
	"kaipiao/office/query"
)

// Park holds an invoice up for its seller's trouble (I5). The first one of a cause raises the operator task and tells the
// seller's desk; the others join it.
func (r *Register) Park(ctx context.Context, id string, cause invoice.Cause, now time.Time) error {
	return r.change(ctx, func(q *query.Queries) error {
		row, err := q.LockInvoice(ctx, id)
		if err != nil {
			return missing(err, "invoice")
		}
		return park(ctx, q, row, cause, now)
	})
}

func park(ctx context.Context, q *query.Queries, row query.Invoice, cause invoice.Cause, now time.Time) error {
	parked, err := q.ParkInvoice(ctx, query.ParkInvoiceParams{ID: row.ID, Cause: cause, WaitingFor: cause.WaitingFor(), Now: &now})
	if err != nil {
		return fmt.Errorf("park invoice: %w", err)
	}
	if parked == 0 {
		return nil
	}
	if row.ParkedCause != cause {
		err := note(ctx, q, noted{application: row.Application, invoice: row.ID, at: now, what: "parked", who: actor.Product, detail: string(cause)})
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
			return tellDesk(ctx, q, seller, cause, now)
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
func (r *Register) ParkReversal(ctx context.Context, id string, cause invoice.Cause, now time.Time) error {
	return r.change(ctx, func(q *query.Queries) error {
		row, of, err := lockReversal(ctx, q, id)
		if err != nil {
			return err
		}
		parked, err := q.ParkReversal(ctx, query.ParkReversalParams{ID: id, Cause: cause, Now: &now})
		if err != nil || parked == 0 {
			return err
		}
		if row.ParkedCause != cause {
			err := note(ctx, q, noted{application: of.Application, invoice: of.ID, at: now, what: "reversal_parked", who: actor.Product, detail: string(cause)})
			if err != nil {
				return err
			}
		}
		return raiseTrouble(ctx, q, of.Seller, cause, now)
	})
}

// UnparkReversal notes that what held a reversal up has passed.
func (r *Register) UnparkReversal(ctx context.Context, id string) error {
	_, err := query.New(r.pool).UnparkReversal(ctx, id)
	return err
}

// tellDesk tells the seller's desk that there is a cause, or that somebody has seen to it.
func tellDesk(ctx context.Context, q *query.Queries, seller string, cause invoice.Cause, now time.Time) error {
	payload, err := json.Marshal(message.TroubleNews{Cause: cause})
	if err != nil {
		return err
	}
	return enqueue(ctx, q, query.InsertOutboxParams{
		WorkflowID: message.WorkflowOfSellerDesk(seller), Kind: message.TellSellerDesk, Signal: message.TroubleSignal, Payload: payload, Now: now,
	})
}

// Troubles lists the causes for which a seller's invoices are parked, the oldest first. In vain are those that were let go
// since an instant and are parked again.
func (r *Register) Troubles(ctx context.Context, seller string, since time.Time) ([]task.Trouble, error) {
	troubles := []task.Trouble{}
	err := r.look(ctx, func(q *query.Queries) error {
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
func (r *Register) Release(ctx context.Context, seller string, cause invoice.Cause, howMany int, now time.Time) (int, error) {
	released := 0
	err := r.change(ctx, func(q *query.Queries) error {
		order := query.ReleaseParkedParams{Seller: seller, Cause: cause, HowMany: int32(howMany), Now: &now} //nolint:gosec // a batch
		release := q.ReleaseParked
		if cause == invoice.QuotaExhausted && r.policy.Issue.SmallerFirst {
			release = func(ctx context.Context, order query.ReleaseParkedParams) ([]query.Invoice, error) {
				return q.ReleaseSmallest(ctx, query.ReleaseSmallestParams(order))
			}
		}
		rows, err := release(ctx, order)
		if err != nil {
			return fmt.Errorf("release what is parked: %w", err)
		}
		for _, row := range rows {
			if err := lookAgain(ctx, q, row.ID, now); err != nil {
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
			return 0, missing(err, "invoice")
		}
		if err := tellReversal(ctx, q, row, message.ResumeSignal, message.Resume{}, *order.Now); err != nil {
			return 0, err
		}
	}
	return len(ids), nil
}

// spendingWithin is how far back a seller's spending is looked at for the forecast of its quota.
const spendingWithin = 7 * 24 * time.Hour

// Spending is what a seller takes out of its quota: what waits, and what was issued in the last seven days.
func (r *Register) Spending(ctx context.Context, seller string, now time.Time) (invoice.Spending, error) {
	row, err := query.New(r.pool).SpendingOfSeller(ctx, query.SpendingOfSellerParams{Seller: seller, Since: now.Add(-spendingWithin)})
	return invoice.Spending{Waiting: row.Waiting, Issued: row.Issued, Within: spendingWithin}, missing(err, "spending")
}

// CloseTrouble ends a trouble when nobody is held up by it any more; it reports whether it did.
func (r *Register) CloseTrouble(ctx context.Context, seller string, cause invoice.Cause, now time.Time) (bool, error) {
	closed := int64(0)
	err := r.change(ctx, func(q *query.Queries) (err error) {
		if _, err := q.LockTrouble(ctx, query.LockTroubleParams{Seller: seller, Kind: task.Kind(cause)}); err != nil {
			return fmt.Errorf("lock an operator task: %w", err)
		}
		closed, err = q.CloseTrouble(ctx, query.CloseTroubleParams{Seller: seller, Kind: task.Kind(cause), Who: actor.Product, Now: &now})
		return err
	})
	return closed > 0, err
}
