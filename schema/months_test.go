package schema_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"kaipiao/devstack/postgres/postgrestest"
	"kaipiao/schema"
)

// O4: the ledger's entries, the events and the trail, whose rows are kept for ever.
var byMonth = []string{"ledger_entries", "events", "audit_entries"}

// monthly is a database with the partitions of some months of 2031, and two programs in it.
type monthly struct {
	*testing.T
	programs, owner *pgxpool.Pool
}

func newMonthly(t *testing.T) monthly {
	t.Helper()
	database := postgrestest.Database(t)
	t.Cleanup(func() { forgetMonths(t, database) })
	return monthly{t, postgrestest.Pool(t, database), postgrestest.Pool(t, postgrestest.As(t, schema.Owner, database))}
}

// forgetMonths takes away what a test has made, because another one gets the database.
func forgetMonths(t *testing.T, database string) {
	t.Helper()
	_, err := postgrestest.Admin(t, postgrestest.Pool(t, database)).Exec(context.Background(), `do $$ declare found record; begin
		for found in select inhparent::regclass as of, inhrelid::regclass as name from pg_inherits where inhrelid::regclass::text ~ '_2031_..$' loop
			execute format('alter table %s detach partition %s', found.of, found.name);
			execute format('drop table %s', found.name);
		end loop;
	end $$`)
	require.NoError(t, err)
}

// in2031 is noon of a day in Shanghai.
func in2031(month time.Month, day int) time.Time {
	return time.Date(2031, month, day, 4, 0, 0, 0, time.UTC)
}

// firstOf2031 is where the ids of a month begin.
func firstOf2031(month int64) int64 { return (5*12 + month) * 1_000_000_000_000 }

func (m monthly) makes(at time.Time) (made int) {
	m.Helper()
	require.NoError(m, m.programs.QueryRow(m.Context(), "select make_months($1)", at).Scan(&made))
	return made
}

func (m monthly) begins(at time.Time) (begun bool) {
	m.Helper()
	require.NoError(m, m.programs.QueryRow(m.Context(), "select begin_month($1)", at).Scan(&begun))
	return begun
}

const newAccount = `insert into accounts (id, certification, certified_name, taxpayer_id, region, email, created_at, updated_at)
	values ($1, 'none', '', '', 'mainland', '', now(), now())`

// writes adds a line to the trail, and says which id it got and where it is.
func (m monthly) writes(account string) (id int64, partition string) {
	m.Helper()
	_, err := m.programs.Exec(m.Context(), newAccount, account)
	require.NoError(m, err)
	require.NoError(m, m.programs.QueryRow(m.Context(), "select id, tableoid::regclass::text from audit_entries where object = 'account/' || $1", account).
		Scan(&id, &partition))
	return id, partition
}

// O4: a migrated database has the month it is, and the next three, before anybody asks.
func TestO4AnEmptyDatabaseHasItsMonths(t *testing.T) {
	pool := postgrestest.Pool(t, postgrestest.Database(t))
	owner := postgrestest.Pool(t, postgrestest.As(t, schema.Owner, pool.Config().ConnString()))
	for _, table := range byMonth {
		found := textsOf(t, owner, partitions+" and inhparent = $1::text::regclass order by 1", table)
		require.Len(t, found, 5, "one for ids of before, this month, and three")
		require.Equal(t, table+"_before", found[4])
		// the month may have changed since the database was made
		require.Subset(t, found[:2], textsOf(t, owner, "select partition_of_month($1, number_of_month(now()))", table))
		_, err := owner.Exec(t.Context(), "insert into audit_entries (object, what, who, after, withheld) values ('a', 'b', 'c', '{}', '{}')")
		require.NoError(t, err)
	}
}

