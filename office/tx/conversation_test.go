package tx_test

import (
	"context"
	"errors"
	"os"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"kaipiao/devstack/postgres/postgrestest"
	"kaipiao/domain/actor"
	"kaipiao/domain/ids"
	"kaipiao/office/query"
	"kaipiao/office/tx"
)

func TestMain(m *testing.M) { os.Exit(postgrestest.Run(m)) }

// travels hears what travels together: the statements of each batch.
type travels struct{ Sent [][]string }

func (h *travels) TraceQueryStart(ctx context.Context, _ *pgx.Conn, data pgx.TraceQueryStartData) context.Context {
	h.Sent = append(h.Sent, []string{word(data.SQL)})
	return ctx
}

func (h *travels) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

func (h *travels) TraceBatchStart(ctx context.Context, _ *pgx.Conn, data pgx.TraceBatchStartData) context.Context {
	var names []string
	for _, one := range data.Batch.QueuedQueries {
		names = append(names, word(one.SQL))
	}
	h.Sent = append(h.Sent, names)
	return ctx
}

func (h *travels) TraceBatchQuery(context.Context, *pgx.Conn, pgx.TraceBatchQueryData) {}
func (h *travels) TraceBatchEnd(context.Context, *pgx.Conn, pgx.TraceBatchEndData)     {}

// word is the name of a generated statement, or the first word of another one.
func word(sql string) string {
	var name string
	if len(sql) > 9 && sql[:9] == "-- name: " {
		sql = sql[9:]
	}
	for _, letter := range sql {
		if letter == ' ' {
			break
		}
		name += string(letter)
	}
	return name
}

var now = time.Date(2026, 9, 18, 7, 0, 0, 0, time.UTC)

func account(id string) query.InsertAccountParams {
	return query.InsertAccountParams{
		ID: ids.Account(id), Certification: "enterprise", CertifiedName: "北京甲科技有限公司", TaxpayerID: "91110000802100433B", Region: "mainland", Now: now,
	}
}

func open(t *testing.T) (*tx.DB, *travels, *pgxpool.Pool) {
	t.Helper()
	heard := &travels{}
	config, err := pgxpool.ParseConfig(postgrestest.Database(t))
	require.NoError(t, err)
	tx.Configure(config)
	config.MaxConns, config.ConnConfig.Tracer = 1, heard
	pool, err := pgxpool.NewWithConfig(t.Context(), config)
	require.NoError(t, err)
	t.Cleanup(pool.Close)
	return tx.New(pool), heard, pool
}

func accounts(t *testing.T, db *tx.DB) (found []string) {
	t.Helper()
	rows, err := db.Reads().Accounts(t.Context(), query.AccountsParams{PageSize: 100})
	require.NoError(t, err)
	for _, row := range rows {
		found = append(found, string(row.ID))
	}
	return found
}

func TestWritesTravelWithTheNextReadAndWithTheEnd(t *testing.T) {
	db, heard, _ := open(t)
	ctx := t.Context()
	require.NoError(t, db.Change(ctx, func(q *query.Queries) error {
		require.NoError(t, q.InsertAccount(ctx, account("a")))
		require.NoError(t, q.InsertAccount(ctx, account("b")))
		// a read sees what was written before
		row, err := q.Account(ctx, "b")
		require.NoError(t, err)
		require.Equal(t, ids.Account("b"), row.ID)
		return q.InsertAccount(ctx, account("c"))
	}))
	require.Equal(t, [][]string{{"begin", "ActAs", "InsertAccount", "InsertAccount", "Account"}, {"InsertAccount", "commit"}}, heard.Sent)
	require.Equal(t, []string{"a", "b", "c"}, accounts(t, db))
}

func TestWhatIsAnnouncedIsAnsweredTogether(t *testing.T) {
	db, heard, _ := open(t)
	ctx := t.Context()
	require.NoError(t, db.Change(ctx, func(q *query.Queries) error { return q.InsertAccount(ctx, account("a")) }))
	heard.Sent = nil
	require.NoError(t, db.Change(ctx, func(q *query.Queries) error {
		q.Ahead(func(q *query.Queries) {
			_, _ = q.LockAccounts(ctx, []ids.Account{"a"})
			_, _ = q.Account(ctx, "nobody")
			_, _ = q.Account(ctx, "a")
			_, _ = q.Titles(ctx, query.TitlesParams{Account: "a", PageSize: 1})
		})
		locked, err := q.LockAccounts(ctx, []ids.Account{"a"})
		require.NoError(t, err)
		require.Equal(t, []ids.Account{"a"}, locked)
		_, err = q.Account(ctx, "nobody")
		require.ErrorIs(t, err, pgx.ErrNoRows)
		// what is announced may be left out
		titles, err := q.Titles(ctx, query.TitlesParams{Account: "a", PageSize: 1})
		require.NoError(t, err)
		require.Empty(t, titles)
		return nil
	}))
	require.Equal(t, [][]string{{"begin", "ActAs", "LockAccounts", "Account", "Account", "Titles"}, {"commit"}}, heard.Sent)
}

