package office_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"kaipiao/domain/calendar"
	"kaipiao/domain/message"
	"kaipiao/domain/policy"
	"kaipiao/office"
	"kaipiao/office/outbox"
	"kaipiao/office/query"
)

var errAway = errors.New("Temporal is away")

// owing is an outbox with messages to workflows of tickets: to each of them its first turn, its second, and so on.
type owing struct {
	*testing.T
	Pool *pgxpool.Pool
	*outbox.Office
}

func newOwing(t *testing.T, workflows, turns int) owing {
	t.Helper()
	o, pool := open(t, nil)
	for turn := 1; turn <= turns; turn++ {
		for n := range workflows {
			news := message.TicketTurnedNews{Turn: turn}
			require.NoError(t, outbox.Enqueue(t.Context(), query.New(pool), now, message.TicketTurned.To(fmt.Sprint("ticket/", n), news)))
		}
	}
	return owing{t, pool, o.Outbox}
}

// Another is a dispatcher of another process, with connections of its own.
func (o owing) Another() (*outbox.Office, *pgxpool.Pool) {
	o.Helper()
	pool, err := pgxpool.NewWithConfig(context.Background(), o.Pool.Config())
	require.NoError(o, err)
	o.Cleanup(pool.Close)
	return office.New(pool, policy.Default(), calendar.Calendar{}).Outbox, pool
}

// Left is how many messages are owed still.
func (o owing) Left() (left int) {
	o.Helper()
	require.NoError(o, o.Pool.QueryRow(context.Background(), "select count(*) from outbox").Scan(&left))
	return left
}

func turnOf(t *testing.T, m outbox.Message) int {
	var news message.TicketTurnedNews
	require.NoError(t, json.Unmarshal(m.Payload, &news))
	return news.Turn
}

// at is a clock that stands at an instant.
func at(instant time.Time) func() time.Time { return func() time.Time { return instant } }

// Three dispatchers side by side, and a third of all sends fails: each message is sent once, of a workflow one at a time and in
// the order of writing.
func TestOutboxKeepsTheOrderOfEachWorkflow(t *testing.T) {
	const workflows, turns = 20, 6
	o := newOwing(t, workflows, turns)
	started := time.Now()
	clock := func() time.Time { return now.Add(10 * time.Since(started)) } // so that pauses are over soon
	var mu sync.Mutex
	sent, busy := map[string][]int{}, map[string]bool{}
	send := func(_ context.Context, m outbox.Message) error {
		mu.Lock()
		overlap := busy[m.WorkflowID]
		busy[m.WorkflowID] = true
		mu.Unlock()
		time.Sleep(time.Duration(rand.IntN(3)) * time.Millisecond)
		mu.Lock()
		defer mu.Unlock()
		busy[m.WorkflowID] = false
		require.False(t, overlap, "two messages to %s at the same time", m.WorkflowID)
		if rand.IntN(3) == 0 {
			return errAway
		}
		sent[m.WorkflowID] = append(sent[m.WorkflowID], turnOf(t, m))
		return nil
	}
	var together sync.WaitGroup
	for range 3 {
		dispatcher, _ := o.Another()
		together.Go(func() {
			for o.Left() > 0 {
				require.NoError(t, dispatcher.Dispatch(t.Context(), clock, send))
				time.Sleep(5 * time.Millisecond)
			}
		})
	}
	together.Wait()
	require.Len(t, sent, workflows)
	for workflow, order := range sent {
		require.Equal(t, []int{1, 2, 3, 4, 5, 6}, order, workflow)
	}
}

