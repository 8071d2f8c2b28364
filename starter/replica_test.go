package main

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/devstack/postgres/postgrestest"
	"kaipiao/office/tx"
	"kaipiao/schema"
	"kaipiao/settings"
)

// The programs look by themselves how far behind the replica is, with connections of their own; a role that administers the server is refused there, too, and
// a replica that is away keeps nobody from starting.
func TestTheReplicaIsFollowed(t *testing.T) {
	f := postgrestest.Follow(t)
	s := settings.Settings{DatabaseURL: f.Primary(schema.Starter), DatabaseReplicaURL: f.Replica(schema.Reader)}
	ctx, stop := context.WithCancel(t.Context())
	pool, replica, err := openDatabases(ctx, s)
	require.NoError(t, err)
	defer pool.Close()
	ended := make(chan error, 1)
	go func() { ended <- followReplica(ctx, replica, s.DatabaseURL, s.DatabaseReplicaURL) }()
	require.Eventually(t, func() bool {
		stands := replica.Standing()
		return stands.Known && stands.Behind <= tx.UsualPatience.Behind
	}, time.Minute, 10*time.Millisecond)
	stop()
	require.NoError(t, <-ended)

	s.DatabaseReplicaURL = f.Replica(schema.Owner)
	_, _, err = openDatabases(t.Context(), s)
	require.ErrorContains(t, err, "KAIPIAO_DATABASE_REPLICA_URL")
	s.DatabaseReplicaURL = "postgres://kaipiao_reader@127.0.0.1:1/kaipiao"
	pool, replica, err = openDatabases(t.Context(), s)
	require.NoError(t, err)
	defer pool.Close()
	require.NotNil(t, replica)
	s.DatabaseReplicaURL = ""
	pool, replica, err = openDatabases(t.Context(), s)
	require.NoError(t, err)
	defer pool.Close()
	require.Nil(t, replica)
	require.NoError(t, followReplica(t.Context(), replica, s.DatabaseURL, ""))
}
