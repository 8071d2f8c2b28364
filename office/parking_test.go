package office_test

import (
	"context"
	"fmt"
	"strconv"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"kaipiao/domain/actor"
	"kaipiao/domain/calendar"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/policy"
	"kaipiao/domain/secondperson"
	"kaipiao/office"
)

// approvedOne applies for an amount and has it approved.
func (w World) approvedOne(key, amount string) ids.Invoice {
	w.T.Helper()
	applied, err := w.Apply(key, amount)
	require.NoError(w.T, err)
	_, err = w.Applications.Approve(context.Background(), applied.ID, secondperson.Trusted(actor.Product), "", now)
	require.NoError(w.T, err)
	return applied.Invoices[0].ID
}

// letGo lets one try, and returns which.
func letGo(t *testing.T, w World, pool *pgxpool.Pool, cause invoice.Cause, at time.Time) string {
	t.Helper()
	released, err := w.Sellers.Release(t.Context(), invoice.Platform, cause, 1, at)
	require.NoError(t, err)
	require.Equal(t, 1, released)
	rows, err := pool.Query(t.Context(), "select coalesce(invoice, reversal) from parked where released_at is not null")
	require.NoError(t, err)
	who, err := pgx.CollectExactlyOneRow(rows, pgx.RowTo[string])
	require.NoError(t, err)
	return who
}

// I5: the causes of the program are those of the register, so that each can hold something up and be a task.
func TestI5TheRegisterKnowsEveryCause(t *testing.T) {
	_, pool := open(t, nil)
	rows, err := pool.Query(t.Context(), "select cause from causes")
	require.NoError(t, err)
	known, err := pgx.CollectRows(rows, pgx.RowTo[invoice.Cause])
	require.NoError(t, err)
	require.ElementsMatch(t, invoice.Causes(), known)
	for _, cause := range invoice.Causes() {
		require.NotEmpty(t, cause.ToDo(), cause)
		require.NotEmpty(t, cause.WaitingFor(), cause)
	}
}

// I5: one that fails alone does not keep the others from trying; a quota, however, is used up in turn (case 45).
func TestI5WhoTriedInVainGoesBehindWhoHasNotTried(t *testing.T) {
	for cause, wanted := range map[invoice.Cause][]int{
		invoice.SealingFailed:  {0, 1, 2, 0, 1, 2},
		invoice.QuotaExhausted: {0, 0, 0, 0, 0, 0},
	} {
		r, pool := open(t, nil)
		w := World{r, t}
		w.Account("acct")
		w.Consumed("bill", "100.00")
		var invoices []ids.Invoice
		for n := range 3 {
			invoices = append(invoices, w.approvedOne(fmt.Sprint(cause, n), "1.00"))
			require.NoError(t, w.Sellers.Park(t.Context(), invoices[n], cause, now))
		}
		for n, who := range wanted {
			at := now.Add(time.Duration(n) * time.Minute)
			require.Equal(t, string(invoices[who]), letGo(t, w, pool, cause, at), "%s: try %d", cause, n)
			require.NoError(t, w.Sellers.Park(t.Context(), invoices[who], cause, at.Add(time.Second)))
			troubles, err := w.Sellers.Troubles(t.Context(), invoice.Platform, at)
			require.NoError(t, err)
			require.Equal(t, []int{3, 0, 1}, []int{troubles[0].Parked, troubles[0].Trying, troubles[0].InVain})
		}
	}
}

// I5: an invoice and a reversal go on by the same code: the invoice first, because something is promised of it.
func TestI5InvoicesAndReversalsAreParkedAlike(t *testing.T) {
	r, pool := open(t, nil)
	w := World{r, t}
	w.Account("acct")
	w.Consumed("bill", "100.00")
	requested, err := w.Reverse(w.IssuedOne("10.00"), "k", nil)
	require.NoError(t, err)
	require.NoError(t, w.Sellers.ParkReversal(t.Context(), requested.ID, invoice.SessionExpired, now))
	id := w.approvedOne("later", "1.00")
	require.NoError(t, w.Sellers.Park(t.Context(), id, invoice.SessionExpired, now.Add(time.Minute)))
	require.Equal(t, string(id), letGo(t, w, pool, invoice.SessionExpired, now.Add(time.Minute)))
	w.Issue(id, "26332000000123456780")
	require.Equal(t, string(requested.ID), letGo(t, w, pool, invoice.SessionExpired, now.Add(time.Minute)))
	w.Booked(requested)
	closed, err := w.Sellers.CloseTrouble(t.Context(), invoice.Platform, invoice.SessionExpired, now)
	require.NoError(t, err)
	require.True(t, closed)
}

