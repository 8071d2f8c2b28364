package activities_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/activities"
	"kaipiao/office/outbox"
)

// told is what a test says of Temporal: how it answers is tested with a real one, beside the gate.
type told struct {
	nobodyAsked
	gone, ended []string
	paused      map[string]string
	running     int
	away        error
	// since is from when on the last question about what had ended reached.
	since time.Time
	asked [][]string
}

func (s *told) Missing(_ context.Context, workflows []string) (missing []string, err error) {
	s.asked = append(s.asked, workflows)
	for _, one := range workflows {
		if slices.Contains(s.gone, one) {
			missing = append(missing, one)
		}
	}
	return missing, s.away
}

func (s *told) EndedBadly(_ context.Context, since time.Time) ([]string, error) {
	s.since = since
	return s.ended, s.away
}

func (s *told) Paused(context.Context) (map[string]string, error) { return s.paused, s.away }

func (s *told) CountRunning(context.Context) (int, error) { return s.running, s.away }

// must makes that so many workflows must run, and returns them in order.
func (w *world) must(t *testing.T, count int) (workflows []string) {
	t.Helper()
	_, err := w.pool.Exec(t.Context(), `insert into runs (workflow, type, start, since)
		select 'ticket/' || lpad(n::text, 6, '0'), 'Ticket', '{}', $2 from generate_series(0, $1::int - 1) n`, count, w.now)
	require.NoError(t, err)
	for n := range count {
		workflows = append(workflows, fmt.Sprintf("ticket/%06d", n))
	}
	return workflows
}

// starts are the workflows whose start is in the outbox; it takes them out.
func (w *world) starts(t *testing.T) (starts []string) {
	t.Helper()
	clock := func() time.Time { return w.now }
	found := make(chan string, 100)
	require.NoError(t, w.store.Outbox.Dispatch(t.Context(), clock, func(_ context.Context, m outbox.Message) error {
		found <- m.WorkflowID
		return nil
	}))
	close(found)
	for one := range found {
		starts = append(starts, one)
	}
	slices.Sort(starts)
	return starts
}

// O6: what must run is looked at page by page, each once, and what is missing is started again with what it was started with.
func TestO6ASweepGoesThroughThePages(t *testing.T) {
	w, temporal := newWorld(t), &told{}
	w.runs.Temporal = temporal
	all := w.must(t, 2500)
	temporal.gone = []string{all[0], all[999], all[1000], all[2499], "ticket/nobody-owes-it"}
	var pages []activities.Swept
	for page, done := (activities.SweepPage{}), false; !done; {
		swept, err := w.runs.Sweep(t.Context(), page)
		require.NoError(t, err)
		pages = append(pages, swept)
		page.After, done = swept.Next, swept.Next == ""
	}
	require.Equal(t, []activities.Swept{
		{Next: all[999], Looked: 1000, Missing: 2, Restarted: 2},
		{Next: all[1999], Looked: 1000, Missing: 1, Restarted: 1},
		{Looked: 500, Missing: 1, Restarted: 1},
	}, pages)
	require.Equal(t, all, slices.Concat(temporal.asked...))
	require.Equal(t, temporal.gone[:4], w.starts(t))
	// A page that is full to the last one is followed by an empty one.
	_, err := w.pool.Exec(t.Context(), "delete from runs where workflow >= $1", all[1000])
	require.NoError(t, err)
	full, err := w.runs.Sweep(t.Context(), activities.SweepPage{})
	require.NoError(t, err)
	require.Equal(t, all[999], full.Next)
	empty, err := w.runs.Sweep(t.Context(), activities.SweepPage{After: full.Next})
	require.NoError(t, err)
	require.Equal(t, activities.Swept{}, empty)
}

// O6: a sweep that runs twice, as an activity may, starts a missing run once; what is about to be started is left alone.
func TestO6ASweepMayRunTwice(t *testing.T) {
	w, temporal := newWorld(t), &told{}
	w.runs.Temporal = temporal
	all := w.must(t, 3)
	temporal.gone = all[:1]
	for _, restarted := range []int{1, 0} {
		swept, err := w.runs.Sweep(t.Context(), activities.SweepPage{})
		require.NoError(t, err)
		require.Equal(t, activities.Swept{Looked: 3, Missing: 1, Restarted: restarted}, swept)
	}
	require.Equal(t, all[:1], w.starts(t))
}

