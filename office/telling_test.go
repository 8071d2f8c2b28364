package office_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"kaipiao/domain/calendar"
	"kaipiao/domain/ids"
	"kaipiao/domain/message"
	"kaipiao/domain/policy"
	"kaipiao/domain/promise"
	"kaipiao/domain/webhook"
	"kaipiao/office"
	"kaipiao/office/subscribers"
)

// quick is a clock that runs sixty times as fast as the wall's, so that pauses and leases are over soon.
func quick() func() time.Time {
	started := time.Now()
	return func() time.Time { return now.Add(60 * time.Since(started)) }
}

// received is what endpoints were told, in the order in which it came.
type received struct {
	Mu   sync.Mutex
	List []webhook.Claimed
}

func (r *received) Add(c webhook.Claimed) {
	r.Mu.Lock()
	defer r.Mu.Unlock()
	r.List = append(r.List, c)
}

// Ids are those of the deliveries to an endpoint about a subject, each where it came first.
func (r *received) Ids(endpoint ids.Webhook, subject string) (ids []int64) {
	r.Mu.Lock()
	defer r.Mu.Unlock()
	seen := map[int64]bool{}
	for _, c := range r.List {
		if c.Endpoint.ID == endpoint && c.Subject == subject && !seen[c.ID] {
			seen[c.ID] = true
			ids = append(ids, c.ID)
		}
	}
	return ids
}

// Process tells subscribers as one more process would, until the test ends or stop is called.
func (w told) Process(clock func() time.Time, call func(context.Context, webhook.Claimed) webhook.Outcome) (stop func()) {
	w.T.Helper()
	pool, err := pgxpool.NewWithConfig(context.Background(), w.Pool.Config())
	require.NoError(w.T, err)
	r := office.New(pool, policy.Default(), calendar.Calendar{})
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() {
		ended <- r.Subscribers.TellSubscribers(ctx, subscribers.Teller{
			Clock: clock, Random: func() float64 { return 0 }, Call: call,
			Failed: func(err error) { w.T.Errorf("a delivery failed: %v", err) },
		})
	}()
	stop = sync.OnceFunc(func() {
		cancel()
		require.ErrorIs(w.T, <-ended, context.Canceled)
		pool.Close()
	})
	w.T.Cleanup(stop)
	return stop
}

// Nudge makes processes look for what is due now, instead of with their next sweep.
func (w told) Nudge(until func() bool) {
	w.T.Helper()
	require.Eventually(w.T, func() bool {
		_, err := w.Pool.Exec(context.Background(), "notify kaipiao_webhooks")
		require.NoError(w.T, err)
		return until()
	}, time.Minute, 10*time.Millisecond)
}

func (w told) SettledAll(endpoints ...ids.Webhook) func() bool {
	return func() bool {
		for _, endpoint := range endpoints {
			if len(w.Deliveries(endpoint, webhook.Waiting)) > 0 {
				return false
			}
		}
		return true
	}
}

// O3: two processes deliver side by side what many write side by side; every endpoint is told everything, in order for each
// invoice, although many a call fails.
func TestO3TwoProcessesSideBySideTellInOrder(t *testing.T) {
	w := newTold(t)
	w.Subscribe("one")
	w.Subscribe("two")
	var came received
	call := func(_ context.Context, c webhook.Claimed) webhook.Outcome {
		came.Add(c)
		if rand.IntN(5) == 0 {
			return webhook.Outcome{Kind: webhook.Unknown, Answer: "no answer"}
		}
		return webhook.Outcome{Kind: webhook.Taken}
	}
	clock := quick()
	w.Process(clock, call)
	w.Process(clock, call)
	// when six clients write about three invoices without waiting for each other
	var invoices []ids.Invoice
	var applications []ids.Application
	for n := range 3 {
		application, invoice := w.Issued(fmt.Sprint("k", n), n)
		invoices, applications = append(invoices, invoice), append(applications, application)
	}
	var clients sync.WaitGroup
	for client := range 6 {
		clients.Go(func() {
			for n := range 15 {
				of := (client + n) % 3
				stage := promise.Stage(fmt.Sprint("issue ", client, n)) // of each it is noted once
				err := w.Promises.Warn(context.Background(), message.Missed{Application: applications[of], Invoice: invoices[of], Stage: stage}, now)
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	clients.Wait()
	w.Nudge(w.SettledAll("one", "two"))
	// then everything came, and what came first was written first
	for _, endpoint := range []ids.Webhook{"one", "two"} {
		owed := map[string][]int64{}
		for _, d := range w.Deliveries(endpoint, webhook.Delivered) {
			subject := "invoice/" + string(d.Event.Invoice)
			if d.Event.Invoice == "" {
				subject = "application/" + string(d.Event.Application)
			}
			owed[subject] = append(owed[subject], d.ID)
		}
		require.Len(t, owed, 6)
		for subject, ids := range owed {
			require.Equal(t, ids, came.Ids(endpoint, subject), "%s about %s", endpoint, subject)
		}
		require.Len(t, owed["invoice/"+string(invoices[0])], 2+6*15/3)
	}
}

// O3: an endpoint that does not answer holds up no other one, and no transaction while it is waited for.
func TestO3ASlowEndpointHoldsNobodyUp(t *testing.T) {
	w := newTold(t)
	w.Subscribe("slow")
	w.Subscribe("fast")
	calling, answer := make(chan struct{}, 100), make(chan struct{})
	stop := w.Process(func() time.Time { return now }, func(_ context.Context, c webhook.Claimed) webhook.Outcome {
		if c.Endpoint.ID == "slow" {
			calling <- struct{}{}
			<-answer
		}
		return webhook.Outcome{Kind: webhook.Taken}
	})
	for n := range 20 {
		w.Issued(fmt.Sprint("k", n), n)
	}
	<-calling
	w.Nudge(w.SettledAll("fast"))
	require.Len(t, w.Deliveries("fast", webhook.Delivered), 80)
	require.Empty(t, w.Deliveries("slow", webhook.Delivered))
	require.LessOrEqual(t, len(calling), webhook.AtOnce, "so many calls at once and no more")
	var open int
	require.NoError(t, w.Pool.QueryRow(context.Background(), `select count(*) from pg_stat_activity
		where datname = current_database() and pid <> pg_backend_pid() and state like 'idle in transaction%'`).Scan(&open))
	require.Zero(t, open)
	close(answer)
	w.Nudge(w.SettledAll("slow"))
	stop()
}

// A process that is stopped notes what came of its last calls, so that others need not wait for the leases to end.
func TestO3AStoppedProcessLeavesNothingBehind(t *testing.T) {
	w := newTold(t)
	w.Subscribe("one")
	calling := make(chan struct{}, 100)
	stop := w.Process(func() time.Time { return now }, func(ctx context.Context, _ webhook.Claimed) webhook.Outcome {
		calling <- struct{}{}
		<-ctx.Done()
		return webhook.Outcome{Kind: webhook.Unknown, Answer: "broken off"}
	})
	_, err := w.Apply("k", "10.00")
	require.NoError(t, err)
	<-calling
	stop()
	waiting := w.Deliveries("one", webhook.Waiting)
	require.Len(t, waiting, 1)
	require.Equal(t, "broken off", waiting[0].Answer)
	require.True(t, waiting[0].DueAt.Before(now.Add(webhook.FirstPause+time.Second)), "and not a lease later")
}
