package door_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/access"
	"kaipiao/domain/actor"
	"kaipiao/office/months"
	"kaipiao/office/restores"
	"kaipiao/office/sessions"
	"kaipiao/office/tx"
)

// S4: a session that is not used ends, one that is used ends in the end, and one that is revoked ends while it is used.
func TestS4ASessionEnds(t *testing.T) {
	h := build(t)
	b := h.browser()
	b.signIn("reviewer", "")
	h.pass(29 * time.Minute)
	require.Contains(t, b.get("/console").body, "who=finance:stack/reviewer")
	h.pass(29 * time.Minute)
	require.Contains(t, b.get("/console").body, "who=finance:stack/reviewer", "it was used meanwhile")
	h.pass(31 * time.Minute)
	over := b.get("/console/desk")
	require.Contains(t, over.body, "[session_ended]")
	require.Equal(t, "/console/desk", over.at.Query().Get("return_to"))
	require.Empty(t, b.cookie("kaipiao"))

	b.signIn("reviewer", "")
	for range 23 {
		h.pass(20 * time.Minute)
		require.Contains(t, b.get("/console").body, "who=finance")
	}
	h.pass(21 * time.Minute) // beyond eight hours, and never unused for long
	require.Contains(t, b.get("/console").body, "[session_ended]")

	b.signIn("reviewer", "")
	other := h.browser()
	other.signIn("auditor", "")
	names, err := h.sessions.EndAllOf(t.Context(), "stack/reviewer", actor.Actor{Kind: actor.Database, Name: "admin"}, h.now())
	require.NoError(t, err)
	require.Len(t, names, 1)
	require.Contains(t, b.get("/console").body, "[session_revoked]")
	require.Contains(t, other.get("/console").body, "who=auditor", "nobody else's")
	require.Contains(t, h.trail(), "session_changed session/"+names[0]+" by database:admin")
	list, err := h.sessions.List(t.Context(), "", 10, h.now())
	require.NoError(t, err)
	require.Len(t, list, 1)
	require.Equal(t, access.Auditor, list[0].Who.Role)

	h.pass(24*time.Hour + 31*time.Minute)
	require.NoError(t, h.sessions.Sweep(t.Context(), h.now()))
	var left int
	require.NoError(t, h.pool.QueryRow(t.Context(), "select count(*) from sessions").Scan(&left))
	require.Zero(t, left, "what has ended is forgotten")
}

// S4: the database and the log know no value that a browser holds, and nobody makes one of what they know.
func TestS4ACookieIsNowhereButInItsBrowser(t *testing.T) {
	h := build(t)
	h.account("acct")
	ticket := h.link("acct", "c-17", "")
	b := h.browser()
	b.signIn("reviewer", "")
	value, parsed := sessions.ParseValue(b.cookie("kaipiao"))
	require.True(t, parsed)
	for _, table := range []string{"sessions", "sign_ins", "console_links", "kept_forms", "audit_entries"} {
		var rows string
		require.NoError(t, h.pool.QueryRow(context.Background(), "select coalesce(string_agg(t::text, ' '), '') from "+table+" t").Scan(&rows))
		for _, secret := range []string{value.Text(), ticket, b.token()} {
			require.NotContains(t, rows, secret, table)
			require.NotContains(t, h.log.String(), secret)
		}
	}
	require.NotContains(t, value.String(), value.Text())
	var id []byte
	require.NoError(t, h.pool.QueryRow(t.Context(), "select id from sessions").Scan(&id))
	thief := h.browser()
	thief.setCookie("kaipiao", base64url(id))
	require.Equal(t, "/console/sign-in", thief.get("/console").at.Path)
}

// S4, O6: whoever has signed out, or was sent away, is not signed in again because the database was restored to the time before: everybody signs in anew.
func TestS4ARestoredRegisterHasEverybodySignInAnew(t *testing.T) {
	h := build(t)
	b, other := h.browser(), h.browser()
	b.signIn("reviewer", "")
	other.signIn("auditor", "")
	sentAway := b.cookie("kaipiao")
	_, err := h.sessions.EndAllOf(t.Context(), "stack/reviewer", actor.Product, h.now())
	require.NoError(t, err)
	require.Contains(t, b.get("/console").body, "[session_revoked]")
	_, err = h.pool.Exec(t.Context(), "update sessions set ended_at = null, ended_by = ''") // the database is as it was
	require.NoError(t, err)
	b.setCookie("kaipiao", sentAway)
	require.Contains(t, b.get("/console").body, "who=finance:stack/reviewer", "that is what is mended")

	_, err = restores.New(tx.New(h.pool), months.New(tx.New(h.pool))).Begin(t.Context(), h.now())
	require.NoError(t, err)
	require.Contains(t, b.get("/console").body, "[session_revoked]")
	require.Contains(t, other.get("/console").body, "[session_revoked]")
	require.Contains(t, b.signIn("reviewer", "").body, "who=finance", "who still may signs in")
	_, err = restores.New(tx.New(h.pool), months.New(tx.New(h.pool))).Begin(t.Context(), h.now())
	require.NoError(t, err)
	require.Contains(t, b.get("/console").body, "who=finance", "a second time it ends nothing")
}
