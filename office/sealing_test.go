package office_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"kaipiao/devstack/postgres/postgrestest"
	"kaipiao/domain/calendar"
	"kaipiao/domain/ids"
	"kaipiao/domain/sealing"
	"kaipiao/office/trail"
	"kaipiao/office/tx"
	"kaipiao/schema"
)

// sealed is a register with a trail, an administrator who goes behind its back, and the reader who checks it.
type sealed struct {
	World
	reader *trail.Office
	admin  *pgx.Conn
}

func newSealed(t *testing.T) *sealed {
	t.Helper()
	r, pool := open(t, nil)
	w := World{r, t}
	reader := postgrestest.Pool(t, postgrestest.As(t, schema.Reader, pool.Config().ConnString()))
	return &sealed{World: w, reader: trail.New(tx.New(reader)), admin: postgrestest.Admin(t, pool)}
}

// writes leaves a line for each account, and seals them.
func (s *sealed) writes(accounts ...ids.Account) sealing.Head {
	s.T.Helper()
	for _, account := range accounts {
		s.Account(account)
	}
	_, err := s.Trail.Seal(context.Background())
	require.NoError(s.T, err)
	head, found, err := s.Trail.Head(context.Background())
	require.NoError(s.T, err)
	require.True(s.T, found)
	return head
}

// checks is the trail as the reader finds it.
func (s *sealed) checks(heads ...sealing.Head) (trail.Checked, *sealing.Difference) {
	s.T.Helper()
	found, err := s.reader.Check(context.Background(), trail.Checking{Heads: heads, Unsealed: 10 * time.Minute, Looked: func(int64, int64) {}}, time.Now())
	var d *sealing.Difference
	if err != nil {
		require.ErrorAs(s.T, err, &d)
	}
	return found, d
}

// behind changes something as only somebody can who has the whole server.
func (s *sealed) behind(statement string) {
	s.T.Helper()
	_, err := s.admin.Exec(context.Background(), "set session_replication_role = replica; "+statement)
	require.NoError(s.T, err)
}

// S5: the trail is sealed as it is, and the program computes what the database has computed, whatever is in a line.
func TestS5TheTrailIsSealedAndChecked(t *testing.T) {
	s := newSealed(t)
	_, found, err := s.Trail.Head(t.Context())
	require.NoError(t, err)
	require.False(t, found)
	first := s.writes("a", "b")
	require.Equal(t, first, s.writes(), "nothing new, no seal")
	// a state with everything that may stand in one, and names that are withheld
	s.behind(`insert into audit_entries
		(object, at, what, who, before, after, withheld) values
		('invoice/x', '2026-09-18 00:00:00.000001+08', 'issued', '张三 "|:\', null, '{"b": [1, 2.50, null], "a": "é"}', '{}'),
		('invoice/y', '1999-12-31 23:59:59.999999Z', '', '', '{}', null, array['address', 'title', '长'])`)
	begun := calendar.DateOf(time.Now())
	second := s.writes("c")
	checked, differs := s.checks(first, second)
	require.Nil(t, differs)
	require.Equal(t, trail.Checked{Seals: 2, Entries: 5, Head: second}, checked)
	require.NotEqual(t, first.Hash, second.Hash)
	sealed, err := calendar.ParseDate(second.Day)
	require.NoError(t, err)
	require.Contains(t, []calendar.Date{begun, calendar.DateOf(time.Now())}, sealed)
	before, found, err := s.Trail.HeadBefore(t.Context(), sealed.AddDays(1).String())
	require.NoError(t, err)
	require.Equal(t, []any{second, true}, []any{before, found})
	_, found, err = s.Trail.HeadBefore(t.Context(), second.Day)
	require.NoError(t, err)
	require.False(t, found)
}

