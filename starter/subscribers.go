package main

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"

	adapter "kaipiao/adapters/webhook"
	"kaipiao/domain/policy"
	"kaipiao/domain/webhook"
	"kaipiao/office/accounting"
	"kaipiao/office/subscribers"
	"kaipiao/office/tx"
)

// webhookCalls counts the calls of this process to subscribed endpoints, by what came of them.
var webhookCalls = promauto.NewHistogramVec(prometheus.HistogramOpts{
	Name: "kaipiao_webhook_call_seconds", Help: "How long calls to subscribed endpoints took, by what came of them.", Buckets: prometheus.DefBuckets,
}, []string{"outcome"})

// tellSubscribers tells subscribed endpoints what happens until ctx ends (O3). It has connections of its own, so that many
// endpoints do not take them away from callers.
func tellSubscribers(ctx context.Context, database string, p policy.Policy, targets webhook.Targets) error {
	pool, err := tx.Open(ctx, database)
	if err != nil {
		return fmt.Errorf("open the database: %w", err)
	}
	defer pool.Close()
	db := tx.New(pool)
	told := subscribers.New(db)
	sender := adapter.NewSender(targets, time.Now)
	teller := subscribers.Teller{
		Clock: time.Now, Random: rand.Float64, Document: accounting.New(db, p).OfEvent,
		Call:   func(ctx context.Context, c webhook.Claimed) webhook.Outcome { return observed(ctx, sender, c) },
		Failed: func(err error) { slog.Warn("a delivery is not noted; it will be made again", "error", err) },
	}
	for {
		err := told.TellSubscribers(ctx, teller)
		if ctx.Err() != nil {
			return nil
		}
		slog.Warn("subscribers are not told for a moment", "error", err)
		select {
		case <-ctx.Done():
		case <-time.After(afterTrouble):
		}
	}
}

// observed makes a call and counts it.
func observed(ctx context.Context, sender *adapter.Sender, c webhook.Claimed) webhook.Outcome {
	started := time.Now()
	outcome := sender.Call(ctx, c)
	webhookCalls.WithLabelValues(string(outcome.Kind)).Observe(time.Since(started).Seconds())
	if outcome.Kind != webhook.Taken {
		slog.InfoContext(ctx, "an endpoint has not taken a message", "webhook", c.Endpoint.ID, "delivery", c.ID, "attempt", c.Attempts, "answer", outcome.Answer)
	}
	return outcome
}
