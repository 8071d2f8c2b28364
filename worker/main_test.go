package main

import (
	"context"
	"io"
	"net"
	"net/url"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/devstack/freeport"
	"kaipiao/devstack/postgres/postgrestest"
	"kaipiao/devstack/temporaltest"
	"kaipiao/encryption"
	"kaipiao/schema"
)

// relay hands what comes to an address on to another one, until the test ends.
func relay(t *testing.T, address, to string) {
	t.Helper()
	listener, err := net.Listen("tcp", address)
	require.NoError(t, err)
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			came, err := listener.Accept()
			if err != nil {
				return
			}
			on, err := net.Dial("tcp", to)
			if err != nil {
				_ = came.Close()
				continue
			}
			go func() { _, _ = io.Copy(on, came); _ = on.Close() }()
			go func() { _, _ = io.Copy(came, on); _ = came.Close() }()
		}
	}()
}

// A worker that is started while the database is away stays, and goes to work when it is there: nobody has to start it again.
func TestAWorkerWaitsForItsDatabase(t *testing.T) {
	// given a database behind an address at which nothing listens yet
	database := postgrestest.Database(t)
	pool := postgrestest.Pool(t, database)
	behind, err := url.Parse(postgrestest.As(t, schema.Worker, database))
	require.NoError(t, err)
	there := behind.Host
	behind.Host, err = freeport.FindAddress()
	require.NoError(t, err)
	figures, err := freeport.FindAddress()
	require.NoError(t, err)
	dir := t.TempDir()
	require.NoError(t, encryption.MakeFile(filepath.Join(dir, "temporal-keys"), time.Now()))
	for name, value := range map[string]string{
		"KAIPIAO_RUN_DIR": dir, "KAIPIAO_DATABASE_URL": behind.String(), "KAIPIAO_METRICS_ADDR": figures, "KAIPIAO_FILES_DIR": t.TempDir(),
		"KAIPIAO_TEMPORAL_ADDR": temporaltest.Start(t), "KAIPIAO_TEMPORAL_NAMESPACE": temporaltest.Namespace, "KAIPIAO_TEMPORAL_EMBEDDED": "true",
	} {
		t.Setenv(name, value)
	}
	// when a worker starts
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- run(ctx) }()
	select {
	case err := <-ended:
		require.Fail(t, "it has ended", "%v", err)
	case <-time.After(3 * time.Second):
	}
	// then it has the platform's desk begun as soon as the database answers
	relay(t, behind.Host, there)
	require.Eventually(t, func() bool {
		var owed int
		require.NoError(t, pool.QueryRow(t.Context(), "select count(*) from outbox where workflow_id = 'seller/platform'").Scan(&owed))
		return owed == 1
	}, 20*time.Second, 50*time.Millisecond)
	stop()
	require.NoError(t, <-ended)
}
