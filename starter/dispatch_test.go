package main

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/devstack/postgres/postgrestest"
	"kaipiao/office/outbox"
	"kaipiao/schema"
)

// What was accepted is handed to Temporal while every connection of the API is taken, and others wait for one. Callers who ask again and again until
// their work is done would wait for ever otherwise.
func TestTheOutboxGoesOnWhileTheAPIIsBusy(t *testing.T) {
	database := postgrestest.Database(t)
	url := postgrestest.As(t, schema.Starter, database)
	pool := postgrestest.Pool(t, url)
	owner := postgrestest.Admin(t, postgrestest.Pool(t, database))
	for range pool.Config().MaxConns {
		connection, err := pool.Acquire(t.Context())
		require.NoError(t, err)
		t.Cleanup(connection.Release)
	}
	sent := make(chan string, 1)
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() {
		ended <- dispatch(ctx, url, func(_ context.Context, m outbox.Message) error { sent <- m.WorkflowID; return nil })
	}()
	_, err := owner.Exec(t.Context(), `insert into outbox (workflow_id, workflow, start, signal, payload, due_at, created_at)
		values ('application/x', 'Application', '{}', null, null, now(), now())`)
	require.NoError(t, err)
	select {
	case workflow := <-sent:
		require.Equal(t, "application/x", workflow)
	case <-time.After(30 * time.Second):
		require.Fail(t, "the outbox stands still")
	}
	stop()
	require.NoError(t, <-ended)
}
