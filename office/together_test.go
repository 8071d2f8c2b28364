package office_test

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"kaipiao/devstack/postgres/postgrestest"
	"kaipiao/domain/actor"
	"kaipiao/domain/application"
	"kaipiao/domain/contradiction"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/ledger"
	"kaipiao/domain/money"
	"kaipiao/domain/refusal"
	"kaipiao/office/applications"
	"kaipiao/office/paging"
)

// commits counts the transactions that were committed.
type commits struct{ Count atomic.Int64 }

func (c *commits) TraceQueryStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceQueryStartData) context.Context {
	return ctx
}

func (c *commits) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

func (c *commits) TraceBatchStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceBatchStartData) context.Context {
	return ctx
}

func (c *commits) TraceBatchQuery(_ context.Context, _ *pgx.Conn, data pgx.TraceBatchQueryData) {
	if data.CommandTag.String() == "COMMIT" {
		c.Count.Add(1)
	}
}

func (c *commits) TraceBatchEnd(context.Context, *pgx.Conn, pgx.TraceBatchEndData) {}

// outcome is what became of one submission.
type outcome struct {
	application.Application
	err error
}

// queued has several people apply for one account while somebody holds it, so that they queue in this order.
type queued struct {
	World
	counter *commits
	// transactions is how many it took.
	transactions int64
	held         pgx.Tx
	waiting      sync.WaitGroup
	came         int
	result       map[string]outcome
	mutex        sync.Mutex
}

func queueing(t *testing.T, cash string) *queued {
	t.Helper()
	counter := &commits{}
	r, pool := open(t, func(c *pgxpool.Config) { c.ConnConfig.Tracer = counter })
	c := &queued{World: World{r, t}, counter: counter, result: map[string]outcome{}}
	c.Account("acct")
	c.Consumed("bill", cash)
	var err error
	c.held, err = postgrestest.Admin(t, pool).Begin(t.Context())
	require.NoError(t, err)
	_, err = c.held.Exec(t.Context(), "select from accounts where id = 'acct' for no key update")
	require.NoError(t, err)
	counter.Count.Store(0)
	return c
}

// applies has somebody apply; the first one gets as far as the database, the others wait behind it.
func (c *queued) applies(ctx context.Context, name, key, amount string, change ...func(*applications.Submission)) {
	c.T.Helper()
	gross := money.MustParse(amount)
	who := actor.Actor{Kind: actor.Customer, Name: name}
	s := applications.Submission{
		ID: ids.Application("app-" + name), Key: key, Fingerprint: []byte(key + amount), By: who,
		Request: application.Request{Account: "acct", Seller: invoice.Platform, Kind: invoice.Ordinary, Medium: invoice.Electronic, Amount: &gross},
	}
	for _, one := range change {
		one(&s)
	}
	c.waiting.Add(1)
	go func() {
		defer c.waiting.Done()
		made, err := c.Applications.Submit(actor.With(ctx, who), s, now)
		c.mutex.Lock()
		defer c.mutex.Unlock()
		c.result[name] = outcome{made, err}
	}()
	require.Eventually(c.T, func() bool { return c.Applications.Applying("acct") == c.came+1 }, 10*time.Second, time.Millisecond)
	c.came++
}

func (c *queued) letIn() {
	c.T.Helper()
	require.NoError(c.T, c.held.Rollback(context.Background()))
	c.waiting.Wait()
	c.transactions = c.counter.Count.Load()
	require.Zero(c.T, c.Applications.Applying("acct"))
	c.Sound()
}

// L4, O4: those who queue for one account are decided in one transaction, each by itself: its refusal is its own, and so is its line in the trail.
func TestL4ThoseWhoQueueAreDecidedTogether(t *testing.T) {
	c := queueing(t, "100.00")
	ctx := t.Context()
	// given one who is being decided, and behind it: two who fit, one who wants too much, one twice, and one who fits exactly
	c.applies(ctx, "first", "k1", "10.00")
	c.applies(ctx, "second", "k2", "20.00")
	c.applies(ctx, "greedy", "k3", "70.01")
	c.applies(ctx, "third", "k4", "30.00")
	c.applies(ctx, "third again", "k4", "30.00")
	c.applies(ctx, "other request", "k4", "30.01")
	c.applies(ctx, "exact", "k5", "40.00")
	// when the account is free
	c.letIn()
	// then two transactions were enough
	require.EqualValues(t, 2, c.transactions)
	for _, name := range []string{"first", "second", "third", "exact"} {
		require.NoError(t, c.result[name].err, name)
		entries := c.trailOf("application/app-" + name)
		require.Equal(t, []string{"customer:" + name}, entries, "who applied")
	}
	requireRefused(t, c.result["greedy"].err, refusal.NotEnoughAvailable)
	requireRefused(t, c.result["other request"].err, refusal.IdempotencyKeyReused)
	require.NoError(t, c.result["third again"].err)
	require.EqualValues(t, "app-third", c.result["third again"].ID, "the same request again")
	balance, err := c.Books.Balance(ctx, "acct", invoice.Platform, now)
	require.NoError(t, err)
	require.Equal(t, "0.00", balance.Available.String())
	require.Len(t, c.Sent(), 4, "each is started once")
}

