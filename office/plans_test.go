package office_test

import (
	"context"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"kaipiao/devstack/postgres/postgrestest"
	"kaipiao/domain/actor"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/ledger"
	"kaipiao/office/applications"
	"kaipiao/office/paging"
)

// listener keeps the statements that were sent, by the name that they have in schema/queries.
type listener struct {
	Mutex sync.Mutex
	Sent  map[string]pgx.TraceQueryStartData
}

var named = regexp.MustCompile(`^-- name: (\w+)`)

func (l *listener) TraceQueryStart(ctx context.Context, _ *pgx.Conn, data pgx.TraceQueryStartData) context.Context {
	l.hear(data.SQL, data.Args)
	return ctx
}

func (l *listener) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

func (l *listener) TraceBatchStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceBatchStartData) context.Context {
	return ctx
}

func (l *listener) TraceBatchQuery(_ context.Context, _ *pgx.Conn, data pgx.TraceBatchQueryData) {
	l.hear(data.SQL, data.Args)
}

func (l *listener) TraceBatchEnd(context.Context, *pgx.Conn, pgx.TraceBatchEndData) {}

func (l *listener) hear(sql string, args []any) {
	if name := named.FindStringSubmatch(sql); name != nil {
		l.Mutex.Lock()
		defer l.Mutex.Unlock()
		l.Sent[name[1]] = pgx.TraceQueryStartData{SQL: sql, Args: args}
	}
}

// rowsRead is how many rows a step of a plan brought, over all its loops, with what it read and dropped.
var rowsRead = regexp.MustCompile(`(?:rows=(\d+) loops=|Rows Removed by [A-Za-z ]+: (\d+))`)

// L12, A2: reads touch only what they take, however long the account's history is. `go test ./office -run Plans -v`
// shows the plans.
func TestPlansReadOnlyWhatTheyTake(t *testing.T) {
	ctx := context.Background()
	heard := &listener{Sent: map[string]pgx.TraceQueryStartData{}}
	r, pool := open(t, func(c *pgxpool.Config) { c.ConnConfig.Tracer = heard })
	w := World{r, t}
	// given an account with 20,000 records behind another one, half of them older and of another tax code, and one debt
	for _, account := range []string{"aaaa", "acct"} {
		w.Account(ids.Account(account))
		for batch := range 20 {
			var items []ledger.Consumption
			for n := range 1000 {
				item := billOf(ids.Account(account), batch*1000+n, 1000)
				if batch >= 10 {
					item.TaxCode, item.PaidAt = "3040201010000000000", item.PaidAt.AddDate(0, 0, -30)
				}
				items = append(items, item)
			}
			require.NoError(t, w.Books.RecordConsumptions(ctx, items, now))
		}
	}
	picked := requestFor(0)
	picked.Amount, picked.Consumptions = nil, []ids.Consumption{"acct-bill-0"}
	_, err := w.Applications.Submit(ctx,
		applications.Submission{
			ID: "first", Key: "first", Fingerprint: []byte("first"), By: actor.Actor{Kind: actor.Service, Name: "test"},
			Request: picked,
		}, now)
	require.NoError(t, err)
	require.NoError(t, w.Refunded("r", "acct-bill-0", "10.00"))
	_, err = postgrestest.Admin(t, pool).Exec(ctx, "analyze")
	require.NoError(t, err)
	// when 100.00 are applied for, and the balance and its records are asked for
	_, err = w.Apply("second", "100.00")
	require.NoError(t, err)
	w.Balance()
	_, err = w.Books.Records(ctx, "acct", invoice.Platform, paging.Request{Size: 50})
	require.NoError(t, err)

	for name, most := range map[string]int{
		"FreeRecords": 40, "FreeRecordsOfTaxCode": 40, "OutstandingRecords": 10, "LedgerTotals": 10, "UnreleasedFree": 10, "NextReleases": 10,
		"AccountRecords": 150, "LockAccounts": 5,
	} {
		statement, sent := heard.Sent[name]
		require.True(t, sent, name)
		plan := explain(t, pool, statement)
		t.Logf("%s\n%s", name, plan)
		require.NotContains(t, plan, "Seq Scan on record_balances", name)
		for _, found := range rowsRead.FindAllStringSubmatch(plan, -1) {
			rows, _ := strconv.Atoi(found[1] + found[2])
			require.LessOrEqual(t, rows, most, "%s\n%s", name, plan)
		}
	}
}

// explain carries a statement out once more, and returns what the database did.
func explain(t *testing.T, pool *pgxpool.Pool, statement pgx.TraceQueryStartData) string {
	t.Helper()
	rows, err := pool.Query(context.Background(), "explain (analyze, costs off, timing off, summary off) "+statement.SQL, statement.Args...)
	require.NoError(t, err)
	lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(t, err)
	return strings.Join(lines, "\n")
}
