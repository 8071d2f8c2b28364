// Package postgrestest gives each test a fresh, migrated database on a real PostgreSQL server. A machine without a
// server fails the test.
package postgrestest

import (
	"context"
	"errors"
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

// Run runs a package's tests, and stops the server that they started or tidies up the one that they were lent. Call it
// from TestMain.
func Run(m *testing.M) int {
	code := m.Run()
	problem := tidy()
	if problem != nil {
		fmt.Fprintln(os.Stderr, problem)
	}
	return code
}

func tidy() error {
	if own != nil {
		return own.Stop()
	}
	var problems []error
	for _, name := range free.names {
		problems = append(problems, run(context.Background(), base, "drop database "+name+" with (force)"))
	}
	if base != "" && baseErr == nil {
		problems = append(problems, run(context.Background(), base, "drop database "+template()))
	}
	return errors.Join(problems...)
}

// free are databases that a test has done with, emptied for the next one.
var free = struct {
	sync.Mutex
	names []string
}{}

// Database returns the URL of a migrated database without any rows, the test's own.
func Database(t testing.TB) string {
	t.Helper()
	once.Do(prepare)
	if baseErr != nil {
		t.Fatal(baseErr)
	}
	name, found := take()
	if !found {
		name = fmt.Sprintf("test_%d_%d", os.Getpid(), count.Add(1))
		execute(t, base, "create database "+name+" template "+template())
	}
	t.Cleanup(func() {
		execute(t, named(name), empty)
		free.Lock()
		defer free.Unlock()
		free.names = append(free.names, name)
	})
	return named(name)
}

func take() (string, bool) {
	free.Lock()
	defer free.Unlock()
	if len(free.names) == 0 {
		return "", false
	}
	last := len(free.names) - 1
	name := free.names[last]
	free.names = free.names[:last]
	return name, true
}

// empty forgets every row but what the migrations left. A test that holds on to a row makes it fail instead of hang.
const empty = `
set lock_timeout = '5s';
do $$ begin
	execute (select 'truncate ' || string_agg(quote_ident(table_name), ', ') || ' restart identity cascade'
		from information_schema.tables where table_schema = 'public' and table_name not in ('schema_version', 'causes'));
end $$`

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

func execute(t testing.TB, database, statement string) {
	t.Helper()
	if err := run(context.Background(), database, statement); err != nil {
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
