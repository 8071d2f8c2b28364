package main

import (
	"context"
	"fmt"

	"kaipiao/console/consoletest"
	"kaipiao/devstack/postgres"
	"kaipiao/devstack/postgres/postgrestest"
)

// The least that accepting needs, as one statement for each table: the account is locked, ten records are taken, ten allocations and a message are
// written.
const (
	leastTables = `
create schema least;
create table least.accounts (id text primary key);
create table least.records (
    id text primary key, account text not null references least.accounts,
    free numeric(18, 2) not null check (free >= 0), reserved numeric(18, 2) not null default 0
);
create index on least.records (account, id) where free > 0;
create table least.allocations (
    id bigint generated always as identity primary key, application text not null, record text not null references least.records, amount numeric(18, 2) not null
);
create table least.outbox (id bigint generated always as identity primary key, message jsonb not null);
insert into least.accounts select 'acct-' || n from (select n::text from generate_series(0, %[1]d) n union all select '%[2]s') a (n);
insert into least.records select 'rec-' || a || '-' || to_char(k, 'FM0000000'), 'acct-' || a, 10.60, 0
    from (select n::text, %[3]d from generate_series(0, %[1]d) n union all select '%[2]s', %[4]d) accounts (a, blocks), generate_series(0, 10 * blocks - 1) k;
`
	leastScript = `
begin;
select 1 from least.accounts where id = 'acct-' || %[1]s for update;
with taken as (
    update least.records r set free = 0, reserved = r.free from (
        select id from least.records where account = 'acct-' || %[1]s and free > 0 order by account, id limit 10) oldest
    where r.id = oldest.id returning r.id, r.reserved)
insert into least.allocations (application, record, amount) select 'app-' || :turn || '-' || :client_id, id, reserved from taken;
insert into least.outbox (message) values (jsonb_build_object('application', 'app-' || :turn || '-' || :client_id));
commit;
`
)

// setStatements is the least that accepting needs.
func setStatements(run *consoletest.Program, told chosen, server *postgres.Server) contender {
	ctx := run.Context()
	database := postgrestest.Database(run)
	owner := admin(run, database)
	have := enough(told, mostSet)
	_, err := owner.Exec(ctx, fmt.Sprintf(leastTables, told.Accounts-1, hotAccount, have.each, have.hot))
	run.Must(err)
	_, err = owner.Exec(ctx, "vacuum analyze")
	run.Must(err)
	p := newPgbench(run, told, server, owner.Config().ConnString())
	return contender{"set statements", func(ctx context.Context, hot bool) (float64, error) {
		p.begun++
		which, variables := "'"+hotAccount+"'", map[string]int{"turn": p.begun}
		script := ""
		if !hot {
			which = ":a"
			script = fmt.Sprintf("\\set a random(0, %d)\n", told.Accounts-1)
		}
		return p.run(ctx, script+fmt.Sprintf(leastScript, which), told.For, variables)
	}}
}
