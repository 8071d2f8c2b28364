// Package runs has the use cases about the workflows that must run (O6): what the register owes is written down in the transaction that
// owes it, held against what runs, and started again where it is missing.
package runs

import (
	"context"
	"fmt"
	"time"

	"kaipiao/domain/actor"
	"kaipiao/office/query"
	"kaipiao/office/tx"
)

// Office decides about them, each in one transaction.
type Office struct {
	tx *tx.DB
}

// New makes it.
func New(db *tx.DB) *Office {
	return &Office{tx: db}
}

// Settle says that nothing is owed any more of what a workflow sees to: it need not run. Settling again changes nothing.
func (o *Office) Settle(ctx context.Context, workflow string, now time.Time) error {
	err := o.tx.Change(ctx, func(q *query.Queries) error {
		return q.SettleRun(ctx, query.SettleRunParams{Workflow: workflow, Who: actor.Product, Now: &now})
	})
	if err != nil {
		return fmt.Errorf("settle the run %s: %w", workflow, err)
	}
	return nil
}
