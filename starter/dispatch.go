package main

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"kaipiao/office/outbox"
	"kaipiao/office/tx"
)

// afterTrouble is the pause after the database could not be listened to.
const afterTrouble = time.Second

// dispatch hands the outbox to Temporal until ctx ends. Whatever fails is tried again: accepted work is never forgotten. It has connections of its
// own, so that it goes on however many calls wait for one: it is what they wait for in the end.
func dispatch(ctx context.Context, database string, send outbox.Send) error {
	pool, err := tx.Open(ctx, database)
	if err != nil {
		return fmt.Errorf("open the database: %w", err)
	}
	defer pool.Close()
	owed := outbox.New(tx.New(pool))
	for {
		err := owed.Deliver(ctx, time.Now, send)
		if ctx.Err() != nil {
			return nil
		}
		slog.Warn("the outbox is not delivered for a moment", "error", err)
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(afterTrouble):
		}
	}
}
