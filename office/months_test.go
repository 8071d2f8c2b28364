package office_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"kaipiao/devstack/postgres/postgrestest"
	"kaipiao/domain/calendar"
	"kaipiao/domain/ids"
	"kaipiao/domain/webhook"
)

// monthAfter is some time in the month that follows, in Shanghai.
func monthAfter(at time.Time) time.Time {
	year, month, _ := at.In(calendar.Shanghai).Date()
	return time.Date(year, month+1, 1, 3, 0, 0, 0, calendar.Shanghai)
}

// begins has a month begin, as often as it takes.
func (w World) begins(at time.Time) {
	w.T.Helper()
	require.EventuallyWithT(w.T, func(c *assert.CollectT) {
		require.NoError(c, w.Months.Keep(context.Background(), at))
	}, 20*time.Second, 50*time.Millisecond)
}

// S5: a seal covers the end of a month and what comes after it, whether it is made before or after the numbers move on, and the chain goes on; what is
// still under way from the month before is sealed when it has ended.
func TestS5TheChainGoesOnFromMonthToMonth(t *testing.T) {
	s := newSealed(t)
	next := monthAfter(now)
	s.begins(now)
	first := s.writes("a", "b")
	// given lines that are not sealed when a month begins
	s.Account("c")
	s.begins(next)
	before := s.writes()
	require.Greater(t, before.UpTo, first.UpTo)
	across := s.writes("d")
	require.Equal(t, before.UpTo+1, across.UpTo, "the first number of the month was not given out before")
	// when a month begins after everything was sealed, and nobody has written in it yet
	s.begins(monthAfter(next))
	require.Equal(t, across, s.writes(), "nothing new, no seal")
	// then the first line of it is sealed
	slow, err := s.admin.Begin(t.Context())
	require.NoError(t, err)
	_, err = slow.Exec(t.Context(), "update accounts set region = 'hongkong' where id = 'a'; set constraints all immediate") // it has its number
	require.NoError(t, err)
	s.begins(monthAfter(monthAfter(next)))
	s.Account("e")
	require.NoError(t, slow.Commit(t.Context()))
	last := s.writes("f")
	checked, differs := s.checks(first, before, across, last)
	require.Nil(t, differs)
	require.EqualValues(t, 7, checked.Entries)
	require.Zero(t, checked.Unsealed)
	require.Len(t, s.partitionsOf("audit_entries"), 4)
	// and what is taken out on either side shows
	s.behind("delete from audit_entries where object = 'account/d'")
	_, differs = s.checks(last)
	require.NotNil(t, differs)
}

// partitionsOf are those that have rows.
func (s *sealed) partitionsOf(table string) (found []string) {
	s.T.Helper()
	require.NoError(s.T, s.admin.QueryRow(context.Background(), fmt.Sprintf("select array_agg(distinct tableoid::regclass::text) from %s", table)).Scan(&found))
	return found
}

// O3: a register that forgot the end of one month and the beginning of the next gives out no number of either again.
func TestO3NumbersOfAMonthThatIsLostAreNotGivenOutAgain(t *testing.T) {
	w := newTold(t)
	w.begins(now)
	next := monthAfter(now)
	// given a register that has seen nothing of the month that has begun since its backup
	var before int64
	require.NoError(t, w.Pool.QueryRow(t.Context(), "select max(id) from audit_entries").Scan(&before))
	_, err := w.Restores.Begin(t.Context(), next)
	require.NoError(t, err)
	w.Account("later")
	var after, begins int64
	require.NoError(t, w.Pool.QueryRow(t.Context(), "select max(id), first_id_of_month(number_of_month($1)) from audit_entries", next).Scan(&after, &begins))
	require.Greater(t, after, begins+900_000_000, "a month that nobody remembers has given out numbers, too")
	require.Less(t, before, begins)
}