// O6: of what ended lately as it should not, what the register owes is started again; and it is said when fewer run than must.
func TestO6WhatEndedLatelyIsStartedAgain(t *testing.T) {
	w, temporal := newWorld(t), &told{running: 3}
	w.runs.Temporal = temporal
	all := w.must(t, 3)
	temporal.ended = []string{"foreign", all[1], all[2]}
	temporal.gone = []string{"foreign", all[1]} // the last one runs again
	lately, err := w.runs.SweepLately(t.Context(), activities.SweepPage{})
	require.NoError(t, err)
	require.Equal(t, activities.Swept{Looked: 2, Missing: 1, Restarted: 1}, lately)
	require.Equal(t, all[1:2], w.starts(t))
	require.Greater(t, w.now.Sub(temporal.since), time.Minute, "it reaches farther back than the last sweep")
	for running, fewer := range map[int]bool{0: true, 2: true, 3: false, 4: false} {
		temporal.ended, temporal.running = nil, running
		lately, err = w.runs.SweepLately(t.Context(), activities.SweepPage{})
		require.NoError(t, err)
		require.Equal(t, activities.Swept{Fewer: fewer}, lately, running)
	}
}

// O6: while Temporal does not answer, nothing is started on suspicion, and the step is tried again.
func TestO6NothingIsStartedWhileTemporalIsAway(t *testing.T) {
	w, temporal := newWorld(t), &told{away: errors.New("away")}
	w.runs.Temporal = temporal
	temporal.gone = w.must(t, 3)
	temporal.ended = temporal.gone
	for _, sweep := range []func(context.Context, activities.SweepPage) (activities.Swept, error){w.runs.Sweep, w.runs.SweepLately} {
		swept, err := sweep(t.Context(), activities.SweepPage{})
		failed := outermost(t, "sweep", err)
		require.Equal(t, activities.FailureOutside, failed.Type())
		require.False(t, failed.NonRetryable())
		require.Zero(t, swept.Restarted)
	}
	require.Empty(t, w.starts(t))
}

// O6, O2: that a run keeps ending is mailed to the operators, in both languages.
func TestO6TheOperatorsAreMailedOfARunThatKeepsEnding(t *testing.T) {
	w, temporal := newWorld(t), &told{}
	w.runs.Temporal, w.notices.Operators = temporal, "operators@example.test"
	temporal.gone = w.must(t, 1)
	for range 5 {
		w.now = w.now.Add(10 * time.Minute)
		swept, err := w.runs.Sweep(t.Context(), activities.SweepPage{})
		require.NoError(t, err)
		require.Equal(t, 1, swept.Restarted)
		w.starts(t)
	}
	owed, err := w.register.ReadOwed(t.Context(), "platform")
	require.NoError(t, err)
	require.Len(t, owed.Untold, 1)
	require.NoError(t, w.notices.SendAlert(t.Context(), activities.Alert{Seller: "platform", Task: owed.Untold[0].Task}))
	mails := w.outside.Mails(t)
	require.Len(t, mails, 1)
	require.Contains(t, mails[0].Subject, temporal.gone[0])
	require.Contains(t, mails[0].Body, "was started again 5 times")
	require.Contains(t, mails[0].Body, "已重新启动 5 次")
}

// O6: what somebody has paused is a task until it goes on, and is never started again.
func TestO6ASweepTellsWhatIsPaused(t *testing.T) {
	w, temporal := newWorld(t), &told{running: 3} // with the desk, which is told
	w.runs.Temporal = temporal
	all := w.must(t, 2)
	for _, c := range []struct {
		paused map[string]string
		tasks  int
	}{{nil, 0}, {map[string]string{all[1]: "Publish"}, 1}, {map[string]string{all[1]: "Publish", "foreign": "Other"}, 1}, {nil, 0}} {
		temporal.paused = c.paused
		lately, err := w.runs.SweepLately(t.Context(), activities.SweepPage{})
		require.NoError(t, err)
		require.Equal(t, activities.Swept{}, lately)
		owed, err := w.register.ReadOwed(t.Context(), "platform")
		require.NoError(t, err)
		require.Len(t, owed.Untold, c.tasks)
	}
}
