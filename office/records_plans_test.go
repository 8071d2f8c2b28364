package office_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"kaipiao/devstack/postgres/postgrestest"
	"kaipiao/domain/ids"
	"kaipiao/office/books"
	"kaipiao/office/paging"
)

// longHistories are three accounts with $1 records each, one paid an hour: of "spent" all but the last twenty are invoiced, of "left" nothing is, and
// "paid" has none of its own, because an agent has paid for all of them. Of the two others the last five are not released yet, and 3 of 7,000 are
// outstanding.
const longHistories = `
insert into accounts select id, 'enterprise', id, '91110000802100433B', 'mainland', '', 1, now(), now() from unnest(array['spent', 'left', 'paid', 'agent']) id;
create temporary table made as
select of || '-' || lpad(n::text, 7, '0') as id, of, case when of = 'paid' then 'agent' else of end as owner, of = 'spent' and n <= $1 - 20 as used,
    n % 7000 < 3 as owed, timestamptz '2020-01-01Z' + n * interval '1 hour' as at, n > $1 - 5 as late
from unnest(array['spent', 'left', 'paid']) of, generate_series(1, $1::int) n;
insert into consumptions (id, account, owner, payer, seller, charge, product, tax_code, tax_rate, cash, coupon, rebate, paid_at, recorded_at)
select id, of, owner, case when owner <> of then owner end, 'platform', 'prepaid', '云服务器', '3040203000000000000', '0.06', 10, 0, 0, at, at from made;
insert into record_balances (consumption, account, subject, seller, charge, product, tax_code, tax_rate, paid_at, released_at, cash, free, invoiced,
    outstanding, refunded)
select id, owner, 1, 'platform', 'prepaid', '云服务器', '3040203000000000000', '0.06', at, case when not late then at end, 10,
    case when used then 0 else 10 end, case when used then 10 else 0 end, case when owed then 4 else 0 end, case when owed then 4 else 0 end from made;
drop table made`

// L12: a page of records reads about a page, whatever tab it shows, in both orders, at its beginning and far behind, within a time or without one,
// and however the account's history is made up, also with a plan that was made for nothing in particular. `go test ./office -run L12Plans -v` shows the plans.
func TestL12PlansOfNarrowedRecordsReadAPage(t *testing.T) {
	const all = 30_000
	heard := &listener{Sent: map[string]pgx.TraceQueryStartData{}}
	r, pool := open(t, func(c *pgxpool.Config) { c.ConnConfig.Tracer, c.MaxConns = heard, 2 })
	ctx := t.Context()
	admin := postgrestest.Admin(t, pool)
	statistics(t, admin, "false")
	_, err := admin.Exec(ctx, "set session_replication_role = replica")
	require.NoError(t, err)
	for _, statement := range strings.Split(longHistories, ";\n") {
		var told []any
		if strings.Contains(statement, "$1") {
			told = []any{pgx.QueryExecModeSimpleProtocol, all}
		}
		_, err = admin.Exec(ctx, statement, told...)
		require.NoError(t, err, statement)
	}
	at := func(hour int) *time.Time {
		instant := time.Date(2020, 1, 1, hour, 0, 0, 0, time.UTC)
		return &instant
	}
	behind := func(account string, hour int) string {
		return fmt.Sprintf("%d.%s-%07d", at(hour).UnixMicro(), account, hour)
	}
	inTime := paging.Span{From: at(all / 2), Until: at(all/2 + 30)}
	_, err = admin.Exec(ctx, "analyze")
	require.NoError(t, err)
	for _, account := range []string{"spent", "left", "paid"} {
		for _, tab := range []books.Tab{books.EveryRecord, books.InvoiceableRecords, books.RecordsNotYet, books.OutstandingRecords, books.RecordsNotCounted} {
			for _, oldest := range []bool{false, true} {
				far := 100
				if oldest {
					far = all - 100
				}
				for _, after := range []string{"", behind(account, far)} {
					for _, paid := range []paging.Span{{}, inTime} {
						name := fmt.Sprintf("%s of %s, oldest first %t, behind %q, within a time %t", tab, account, oldest, after, paid.From != nil)
						_, err := r.Books.Narrowed(ctx, ids.Account(account), books.PresentSubject, "platform",
							books.Narrow{Tab: tab, OldestFirst: oldest, Paid: paid}, paging.Request{Size: 20, After: after}, *at(2 * all))
						require.NoError(t, err, name)
						statement := map[bool]string{false: "LatestRecords", true: "OldestRecords"}[oldest]
						for _, mode := range []string{"force_custom_plan", "force_generic_plan"} {
							readsAtMost(t, pool, heard, statement, name+", "+mode, mode, 120)
						}
					}
				}
			}
		}
	}
}

// readsAtMost carries a statement out once more, planned in a way, and bounds what each of its steps reads.
func readsAtMost(t *testing.T, pool *pgxpool.Pool, heard *listener, statement, name, mode string, most int) {
	t.Helper()
	ctx := t.Context()
	asked, err := pool.Begin(ctx)
	require.NoError(t, err)
	defer func() { require.NoError(t, asked.Rollback(ctx)) }()
	_, err = asked.Exec(ctx, "set local plan_cache_mode = "+mode)
	require.NoError(t, err)
	sent := heard.Sent[statement]
	rows, err := asked.Query(ctx, "explain (analyze, costs off, timing off, summary off) "+sent.SQL, sent.Args...)
	require.NoError(t, err)
	lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(t, err)
	plan := strings.Join(lines, "\n")
	t.Logf("%s\n%s", name, plan)
	for _, found := range rowsRead.FindAllStringSubmatch(plan, -1) {
		read, _ := strconv.Atoi(found[1] + found[2])
		require.LessOrEqual(t, read, most, "%s\n%s", name, plan)
	}
}