// I5: whatever ends the waiting deletes the row; nothing is left to be reset.
func TestI5ARowIsThereOnlyWhileSomethingIsHeldUp(t *testing.T) {
	for name, over := range map[string]func(World, ids.Invoice) error{
		"it is issued": func(w World, id ids.Invoice) error {
			w.Issue(id, "26332000000123456781")
			return nil
		},
		"it is refused for good": func(w World, id ids.Invoice) error {
			serial, _, err := w.Invoices.BeginIssuing(context.Background(), id, now)
			require.NoError(w.T, err)
			return w.Invoices.RecordFailed(context.Background(), id, serial, "no", now)
		},
		"it is cancelled": func(w World, id ids.Invoice) error {
			return w.Invoices.Stop(context.Background(), id, actor.Product, "", now)
		},
		"everything of it is refunded": func(w World, id ids.Invoice) error {
			require.NoError(w.T, w.Refunded("r", "bill", "10.00"))
			_, _, err := w.Invoices.BeginIssuing(context.Background(), id, now)
			requireRefused(w.T, err, "wrong_state")
			return nil
		},
		"it waits for something else": func(w World, id ids.Invoice) error {
			return w.Invoices.RecordWaiting(context.Background(), id, invoice.WaitingForProvider, now)
		},
	} {
		t.Run(name, func(t *testing.T) {
			r, pool := open(t, nil)
			w := World{r, t}
			w.Account("acct")
			w.Consumed("bill", "10.00")
			id := w.approvedOne("k", "10.00")
			require.NoError(t, w.Sellers.Park(t.Context(), id, invoice.ProviderDown, now))
			require.Equal(t, string(id), letGo(t, w, pool, invoice.ProviderDown, now))
			require.NoError(t, over(w, id))
			left := -1
			require.NoError(t, pool.QueryRow(t.Context(), "select count(*) from parked").Scan(&left))
			require.Zero(t, left)
			// and what is decided is not held up any more
			require.NoError(t, w.Sellers.Park(t.Context(), id, invoice.ProviderDown, now))
		})
	}
}

// I5: the schema itself refuses what is held up by nothing, twice, or for a cause that nobody knows.
func TestI5TheSchemaRefusesWrongParking(t *testing.T) {
	r, pool := open(t, nil)
	w := World{r, t}
	w.Account("acct")
	w.Consumed("bill", "10.00")
	id := w.approvedOne("k", "10.00")
	require.NoError(t, w.Sellers.Park(t.Context(), id, invoice.ProviderDown, now))
	const row = "insert into parked (account, round, invoice, reversal, seller, cause, net, since) values "
	for name, statement := range map[string]string{
		"nobody":                 row + "('acct', 0, null, null, 'platform', 'quota', 1, now())",
		"no such invoice":        row + "('acct', 0, 'x', null, 'platform', 'quota', 1, now())",
		"no such reversal":       row + "('acct', 0, null, 'x', 'platform', 'quota', 1, now())",
		"twice":                  row + "('acct', 0, '" + string(id) + "', null, 'platform', 'quota', 1, now())",
		"an unknown cause":       "update parked set cause = 'weather'",
		"tried, nobody knows it": "update parked set tries = 1",
		"a task of no cause":     "insert into operator_tasks (kind, seller, opened_at) values ('weather', 'platform', now())",
	} {
		_, err := pool.Exec(t.Context(), statement)
		var refused *pgconn.PgError
		require.ErrorAs(t, err, &refused, name)
	}
}

