package api_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"kaipiao/api"
	"kaipiao/devstack/postgres/postgrestest"
	"kaipiao/domain/policy"
	"kaipiao/metrics"
	"kaipiao/office"
	"kaipiao/office/tx"
	roles "kaipiao/schema"
)

// replicated is a service whose lists are read in a streaming replica, with the role that only reads.
type replicated struct {
	*service
	*postgrestest.Followed
	replica       *tx.Replica
	copied        *pgxpool.Pool
	served        *office.Office
	primary, also *pgxpool.Pool
}

// patient has none of these tests depend on how long something takes.
var patient = tx.Patience{Behind: time.Hour, Again: time.Millisecond, Answer: time.Minute}

func newReplicated(t *testing.T, patience tx.Patience) *replicated {
	t.Helper()
	f := postgrestest.Follow(t)
	open := func() *pgxpool.Pool {
		pool, err := tx.OpenReplica(t.Context(), f.Replica(roles.Reader))
		require.NoError(t, err)
		t.Cleanup(pool.Close)
		return pool
	}
	r := &replicated{Followed: f, copied: open(), also: open(), primary: postgrestest.Pool(t, f.Primary(roles.Starter))}
	r.replica = tx.NewReplica(r.copied, patience)
	r.service = newServiceOn(t, policy.Default(), postgrestest.Pool(t, f.Primary(postgrestest.Programs)), postgrestest.Pool(t, f.Primary(roles.Starter)),
		func(o *api.Options) { r.served = o.Office; o.Office.ReadListsFrom(r.replica) })
	return r
}

// measured looks how far behind the replica is, at an instant.
func (r *replicated) measured(now time.Time) error {
	return r.replica.Measure(context.Background(), r.primary, r.also, now)
}

// caughtUp waits until the replica has everything.
func (r *replicated) caughtUp(now time.Time) {
	r.t.Helper()
	require.Eventually(r.t, func() bool {
		require.NoError(r.t, r.measured(now))
		standing := r.replica.Standing()
		return standing.Known && standing.Behind == 0
	}, time.Minute, 10*time.Millisecond)
}

// accounts are those of the list, by their ids.
func (r *replicated) accounts(headers ...string) (found []string) {
	r.t.Helper()
	a := r.call(finance, http.MethodGet, "/v1/accounts", nil, headers...)
	require.Equal(r.t, http.StatusOK, a.status, string(a.bytes))
	for _, item := range a.body["items"].([]any) {
		found = append(found, item.(object)["id"].(string))
	}
	return found
}

var newestPlease = []string{"Cache-Control", "no-cache"}

// A list is what the replica has, and may be older than what was just written; who says so has what is newest. What is read by its id is never old, and
// what the replica does not know yet is looked for in the primary.
func TestAListIsReadInTheReplicaAndTheNewestOnRequest(t *testing.T) {
	r := newReplicated(t, patient)
	r.account("acct")
	opened := r.copied.Stat().AcquireCount()
	require.Equal(t, []string{"acct"}, r.accounts(), "before anybody knows how far behind the replica is, it is not asked")
	require.Equal(t, opened, r.copied.Stat().AcquireCount())
	r.caughtUp(r.now)
	require.Equal(t, []string{"acct"}, r.accounts())
	require.Greater(t, r.copied.Stat().AcquireCount(), opened)
	r.PauseReplica()
	r.account("later")
	require.Equal(t, []string{"acct"}, r.accounts())
	require.Equal(t, []string{"acct", "later"}, r.accounts(newestPlease...))
	require.Equal(t, "later", r.must(finance, http.MethodGet, "/v1/accounts/later", nil)["id"])
	require.Empty(t, r.must(finance, http.MethodGet, "/v1/accounts/later/invoiceable/records", nil)["items"])
	require.Equal(t, map[tx.Why]int64{tx.Away: 0, tx.Behind: 1, tx.Interrupted: 0, tx.NotThere: 1}, r.replica.Standing().Fallbacks)
	r.ResumeReplica()
	require.Eventually(t, func() bool { return len(r.accounts()) == 2 }, time.Minute, 10*time.Millisecond)
}