// O4: rows of two months are in two partitions, and ids go up across months, whoever calls it how often.
func TestO4AMonthIsARangeOfIDs(t *testing.T) {
	m := newMonthly(t)
	_, before := m.writes("before")
	require.Equal(t, "audit_entries_before", before)
	// given a month whose partitions nobody has made, numbers go on where they are
	require.False(t, m.begins(in2031(3, 15)))
	_, still := m.writes("still")
	require.Equal(t, before, still)
	// when it has begun
	require.Equal(t, 4*len(byMonth), m.makes(in2031(3, 15)))
	require.True(t, m.begins(in2031(3, 15)))
	first, march := m.writes("march")
	require.Equal(t, firstOf2031(3), first)
	require.Equal(t, "audit_entries_2031_03", march)
	// again, nothing is changed
	require.Zero(t, m.makes(in2031(3, 20)))
	require.True(t, m.begins(in2031(3, 20)))
	second, _ := m.writes("march-too")
	require.Equal(t, first+1, second)
	// the month is Shanghai's
	require.True(t, m.begins(time.Date(2031, 3, 31, 15, 59, 59, 0, time.UTC)))
	third, march := m.writes("end-of-march")
	require.Equal(t, []any{first + 2, "audit_entries_2031_03"}, []any{third, march})
	require.Equal(t, len(byMonth), m.makes(time.Date(2031, 3, 31, 16, 0, 0, 0, time.UTC)), "one more month ahead")
	require.True(t, m.begins(time.Date(2031, 3, 31, 16, 0, 0, 0, time.UTC)))
	fourth, april := m.writes("april")
	require.Equal(t, []any{firstOf2031(4), "audit_entries_2031_04"}, []any{fourth, april})
	// never back, whatever somebody's clock says
	require.True(t, m.begins(in2031(3, 15)))
	fifth, _ := m.writes("april-too")
	require.Equal(t, fourth+1, fifth)
	// numbers that leap after a restore stay in the month
	_, err := m.programs.Exec(t.Context(), "select leap_numbers(1000000000)")
	require.NoError(t, err)
	require.True(t, m.begins(in2031(4, 2)))
	sixth, april := m.writes("restored")
	require.Equal(t, []any{fifth + 1_000_000_001, "audit_entries_2031_04"}, []any{sixth, april})
	require.Less(t, sixth, int64(1)<<53, "a number of JSON")
}

// S5: what the table forbids its partitions forbid, and what it has they have: nobody goes around the table.
func TestS5APartitionIsAsItsTable(t *testing.T) {
	m := newMonthly(t)
	m.makes(in2031(3, 15))
	all := textsOf(t, m.owner, partitions)
	require.Greater(t, len(all), 2*4*len(byMonth))
	for _, partition := range all {
		for statement, why := range map[string]string{
			"update %s set id = id": "append-only", "delete from %s": "append-only", "truncate %s cascade": "is never emptied",
		} {
			_, err := m.owner.Exec(t.Context(), fmt.Sprintf(statement, partition))
			require.ErrorContains(t, err, why, partition)
		}
		for _, role := range schema.Programs() {
			require.Empty(t, textsOf(t, m.owner, `select privilege_type from information_schema.table_privileges where table_name = $1 and grantee in ($2, 'PUBLIC')
				union select privilege_type from information_schema.column_privileges where table_name = $1 and grantee in ($2, 'PUBLIC')`, partition, string(role)))
		}
	}
	of := func(what, table string) []string {
		return textsOf(t, m.owner, strings.ReplaceAll(what, "$table", "'"+table+"'"))
	}
	for _, table := range byMonth {
		for name, what := range map[string]string{
			"constraints": `select contype::text || ' ' || pg_get_constraintdef(oid) from pg_constraint where conrelid = $table::regclass and contype <> 't' order by 1`,
			"columns": `select attname || ' ' || format_type(atttypid, atttypmod) || ' ' || attnotnull from pg_attribute
				where attrelid = $table::regclass and attnum > 0 order by attnum`,
			"indexes": `select regexp_replace(pg_get_indexdef(indexrelid), '^.* USING ', '') || ' ' || indisunique || ' ' || indisvalid
				from pg_index where indrelid = $table::regclass order by 1`,
			"triggers of rows": `select tgname || ' ' || tgtype || ' ' || tgfoid::regproc from pg_trigger
				where tgrelid = $table::regclass and not tgisinternal and tgtype & 1 = 1 order by 1`,
		} {
			require.Equal(t, of(what, table), of(what, table+"_2031_03"), "%s of %s", name, table)
		}
	}
}

