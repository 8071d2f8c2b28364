package schema_test

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"kaipiao/devstack/postgres"
	"kaipiao/devstack/postgres/postgrestest"
	"kaipiao/schema"
)

func TestMain(m *testing.M) { os.Exit(postgrestest.Run(m)) }

func textsOf(t *testing.T, conn interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}, sql string, args ...any,
) []string {
	t.Helper()
	rows, err := conn.Query(t.Context(), sql, args...)
	require.NoError(t, err)
	found, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(t, err)
	return found
}

const (
	allTables  = "select tablename from pg_tables where schemaname = 'public' and tablename <> 'schema_version'"
	inOrder    = " order by 1"
	except     = " except "
	partitions = "select inhrelid::regclass::text from pg_inherits join pg_class on oid = inhparent where relkind = 'p'"
)

// appendOnly are the tables whose rows are never changed, never the columns that are not where the others may be, neverDeleted those whose rows stay.
const (
	appendOnly = `select tgrelid::regclass::text from pg_trigger where tgfoid = 'refuse_change'::regproc and tgtype & 16 > 0 and tgattr = '' order by 1`
	never      = `select tgrelid::regclass || '.' || attname from pg_trigger join pg_attribute on attrelid = tgrelid and attnum = any(tgattr)
		where tgfoid = 'refuse_change'::regproc order by 1`
	// ending: what has ended is not changed any more, and before that only what moves.
	neverDeleted = `select tgrelid::regclass::text from pg_trigger where tgfoid = 'refuse_change'::regproc and tgtype & 8 > 0 order by 1`
)

// S5: a new table has to say who may do what to it, and that it is never emptied.
func TestS5EveryTableHasItsRow(t *testing.T) {
	pool := postgrestest.Pool(t, postgrestest.Database(t))
	// a partition has no row: the programs name its table
	tables := textsOf(t, pool, allTables+except+partitions+inOrder)
	require.Greater(t, len(tables), 30)
	for _, table := range tables {
		require.Contains(t, schema.Tables, table, "a new table needs a row in the table of rights")
	}
	require.Len(t, schema.Tables, len(tables), "a table that is gone has no rights")
	require.Equal(t, textsOf(t, pool, allTables+inOrder), textsOf(t, pool,
		"select tgrelid::regclass::text from pg_trigger where tgtype & 32 > 0 and tgtype & 2 > 0 and tgenabled = 'O' order by 1"), "a new table is never emptied")
}

// S5: what is append-only is so by right, too: no program may change or delete a row of it.
func TestS5AppendOnlyByRight(t *testing.T) {
	pool := postgrestest.Pool(t, postgrestest.Database(t))
	require.Subset(t, textsOf(t, pool, appendOnly), []string{"audit_entries", "audit_seals", "documents", "events", "ledger_entries", "refunds"})
	require.Contains(t, textsOf(t, pool, never), "record_balances.cash")
	for _, role := range append(schema.Programs(), postgrestest.Programs) {
		for _, table := range textsOf(t, pool, appendOnly) {
			var may bool
			require.NoError(t, pool.QueryRow(t.Context(), "select has_any_column_privilege($1, $2, 'update')", string(role), table).Scan(&may))
			require.False(t, may, "%s may update %s", role, table)
		}
		for _, column := range textsOf(t, pool, never) {
			table, name, _ := strings.Cut(column, ".")
			var may bool
			require.NoError(t, pool.QueryRow(t.Context(), "select has_column_privilege($1, $2, $3, 'update')", string(role), table, name).Scan(&may))
			require.False(t, may, "%s may update %s", role, column)
		}
		for _, table := range textsOf(t, pool, neverDeleted) {
			var may bool
			require.NoError(t, pool.QueryRow(t.Context(), "select has_table_privilege($1, $2, 'delete')", string(role), table).Scan(&may))
			require.False(t, may, "%s may delete from %s", role, table)
		}
	}
}

// hostile is what somebody tries who got hold of a program's password.
var hostile = []string{
	"alter table audit_entries disable trigger all", "alter table ledger_entries disable trigger append_only", "drop trigger append_only on events",
	"drop table audit_entries", "alter table events detach partition events_before",
	"alter table audit_entries rename to gone", "alter table events owner to current_user",
	"set session_replication_role = replica", "alter system set fsync = off",
	"create or replace function refuse_change() returns trigger language plpgsql as 'begin return new; end'",
	"create or replace rule nothing as on insert to audit_entries do instead nothing",
	"create trigger mine before insert on events execute function record_change()",
	"copy (select 1) to program 'id'", "copy accounts to '/tmp/accounts'",
	"select pg_read_file('/etc/passwd')", "select pg_ls_dir('/')", "select lo_import('/etc/passwd')",
	"create table mine (n int)", "create temp table mine (n int)", "create schema mine",
	"create function f() returns int language sql return 1", "create extension dblink",
	"create view mine as select 1",
	"select rolpassword from pg_authid", "select passwd from pg_shadow",
	"set role kaipiao_owner", "set session authorization kaipiao_owner", "set role postgres", "set role pg_database_owner",
	"alter role current_user superuser", "alter role current_user createrole", "create role mine", "create database mine", "grant kaipiao_owner to current_user",
	"alter role kaipiao_owner password 'x'",
	"insert into audit_entries (object, what, who, after, withheld) values ('a', 'b', 'c', '{}', '{}')",
	"insert into audit_seals values (1, now(), now(), 0, 1, '{1}', '', '', '')",
	"update ledger_totals set free = 1", "update record_balances set free = 1", "update invoices set account = 'other'", "update consumptions set cash = 0",
	"select setval('audit_entries_id_seq', 1)", "select nextval('events_id_seq')", "delete from schema_version", "update schema_version set version = 0",
	"select record_change()", "select acting()", "select make_partition('events', 'mine', '5', 6)",
}