// O4: what holds an invoice up, or a reversal of it, is in the invoice's audit trail.
func TestO4TheTrailShowsWhatHoldsAnInvoiceUp(t *testing.T) {
	r, pool := open(t, nil)
	w := World{r, t}
	w.Account("acct")
	w.Consumed("bill", "100.00")
	id := w.IssuedOne("10.00")
	requested, err := w.Reverse(id, "k", nil)
	require.NoError(t, err)
	require.NoError(t, w.Sellers.Park(t.Context(), id, invoice.FileMissing, now))
	require.NoError(t, w.Sellers.ParkReversal(t.Context(), requested.ID, invoice.SessionExpired, now))
	require.NoError(t, w.Sellers.ParkReversal(t.Context(), requested.ID, invoice.ProviderDown, now))
	require.NoError(t, w.Sellers.UnparkReversal(t.Context(), requested.ID, now))
	rows, err := pool.Query(t.Context(), `
		select what, coalesce(before ->> 'parked_for', ''), coalesce(after ->> 'parked_for', ''), coalesce(before, after) ->> 'reversal'
		from audit_entries where object = $1 and coalesce(before, after) ? 'parked_for' order by id`, "invoice/"+id)
	require.NoError(t, err)
	found, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (entry [4]string, err error) {
		var reversal *string
		err = row.Scan(&entry[0], &entry[1], &entry[2], &reversal)
		if reversal != nil {
			entry[3] = *reversal
		}
		return entry, err
	})
	require.NoError(t, err)
	require.Equal(t, [][4]string{
		{"parked", "", "file", ""},
		{"reversal_parked", "", "session", string(requested.ID)},
		{"reversal_parked", "session", "provider", string(requested.ID)},
		{"parking_deleted", "provider", "", string(requested.ID)},
	}, found)
}

// I5: letting a few of many go, and counting those of a cause, reads what it takes and no more.
func TestPlansOfParkingReadOnlyWhatTheyTake(t *testing.T) {
	heard := &listener{Sent: map[string]pgx.TraceQueryStartData{}}
	r, pool := open(t, func(c *pgxpool.Config) { c.ConnConfig.Tracer = heard })
	w := World{r, t}
	w.Account("acct")
	w.Consumed("bill", "100.00")
	id := w.approvedOne("k", "1.00")
	// given 20,000 held up by one cause, and 20 by another
	for _, statement := range []string{
		`insert into invoices select (jsonb_populate_record(i, jsonb_build_object('id', i.id || '-copy-' || n, 'position', n + 1, 'serial', null))).*
			from invoices i, generate_series(1, 20020) n where i.id = $1`,
		`insert into parked (invoice, seller, account, cause, due_at, net, round, since)
			select id, seller, account, case when position % 1001 = 0 then 'seal' else 'quota' end, due_at, net, position, now() from invoices where id <> $1`,
	} {
		_, err := pool.Exec(t.Context(), statement, id)
		require.NoError(t, err)
	}
	_, err := pool.Exec(t.Context(), "analyze")
	require.NoError(t, err)
	require.NoError(t, w.Sellers.Park(t.Context(), id, invoice.SealingFailed, now))
	// given all of the second have tried in vain, twice
	for n := range 2 {
		at := now.Add(time.Duration(n+1) * time.Hour)
		require.NoError(t, w.Sellers.PutBack(t.Context(), invoice.Platform, invoice.SealingFailed, time.Minute, at))
		_, err = w.Sellers.Release(t.Context(), invoice.Platform, invoice.SealingFailed, 30, at)
		require.NoError(t, err)
		require.NoError(t, w.Sellers.PutBack(t.Context(), invoice.Platform, invoice.SealingFailed, time.Minute, at.Add(time.Hour)))
	}
	// when some of either may go, by the orders that there are, and are counted
	smaller := policy.Default()
	smaller.Issue.SmallerFirst = true
	published, err := calendar.Published()
	require.NoError(t, err)
	_, err = office.New(pool, smaller, published).Sellers.Release(t.Context(), invoice.Platform, invoice.QuotaExhausted, 4, now)
	require.NoError(t, err)
	for _, cause := range []invoice.Cause{invoice.QuotaExhausted, invoice.SealingFailed} {
		_, err = w.Sellers.Release(t.Context(), invoice.Platform, cause, 4, now)
		require.NoError(t, err)
	}
	_, err = w.Sellers.Troubles(t.Context(), invoice.Platform, now)
	require.NoError(t, err)
	for name, most := range map[string]int{"Release": 30, "ReleaseSmallest": 30, "CountParked": 60, "Parked": 5, "NextRound": 5, "Silent": 20} {
		statement, sent := heard.Sent[name]
		require.True(t, sent, name)
		plan := explain(t, pool, statement)
		t.Logf("%s\n%s", name, plan)
		require.NotContains(t, plan, "Seq Scan", name)
		for _, found := range rowsRead.FindAllStringSubmatch(plan, -1) {
			rows, _ := strconv.Atoi(found[1] + found[2])
			require.LessOrEqual(t, rows, most, "%s\n%s", name, plan)
		}
	}
}
