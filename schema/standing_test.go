package schema_test

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"kaipiao/schema"
)

// later are the migrations of a build after this one.
func later(t *testing.T, more map[string]string) fs.FS {
	t.Helper()
	found, err := filepath.Glob("migrations/*.sql")
	require.NoError(t, err)
	all := fstest.MapFS{}
	for _, path := range found {
		content, err := os.ReadFile(path)
		require.NoError(t, err)
		all[filepath.Base(path)] = &fstest.MapFile{Data: content}
	}
	require.Len(t, all, schema.Known)
	for name, sql := range more {
		all[name] = &fstest.MapFile{Data: []byte(sql)}
	}
	return all
}

// A build of before works with a database that was expanded, and touches nothing of it; it refuses one that was contracted, and one that it has
// to migrate first. Builds that know the contraction go on.
func TestABuildOfBeforeSurvivesWhatOnlyExpands(t *testing.T) {
	server, admin := bare(t)
	ctx := t.Context()
	require.NoError(t, schema.Setup{Database: "kaipiao", Passwords: passwords("-one")}.Apply(ctx, admin))
	in := func(role schema.Role) *pgx.Conn {
		conn, err := pgx.Connect(ctx, server.As(string(role), passwords("-one")[role], "kaipiao"))
		require.NoError(t, err)
		t.Cleanup(func() { _ = conn.Close(ctx) })
		return conn
	}
	owner, worker := in(schema.Owner), in(schema.Worker)
	var misfit *schema.Misfit
	// given nobody has migrated yet
	require.ErrorAs(t, schema.Fits(ctx, worker), &misfit)
	require.ErrorContains(t, misfit, "run `starter migrate`")
	require.NoError(t, schema.Migrate(ctx, owner))
	for _, role := range schema.Programs() {
		require.NoError(t, schema.Fits(ctx, in(role)), role)
	}
	// when a later build expands
	known := schema.Known
	more := map[string]string{number(known + 1): "create table later (n int);\nalter table accounts add column nickname text not null default '';"}
	require.NoError(t, schema.MigrateTo(ctx, owner, later(t, more)))
	_, err := owner.Exec(ctx, "grant select on later to kaipiao_worker")
	require.NoError(t, err)
	// then this one goes on, and its migrate takes nothing of it
	require.NoError(t, schema.Fits(ctx, worker))
	require.NoError(t, schema.Migrate(ctx, owner))
	at, err := schema.Look(ctx, worker)
	require.NoError(t, err)
	require.Equal(t, schema.Standing{Version: known + 1}, at)
	_, err = worker.Exec(ctx, "select * from later")
	require.NoError(t, err, "the later build's rights")
	// when it contracts, and leaves builds that know its first migration
	more[number(known+2)] = fmt.Sprintf("alter table accounts drop column nickname;\n-- contracts: %d", known+1)
	require.NoError(t, schema.MigrateTo(ctx, owner, later(t, more)))
	at, err = schema.Look(ctx, worker)
	require.NoError(t, err)
	require.Equal(t, schema.Standing{Version: known + 2, Oldest: known + 1}, at)
	require.ErrorAs(t, schema.Fits(ctx, worker), &misfit)
	require.ErrorContains(t, misfit, "given up")
	require.ErrorAs(t, schema.Migrate(ctx, owner), &misfit)
	require.NoError(t, schema.FitsBuild(at, known+1))
	require.NoError(t, schema.FitsBuild(at, known+2))
	require.Error(t, schema.FitsBuild(at, known+3), "a build after these has to migrate first")
}

// number is the name of a migration.
func number(n int) string { return fmt.Sprintf("%03d_later.sql", n) }

// A mark that cannot be meant is refused before anything is changed.
func TestAMarkSaysWhichBuildsGoOn(t *testing.T) {
	for sql, expected := range map[string]int{"drop table a;\n-- contracts: 17\n": 17, "create table a (n int);": 0, "-- it contracts: nothing": 0} {
		oldest, contracts, err := schema.Contracts(sql)
		require.NoError(t, err, sql)
		require.Equal(t, expected, oldest, sql)
		require.Equal(t, expected > 0, contracts, sql)
	}
	for _, sql := range []string{"-- contracts:", "-- contracts: yes", "-- contracts: 0", "-- contracts: 3\n-- contracts: 4"} {
		_, _, err := schema.Contracts(sql)
		require.ErrorContains(t, err, "write one line", sql)
	}
}

// What a build of before could not stand is told by its words.
func TestWhatAMigrationTakesIsTold(t *testing.T) {
	for sql, expected := range map[string]string{
		"drop table a;": "drop table",
		"alter table a drop column b, add column c int;": "drop column",
		"ALTER TABLE a DROP b;":                          "drop b",
		"alter table a rename to b;":                     "rename",
		"alter table a alter column b type text;":        "alter column b type",
		"alter table a alter b set not null":             "set not null",
		"alter table a add column b int not null;":       "add column b int not null",
		"alter table a add constraint c check (b > 0);":  "alter table a add constraint",
		"drop function f(int);":                          "drop function",
		"create unique index on a (b);":                  "create unique index",
		"revoke select on a from b;":                     "revoke",
		"delete from a;":                                 "delete from",
		"alter table a alter b drop default;":            "drop default",
	} {
		require.Contains(t, schema.Takes(sql), expected, sql)
	}
	for _, sql := range []string{
		"create table a (n int not null unique, check (n > 0));", "alter table a add column b text not null default '';", "alter table a add column b int;",
		"create index on a (b); -- drop table a;", "insert into a values ('drop table b;');",
		"drop trigger t on a; create trigger t before insert on a execute function f();",
		"alter table a alter b drop not null;", "alter table a drop constraint c;", "create function f() returns int language sql as $$ delete from a; $$;",
		"drop index i;",
	} {
		require.Empty(t, schema.Takes(sql), sql)
	}
}
