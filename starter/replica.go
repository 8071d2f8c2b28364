package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"kaipiao/office/tx"
	"kaipiao/settings"
)

// measureEvery is how often it is looked how far behind the replica is.
const measureEvery = 2 * time.Second

// openDatabases opens the register's database, and the copy of it in which lists are read, until ctx ends; nil where there is none. One that does not
// answer yet may come.
func openDatabases(ctx context.Context, s settings.Settings) (*pgxpool.Pool, *tx.Replica, error) {
	pool, err := tx.Open(ctx, s.DatabaseURL)
	if err != nil {
		return nil, nil, fmt.Errorf("open the database: %w", err)
	}
	if s.DatabaseReplicaURL == "" {
		return pool, nil, nil
	}
	copied, err := tx.OpenReplica(ctx, s.DatabaseReplicaURL)
	if err != nil {
		pool.Close()
		return nil, nil, fmt.Errorf("open the replica (KAIPIAO_DATABASE_REPLICA_URL): %w", err)
	}
	context.AfterFunc(ctx, copied.Close)
	return pool, tx.NewReplica(copied, tx.UsualPatience), nil
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
	said := ""
	repeat(ctx, measureEvery, func(time.Time) {
		err := replica.Measure(ctx, primary, follower, time.Now())
		if text := asText(err); text != said && ctx.Err() == nil {
			if said = text; err != nil {
				slog.Warn("nobody knows how far behind the replica is", "error", err)
			}
		}
	})
	return nil
}

func asText(err error) string {
	if err == nil || errors.Is(err, context.Canceled) {
		return ""
	}
	return err.Error()
}
