package office_test

import (
	"context"
	"strconv"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"kaipiao/devstack/postgres/postgrestest"
	"kaipiao/domain/accounting"
	"kaipiao/domain/calendar"
	"kaipiao/domain/export"
	"kaipiao/domain/ids"
	"kaipiao/domain/ledger"
	"kaipiao/office/exports"
	"kaipiao/office/read"
	"kaipiao/office/trail"
)

// P6, L12: a page of an export costs what it holds, however much lies before and beside it. `go test ./office -run P6PlansOfExports -v`
// shows the plans.
func TestP6PlansOfExportsReadAPage(t *testing.T) {
	const all, page = 6000, 1000
	heard := &listener{Sent: map[string]pgx.TraceQueryStartData{}}
	r, pool := open(t, func(c *pgxpool.Config) { c.ConnConfig.Tracer = heard })
	w := World{r, t}
	ctx := t.Context()
	for _, account := range []ids.Account{"aaaa", "acct", "zzzz"} {
		w.Account(account)
		for batch := range all / page {
			var items []ledger.Consumption
			for n := range page {
				items = append(items, billOf(account, batch*page+n, 1000))
			}
			require.NoError(t, w.Books.RecordConsumptions(ctx, items, now))
		}
	}
	w.consumedAtOnce("rest", 500)
	w.lived("k", 1)
	_, err := postgrestest.Admin(t, pool).Exec(ctx, "analyze")
	require.NoError(t, err)

	since, until := now.AddDate(0, 0, -20), now.Add(time.Hour)
	records, moves := 0, 0
	require.NoError(t, r.Exports.EachRecord(ctx, "acct", since, until, func(exports.Record) error { records++; return nil }))
	require.NoError(t, r.Exports.EachEntry(ctx, "acct", since, until, func(exports.Entry) error { moves++; return nil }))
	require.NoError(t, r.Exports.EachEntry(ctx, "", since, until, func(exports.Entry) error { return nil }))
	terms := export.Terms{What: export.AuditPack, Account: "acct", From: calendar.DateOf(since), To: calendar.DateOf(until)}
	require.NoError(t, r.Exports.EachInvoice(ctx, terms, func(read.Invoice) error { return nil }))
	require.NoError(t, r.Exports.EachRed(ctx, terms, func(exports.Red) error { return nil }))
	require.NoError(t, r.Accounting.EachDocument(ctx, terms, func(accounting.Document) error { return nil }))
	require.NoError(t, r.Exports.EachAudited(ctx, "acct", time.Time{}, time.Now(), func(trail.AuditEntry) error { return nil }))
	require.Equal(t, all+500, records)
	require.Equal(t, all+500+20, moves, "ten records were reserved and invoiced")
	for name, most := range map[string]int{
		"RecordsAsOf": page, "EntriesOfAccount": page, "EndOfStretch": 20_000, "EntriesOfStretch": 20_000, "Invoices": 10, "RedIssued": 10,
		"AuditedBetween": 100, "DocumentsBooked": 100, "SourcesOfInvoices": 100,
	} {
		statement, sent := heard.Sent[name]
		require.True(t, sent, name)
		plan := explainCustom(t, pool, statement)
		t.Logf("%s\n%s", name, plan)
		require.NotContains(t, plan, "Seq Scan", name)
		for _, found := range rowsRead.FindAllStringSubmatch(plan, -1) {
			rows, _ := strconv.Atoi(found[1] + found[2])
			require.LessOrEqual(t, rows, most, "%s\n%s", name, plan)
		}
	}
}

// explainCustom explains a statement as it is planned for what is asked.
func explainCustom(t *testing.T, pool *pgxpool.Pool, statement pgx.TraceQueryStartData) string {
	t.Helper()
	config := pool.Config().Copy()
	config.ConnConfig.Tracer = nil
	config.ConnConfig.RuntimeParams["plan_cache_mode"] = "force_custom_plan"
	other, err := pgxpool.NewWithConfig(context.Background(), config)
	require.NoError(t, err)
	defer other.Close()
	return explain(t, other, statement)
}
