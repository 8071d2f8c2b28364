package main

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/access"
	"kaipiao/devstack/postgres/postgrestest"
	"kaipiao/office/sessions"
	"kaipiao/office/tx"
	"kaipiao/schema"
)

// printed is what a command prints.
func printed(t *testing.T, run func() error) (string, error) {
	t.Helper()
	file, err := os.Create(filepath.Join(t.TempDir(), "out"))
	require.NoError(t, err)
	defer func() { require.NoError(t, file.Close()) }()
	before := os.Stdout
	os.Stdout = file
	failed := run()
	os.Stdout = before
	content, err := os.ReadFile(file.Name())
	require.NoError(t, err)
	return string(content), failed
}

// S4: an operator sees who is signed in, and sends somebody away, with a line in the trail.
func TestS4SessionsAreListedAndEnded(t *testing.T) {
	database := postgrestest.Database(t)
	t.Setenv("KAIPIAO_RUN_DIR", t.TempDir())
	t.Setenv("KAIPIAO_DATABASE_URL", postgrestest.As(t, schema.Starter, database))
	pool := postgrestest.Pool(t, database)
	of := sessions.New(tx.New(pool))
	for _, who := range []access.Identity{
		{Subject: "corp/zhao", Role: access.Finance, Permissions: access.Holding(access.Reviewer)},
		{Subject: "corp/zhao", Role: access.Finance},
		{Subject: "corp/wang", Role: access.Customer, Account: "acct"},
	} {
		_, _, err := of.Begin(t.Context(), sessions.Beginning{Who: who, Issuer: "corp"}, sessions.UsualHours(), time.Now())
		require.NoError(t, err)
	}
	list := func(subject string) string {
		shown, err := printed(t, func() error { return listSessionsCommand{Subject: subject}.Run(t.Context()) })
		require.NoError(t, err)
		return shown
	}
	require.Regexp(t, `(?s)customer +corp/wang +acct .*finance +corp/zhao .*finance +corp/zhao `, list(""))
	require.NotContains(t, list("corp/wang"), "zhao")
	ended, err := printed(t, func() error { return endSessionsCommand{Subject: "corp/zhao"}.Run(t.Context()) })
	require.NoError(t, err)
	require.Regexp(t, `^ended [a-z0-9]{12}\nended [a-z0-9]{12}\n$`, ended)
	require.NotContains(t, list(""), "zhao")
	require.Contains(t, list(""), "corp/wang")
	var lines int
	err = pool.QueryRow(t.Context(), "select count(*) from audit_entries where what = 'session_changed' and who like 'database:starter/%'").Scan(&lines)
	require.NoError(t, err)
	require.Equal(t, 2, lines)
	require.ErrorIs(t, endSessionsCommand{Subject: "corp/zhao"}.Run(t.Context()), errNobodySignedIn)
}
