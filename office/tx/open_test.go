package tx_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/devstack/postgres/postgrestest"
	"kaipiao/office/tx"
	"kaipiao/schema"
)

// A program says at its start that the database has to be migrated first, or has given up what the program uses; beside a database that a later build
// has only expanded it goes on.
func TestAProgramLooksWhetherItCanWorkWithTheDatabase(t *testing.T) {
	database := postgrestest.Database(t)
	admin := postgrestest.Admin(t, postgrestest.Pool(t, database))
	is := func(version, oldest int) {
		_, err := admin.Exec(t.Context(), "update schema_version set version = $1, oldest = $2", version, oldest)
		require.NoError(t, err)
	}
	defer is(schema.Known, 0) // the database is another test's next
	open := func() error {
		pool, err := tx.Open(t.Context(), postgrestest.As(t, schema.Worker, database))
		if err == nil {
			pool.Close()
		}
		return err
	}
	for _, fits := range [][2]int{{schema.Known, 0}, {schema.Known + 3, 0}, {schema.Known + 3, schema.Known}} {
		is(fits[0], fits[1])
		require.NoError(t, open(), fits)
	}
	is(schema.Known-1, 0)
	require.ErrorContains(t, open(), "run `starter migrate` of this build first")
	is(schema.Known+3, schema.Known+1)
	require.ErrorContains(t, open(), "run a later build")
}

// A database that does not answer yet may come: the program starts, and is not ready.
func TestADatabaseThatIsAwayIsWaitedFor(t *testing.T) {
	pool, err := tx.Open(t.Context(), "postgres://kaipiao_worker@127.0.0.1:1/kaipiao")
	require.NoError(t, err)
	pool.Close()
}
