package subscribers

import (
	"context"
	"fmt"
	"time"

	"kaipiao/domain/actor"
	"kaipiao/domain/ids"
	"kaipiao/domain/refusal"
	"kaipiao/domain/task"
	"kaipiao/domain/webhook"
	"kaipiao/office/paging"
	"kaipiao/office/query"
	"kaipiao/office/tx"
)

// Subscribe tells an endpoint everything that happens from now on (O3). An address is subscribed once.
func (o *Office) Subscribe(ctx context.Context, endpoint webhook.Endpoint, secret webhook.Secret, now time.Time) error {
	return o.tx.Change(ctx, func(q *query.Queries) error {
		stored, err := q.InsertWebhook(ctx, query.InsertWebhookParams{
			ID: endpoint.ID, Url: endpoint.URL, Secret: secret, Documents: endpoint.Documents, Who: endpoint.CreatedBy, Now: now,
		})
		if err != nil {
			return fmt.Errorf("store webhook: %w", err)
		}
		if stored == 0 {
			return refusal.New(refusal.WebhookExists, "url")
		}
		return nil
	})
}

// Unsubscribe forgets an endpoint, with everything that it is owed, and closes the task about it.
func (o *Office) Unsubscribe(ctx context.Context, id ids.Webhook, who actor.Actor, now time.Time) error {
	return o.tx.Change(ctx, func(q *query.Queries) error {
		deleted, err := q.DeleteWebhook(ctx, id)
		if err := tx.OneRow(deleted, err, "webhook"); err != nil {
			return err
		}
		return q.CloseMatter(ctx, query.CloseMatterParams{Kind: task.ParkedDeliveries, Subject: subjectOf(id), Who: who, Now: &now})
	})
}

// Endpoint reads one endpoint; it refuses with not_found.
func (o *Office) Endpoint(ctx context.Context, id ids.Webhook) (webhook.Endpoint, error) {
	row, err := o.tx.Reads().Webhook(ctx, id)
	return endpointOf(row), tx.Missing(err, "webhook")
}

// Endpoints lists the endpoints, the oldest first.
func (o *Office) Endpoints(ctx context.Context, page paging.Request) (paging.Page[webhook.Endpoint], error) {
	rows, err := o.tx.Reads().Webhooks(ctx, query.WebhooksParams{After: ids.Webhook(page.After), PageSize: paging.Size(page)})
	if err != nil {
		return paging.Page[webhook.Endpoint]{}, tx.Missing(err, "webhooks")
	}
	return paging.Of(rows, page, endpointOf, func(row query.Webhook) ids.Webhook { return row.ID }), nil
}

func endpointOf(row query.Webhook) webhook.Endpoint {
	return webhook.Endpoint{ID: row.ID, URL: row.Url, Documents: row.Documents, CreatedBy: row.CreatedBy, CreatedAt: row.CreatedAt, GoneAt: row.DisabledAt}
}
