package sellers

import (
	"context"
	"time"

	"kaipiao/domain/ids"
	"kaipiao/domain/message"
	"kaipiao/office/outbox"
	"kaipiao/office/query"
)

// OpenDesk has a seller's desk run from now on, which looks after its troubles (I5). Where it is owed already, nothing changes.
func (o *Office) OpenDesk(ctx context.Context, seller ids.Seller, now time.Time) error {
	start := message.StartSellerDesk.With(message.SellerDeskStart{Seller: seller})
	return o.tx.Change(ctx, func(q *query.Queries) error {
		owed, err := q.AreOwed(ctx, []string{start.WorkflowID})
		if err != nil || len(owed) > 0 {
			return err
		}
		return outbox.Enqueue(ctx, q, now, start)
	})
}
