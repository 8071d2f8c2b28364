// Package postgrestest gives each test a fresh, migrated database on a real PostgreSQL server, with the rights of the programs and no others. A
// machine without a server fails the test.
package postgrestest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"kaipiao/devstack/postgres"
	"kaipiao/schema"
)

// ServerVariable names a server that several test programs share, by its superuser; without it each starts its own.
const ServerVariable = "KAIPIAO_TEST_DATABASE_URL"

// Programs is a role that may do what the programs may, together: tests act for all of them.
const Programs schema.Role = "kaipiao_test_programs"

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

// Database returns the URL of a migrated database without any rows, the test's own, for a role that may do what the programs may.
func Database(t testing.TB) string {
	t.Helper()
	once.Do(prepare)
	if baseErr != nil {
		t.Fatal(baseErr)
	}
	name, found := take()
	if !found {
		name = fmt.Sprintf("test_%d_%d", os.Getpid(), count.Add(1))
		execute(t, base, "create database "+name+" template "+template()+" owner "+string(schema.Owner))
		execute(t, base, closed(name))
	}
	t.Cleanup(func() {
		execute(t, named(name), empty)
		free.Lock()
		defer free.Unlock()
		free.names = append(free.names, name)
	})
	return as(Programs, name)
}

// As is the same database for one of the roles alone.
func As(t testing.TB, role schema.Role, database string) string {
	t.Helper()
	parsed, err := url.Parse(database)
	if err != nil {
		t.Fatal(err)
	}
	return as(role, strings.TrimPrefix(parsed.Path, "/"))
}

// Pool is a pool on a database, open for the test.
func Pool(t testing.TB, database string) *pgxpool.Pool {
	t.Helper()
	pool, err := pgxpool.New(context.Background(), database)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	return pool
}

// Admin is a connection of the server's superuser to the database of a pool, for what only somebody does who goes behind the programs' back.
func Admin(t testing.TB, pool *pgxpool.Pool) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(context.Background(), named(pool.Config().ConnConfig.Database))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(context.Background()) })
	return conn
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

// empty forgets every row but what the migrations left, by the superuser, whom the triggers against that do not hold. A test that holds on to a
// row makes it fail instead of hang. A truncated table is a new file for it and each index, so that only large ones are,
// and those of which the planner would go on to believe that they are small.
const empty = `
set lock_timeout = '5s';
set session_replication_role = replica;
do $$ declare
	found record;
begin
	for found in
		select oid::regclass as name, pg_relation_size(oid) as size, reltuples from pg_class
		where relnamespace = 'public'::regnamespace and relkind = 'r' and relname not in ('schema_version', 'causes')
	loop
		if found.size > 262144 or found.reltuples >= 0 then
			execute format('truncate %s cascade', found.name);
		elsif found.size > 0 then
			execute format('delete from %s', found.name);
		end if;
	end loop;
	perform setval(seqrelid::regclass, seqstart, false) from pg_sequence;
end $$`

// prepare finds or starts the server, and makes the roles and the migrated database that the others are copied from.
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
	if baseErr = setUp(ctx, base, template()); baseErr == nil {
		baseErr = migrate(ctx, as(schema.Owner, template()))
	}
}

func migrate(ctx context.Context, database string) error {
	conn, err := pgx.Connect(ctx, database)
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	return schema.Migrate(ctx, conn)
}

// setUp makes the roles and an empty database on a server.
func setUp(ctx context.Context, server, database string) error {
	admin, err := pgx.Connect(ctx, server)
	if err != nil {
		return err
	}
	defer admin.Close(ctx)
	setup := schema.Setup{Database: database, Passwords: map[schema.Role]string{}}
	for _, role := range schema.Roles() {
		setup.Passwords[role] = password(role)
	}
	if err := setup.Apply(ctx, admin); err != nil {
		return err
	}
	if _, err := admin.Exec(ctx, "select pg_advisory_lock(720004)"); err != nil {
		return err
	}
	_, err = admin.Exec(ctx, fmt.Sprintf(`do $$ begin
		if not exists (select from pg_roles where rolname = '%[1]s') then
			create role %[1]s login in role %[2]s, %[3]s password '%[4]s';
		end if;
	end $$`, Programs, schema.Starter, schema.Worker, password(Programs)))
	return err
}

// closed are the rights on a copied database: they are not copied with it.
func closed(name string) string {
	return fmt.Sprintf("revoke all on database %[1]s from public; grant connect on database %[1]s to %[2]s, %[3]s, %[4]s",
		name, schema.Starter, schema.Worker, schema.Reader)
}

func template() string { return fmt.Sprintf("template_%d", os.Getpid()) }

// password is the same for all test programs that share a server.
func password(role schema.Role) string {
	sum := sha256.Sum256([]byte(base + string(role)))
	return hex.EncodeToString(sum[:])
}

// as is the server's URL with another database and role.
func as(role schema.Role, database string) string {
	parsed, err := url.Parse(named(database))
	if err != nil {
		panic(err)
	}
	parsed.User = url.UserPassword(string(role), password(role))
	return parsed.String()
}

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