// Every list, sum, search and figure is read in the replica, with a role that may read and nothing else; the queues that people act on, and what is read
// by its id, are not.
func TestWhichListsAreReadInTheReplica(t *testing.T) {
	r := newReplicated(t, patient)
	r.account("acct")
	r.consumed(bill("bill", "acct", "100.00"))
	hook := r.must(upstream, http.MethodPost, "/v1/webhooks", object{"url": "https://example.com/hooks"})["id"].(string)
	r.caughtUp(r.now)
	read := func(path string) int64 {
		before := r.copied.Stat().AcquireCount()
		who := finance
		if strings.HasPrefix(path, "/v1/webhooks") {
			who = upstream
		} else if strings.HasPrefix(path, "/v1/audit") {
			who = auditor
		}
		a := r.call(who, http.MethodGet, path, nil)
		require.Equal(t, http.StatusOK, a.status, "%s: %s", path, a.bytes)
		return r.copied.Stat().AcquireCount() - before
	}
	for _, path := range []string{
		"/v1/accounts", "/v1/applications", "/v1/applications/summary", "/v1/accounts/acct/applications", "/v1/accounts/acct/applications/summary",
		"/v1/invoices", "/v1/invoices/summary", "/v1/accounts/acct/invoices", "/v1/accounts/acct/invoices/summary", "/v1/tickets", "/v1/tickets/summary",
		"/v1/accounts/acct/invoiceable/records", "/v1/accounts/acct/invoiceable/records?order=latest", "/v1/accounts/acct/invoiceable/records/summary",
		"/v1/audit", "/v1/audit?object=account/acct", "/v1/search?q=acct", "/v1/webhooks/" + hook + "/deliveries", "/v1/figures/applications_per_day",
		"/v1/figures/invoices_per_day", "/v1/figures/time_to_issue", "/v1/figures/overdue", "/v1/figures/parked_by_cause", "/v1/figures/unbilled",
		"/v1/figures/outstanding", "/v1/figures/unbilled/table",
	} {
		require.Positive(t, read(path), path)
	}
	for _, path := range []string{
		"/v1/accounts/acct", "/v1/accounts/acct/invoiceable", "/v1/applications?order=due", "/v1/tickets?order=due", "/v1/invoices?order=due", "/v1/desk",
		"/v1/operator-tasks", "/v1/webhooks", "/v1/accounts/acct/titles", "/v1/exports", "/v1/imports", "/v1/print-desk/list?print=to_print",
	} {
		require.Zero(t, read(path), path)
	}
	require.Equal(t, map[tx.Why]int64{tx.Away: 0, tx.Behind: 0, tx.Interrupted: 0, tx.NotThere: 0}, r.replica.Standing().Fallbacks)
}

// S5: over its connections nothing can be changed: not in the replica, whatever the role, and not where its address names the primary.
func TestS5NothingIsWrittenOverTheReplicasConnections(t *testing.T) {
	f := postgrestest.Follow(t)
	for name, database := range map[string]string{
		"the reader in the replica": f.Replica(roles.Reader), "starter in the replica": f.Replica(roles.Starter),
		"the reader in the primary": f.Primary(roles.Reader), "starter in the primary": f.Primary(roles.Starter),
	} {
		pool, err := tx.OpenReplica(t.Context(), database)
		require.NoError(t, err, name)
		_, err = pool.Exec(t.Context(), "delete from outbox")
		require.ErrorContains(t, err, "read-only transaction", name)
		pool.Close()
	}
	// and the reader's role has no right to it, however it is reached
	_, err := postgrestest.Pool(t, f.Primary(roles.Reader)).Exec(t.Context(), "delete from outbox")
	require.ErrorContains(t, err, "permission denied")
	_, err = tx.OpenReplica(t.Context(), f.Replica(roles.Owner))
	require.ErrorContains(t, err, "administers the database")
}

// words are what is written into the log.
type words struct {
	sync.Mutex
	bytes.Buffer
}

func (w *words) Write(line []byte) (int, error) {
	w.Lock()
	defer w.Unlock()
	return w.Buffer.Write(line)
}