// S5: whoever has a program's password has no more than the program: every other way is refused.
func TestS5WhatTheRolesMayNot(t *testing.T) {
	database := postgrestest.Database(t)
	tables := textsOf(t, postgrestest.Pool(t, database), allTables+inOrder)
	unchanging := textsOf(t, postgrestest.Pool(t, database), appendOnly)
	kept := textsOf(t, postgrestest.Pool(t, database), neverDeleted)
	for _, role := range append(schema.Programs(), postgrestest.Programs) {
		t.Run(string(role), func(t *testing.T) {
			pool := postgrestest.Pool(t, database)
			if role != postgrestest.Programs {
				pool = postgrestest.Pool(t, postgrestest.As(t, role, database))
			}
			tried := append([]string{}, hostile...)
			for _, table := range tables {
				tried = append(tried, "truncate "+table+" cascade", "alter table "+table+" disable trigger never_emptied")
			}
			for _, table := range unchanging {
				tried = append(tried, "update "+table+" set "+columnOf(t, pool, table)+" = default")
			}
			for _, table := range kept {
				tried = append(tried, "delete from "+table)
			}
			for _, partition := range textsOf(t, pool, partitions) {
				tried = append(tried, "select * from "+partition, "insert into "+partition+" default values", "drop table "+partition)
			}
			if role != schema.Starter && role != postgrestest.Programs {
				tried = append(tried, "select seal_audit_trail(1)", "select leap_numbers(1)", "select make_months(now())", "select begin_month(now())",
					"select forget_deliveries(now(), 1)", "select secret from webhooks", "delete from webhooks")
			}
			if role == schema.Reader {
				tried = append(tried, "insert into outbox default values", "update accounts set email = ''", "select * from accounts for update")
			}
			for _, statement := range tried {
				refused(t, pool, statement)
			}
		})
	}
}

func columnOf(t *testing.T, pool *pgxpool.Pool, table string) string {
	t.Helper()
	var name string
	require.NoError(t, pool.QueryRow(t.Context(), "select attname from pg_attribute where attrelid = $1::text::regclass and attnum = 2", table).Scan(&name))
	return name
}

func refused(t *testing.T, pool *pgxpool.Pool, statement string) {
	t.Helper()
	_, err := pool.Exec(t.Context(), statement)
	var failure *pgconn.PgError
	require.ErrorAs(t, err, &failure, statement)
	require.Equal(t, "42501", failure.Code, "%s: %s", statement, failure.Message) // insufficient privilege
}

// S5: none of the roles is anything by itself, and no program is a member of any other role.
func TestS5TheRolesAreNothingMore(t *testing.T) {
	pool := postgrestest.Pool(t, postgrestest.Database(t))
	for _, role := range schema.Roles() {
		var mighty, member, login bool
		require.NoError(t, pool.QueryRow(t.Context(), `select rolsuper or rolcreatedb or rolcreaterole or rolreplication or rolbypassrls,
			exists (select from pg_auth_members m where m.member = r.oid), rolcanlogin from pg_roles r where rolname = $1`, string(role)).Scan(&mighty, &member, &login))
		require.Equal(t, []bool{false, false, true}, []bool{mighty, member, login}, role)
	}
	var owners []string
	require.NoError(t, pool.QueryRow(t.Context(), "select array_agg(distinct tableowner) from pg_tables where schemaname = 'public'").Scan(&owners))
	require.Equal(t, []string{string(schema.Owner)}, owners)
	// What is done with the owner's rights is done in the owner's schema.
	require.Empty(t, textsOf(t, pool, `select proname from pg_proc where prosecdef and pronamespace = 'public'::regnamespace
		and not coalesce('search_path=public, pg_temp' = any (proconfig), false)`))
}

