package office_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"kaipiao/devstack/postgres/postgrestest"
	"kaipiao/domain/actor"
	"kaipiao/domain/ids"
	"kaipiao/domain/ledger"
	"kaipiao/domain/secondperson"
)

// N17, L12: a connection remembers how the database carries its statements out, those inside of triggers too. A plan that was made
// while the tables were small, or for a thousand entries at once, must not read everything when there is much to read: what an
// application costs does not depend on when the connection was opened.
func TestN17NoPlanOfAConnectionReadsWholeTables(t *testing.T) {
	for name, c := range map[string]struct {
		First func(w World, admin *pgx.Conn)
		// Many accounts come after the plans were made, with one record each.
		Many int
	}{
		"after small imports":           {func(w World, _ *pgx.Conn) { w.consumedAtOnce("first", 10) }, 100_000},
		"after an import of a thousand": {func(w World, _ *pgx.Conn) { w.consumedAtOnce("first", 1000) }, 30_000},
		"known to be small": {func(w World, admin *pgx.Conn) {
			w.consumedAtOnce("first", 1)
			_, err := admin.Exec(w.T.Context(), "analyze")
			require.NoError(w.T, err)
		}, 30_000},
	} {
		t.Run(name, func(t *testing.T) {
			ctx := t.Context()
			// given a pool of one connection to an empty database that does not look after its statistics by itself
			r, pool := open(t, func(c *pgxpool.Config) { c.MaxConns = 1 })
			w := World{r, t}
			admin := postgrestest.Admin(t, pool)
			statistics(t, admin, "false")
			t.Cleanup(func() { statistics(t, admin, "true") })
			// and the plans of a few applications
			w.Account("acct")
			c.First(w, admin)
			for n := range 8 {
				w.consumedAtOnce(fmt.Sprint("early", n), 10)
				w.lived(fmt.Sprint("early", n), n)
			}
			// when many accounts come, by another connection
			_, err := admin.Exec(ctx, manyMore, pgx.QueryExecModeSimpleProtocol, c.Many)
			require.NoError(t, err)
			// and applications are made, approved and issued as before
			before := rowsScanned(t, pool, admin)
			for n := 8; n < 18; n++ {
				w.consumedAtOnce(fmt.Sprint("late", n), 10)
				w.lived(fmt.Sprint("late", n), n)
			}
			// then no table was read from end to end
			scanned := map[string]int64{}
			for table, rows := range rowsScanned(t, pool, admin) {
				if rows-before[table] > int64(c.Many/2) {
					scanned[table] = rows - before[table]
				}
			}
			require.Empty(t, scanned)
			w.Sound()
		})
	}
}

// statistics says whether the database may gather them by itself, which would throw plans away.
func statistics(t *testing.T, admin *pgx.Conn, gathered string) {
	t.Helper()
	_, err := admin.Exec(context.Background(), `do $$ declare name text; begin
		for name in select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace loop
			execute format('alter table %I set (autovacuum_enabled = `+gathered+`)', name);
		end loop;
	end $$`)
	require.NoError(t, err)
}

// manyMore accounts with a record each, as the register stores them; without its triggers, because they take their time.
const manyMore = `
set session_replication_role = replica;
insert into accounts select 'more-' || n, 'enterprise', '北京甲科技有限公司', '91110000802100433B', 'mainland', '', 1, now(), now()
from generate_series(1, $1::int) n;
insert into consumptions (id, account, owner, seller, charge, product, tax_code, tax_rate, cash, coupon, rebate, paid_at, recorded_at)
select 'bill-' || id, id, id, 'platform', 'postpaid', '云服务器', '` + taxCode + `', 0.06, 10, 0, 0, now(), now() from accounts where id like 'more-%';
insert into ledger_entries (account, seller, tax_code, from_consumption, from_bucket, to_consumption, to_bucket, amount, at)
select account, seller, tax_code, id, 'cash', id, 'free', cash, paid_at from consumptions where id like 'bill-more-%';
insert into record_balances (consumption, account, subject, seller, charge, product, tax_code, tax_rate, paid_at, released_at, cash, free)
select id, account, 1, seller, charge, product, tax_code, tax_rate, paid_at, paid_at, cash, cash from consumptions where id like 'bill-more-%';
insert into ledger_totals
select account, 1, seller, tax_code, charge, cash, cash, 0, 0, 0, 0, 0 from consumptions where id like 'bill-more-%';`

// rowsScanned is how many rows were read by reading tables from end to end, of each table.
func rowsScanned(t *testing.T, pool *pgxpool.Pool, admin *pgx.Conn) map[string]int64 {
	t.Helper()
	ctx := context.Background()
	_, err := pool.Exec(ctx, "select pg_stat_force_next_flush()")
	require.NoError(t, err)
	rows, err := admin.Query(ctx, `
		select relname::text, seq_tup_read from pg_stat_user_tables
		union all
		select relname || '.' || indexrelname, idx_tup_read from pg_stat_user_indexes`)
	require.NoError(t, err)
	scanned := map[string]int64{}
	var table string
	var read int64
	_, err = pgx.ForEachRow(rows, []any{&table, &read}, func() error {
		scanned[table] = read
		return nil
	})
	require.NoError(t, err)
	return scanned
}

// consumedAtOnce reports so many bills of 10.00 in one call.
func (w World) consumedAtOnce(name string, bills int) {
	w.T.Helper()
	items := make([]ledger.Consumption, bills)
	for n := range items {
		items[n] = billOf("acct", n, 1000)
		items[n].ID = ids.Consumption(fmt.Sprintf("%s-%d", name, n))
	}
	require.NoError(w.T, w.Books.RecordConsumptions(w.T.Context(), items, now))
}

// lived applies for ten bills, approves the application and issues its invoice.
func (w World) lived(key string, n int) {
	w.T.Helper()
	applied, err := w.Apply(key, "100.00")
	require.NoError(w.T, err)
	_, err = w.Applications.Approve(w.T.Context(), applied.ID, secondperson.Trusted(actor.Product), "", now)
	require.NoError(w.T, err)
	w.Issue(applied.Invoices[0].ID, fmt.Sprintf("26%018d", n))
}
