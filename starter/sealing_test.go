package main

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"kaipiao/devstack/postgres"
	"kaipiao/devstack/postgres/postgrestest"
	"kaipiao/domain/calendar"
	"kaipiao/office/trail"
	"kaipiao/office/tx"
	"kaipiao/schema"
)

func TestMain(m *testing.M) { os.Exit(postgrestest.Run(m)) }

// heads are those that are in the log, by what is said of them.
func heads(t *testing.T, log *bytes.Buffer) (found []string) {
	t.Helper()
	for line := range strings.Lines(log.String()) {
		var read map[string]any
		require.NoError(t, json.Unmarshal([]byte(line), &read))
		found = append(found, read["msg"].(string)+" "+read["head"].(string))
	}
	return found
}

// noon is the middle of a day in Shanghai.
func noon(t *testing.T, day string) time.Time {
	t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15", day+" 12", calendar.Shanghai)
	require.NoError(t, err)
	return at
}

func account(t *testing.T, pool *pgxpool.Pool, id string) {
	t.Helper()
	_, err := pool.Exec(t.Context(), `insert into accounts (id, certification, certified_name, taxpayer_id, region, email, created_at, updated_at)
		values ($1, 'none', '', '', 'mainland', '', now(), now())`, id)
	require.NoError(t, err)
}

// S5: where the trail ends is in the log whenever that changes, once an hour though it does not, and of each day when the next one has begun.
func TestS5TheHeadIsPublished(t *testing.T) {
	database := postgrestest.Database(t)
	pool := postgrestest.Pool(t, postgrestest.As(t, schema.Starter, database))
	var log bytes.Buffer
	s := sealer{trail: trail.New(tx.New(pool)), log: slog.New(slog.NewJSONHandler(&log, nil))}
	now := noon(t, calendar.DateOf(time.Now()).String()) // an hour later is the same day, whenever this runs
	s.seal(t.Context(), now)
	require.Empty(t, log.String(), "there is nothing to seal")
	account(t, pool, "a")
	s.seal(t.Context(), now)
	head, found, err := s.trail.Head(t.Context())
	require.NoError(t, err)
	require.True(t, found)
	said := []string{"the audit trail is sealed " + head.String()}
	require.Equal(t, said, heads(t, &log))
	s.seal(t.Context(), now.Add(time.Minute))
	require.Equal(t, said, heads(t, &log), "nothing new")
	s.seal(t.Context(), now.Add(publishEvery))
	said = append(said, said[0])
	require.Equal(t, said, heads(t, &log), "it is said again")
	s.seal(t.Context(), noon(t, head.Day).AddDate(0, 0, 1)) // the database says which day it was sealed on
	said = append(said, "the audit trail of the days before ends here "+head.String())
	require.Contains(t, heads(t, &log), said[2])

	// what was published is found by the command, with the rights of the reader; and that it is gone, too
	t.Setenv("KAIPIAO_RUN_DIR", t.TempDir())
	t.Setenv("KAIPIAO_DATABASE_URL", "")
	t.Setenv("KAIPIAO_DATABASE_READER_URL", postgrestest.As(t, schema.Reader, database))
	check := auditTrailCommand{Head: []string{head.String()}, Unsealed: time.Minute}
	require.NoError(t, check.Run(t.Context()))
	require.ErrorContains(t, auditTrailCommand{Head: []string{"yesterday"}}.Run(t.Context()), "DAY:ID:HASH")
	_, err = postgrestest.Admin(t, pool).Exec(t.Context(), "set session_replication_role = replica; truncate audit_seals, audit_entries")
	require.NoError(t, err)
	require.ErrorContains(t, check.Run(t.Context()), "the trail is cut off")
	require.NoError(t, auditTrailCommand{}.Run(t.Context()), "which without the head nobody sees")
}

// S5: an administrator makes the roles, the owner migrates, and no program takes a role that could do more.
func TestS5FromAnEmptyServerToTheFirstCall(t *testing.T) {
	require.NoError(t, postgres.Install(t.Context()))
	server, err := postgres.Start(t.Context(), postgres.Options{Throwaway: true})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, server.Stop()) })
	dir := t.TempDir()
	t.Setenv("KAIPIAO_RUN_DIR", dir)
	file := filepath.Join(dir, "worker-password")
	require.NoError(t, os.WriteFile(file, []byte("a-password-in-a-file\n"), 0o600))
	setup := databaseSetupCommand{
		Database: "kaipiao", Admin: server.URL(), OwnerPassword: "the-password-of-owner", StarterPassword: "the-password-of-starter",
		WorkerPassword: "@" + file, ReaderPassword: "the-password-of-reader",
	}
	short := setup
	short.ReaderPassword = "short"
	require.ErrorContains(t, short.Run(t.Context()), "too short")
	elsewhere := setup
	elsewhere.Admin = "postgres://postgres@db.internal/postgres"
	require.ErrorContains(t, elsewhere.Run(t.Context()), "KAIPIAO_DATABASE_ADMIN_URL")
	require.NoError(t, setup.Run(t.Context()))
	require.NoError(t, setup.Run(t.Context()), "again")

	t.Setenv("KAIPIAO_DATABASE_URL", server.As(string(schema.Starter), setup.StarterPassword, "kaipiao"))
	require.ErrorContains(t, migrateCommand{}.Run(t.Context()), "KAIPIAO_DATABASE_OWNER_URL", "a program's role migrates nothing")
	t.Setenv("KAIPIAO_DATABASE_OWNER_URL", server.As(string(schema.Owner), setup.OwnerPassword, "kaipiao"))
	require.NoError(t, migrateCommand{}.Run(t.Context()))
	reach := func(role schema.Role, password string) error {
		pool, err := tx.Open(t.Context(), server.As(string(role), password, "kaipiao"))
		if err != nil {
			return err
		}
		defer pool.Close()
		return pool.Ping(t.Context())
	}
	require.NoError(t, reach(schema.Starter, setup.StarterPassword))
	require.NoError(t, reach(schema.Worker, "a-password-in-a-file"))
	require.NoError(t, reach(schema.Reader, setup.ReaderPassword))
	require.ErrorContains(t, reach(schema.Owner, setup.OwnerPassword), "kaipiao_owner administers the database")
	admin, err := pgx.Connect(t.Context(), server.URL())
	require.NoError(t, err)
	defer admin.Close(context.Background())
	_, err = admin.Exec(t.Context(), "alter role kaipiao_starter createrole")
	require.NoError(t, err)
	require.ErrorContains(t, reach(schema.Starter, setup.StarterPassword), "kaipiao_starter administers the database")
}
