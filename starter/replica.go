package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"kaipiao/office/tx"
)

// measureEvery is how often it is looked how far behind the replica is.
const measureEvery = 2 * time.Second

// openReplica opens the copy of the database in which lists are read; nil where there is none. One that does not answer yet may come.
func openReplica(ctx context.Context, url string) (replica *tx.Replica, done func(), err error) {
	if url == "" {
		return nil, func() {}, nil
	}
	pool, err := tx.OpenReplica(ctx, url)
	if err != nil {
		return nil, nil, fmt.Errorf("open the replica (KAIPIAO_DATABASE_REPLICA_URL): %w", err)
	}
	return tx.NewReplica(pool, tx.UsualPatience), pool.Close, nil
}

// followReplica looks how far behind it is, until ctx ends. It has connections of its own, so that a primary that is busy with lists does not keep the
// replica from being asked.
func followReplica(ctx context.Context, replica *tx.Replica, database, copied string) error {
	if replica == nil {
		return nil
	}
	primary, err := tx.Open(ctx, database)
	if err != nil {
		return fmt.Errorf("open the database: %w", err)
	}
	defer primary.Close()
	follower, err := tx.OpenReplica(ctx, copied)
	if err != nil {
		return fmt.Errorf("open the replica (KAIPIAO_DATABASE_REPLICA_URL): %w", err)
	}
	defer follower.Close()
	ticks := time.NewTicker(measureEvery)
	defer ticks.Stop()
	for said := ""; ; {
		err := replica.Measure(ctx, primary, follower, time.Now())
		if now := asText(err); now != said && ctx.Err() == nil {
			if said = now; err != nil {
				slog.Warn("nobody knows how far behind the replica is", "error", err)
			}
		}
		select {
		case <-ctx.Done():
			return nil
		case <-ticks.C:
		}
	}
}

func asText(err error) string {
	if err == nil || errors.Is(err, context.Canceled) {
		return ""
	}
	return err.Error()
}
