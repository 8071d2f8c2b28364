package applications

import (
	"context"
	"time"

	"kaipiao/domain/actor"
	"kaipiao/domain/application"
	"kaipiao/domain/ids"
	"kaipiao/office/query"
)

// ApproveFound approves a pending application of which the provider has issued an invoice: it was approved, and the register has
// forgotten it. One that was decided stays as it is.
func (o *Office) ApproveFound(ctx context.Context, id ids.Application, now time.Time) error {
	_, err := o.decideOn(ctx, id, func(q *query.Queries, row query.Application) error {
		if row.Status != application.PendingApproval {
			return nil
		}
		return o.approve(ctx, q, row, actor.Product, "", now, CloseAndTell)
	})
	return err
}