// O3: what subscribers were told is forgotten by the month; what is owed stays, and its order with it.
func TestO3WhatSubscribersWereToldIsForgotten(t *testing.T) {
	w := newTold(t)
	w.begins(now)
	w.Subscribe("one")
	w.Subscribe("gone")
	w.Subscribe("late")
	w.Issued("k1", 1)
	require.Len(t, w.All("one", now), 4)
	next := monthAfter(now)
	// given one that was parked, and is told only when another month has begun
	for claimed := w.Claim("gone", now); len(claimed) > 0; claimed = w.Claim("gone", now) {
		for _, c := range claimed {
			w.Settle(c, webhook.Gone, now)
		}
	}
	owed := w.Deliveries("gone", "")
	require.Len(t, w.All("late", next), 4)
	w.begins(next)
	w.Issued("k2", 2)
	require.Len(t, w.All("one", next), 4)
	of := func(endpoint ids.Webhook) int { return len(w.Deliveries(endpoint, "")) }
	require.Equal(t, []int{8, 8}, []int{of("one"), of("late")})

	// when the month before is to be forgotten
	first := time.Date(next.Year(), next.Month(), 1, 0, 0, 0, 0, calendar.Shanghai)
	told, left, err := w.Subscribers.Old(t.Context(), first)
	require.NoError(t, err)
	require.Equal(t, []int64{4, int64(len(owed))}, []int64{told, left})
	forgotten, err := w.Subscribers.Forget(t.Context(), first)
	require.NoError(t, err)
	require.Equal(t, 4, forgotten)
	require.Equal(t, []int{4, 8}, []int{of("one"), of("late")}, "what was told in the month that is kept stays")
	require.Equal(t, owed, w.Deliveries("gone", "")[:len(owed)], "what is owed stays")
	forgotten, err = w.Subscribers.Forget(t.Context(), first)
	require.NoError(t, err)
	require.Zero(t, forgotten)
	// and of the events themselves nothing is gone
	var events int
	require.NoError(t, w.Pool.QueryRow(t.Context(), "select count(*) from events").Scan(&events))
	require.Equal(t, 8, events)
	forgotten, err = w.Subscribers.Forget(t.Context(), monthAfter(next))
	require.NoError(t, err)
	require.Equal(t, 4+4, forgotten)
}

// O3: what is forgotten is looked for among the oldest, a portion at a time, and nothing else is read.
func TestO3ForgettingGoesByPortions(t *testing.T) {
	w := newTold(t)
	w.begins(now)
	w.Subscribe("one")
	a, err := w.Apply("k", "10.00")
	require.NoError(t, err)
	_, err = w.Pool.Exec(t.Context(), `with e as (insert into events (application, at, what, who, detail)
		select $1, $2, 'x', 'y', '' from generate_series(1, 2500) returning id) select count(*) from e`, a.ID, now)
	require.NoError(t, err)
	_, err = postgrestest.Admin(t, w.Pool).Exec(t.Context(), "update webhook_deliveries set status = 'delivered', due_at = null, settled_at = $1", now)
	require.NoError(t, err)
	next := monthAfter(now)
	first := time.Date(next.Year(), next.Month(), 1, 0, 0, 0, 0, calendar.Shanghai)
	var once int
	require.NoError(t, w.Pool.QueryRow(t.Context(), "select forget_deliveries($1, 10)", first).Scan(&once))
	require.Equal(t, 10, once)
	forgotten, err := w.Subscribers.Forget(t.Context(), first)
	require.NoError(t, err)
	require.Equal(t, 2501-10, forgotten)
}

// O4: whoever looks at the months sees all of them, the oldest first.
func TestO4MonthsAreListed(t *testing.T) {
	w := newTold(t)
	w.begins(now)
	list, err := w.Months.List(t.Context())
	require.NoError(t, err)
	sizes := map[string]int64{}
	for _, one := range list {
		require.Contains(t, one.Name, one.Of+"_")
		require.Equal(t, "pg_default", one.Tablespace)
		sizes[one.Of] += one.Bytes
	}
	require.Len(t, sizes, 3)
	require.Positive(t, sizes["audit_entries"])
}
