package applications

import (
	"context"
	"fmt"

	"kaipiao/domain/ids"
	"kaipiao/office/query"
	"kaipiao/office/read"
	"kaipiao/office/tx"
)

// Await reports whether an application is settled. Until it is, the workflow of a caller that asks is told to look again whenever that may
// have changed (P14). Every event is written under the lock of the account, so that none falls between.
func (o *Office) Await(ctx context.Context, id ids.Application, workflow string) (settled bool, err error) {
	err = o.tx.Change(ctx, func(q *query.Queries) error {
		if _, err := q.LockAccountOfApplication(ctx, id); err != nil {
			return tx.Missing(err, "application")
		}
		found, err := read.Application(ctx, q, id)
		if err != nil {
			return err
		}
		if settled = found.Settled(); settled {
			err = q.AwaitApplicationNoMore(ctx, query.AwaitApplicationNoMoreParams{Application: id, Workflow: workflow})
		} else {
			err = q.AwaitApplication(ctx, query.AwaitApplicationParams{Application: id, Workflow: workflow})
		}
		if err != nil {
			return fmt.Errorf("note who waits for the application: %w", err)
		}
		return nil
	})
	return settled, err
}
