package main

import (
	"context"
	"log/slog"
	"time"

	"kaipiao/office"
	"kaipiao/temporalgate"
)

// afterTrouble is the pause after the database could not be listened to.
const afterTrouble = time.Second

// dispatch hands the outbox to Temporal until ctx ends. Whatever fails is tried again: accepted work is never forgotten.
func dispatch(ctx context.Context, store *office.Office, gate *temporalgate.Gate) {
	for ctx.Err() == nil {
		err := store.Outbox.Deliver(ctx, time.Now, gate.Send)
		if ctx.Err() != nil {
			return
		}
		slog.Warn("the outbox is not delivered for a moment", "error", err)
		select {
		case <-ctx.Done():
		case <-time.After(afterTrouble):
		}
	}
}