// S5: not even the owner empties a table or changes what is append-only, unless it takes the triggers away first, which the seals show.
func TestS5NotEvenTheOwner(t *testing.T) {
	database := postgrestest.Database(t)
	owner := postgrestest.Pool(t, postgrestest.As(t, schema.Owner, database))
	for _, table := range textsOf(t, owner, allTables+inOrder) {
		_, err := owner.Exec(t.Context(), "truncate "+table+" cascade")
		require.ErrorContains(t, err, "is never emptied", table)
	}
	for _, table := range textsOf(t, owner, appendOnly) {
		_, err := owner.Exec(t.Context(), "update "+table+" set "+columnOf(t, owner, table)+" = "+columnOf(t, owner, table))
		require.ErrorContains(t, err, "append-only", table)
	}
	for _, table := range textsOf(t, owner, neverDeleted) {
		_, err := owner.Exec(t.Context(), "delete from "+table)
		require.ErrorContains(t, err, "append-only", table)
	}
}

// bare is a server of the test's own, without any of our roles.
func bare(t *testing.T) (*postgres.Server, *pgx.Conn) {
	t.Helper()
	require.NoError(t, postgres.Install(t.Context()))
	server, err := postgres.Start(t.Context(), postgres.Options{Throwaway: true})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, server.Stop()) })
	admin, err := pgx.Connect(t.Context(), server.URL())
	require.NoError(t, err)
	t.Cleanup(func() { _ = admin.Close(context.Background()) })
	return server, admin
}

func passwords(with string) map[schema.Role]string {
	all := map[schema.Role]string{}
	for _, role := range schema.Roles() {
		all[role] = "the-secret-of-" + string(role) + with
	}
	return all
}

// S5: setting up is done once, and again whenever a password changes; what somebody gave a role besides is taken away.
func TestS5SettingUpMayBeRepeated(t *testing.T) {
	server, admin := bare(t)
	ctx := t.Context()
	err := schema.Migrate(ctx, admin)
	require.ErrorContains(t, err, "starter database setup", "there are no roles yet")
	for _, wrong := range []map[schema.Role]string{{}, passwords(" blank"), passwords("密码"), {schema.Owner: "short"}} {
		require.ErrorContains(t, schema.Setup{Database: "kaipiao", Passwords: wrong}.Apply(ctx, admin), "password")
	}
	require.NoError(t, schema.Setup{Database: "kaipiao", Passwords: passwords("-one")}.Apply(ctx, admin))
	in := func(role schema.Role, with string) (*pgx.Conn, error) {
		return pgx.Connect(ctx, server.As(string(role), passwords(with)[role], "kaipiao"))
	}
	owner, err := in(schema.Owner, "-one")
	require.NoError(t, err)
	defer owner.Close(ctx)
	require.NoError(t, schema.Migrate(ctx, owner))
	require.NoError(t, schema.Migrate(ctx, owner), "with the rights again")
	_, err = owner.Exec(ctx, "grant delete on audit_entries to kaipiao_worker; grant insert on audit_entries to public")
	require.NoError(t, err)
	_, err = admin.Exec(ctx, "alter role kaipiao_worker superuser; grant kaipiao_owner, pg_read_all_data to kaipiao_starter")
	require.NoError(t, err)

	require.NoError(t, schema.Setup{Database: "kaipiao", Passwords: passwords("-two")}.Apply(ctx, admin))
	require.NoError(t, schema.Migrate(ctx, owner))
	_, err = in(schema.Worker, "-one")
	require.ErrorContains(t, err, "password", "the old one is not good any more")
	for _, role := range schema.Programs() {
		conn, err := in(role, "-two")
		require.NoError(t, err)
		var found []any
		require.NoError(t, conn.QueryRow(ctx, `select array[rolsuper, exists (select from pg_auth_members m where m.member = r.oid),
			has_table_privilege('audit_entries', 'delete'), has_table_privilege('audit_entries', 'insert')]::text[]
			from pg_roles r where rolname = current_user`).Scan(&found))
		require.Equal(t, []any{"false", "false", "false", "false"}, found, role)
		var limit string
		require.NoError(t, conn.QueryRow(ctx, "show idle_in_transaction_session_timeout").Scan(&limit))
		require.NotEqual(t, "0", limit, role)
		require.NoError(t, conn.Close(ctx))
	}
	_, err = pgx.Connect(ctx, strings.Replace(server.As("nobody", "", "kaipiao"), ":@", "@", 1))
	require.Error(t, err, "nobody is trusted")
}

// S5: nobody comes in without a password, and the server does not know any in clear.
func TestS5NobodyIsTrusted(t *testing.T) {
	server, admin := bare(t)
	require.NoError(t, schema.Setup{Database: "kaipiao", Passwords: passwords("-one")}.Apply(t.Context(), admin))
	require.Empty(t, textsOf(t, admin, "select auth_method from pg_hba_file_rules where auth_method <> 'scram-sha-256'"))
	require.Empty(t, textsOf(t, admin, "select rolname from pg_authid where rolcanlogin and coalesce(rolpassword, '') not like 'SCRAM-SHA-256$%'"))
	for _, role := range append(schema.Roles(), postgres.Superuser) {
		for _, password := range []string{"", "wrong", string(role)} {
			_, err := pgx.Connect(t.Context(), server.As(string(role), password, "kaipiao"))
			require.Error(t, err, fmt.Sprint(role, " by ", password))
		}
	}
}
