// Package postgrestest gives each test a fresh, migrated database on a real PostgreSQL server. A machine without a
// server fails the test.
package postgrestest

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"

	"kaipiao/devstack/postgres"
	"kaipiao/schema"
)

// ServerVariable names a server that several test programs share; without it each starts its own.
const ServerVariable = "KAIPIAO_TEST_DATABASE_URL"

var (
	own     *postgres.Server
	once    sync.Once
	base    string
	baseErr error
	count   atomic.Int64
)

// Run runs a package's tests and stops the server that they started. Call it from TestMain.
func Run(m *testing.M) int {
	code := m.Run()
	if own != nil {
		if err := own.Stop(); err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
	}
	return code
}

// Database returns the URL of a fresh, migrated database.
func Database(t testing.TB) string {
	t.Helper()
	once.Do(prepare)
	if baseErr != nil {
		t.Fatal(baseErr)
	}
	name := fmt.Sprintf("test_%d_%d", os.Getpid(), count.Add(1))
	execute(t, "create database "+name+" template "+template())
	t.Cleanup(func() { execute(t, "drop database "+name+" with (force)") })
	return named(name)
}

// prepare finds or starts the server and makes the migrated database that the others are copied from.
func prepare() {
	ctx := context.Background()
	if base = os.Getenv(ServerVariable); base == "" {
		if baseErr = postgres.Install(ctx); baseErr != nil {
			return
		}
		if own, baseErr = postgres.Start(ctx, postgres.Options{Throwaway: true}); baseErr != nil {
			return
		}
		base = own.URL()
	}
	if baseErr = run(ctx, base, "create database "+template()); baseErr != nil {
		return
	}
	conn, err := pgx.Connect(ctx, named(template()))
	if err != nil {
		baseErr = err
		return
	}
	defer conn.Close(ctx)
	baseErr = schema.Migrate(ctx, conn)
}

func template() string { return fmt.Sprintf("template_%d", os.Getpid()) }

// named is the server's URL with another database.
func named(database string) string {
	parsed, err := url.Parse(base)
	if err != nil {
		panic(err)
	}
	parsed.Path = "/" + database
	return parsed.String()
}

func execute(t testing.TB, statement string) {
	t.Helper()
	if err := run(context.Background(), base, statement); err != nil {
		t.Fatal(err)
	}
}

func run(ctx context.Context, database, statement string) error {
	conn, err := pgx.Connect(ctx, database)
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	_, err = conn.Exec(ctx, statement)
	return err
}
