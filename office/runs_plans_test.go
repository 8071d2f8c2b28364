package office_test

import (
	"context"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"kaipiao/devstack/postgres/postgrestest"
	"kaipiao/domain/message"
	"kaipiao/domain/task"
	"kaipiao/office"
)

// manyOwed are so many workflows that must run. Of every tenth the start is still in the outbox, as after an outage of Temporal; all
// have kept ending once, and the tasks of every twentieth are open.
const manyOwed = `
set session_replication_role = replica;
insert into runs (workflow, type, start, since)
select 'application/' || md5(n::text), 'Application', jsonb_build_object('application', md5(n::text)), now() from generate_series(1, $1::int) n;
insert into outbox (workflow_id, workflow, start, created_at, due_at)
select 'application/' || md5(n::text), 'Application', '{}', now(), now() from generate_series(10, $1::int, 10) n;
insert into operator_tasks (kind, seller, subject, code, detail, detail_zh, opened_at, closed_at, closed_by)
select 'keeps_ending', 'platform', 'application/' || md5(n::text), 'Application', 'it ends', '反复结束', now(),
    case when n % 20 = 0 then null else now() end, case when n % 20 = 0 then '' else 'kaipiao' end
from generate_series(1, $1::int) n;
set session_replication_role = default;`

// fillOwed fills a register so, and gathers no statistics: they may be as old as they like (N17).
func fillOwed(t testing.TB, pool *pgxpool.Pool, count int) {
	t.Helper()
	_, err := postgrestest.Admin(t, pool).Exec(context.Background(), manyOwed, pgx.QueryExecModeSimpleProtocol, count)
	require.NoError(t, err)
}

// pageRead is how many pages of the database a statement touched.
var pageRead = regexp.MustCompile(`Buffers: shared(?: hit=(\d+))?(?: read=(\d+))?`)

// touched carries a statement out once more, about another workflow, and undoes it: what the database did, and how many pages it touched.
func touched(t testing.TB, pool *pgxpool.Pool, statement pgx.TraceQueryStartData, about string) (plan string, pages int) {
	t.Helper()
	for n, argument := range statement.Args {
		if workflow, is := argument.(string); is && strings.HasPrefix(workflow, "application/") && len(workflow) < len(about)+1 {
			statement.Args[n] = about
		}
	}
	ctx := context.Background()
	undone, err := pool.Begin(ctx)
	require.NoError(t, err)
	defer func() { require.NoError(t, undone.Rollback(ctx)) }()
	rows, err := undone.Query(ctx, "explain (analyze, buffers, costs off, timing off, summary off) "+statement.SQL, statement.Args...)
	require.NoError(t, err)
	lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(t, err)
	for _, line := range lines {
		if found := pageRead.FindStringSubmatch(line); found != nil && pages == 0 { // the first one is of everything below it
			hit, _ := strconv.Atoi(found[1])
			read, _ := strconv.Atoi(found[2])
			pages = hit + read
		}
		plan += line + "\n"
	}
	return plan, pages
}