// O4: months begin while many write, and nobody is refused, nothing is lost, and ids of whoever writes one after the other go up.
func TestO4MonthsBeginWhileManyWrite(t *testing.T) {
	m := newMonthly(t)
	const writers, each = 6, 60
	var writing, keeping sync.WaitGroup
	done := make(chan struct{})
	for keeper := range 2 {
		keeping.Go(func() {
			for month := time.Month(1); ; month = min(month+1, 9) {
				select {
				case <-done:
					return
				default:
				}
				// Who would have to wait comes again.
				if _, err := m.programs.Exec(t.Context(), "select make_months($1)", in2031(month, 5)); err != nil {
					t.Log(keeper, err)
				}
				if _, err := m.programs.Exec(t.Context(), "select begin_month($1)", in2031(month, 5)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	for writer := range writers {
		writing.Go(func() {
			for n := range each {
				if _, err := m.programs.Exec(t.Context(), newAccount, fmt.Sprintf("w%d-%03d", writer, n)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	writing.Wait()
	close(done)
	keeping.Wait()
	require.Len(t, textsOf(t, m.programs, "select object from audit_entries"), writers*each)
	require.Empty(t, textsOf(t, m.programs, `select object from (select object, id, lag(id) over (partition by split_part(object, '-', 1) order by object) as last
		from audit_entries) e where id < last`))
	require.Greater(t, len(textsOf(t, m.programs, "select distinct tableoid::regclass::text from audit_entries")), 1, "it was no test")
}

// O4: whoever moves numbers on does so alone: somebody else would move them back.
func TestO4NumbersAreMovedByOneAtATime(t *testing.T) {
	m := newMonthly(t)
	m.makes(in2031(3, 15))
	moving, err := m.programs.Begin(t.Context())
	require.NoError(t, err)
	defer func() { _ = moving.Rollback(t.Context()) }()
	var begun bool
	require.NoError(t, moving.QueryRow(t.Context(), "select begin_month($1)", in2031(3, 15)).Scan(&begun))
	require.True(t, begun)
	for _, statement := range []string{"select begin_month('2031-03-15')", "select make_months('2031-03-15')", "select leap_numbers(1)"} {
		_, err := m.programs.Exec(t.Context(), "set lock_timeout = '200ms'; "+statement)
		require.ErrorContains(t, err, "lock timeout", statement)
	}
}

// O4: who writes does not wait for the months to come, and who makes them does not wait long for who writes; it comes again.
func TestO4WhoMakesMonthsWaitsForNobody(t *testing.T) {
	m := newMonthly(t)
	slow, err := m.programs.Begin(t.Context())
	require.NoError(t, err)
	defer func() { _ = slow.Rollback(t.Context()) }()
	_, err = slow.Exec(t.Context(), newAccount+" on conflict do nothing", "slow")
	require.NoError(t, err)
	_, err = slow.Exec(t.Context(), "set constraints all immediate") // it has written to the trail
	require.NoError(t, err)
	require.NotZero(t, m.makes(in2031(3, 15)), "nobody refers to what it holds")
	_, err = slow.Exec(t.Context(), "lock table invoices in row exclusive mode")
	require.NoError(t, err)
	_, err = m.programs.Exec(t.Context(), "select make_months($1)", in2031(4, 15))
	require.ErrorContains(t, err, "lock timeout")
	require.True(t, m.begins(in2031(3, 15)))
	require.NoError(t, slow.Commit(t.Context()))
	require.NotZero(t, m.makes(in2031(4, 15)))
}

// O4: a row is looked for by its id in one partition.
func TestO4AnIDIsLookedForInItsMonth(t *testing.T) {
	m := newMonthly(t)
	m.makes(in2031(3, 15))
	for _, table := range byMonth {
		rows, err := m.programs.Query(t.Context(), fmt.Sprintf("explain (costs off) select * from %s where id = %d", table, firstOf2031(3)+17))
		require.NoError(t, err)
		plan, err := pgx.CollectRows(rows, pgx.RowTo[string])
		require.NoError(t, err)
		require.Contains(t, strings.Join(plan, "\n"), table+"_2031_03")
		require.NotContains(t, strings.Join(plan, "\n"), "Append")
	}
}