func (w *words) count(text string) int {
	w.Lock()
	defer w.Unlock()
	return strings.Count(w.String(), text)
}

func heardLog(t *testing.T) *words {
	t.Helper()
	before, log := slog.Default(), &words{}
	t.Cleanup(func() { slog.SetDefault(before) })
	slog.SetDefault(slog.New(slog.NewTextHandler(log, nil)))
	return log
}

// A replica that is stopped takes no list down: the primary answers, the log says so once, and the figures count it.
func TestAReplicaThatIsAwayTakesNoListDown(t *testing.T) {
	patience := patient
	patience.Again = time.Hour
	r, log := newReplicated(t, patience), heardLog(t)
	r.account("acct")
	r.caughtUp(r.now)
	require.Equal(t, []string{"acct"}, r.accounts())
	r.StopReplica()
	for range 3 {
		require.Equal(t, []string{"acct"}, r.accounts())
	}
	require.Equal(t, int64(3), r.replica.Standing().Fallbacks[tx.Away])
	require.Equal(t, 1, log.count("the replica does not answer"))
	require.Error(t, r.measured(r.now.Add(time.Minute)))
	require.Contains(t, r.figures(), "kaipiao_replica_behind_seconds 60\n")
	require.Contains(t, r.figures(), `kaipiao_replica_fallbacks_total{why="away"} 3`)
}

func (r *replicated) figures() string {
	told := httptest.NewRecorder()
	metrics.Handler(api.Metrics(r.served)).ServeHTTP(told, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	return told.Body.String()
}

// One that loses its connections for a moment is asked again, by one list first.
func TestAReplicaThatComesBackIsAskedAgain(t *testing.T) {
	r, log := newReplicated(t, patient), heardLog(t)
	r.account("acct")
	r.caughtUp(r.now)
	require.Equal(t, []string{"acct"}, r.accounts())
	r.DisconnectReplica()
	require.Equal(t, []string{"acct"}, r.accounts(), "whoever asked then is answered")
	r.PauseReplica()
	r.account("later")
	require.Eventually(t, func() bool { return fmt.Sprint(r.accounts()) == "[acct]" }, time.Minute, 10*time.Millisecond, "the replica, which has one")
	require.Equal(t, log.count("the replica does not answer"), log.count("the replica answers again"))
}

// A replica that is too far behind is not read until it has caught up.
func TestAReplicaThatIsTooFarBehindIsNotRead(t *testing.T) {
	patience := patient
	patience.Behind = 10 * time.Second
	r, log := newReplicated(t, patience), heardLog(t)
	r.account("acct")
	r.caughtUp(r.now)
	r.PauseReplica()
	r.account("later")
	require.NoError(t, r.measured(r.now.Add(10*time.Second)))
	require.Equal(t, []string{"acct"}, r.accounts())
	require.NoError(t, r.measured(r.now.Add(11*time.Second)))
	require.Equal(t, []string{"acct", "later"}, r.accounts())
	require.Contains(t, r.figures(), "kaipiao_replica_behind_seconds 11\n")
	require.Equal(t, 1, log.count("too far behind"))
	r.ResumeReplica()
	r.caughtUp(r.now.Add(12 * time.Second))
	before := r.copied.Stat().AcquireCount()
	require.Equal(t, []string{"acct", "later"}, r.accounts())
	require.Equal(t, before+1, r.copied.Stat().AcquireCount())
}

// A copy that follows nothing any more is none: what it has may be long out of date.
func TestACopyThatFollowsNothingIsNotRead(t *testing.T) {
	patience := patient
	patience.Behind = 10 * time.Second
	r := newReplicated(t, patience)
	r.account("acct")
	r.caughtUp(r.now)
	r.PromoteReplica()
	r.account("later")
	require.ErrorContains(t, r.measured(r.now.Add(time.Minute)), "follows no other one")
	require.Equal(t, []string{"acct", "later"}, r.accounts())
	// the primary itself is none that is behind
	require.NoError(t, r.replica.Measure(t.Context(), r.primary, postgrestest.Pool(t, r.Primary(roles.Reader)), r.now.Add(time.Minute)))
	require.Zero(t, r.replica.Standing().Behind)
}