// O6: with 100,000 that must run, a sweep reads its page, and what is settled or started again is found by its key: none of it reads more
// because there are many. `go test ./office -run O6ASweepReads -v` shows the plans.
func TestO6ASweepReadsItsPageOnly(t *testing.T) {
	const all, page = 100_000, 1000
	heard := &listener{Sent: map[string]pgx.TraceQueryStartData{}}
	r, pool := open(t, func(c *pgxpool.Config) { c.ConnConfig.Tracer = heard })
	w := World{r, t}
	ctx := t.Context()
	w.Account("acct")
	w.Consumed("bill", "100.00")
	applied, err := w.Apply("k", "10.00")
	require.NoError(t, err)
	w.Sent()
	// and a database that thinks of it as it was before
	admin := postgrestest.Admin(t, pool)
	statistics(t, admin, "false")
	t.Cleanup(func() { statistics(t, admin, "true") })
	_, err = admin.Exec(ctx, "analyze")
	require.NoError(t, err)
	fillOwed(t, pool, all)

	first, err := w.Runs.Owed(ctx, "", page)
	require.NoError(t, err)
	middle, err := w.Runs.Owed(ctx, "application/8", page)
	require.NoError(t, err)
	require.Len(t, append(first, middle...), 2*page)
	among, err := w.Runs.Among(ctx, middle)
	require.NoError(t, err)
	require.Len(t, among, page)
	startable, err := w.Runs.Startable(ctx, middle)
	require.NoError(t, err)
	require.Less(t, len(startable), page, "the starts of some are in the outbox")
	other := startable[1]
	mine := message.WorkflowOfApplication(applied.ID)
	for n := range 5 {
		restarted, err := w.Runs.Restart(ctx, mine, now.Add(time.Duration(n)*time.Hour))
		require.NoError(t, err)
		require.True(t, restarted)
		_, err = pool.Exec(ctx, "delete from outbox where workflow_id = $1", mine)
		require.NoError(t, err)
	}
	open := w.openTasks(task.KeepsEnding)
	require.NotEmpty(t, open)
	_, err = w.Tasks.SeenTo(ctx, open[0].ID, clerk, now)
	require.NoError(t, err)
	require.NoError(t, w.Runs.Settle(ctx, startable[0], now))
	_, err = w.Applications.Cancel(ctx, applied.ID, customer, "", now)
	require.NoError(t, err)

	// While it is thought of as small, a page may be sorted out of all; that is read once, and not once for each.
	for _, is := range []struct {
		known string
		owed  int
	}{{"small", all / 25}, {"large", page + 50}} {
		for name, most := range map[string]int{
			// Of the outbox some are taken at a time, however many there are.
			"ClaimOutbox": 500,
			// A key of each row is looked up in the index, which is three pages deep, and the row itself: a page each at the worst.
			"OwedRuns": is.owed, "AreOwed": 4*page + 50, "StartableRuns": 8*page + 50,
			"LockMissingRun": 20, "RecordRestart": 40, "SettleRun": 60, "EndRun": 60, "ForgetRestarts": 40, "RaiseOfDocument": 60,
		} {
			statement, sent := heard.Sent[name]
			require.True(t, sent, name)
			plan, pages := touched(t, pool, statement, other)
			t.Logf("%s, known to be %s: %d pages\n%s", name, is.known, pages, plan)
			require.NotContains(t, plan, "Seq Scan", name)
			require.LessOrEqual(t, pages, most, "%s, known to be %s\n%s", name, is.known, plan)
		}
		_, err = admin.Exec(ctx, "analyze")
		require.NoError(t, err)
	}
	// That fewer run than must is found by counting, once a minute.
	must, err := w.Runs.Count(ctx)
	require.NoError(t, err)
	require.Greater(t, must, all-10)
}

// What a sweep costs must not grow with how much must run, but for the count: compare the sizes of one run with each other.
// go test ./office -run - -bench Sweep -benchtime 2s
func BenchmarkSweep(b *testing.B) {
	for _, all := range []int{1000, 10_000, 100_000} {
		r, pool := open(b, nil)
		fillOwed(b, pool, all)
		_, err := postgrestest.Admin(b, pool).Exec(b.Context(), "vacuum analyze runs")
		require.NoError(b, err)
		for name, work := range map[string]func(b *testing.B, r *office.Office){
			"page": func(b *testing.B, r *office.Office) {
				page, err := r.Runs.Owed(b.Context(), "", 1000)
				require.NoError(b, err)
				require.Len(b, page, 1000)
			},
			"count": func(b *testing.B, r *office.Office) {
				_, err := r.Runs.Count(b.Context())
				require.NoError(b, err)
			},
		} {
			b.Run(fmt.Sprintf("%s/runs=%d", name, all), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					work(b, r)
				}
			})
		}
	}
}