// Messages to several workflows are sent at the same time: here none is done before as many as fit are under way.
func TestOutboxSendsToSeveralWorkflowsAtOnce(t *testing.T) {
	o := newOwing(t, outbox.AtOnce, 2)
	var under sync.WaitGroup
	under.Add(outbox.AtOnce)
	require.NoError(t, o.Dispatch(t.Context(), standing, func(ctx context.Context, m outbox.Message) error {
		if turnOf(t, m) > 1 {
			return nil
		}
		all := make(chan struct{})
		go func() { under.Done(); under.Wait(); close(all) }()
		select {
		case <-all:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}))
	require.Zero(t, o.Left(), "each was sent at the first try")
}

// While Temporal is called nobody in the database has a transaction open, and the message itself is not locked.
func TestOutboxHoldsNoTransactionWhileSending(t *testing.T) {
	o := newOwing(t, 1, 1)
	require.NoError(t, o.Dispatch(t.Context(), standing, func(ctx context.Context, _ outbox.Message) error {
		deadline, bounded := ctx.Deadline()
		require.True(t, bounded)
		require.LessOrEqual(t, time.Until(deadline), outbox.SendTimeout)
		var open int
		require.NoError(t, o.Pool.QueryRow(ctx, `select count(*) from pg_stat_activity
			where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend' and xact_start is not null`).Scan(&open))
		require.Zero(t, open)
		changed, err := o.Pool.Exec(ctx, "update outbox set attempts = attempts") // waits for no lock until the send is over
		require.NoError(t, err)
		require.EqualValues(t, 1, changed.RowsAffected())
		return nil
	}))
	require.Zero(t, o.Left())
}

// What cannot be sent is tried again after one second, two, four, and so on up to a minute; what comes after it waits.
func TestOutboxPostponesWithGrowingPauses(t *testing.T) {
	o := newOwing(t, 1, 2)
	tries := 0
	away := func(_ context.Context, m outbox.Message) error {
		require.Equal(t, 1, turnOf(t, m))
		tries++
		return errAway
	}
	instant := now
	for n, seconds := range []time.Duration{1, 2, 4, 8, 16, 32, 60, 60} {
		pause := seconds * time.Second
		require.NoError(t, o.Dispatch(t.Context(), at(instant), away))
		require.Equal(t, n+1, tries)
		require.NoError(t, o.Dispatch(t.Context(), at(instant.Add(pause-time.Millisecond)), away))
		require.Equal(t, n+1, tries, "not before %s", pause)
		instant = instant.Add(pause)
	}
	var order []int
	require.NoError(t, o.Dispatch(t.Context(), at(instant), func(_ context.Context, m outbox.Message) error {
		order = append(order, turnOf(t, m))
		return nil
	}))
	require.Equal(t, []int{1, 2}, order)
}

// A process dies while it sends: when the lease is over, and not before, another one sends the same message.
func TestOutboxLosesNothingWithADispatcher(t *testing.T) {
	o := newOwing(t, 1, 2)
	killed, pool := o.Another()
	require.Error(t, killed.Dispatch(t.Context(), standing, func(context.Context, outbox.Message) error {
		pool.Close() // and nobody notes what came of it
		return nil
	}))
	var order []int
	note := func(_ context.Context, m outbox.Message) error { order = append(order, turnOf(t, m)); return nil }
	require.NoError(t, o.Dispatch(t.Context(), at(now.Add(outbox.Lease-time.Millisecond)), note))
	require.Empty(t, order)
	require.NoError(t, o.Dispatch(t.Context(), at(now.Add(outbox.Lease)), note))
	require.Equal(t, []int{1, 2}, order)
	require.Zero(t, o.Left())
}

// Whoever comes too late with what came of a message changes nothing: it is somebody else's.
func TestOutboxALeaseThatWasLostSettlesNothing(t *testing.T) {
	o := newOwing(t, 1, 1)
	for _, late := range []error{nil, errAway} {
		later := now.Add(outbox.Lease)
		sends := 0
		require.NoError(t, o.Dispatch(t.Context(), standing, func(ctx context.Context, _ outbox.Message) error {
			sends++
			// The lease is over, and another one takes the message; it is still busy with it when this one is done.
			another, pool := o.Another()
			require.Error(t, another.Dispatch(ctx, at(later), func(context.Context, outbox.Message) error { sends++; pool.Close(); return nil }))
			return late
		}))
		require.Equal(t, 2, sends)
		var due time.Time
		require.NoError(t, o.Pool.QueryRow(t.Context(), "select due_at from outbox").Scan(&due))
		require.Equal(t, later.Add(outbox.Lease), due.UTC())
		_, err := o.Pool.Exec(t.Context(), "update outbox set due_at = $1", now)
		require.NoError(t, err)
	}
}

// What was sent is noted although the process is asked to stop meanwhile.
func TestOutboxNotesWhatWasSentWhenItStops(t *testing.T) {
	o := newOwing(t, 1, 1)
	ctx, stop := context.WithCancel(t.Context())
	require.Error(t, o.Dispatch(ctx, standing, func(context.Context, outbox.Message) error { stop(); return nil }))
	require.Zero(t, o.Left())
}