func TestWhatWasAnsweredBeforeAWriteIsAskedAgain(t *testing.T) {
	db, _, _ := open(t)
	ctx := t.Context()
	require.NoError(t, db.Change(ctx, func(q *query.Queries) error { return q.InsertAccount(ctx, account("a")) }))
	for name, write := range map[string]func(q *query.Queries) error{
		"one that waits": func(q *query.Queries) error {
			return q.InsertTitle(ctx, query.InsertTitleParams{ID: "waits", Account: "a", Title: "甲", Now: now})
		},
		"one whose rows are counted": func(q *query.Queries) error {
			_, err := q.DeleteTitle(ctx, query.DeleteTitleParams{Account: "a", ID: "waits"})
			return err
		},
	} {
		require.NoError(t, db.Change(ctx, func(q *query.Queries) error {
			all := query.TitlesParams{Account: "a", PageSize: 10}
			q.Ahead(func(q *query.Queries) {
				_, _ = q.Account(ctx, "a")
				_, _ = q.Titles(ctx, all)
			})
			_, err := q.Account(ctx, "a")
			require.NoError(t, err)
			require.NoError(t, write(q))
			seen, err := q.Titles(ctx, all)
			require.NoError(t, err)
			stored, err := q.AllTitles(ctx, "a")
			require.NoError(t, err)
			require.Len(t, seen, len(stored), name)
			return nil
		}))
	}
}

func TestAWriteThatFailsUndoesAllAndIsNamed(t *testing.T) {
	db, _, pool := open(t)
	ctx := t.Context()
	wrong := account("b")
	wrong.Region = "the moon"
	// when it fails at the end, then nothing is stored
	err := db.Change(ctx, func(q *query.Queries) error {
		require.NoError(t, q.InsertAccount(ctx, account("a")))
		return q.InsertAccount(ctx, wrong)
	})
	require.ErrorContains(t, err, "InsertAccount")
	require.ErrorContains(t, err, "accounts_region_check")
	require.Empty(t, accounts(t, db))
	// and when something is read after it, that fails, and what is made of the failure does not save the transaction
	err = db.Change(ctx, func(q *query.Queries) error {
		require.NoError(t, q.InsertAccount(ctx, wrong))
		_, err := q.Account(ctx, "a")
		var failure *pgconn.PgError
		require.ErrorAs(t, err, &failure)
		return nil
	})
	require.ErrorIs(t, err, pgx.ErrTxCommitRollback)
	require.Empty(t, accounts(t, db))
	// and the connection is as good as before
	require.NoError(t, db.Change(ctx, func(q *query.Queries) error { return q.InsertAccount(ctx, account("a")) }))
	require.EqualValues(t, 1, pool.Stat().NewConnsCount())
}

func TestWhatIsRefusedBeforeItIsSaidCostsNothing(t *testing.T) {
	db, heard, _ := open(t)
	refused := errors.New("refused")
	err := db.Change(t.Context(), func(q *query.Queries) error {
		require.NoError(t, q.InsertAccount(t.Context(), account("a")))
		return refused
	})
	require.ErrorIs(t, err, refused)
	require.NoError(t, db.Change(t.Context(), func(*query.Queries) error { return nil }))
	require.Empty(t, heard.Sent)
	require.Empty(t, accounts(t, db))
}

func TestALostRaceIsRunAgain(t *testing.T) {
	db, _, _ := open(t)
	ctx := t.Context()
	tries := 0
	require.NoError(t, db.Change(ctx, func(q *query.Queries) error {
		tries++
		if tries == 1 { // as if another one had stored it meanwhile
			require.NoError(t, q.InsertAccount(ctx, account("a")))
		}
		return q.InsertAccount(ctx, account("a"))
	}))
	require.Equal(t, 2, tries)
	require.Equal(t, []string{"a"}, accounts(t, db))
}

// O4: whoever acts is named by the transaction, whatever characters the name has, and by no other one.
func TestO4TheActorOfATransaction(t *testing.T) {
	db, _, pool := open(t)
	ctx := actor.With(t.Context(), actor.Actor{Kind: actor.Service, Name: `o'hara \ "x"` + "\x00"})
	require.NoError(t, db.Change(ctx, func(q *query.Queries) error { return q.InsertAccount(ctx, account("a")) }))
	var who, left string
	require.NoError(t, pool.QueryRow(t.Context(), "select who, coalesce(current_setting('kaipiao.who', true), '') from audit_entries").Scan(&who, &left))
	require.Equal(t, `service:o'hara \ "x"`, who)
	require.Empty(t, left)
}

func TestACancelledConversationLeavesNothingBehind(t *testing.T) {
	db, _, _ := open(t)
	ctx, stop := context.WithCancel(t.Context())
	err := db.Change(ctx, func(q *query.Queries) error {
		require.NoError(t, q.InsertAccount(ctx, account("a")))
		_, err := q.Account(ctx, "a")
		require.NoError(t, err)
		stop()
		return q.InsertAccount(ctx, account("b"))
	})
	require.ErrorIs(t, err, context.Canceled)
	require.Empty(t, accounts(t, db))
}
