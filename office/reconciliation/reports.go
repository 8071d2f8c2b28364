package reconciliation

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"kaipiao/domain/actor"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/message"
	"kaipiao/domain/reconciliation"
	"kaipiao/domain/refusal"
	"kaipiao/office/outbox"
	"kaipiao/office/query"
	"kaipiao/office/tx"
)

// Order asks for a comparison. Without a beginning it reaches from a day before the end of the last one, of those that went on like this and
// repaired, until now: nothing lies between them, whatever somebody has looked at besides.
type Order struct {
	ID       ids.Reconciliation
	From, To *time.Time
	// Number narrows it to one blue invoice.
	Number  string
	Repairs bool
	By      actor.Actor
}

// Begin stores that a comparison begins. The same id again finds it.
func (o *Office) Begin(ctx context.Context, order Order, now time.Time) (reconciliation.Reconciliation, error) {
	err := o.tx.Change(ctx, func(q *query.Queries) error { return begin(ctx, q, order, now) })
	if err != nil {
		return reconciliation.Reconciliation{}, err
	}
	return o.Reconciliation(ctx, order.ID)
}

// Request is Begin, with the message that has it carried out.
func (o *Office) Request(ctx context.Context, order Order, now time.Time) (reconciliation.Reconciliation, error) {
	err := o.tx.Change(ctx, func(q *query.Queries) error {
		if err := begin(ctx, q, order, now); err != nil {
			return err
		}
		return outbox.Enqueue(ctx, q, now, message.StartReconciliation.With(message.ReconciliationStart{Reconciliation: order.ID}))
	})
	if err != nil {
		return reconciliation.Reconciliation{}, err
	}
	return o.Reconciliation(ctx, order.ID)
}

// News has an invoice of ours looked at, by its number: somebody has done something to it at the provider (V8, V9). What it was,
// the provider is asked.
func (o *Office) News(ctx context.Context, id ids.Reconciliation, number string, now time.Time) error {
	named, err := o.tx.Reads().InvoiceOfNumber(ctx, number)
	if err != nil {
		return tx.Missing(err, "invoice")
	}
	// The provider's clock is not ours.
	from, to := named.IssuedAt.Add(-reconciliation.Settling), now.Add(reconciliation.Settling)
	_, err = o.Request(ctx, Order{ID: id, From: &from, To: &to, Number: number, Repairs: true, By: actor.Provider}, now)
	return err
}

func begin(ctx context.Context, q *query.Queries, order Order, now time.Time) error {
	from, to, err := window(ctx, q, order, now)
	if err != nil {
		return err
	}
	if !from.Before(to) || (order.Number == "" && now.Before(to)) {
		return refusal.BadInput("to", "A window ends after it begins, and not in the future.", "时间段的结束应晚于开始，且不晚于当前时间。")
	}
	_, err = q.InsertReconciliation(ctx, query.InsertReconciliationParams{
		ID: order.ID, WindowFrom: from, WindowTo: to, Number: order.Number, GoesOn: order.From == nil, Repairs: order.Repairs, RequestedBy: order.By, Now: now,
	})
	if err != nil {
		return fmt.Errorf("store reconciliation: %w", err)
	}
	return nil
}

func window(ctx context.Context, q *query.Queries, order Order, now time.Time) (from, to time.Time, err error) {
	if to = now; order.To != nil {
		to = *order.To
	}
	if order.From != nil {
		return *order.From, to, nil
	}
	last, err := q.ReconciledUntil(ctx)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return to.Add(-reconciliation.FirstWindow), to, nil
	case err != nil:
		return from, to, fmt.Errorf("read reconciliations: %w", err)
	case last.After(to):
		return to.Add(-reconciliation.Overlap), to, nil
	default:
		return last.Add(-reconciliation.Overlap), to, nil
	}
}

// Take keeps a page of what the provider lists, until it is compared. A page that comes twice changes nothing.
func (o *Office) Take(ctx context.Context, id ids.Reconciliation, listed []invoice.Listed) error {
	if len(listed) == 0 {
		return nil
	}
	documents, err := json.Marshal(listed)
	if err != nil {
		return fmt.Errorf("write what the provider lists: %w", err)
	}
	return o.tx.Change(ctx, func(q *query.Queries) error {
		if err := q.KeepListed(ctx, query.KeepListedParams{Reconciliation: string(id), Documents: documents}); err != nil {
			return fmt.Errorf("keep what the provider lists: %w", err)
		}
		return nil
	})
}

// End makes the report: from now on it stays as it is, and what the provider listed is forgotten. Ending it again changes nothing.
func (o *Office) End(ctx context.Context, id ids.Reconciliation, now time.Time) (reconciliation.Reconciliation, error) {
	err := o.tx.Change(ctx, func(q *query.Queries) error {
		row, err := q.LockReconciliation(ctx, id)
		if err != nil || row.EndedAt != nil {
			return tx.Missing(err, "reconciliation")
		}
		documents, err := q.CountListed(ctx, id)
		if err != nil {
			return fmt.Errorf("count what the provider lists: %w", err)
		}
		ours := query.CountOursRow{}
		if row.Number == "" {
			ours, err = q.CountOurs(ctx, query.CountOursParams{Seller: invoice.Platform, Since: row.WindowFrom, Until: row.WindowTo})
			if err != nil {
				return fmt.Errorf("count what the register has: %w", err)
			}
		}
		ended := query.EndReconciliationParams{ID: id, Now: now, Documents: documents, Invoices: ours.Invoices, Reversals: ours.Reversals}
		if _, err := q.EndReconciliation(ctx, ended); err != nil {
			return fmt.Errorf("end reconciliation: %w", err)
		}
		if _, err := q.ForgetListed(ctx, id); err != nil {
			return fmt.Errorf("forget what the provider lists: %w", err)
		}
		return nil
	})
	if err != nil {
		return reconciliation.Reconciliation{}, err
	}
	return o.Reconciliation(ctx, id)
}