// S5: whatever an administrator does to the trail behind the triggers' back, the check finds the first place.
func TestS5WhatAnAdministratorDoesShows(t *testing.T) {
	const insert = "insert into audit_entries (id, object, what, who, after, withheld) overriding system value values (3, 'a', 'b', 'c', '{}', '{}')"
	for name, c := range map[string]struct {
		do      []string
		kind    sealing.Kind
		entry   int64
		needLog bool
	}{
		"an actor is changed": {do: []string{"update audit_entries set who = 'nobody' where id = 2"}, kind: sealing.EntryChanged, entry: 2},
		"a state is changed": {
			do: []string{`update audit_entries set after = after || '{"region": "overseas"}' where id = 4`}, kind: sealing.EntryChanged, entry: 4,
		},
		"a line is taken out":        {do: []string{"delete from audit_entries where id = 2"}, kind: sealing.EntryRemoved, entry: 2},
		"the last line is taken out": {do: []string{"delete from audit_entries where id = 5"}, kind: sealing.EntryRemoved, entry: 5},
		"everything is emptied":      {do: []string{"truncate audit_entries"}, kind: sealing.EntryRemoved, entry: 1},
		"a line is put in":           {do: []string{insert}, kind: sealing.EntryInserted, entry: 3},
		"two change their places": {do: []string{
			"update audit_entries a set object = b.object from audit_entries b where (a.id, b.id) in ((1, 2), (2, 1))",
		}, kind: sealing.EntryChanged, entry: 1},
		"a seal is changed":   {do: []string{"update audit_seals set day = day - 1 where n = 1"}, kind: sealing.SealChanged},
		"a seal is taken out": {do: []string{"delete from audit_seals where n = 1"}, kind: sealing.SealMissing},
		"the end is cut off": {
			do: []string{"delete from audit_seals where n = 2", "delete from audit_entries where id > 2"}, kind: sealing.CutOff, needLog: true,
		},
		"everything is forgotten": {do: []string{"truncate audit_seals, audit_entries"}, kind: sealing.CutOff, needLog: true},
		"the last seals are undone": {
			do:   []string{"delete from audit_seals where n = 2", "update audit_entries set at = at - interval '1 hour' where id > 2"},
			kind: sealing.CutOff,
		},
		"everything is written anew": {do: []string{
			"truncate audit_seals", "update audit_entries set who = 'nobody' where id = 2", "select seal_audit_trail(2)", "select seal_audit_trail(10)",
		}, kind: sealing.HeadDiffers, needLog: true},
		"a line is changed with its sum": {do: []string{
			"update audit_entries set who = 'nobody' where id = 2",
			"update audit_seals set sums = (select string_agg(sha256(audit_content(e)), '' order by id) from audit_entries e where id <= 2) where n = 1",
		}, kind: sealing.SealChanged},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSealed(t)
			s.writes("a", "b")
			// an id that nobody has: whoever took it gave up
			_, err := s.admin.Exec(t.Context(), "select nextval('audit_entries_id_seq')")
			require.NoError(t, err)
			head := s.writes("c", "d")
			_, differs := s.checks(head)
			require.Nil(t, differs, "as it was written")
			for _, statement := range c.do {
				s.behind(statement)
			}
			if c.needLog {
				_, differs = s.checks()
				require.Nil(t, differs, "only the log knows")
			}
			_, differs = s.checks(head)
			require.NotNil(t, differs)
			require.Equal(t, c.kind, differs.Kind, differs.Sentence)
			if c.entry > 0 {
				require.Equal(t, c.entry, differs.Entry, differs.Sentence)
			}
		})
	}
}

// S5: what is sealed is certain. An entry of a transaction that has not ended is sealed when it has, wherever its number stands, and nobody waits
// for that.
func TestS5WhatIsStillUnderWayIsSealedLater(t *testing.T) {
	s := newSealed(t)
	s.writes("a")
	slow, err := s.admin.Begin(t.Context())
	require.NoError(t, err)
	_, err = slow.Exec(t.Context(), "update accounts set region = 'hongkong'; set constraints all immediate") // it has its number
	require.NoError(t, err)
	s.Account("b") // nobody waits
	_, err = s.Trail.Seal(t.Context())
	require.ErrorIs(t, err, trail.ErrNotYet)
	require.NoError(t, slow.Commit(t.Context()))
	sealedNow, err := s.Trail.Seal(t.Context())
	require.NoError(t, err)
	require.Equal(t, 2, sealedNow)
	checked, differs := s.checks()
	require.Nil(t, differs)
	require.EqualValues(t, 3, checked.Entries)
}

// S5: many write and several seal at once, and every entry is under one seal.
func TestS5ManyWriteWhileSeveralSeal(t *testing.T) {
	s := newSealed(t)
	s.Account("acct")
	working, stop := context.WithCancel(t.Context())
	var sealers, writers sync.WaitGroup
	for range 3 {
		sealers.Go(func() {
			for working.Err() == nil {
				if _, err := s.Trail.Seal(context.Background()); err != nil && !errors.Is(err, trail.ErrNotYet) {
					t.Error(err)
				}
			}
		})
	}
	const each, by = 40, 6
	for writer := range by {
		writers.Go(func() {
			for n := range each {
				s.Account(ids.Account(fmt.Sprintf("w%d-%d", writer, n)))
			}
		})
	}
	writers.Wait()
	stop()
	sealers.Wait()
	s.writes()
	checked, differs := s.checks()
	require.Nil(t, differs)
	require.EqualValues(t, each*by+1, checked.Entries)
	require.Greater(t, checked.Seals, int64(1))
	require.Zero(t, checked.Unsealed)
}

// S5: after a restore numbers leap, and the chain goes on.
func TestS5TheChainGoesOnAfterARestore(t *testing.T) {
	s := newSealed(t)
	s.writes("a", "b")
	_, err := s.Restores.Begin(t.Context(), now)
	require.NoError(t, err)
	head := s.writes("c")
	require.Greater(t, head.UpTo, int64(1_000_000_000))
	checked, differs := s.checks(head)
	require.Nil(t, differs)
	require.EqualValues(t, 4, checked.Entries, "the restore is in the trail, too")
}
