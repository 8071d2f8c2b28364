package postgres

import (
	"context"
	"fmt"
	"time"

	"kaipiao/domain/refusal"
	"kaipiao/domain/webhook"
	"kaipiao/office/paging"
	"kaipiao/office/query"
)

// Subscribe tells an endpoint everything that happens from now on (O3). An address is subscribed once.
func (r *Register) Subscribe(ctx context.Context, endpoint webhook.Endpoint, secret webhook.Secret, now time.Time) error {
	return r.change(ctx, func(q *query.Queries) error {
		stored, err := q.InsertWebhook(ctx, query.InsertWebhookParams{
			ID: endpoint.ID, Url: endpoint.URL, Secret: secret, Who: endpoint.CreatedBy, Now: now,
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

// Unsubscribe forgets an endpoint, with everything that it is owed.
func (r *Register) Unsubscribe(ctx context.Context, id string) error {
	return r.change(ctx, func(q *query.Queries) error {
		deleted, err := q.DeleteWebhook(ctx, id)
		return oneRow(deleted, err, "webhook")
	})
}

// Endpoint reads one endpoint; it refuses with not_found.
func (r *Register) Endpoint(ctx context.Context, id string) (webhook.Endpoint, error) {
	row, err := query.New(r.pool).Webhook(ctx, id)
	return endpointOf(row), missing(err, "webhook")
}

// Endpoints lists the endpoints, the oldest first.
func (r *Register) Endpoints(ctx context.Context, page paging.Request) (paging.Page[webhook.Endpoint], error) {
	rows, err := query.New(r.pool).Webhooks(ctx, query.WebhooksParams{After: page.After, PageSize: pageSize(page)})
	if err != nil {
		return paging.Page[webhook.Endpoint]{}, missing(err, "webhooks")
	}
	return pageOf(rows, page, endpointOf, func(row query.Webhook) string { return row.ID }), nil
}

func endpointOf(row query.Webhook) webhook.Endpoint {
	return webhook.Endpoint{ID: row.ID, URL: row.Url, CreatedBy: row.CreatedBy, CreatedAt: row.CreatedAt, GoneAt: row.DisabledAt}
}
