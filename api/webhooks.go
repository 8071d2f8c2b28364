package api

import (
	"context"
	"crypto/rand"
	"errors"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"kaipiao/access"
	"kaipiao/domain/ids"
	"kaipiao/domain/refusal"
	"kaipiao/domain/webhook"
)

// WebhookBody is a webhook as callers write it.
type WebhookBody struct {
	URL string `json:"url" maxLength:"2000" pattern:"^https?://[!-~]+$"`
	// Documents hold names, taxpayer numbers and amounts.
	Documents bool `json:"documents,omitempty"`
}

// TransformSchema says what is too long for a tag.
func (WebhookBody) TransformSchema(_ huma.Registry, s *huma.Schema) *huma.Schema {
	s.Properties["url"].Examples = []any{"https://example.com/hooks"}
	return explain(s, map[string]string{
		"documents": "Whether a message that something was issued, red-issued or voided, or has its files or its parcel by now, holds what accounting books of it " +
			"(`data.document`), with names, taxpayer numbers and amounts. Messages have ids and states alone without it.",
		"url": "Where messages are sent, an absolute address. Put nothing secret into it: lists and the audit trail show it.",
	})
}

// Webhook is a subscribed endpoint as callers read it.
type Webhook struct {
	ID        ids.Webhook `json:"id"`
	URL       string      `json:"url" doc:"Where messages are sent." example:"https://example.com/hooks"`
	Documents bool        `json:"documents" doc:"Whether its messages hold what accounting books."`
	Status    string      `json:"status" enum:"active,gone" doc:"active: it is told what happens; gone: it answered with 410, and is told nothing more."`
	CreatedAt time.Time   `json:"created_at" doc:"When it was subscribed, in UTC." example:"2026-09-18T02:00:00Z"`
	GoneAt    *time.Time  `json:"gone_at" nullable:"true" doc:"Since when it is gone, in UTC; null while it is active."`
	Secret    string      `json:"secret,omitempty" doc:"Signs the messages (Standard Webhooks); shown once, when the webhook is made."`
}

type webhookAnswer struct{ Body Webhook }

// WebhookPath is the part of a path that names a webhook.
type WebhookPath struct {
	Webhook ids.Webhook `path:"webhook" pattern:"^[A-Za-z0-9-]{1,64}$"`
}

func (s *surface) webhooks() {
	on(s, call{
		method: http.MethodPost, path: "/v1/webhooks", does: access.Subscribe, status: http.StatusCreated,
		summary: "Subscribe an endpoint to everything that happens; the answer alone shows its secret",
	}, s.subscribe)
	on(s, call{method: http.MethodGet, path: "/v1/webhooks", summary: "The subscribed endpoints", does: access.ListWebhooks}, s.listWebhooks)
	on(s, call{method: http.MethodGet, path: "/v1/webhooks/{webhook}", summary: "A subscribed endpoint", does: access.ReadWebhook}, s.getWebhook)
	on(s, call{
		method: http.MethodDelete, path: "/v1/webhooks/{webhook}", does: access.Unsubscribe, status: http.StatusNoContent,
		summary: "Forget an endpoint and what it is owed",
	}, s.unsubscribe)
	on(s, call{
		method: http.MethodGet, path: "/v1/webhooks/{webhook}/deliveries", does: access.ListDeliveries,
		summary: "What an endpoint was told and is owed",
	}, s.listDeliveries)
	on(s, call{
		method: http.MethodPost, path: "/v1/webhooks/{webhook}/deliveries/{delivery}/redeliver", does: access.Redeliver,
		summary: "Try a parked delivery for another day, or one that waits at once",
	}, s.redeliver)
}

func (s *surface) subscribe(ctx context.Context, in *struct{ Body WebhookBody }) (*webhookAnswer, error) {
	switch err := s.WebhookTargets.Check(in.Body.URL); {
	case errors.Is(err, webhook.ErrNoEndpoint):
		return nil, malformed("url", "Give an absolute http or https address without user and fragment.", "请填写完整的 http 或 https 地址，不含用户名和片段。")
	case err != nil:
		return nil, refusal.New(refusal.EndpointNotAllowed, "url")
	}
	id, err := newID[ids.Webhook]()
	if err != nil {
		return nil, err
	}
	secret := make(webhook.Secret, webhook.SecretSize)
	_, _ = rand.Read(secret) // it never fails
	endpoint := webhook.Endpoint{ID: id, URL: in.Body.URL, Documents: in.Body.Documents, CreatedBy: actorOf(ctx), CreatedAt: s.Now()}
	if err := s.Office.Subscribers.Subscribe(ctx, endpoint, secret, endpoint.CreatedAt); err != nil {
		return nil, err
	}
	answer := &webhookAnswer{Body: showWebhook(endpoint)}
	answer.Body.Secret = secret.Text()
	return answer, nil
}

func (s *surface) listWebhooks(ctx context.Context, in *PageQuery) (*listAnswer[Webhook], error) {
	page, err := in.page()
	if err != nil {
		return nil, err
	}
	endpoints, err := s.Office.Subscribers.Endpoints(ctx, page)
	return listOf(endpoints, showWebhook), err
}

func (s *surface) getWebhook(ctx context.Context, in *WebhookPath) (*webhookAnswer, error) {
	endpoint, err := s.Office.Subscribers.Endpoint(ctx, in.Webhook)
	return &webhookAnswer{Body: showWebhook(endpoint)}, err
}

func (s *surface) unsubscribe(ctx context.Context, in *WebhookPath) (*struct{}, error) {
	return nil, s.Office.Subscribers.Unsubscribe(ctx, in.Webhook, actorOf(ctx), s.Now())
}

func showWebhook(e webhook.Endpoint) Webhook {
	shown := Webhook{ID: e.ID, URL: e.URL, Documents: e.Documents, Status: "active", CreatedAt: e.CreatedAt.UTC(), GoneAt: utc(e.GoneAt)}
	if e.GoneAt != nil {
		shown.Status = "gone"
	}
	return shown
}
