package sellers

import (
	"context"
	"fmt"
	"time"

	"kaipiao/domain/actor"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/message"
	"kaipiao/domain/task"
	"kaipiao/office/outbox"
	"kaipiao/office/query"
	"kaipiao/office/tx"
)

// raiseTrouble raises the operator task of a cause, and tells the seller's desk; where it is raised already, nothing.
func raiseTrouble(ctx context.Context, q *query.Queries, seller ids.Seller, cause invoice.Cause, now time.Time) error {
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

// Troubles lists the causes for which a seller's invoices are parked, the oldest first. In vain are those that were let go
// since an instant and are parked again.
func (o *Office) Troubles(ctx context.Context, seller ids.Seller, since time.Time) ([]task.Trouble, error) {
	troubles := []task.Trouble{}
	err := o.tx.Look(ctx, func(q *query.Queries) error {
		tasks, err := q.OpenTroubles(ctx, seller)
		if err != nil {
			return fmt.Errorf("read operator tasks: %w", err)
		}
		for _, open := range tasks {
			parked, err := q.CountParked(ctx, query.CountParkedParams{Seller: seller, Cause: *open.Cause, Since: since})
			if err != nil {
				return fmt.Errorf("count what is parked: %w", err)
			}
			troubles = append(troubles, task.Trouble{
				Cause: *open.Cause, Since: open.OpenedAt, Parked: int(parked.Parked), Trying: int(parked.Trying), Late: int(parked.Late),
				InVain: int(parked.InVain),
			})
		}
		return nil
	})
	return troubles, err
}

// PutBack has those wait again that a cause holds up, and that were let go and gave no answer within patience.
func (o *Office) PutBack(ctx context.Context, seller ids.Seller, cause invoice.Cause, patience time.Duration, now time.Time) error {
	return o.tx.Change(ctx, func(q *query.Queries) error {
		return putBack(ctx, q, query.SilentParams{Seller: seller, Cause: cause, Before: now.Add(-patience)}, patience)
	})
}

// Release lets some of those try again that a cause holds up, and reports how many.
func (o *Office) Release(ctx context.Context, seller ids.Seller, cause invoice.Cause, howMany int, now time.Time) (int, error) {
	released := 0
	err := o.tx.Change(ctx, func(q *query.Queries) error {
		if paused, err := held(ctx, q, seller, cause); err != nil || paused {
			return err // nobody may try
		}
		rows, err := o.release(ctx, q, seller, cause, int32(howMany), now) //nolint:gosec // a batch
		if err != nil {
			return fmt.Errorf("release what is parked: %w", err)
		}
		released = len(rows)
		return tellAll(ctx, q, rows, now)
	})
	return released, err
}

// release takes those that may try again out of the queue: a share for those that are due first, and the rest round the tenants, so
// that a large one keeps nobody waiting. Who tried in vain goes behind; but a quota is used up in turn, or by the smallest ones first
// where the policy says so (case 45).
func (o *Office) release(
	ctx context.Context, q *query.Queries, seller ids.Seller, cause invoice.Cause, howMany int32, now time.Time,
) ([]query.Parked, error) {
	if cause == invoice.QuotaExhausted && o.policy.Issue.SmallerFirst {
		return q.ReleaseSmallest(ctx, query.ReleaseSmallestParams{Seller: seller, Cause: cause, HowMany: howMany, Now: now})
	}
	oldest := oldestOf(howMany)
	return q.Release(ctx, query.ReleaseParams{Seller: seller, Cause: cause, Oldest: oldest, InRound: howMany - oldest, Now: now})
}

// oldestOf is how many of a batch are those that are due first: a quarter, and one at least.
func oldestOf(howMany int32) int32 { return max(1, howMany/4) }

// tellAll tells the workflows of what may try again.
func tellAll(ctx context.Context, q *query.Queries, rows []query.Parked, now time.Time) error {
	for _, row := range rows {
		if err := tellReleased(ctx, q, row, now); err != nil {
			return err
		}
	}
	return nil
}

// tellReleased tells the workflow of what may try again.
func tellReleased(ctx context.Context, q *query.Queries, held query.Parked, now time.Time) error {
	if held.Invoice != nil {
		row, err := q.Invoice(ctx, *held.Invoice)
		if err != nil {
			return tx.Missing(err, "invoice")
		}
		return outbox.Resume(ctx, q, row.Workflow, now)
	}
	row, err := q.Reversal(ctx, *held.Reversal)
	if err != nil {
		return tx.Missing(err, "reversal")
	}
	of, err := q.Invoice(ctx, row.Invoice)
	if err != nil {
		return tx.Missing(err, "invoice")
	}
	return outbox.TellReversals(ctx, q, of, message.Resume, message.Nothing{}, now)
}

// CloseTrouble ends a trouble when nobody is held up by it any more but who fails alone; it reports whether it did.
func (o *Office) CloseTrouble(ctx context.Context, seller ids.Seller, cause invoice.Cause, now time.Time) (bool, error) {
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

// spendingWithin is how far back a seller's spending is looked at for the forecast of its quota.
const spendingWithin = 7 * 24 * time.Hour

// Spending is what a seller takes out of its quota: what waits, and what was issued in the last seven days.
func (o *Office) Spending(ctx context.Context, seller ids.Seller, now time.Time) (invoice.Spending, error) {
	row, err := o.tx.Reads().SpendingOfSeller(ctx, query.SpendingOfSellerParams{Seller: seller, Since: now.Add(-spendingWithin)})
	return invoice.Spending{Waiting: row.Waiting, Issued: row.Issued, Within: spendingWithin}, tx.Missing(err, "spending")
}