// trailOf is who stands in the trail of an object.
func (c *queued) trailOf(object string) (who []string) {
	c.T.Helper()
	page, err := c.Trail.AuditTrail(c.T.Context(), object, paging.Request{Size: 50})
	require.NoError(c.T, err)
	for _, one := range page.Items {
		who = append(who, one.Who.String())
	}
	return who
}

// What the database does not take of one is not the others' fault.
func TestL4OneThatTheDatabaseRefusesHoldsUpNobody(t *testing.T) {
	c := queueing(t, "100.00")
	ctx := t.Context()
	c.applies(ctx, "first", "k1", "10.00")
	c.applies(ctx, "second", "k2", "10.00")
	c.applies(ctx, "broken", "k3", "10.00", func(s *applications.Submission) { s.Request.Remark = "turned \u202e around" })
	c.applies(ctx, "third", "k4", "10.00")
	c.letIn()
	for _, name := range []string{"first", "second", "third"} {
		require.NoError(t, c.result[name].err, name)
	}
	var broken *contradiction.Contradiction
	require.ErrorAs(t, c.result["broken"].err, &broken)
	require.Len(t, c.Sent(), 3)
}

// Who goes before it is decided about is not, and those behind it are.
func TestL4WhoGoesIsNotDecided(t *testing.T) {
	c := queueing(t, "100.00")
	gone, leave := context.WithCancel(t.Context())
	c.applies(t.Context(), "first", "k1", "10.00")
	c.applies(gone, "gone", "k2", "10.00")
	c.applies(t.Context(), "last", "k3", "10.00")
	leave()
	require.Eventually(t, func() bool { return c.Applications.Applying("acct") == 2 }, 10*time.Second, time.Millisecond)
	c.letIn()
	require.ErrorIs(t, c.result["gone"].err, context.Canceled)
	require.NoError(t, c.result["first"].err)
	require.NoError(t, c.result["last"].err)
	require.Len(t, c.Sent(), 2)
}

// However many queue, none waits for a transaction without end.
func TestL4ManyWhoQueueGoInSeveralTransactions(t *testing.T) {
	c := queueing(t, "100.00")
	for n := range 40 {
		name := fmt.Sprint("n", n)
		c.applies(t.Context(), name, name, "1.00")
	}
	c.letIn()
	for name, one := range c.result {
		require.NoError(t, one.err, name)
	}
	require.EqualValues(t, 4, c.transactions, "one, sixteen, sixteen and seven")
}

// L4: an account that somebody else holds keeps nobody of another account waiting.
func TestL4AHeldAccountHoldsUpNobodyElse(t *testing.T) {
	c := queueing(t, "100.00")
	const others = 20
	for n := range others {
		account := ids.Account(fmt.Sprint("other-", n))
		c.Account(account)
		require.NoError(t, c.Books.RecordConsumptions(t.Context(), []ledger.Consumption{{
			ID: ids.Consumption(fmt.Sprint("bill-", n)), Account: account, Charge: ledger.Postpaid, Seller: invoice.Platform, Product: "云服务器",
			TaxCode: taxCode, TaxRate: money.MustParseRate("0.06"), Cash: money.MustParse("10.00"), PaidAt: now.AddDate(0, 0, -3),
		}}, now))
	}
	c.applies(t.Context(), "held", "k", "1.00")
	var all sync.WaitGroup
	for n := range others {
		all.Go(func() {
			gross := money.MustParse("10.00")
			_, err := c.Applications.Submit(t.Context(), applications.Submission{
				ID: ids.Application(fmt.Sprint("app-other-", n)), Key: "k", Fingerprint: []byte("k"), By: actor.Actor{Kind: actor.Customer, Name: "other"},
				Request: application.Request{
					Account: ids.Account(fmt.Sprint("other-", n)), Seller: invoice.Platform, Kind: invoice.Ordinary, Medium: invoice.Electronic, Amount: &gross,
				},
			}, now)
			assert.NoError(t, err)
		})
	}
	all.Wait()
	require.Equal(t, 1, c.Applications.Applying("acct"), "it still waits")
	c.letIn()
	require.NoError(t, c.result["held"].err)
	require.Len(t, c.Sent(), others+1)
}

// breaking breaks down when it is told the answer to a commit.
type breaking struct {
	commits
	armed atomic.Bool
}

func (b *breaking) TraceBatchQuery(ctx context.Context, conn *pgx.Conn, data pgx.TraceBatchQueryData) {
	if b.commits.TraceBatchQuery(ctx, conn, data); data.CommandTag.String() == "COMMIT" && b.armed.Swap(false) {
		panic("it breaks down")
	}
}

// Whoever leads may break down: those with it are told that nobody has decided, and who asks again is told what became of it.
func TestL4ALeaderThatBreaksDownLeavesNobodyWaiting(t *testing.T) {
	tracer := &breaking{}
	r, _ := open(t, func(c *pgxpool.Config) { c.ConnConfig.Tracer = tracer })
	w := World{r, t}
	w.Account("acct")
	w.Consumed("bill", "100.00")
	tracer.armed.Store(true)
	require.Panics(t, func() { _, _ = w.Apply("k", "10.00") })
	require.Zero(t, w.Applications.Applying("acct"), "the account is free again")
	made, err := w.Apply("k", "10.00")
	require.NoError(t, err)
	require.NotEmpty(t, made.ID)
	balance, err := w.Books.Balance(t.Context(), "acct", invoice.Platform, now)
	require.NoError(t, err)
	require.Equal(t, "90.00", balance.Available.String(), "once")
}
