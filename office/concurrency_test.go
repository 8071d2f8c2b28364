package office_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"kaipiao/domain/actor"
	"kaipiao/domain/application"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/ledger"
	"kaipiao/domain/money"
	"kaipiao/domain/refusal"
	"kaipiao/office/applications"
)

// clients is how many work at the same time.
const clients = 32

// crowd is a world that 32 clients can work in at once.
type crowd struct {
	World
	Pool *pgxpool.Pool
	// accepted counts what was taken, refused what was refused.
	Accepted, Refused atomic.Int64
}

func newCrowd(t *testing.T) *crowd {
	t.Helper()
	r, pool := open(t, func(c *pgxpool.Config) { c.MaxConns = clients })
	return &crowd{World: World{r, t}, Pool: pool}
}

// Together lets every client do a step many times.
func (c *crowd) Together(times int, step func(client, n int) error) {
	c.T.Helper()
	var group sync.WaitGroup
	for client := range clients {
		group.Go(func() {
			for n := range times {
				c.Count(step(client, n))
			}
		})
	}
	group.Wait()
	c.Sound()
	var deadlocks int64
	require.Eventually(c.T, func() bool { // the statistics come a little late
		return c.Pool.QueryRow(context.Background(), "select deadlocks from pg_stat_database where datname = current_database()").Scan(&deadlocks) == nil
	}, time.Second, 100*time.Millisecond)
	require.Zero(c.T, deadlocks)
}

// Count takes "no" for an answer only when it is a conflict that names what is left.
func (c *crowd) Count(err error) {
	var list refusal.List
	var one *refusal.Refusal
	switch {
	case err == nil:
		c.Accepted.Add(1)
	case errors.As(err, &list), errors.As(err, &one):
		if one == nil {
			one = list[0]
		}
		if code := one.Code; code != refusal.NotEnoughAvailable && code != refusal.OutstandingNotCovered && code != refusal.RefundExceedsCash {
			c.T.Errorf("refused for another reason: %v", err)
		}
		c.Refused.Add(1)
	default:
		c.T.Errorf("failed: %v", err)
	}
}

func (c *crowd) Submit(account ids.Account, key string, cents int64) error {
	amount := money.FromCents(cents)
	_, err := c.Applications.Submit(context.Background(), applications.Submission{
		ID: ids.Application(key), Key: key, Fingerprint: []byte(key), By: actor.Actor{Kind: actor.Service, Name: "test"},
		Request: application.Request{Account: account, Seller: invoice.Platform, Kind: invoice.Ordinary, Medium: invoice.Electronic, Amount: &amount},
	}, now)
	return err
}

func (c *crowd) RefundAll(refunds ...ledger.Refund) error {
	return c.Books.RecordRefunds(context.Background(), refunds, now)
}

func refundOf(id ids.Refund, consumption ids.Consumption, cents int64) ledger.Refund {
	return ledger.Refund{ID: id, Consumption: consumption, Cash: money.FromCents(cents), Reason: ledger.Downgraded, RefundedAt: now}
}

func billID(account ids.Account, n int) ids.Consumption {
	return ids.Consumption(fmt.Sprintf("%s-bill-%d", account, n))
}

func billOf(account ids.Account, n int, cents int64) ledger.Consumption {
	return ledger.Consumption{
		ID: billID(account, n), Account: account, Charge: ledger.Postpaid, Seller: invoice.Platform, Product: "云服务器", TaxCode: taxCode,
		TaxRate: money.MustParseRate("0.06"), Cash: money.FromCents(cents), PaidAt: now.AddDate(0, 0, -3),
	}
}

// L4: 32 clients apply and refund on one account; nothing is invoiced twice, and who comes too late is told what is left.
func TestL4ManyOnOneAccountNeverOverInvoice(t *testing.T) {
	c := newCrowd(t)
	c.Account("acct")
	const bills, cents = 50, 20000
	var items []ledger.Consumption
	for n := range bills {
		items = append(items, billOf("acct", n, cents))
	}
	require.NoError(t, c.Books.RecordConsumptions(context.Background(), items, now))
	c.Together(12, func(client, n int) error {
		if n%4 == 3 {
			return c.RefundAll(refundOf(ids.Refund(fmt.Sprintf("r-%d-%d", client, n)), billID("acct", rand.IntN(bills)), 1+rand.Int64N(cents/4)))
		}
		return c.Submit("acct", fmt.Sprintf("a-%d-%d", client, n), 1+rand.Int64N(8000))
	})
	b := c.Balance()
	require.False(t, money.FromCents(bills*cents).Less(b.Reserved), "more is reserved than was ever paid")
	require.NotZero(t, c.Refused.Load(), "the test asks for more than there is")
	require.NotZero(t, c.Accepted.Load())
}

// 32 clients work on a thousand accounts, with refunds that touch several accounts in any order: no deadlock.
func TestL4ManyOnAThousandAccountsNeverDeadlock(t *testing.T) {
	c := newCrowd(t)
	const accounts, cents = 1000, 10000
	var items []ledger.Consumption
	for n := range accounts {
		c.Account(ids.Account(fmt.Sprintf("acct%d", n)))
		items = append(items, billOf(ids.Account(fmt.Sprintf("acct%d", n)), 0, cents))
	}
	require.NoError(t, c.Books.RecordConsumptions(context.Background(), items, now))
	c.Together(25, func(client, n int) error {
		some := func() ids.Account { return ids.Account(fmt.Sprintf("acct%d", rand.IntN(accounts))) }
		id := fmt.Sprintf("%d-%d", client, n)
		switch n % 3 {
		case 0:
			var refunds []ledger.Refund
			for i := range 10 {
				refunds = append(refunds, refundOf(ids.Refund(fmt.Sprintf("r-%s-%d", id, i)), billID(some(), 0), 1+rand.Int64N(100)))
			}
			return c.RefundAll(refunds...)
		case 1:
			bill := billOf(some(), 0, 500)
			bill.ID, bill.Payer = ids.Consumption("c-"+id), some()
			other := billOf(some(), 0, 500)
			other.ID = ids.Consumption("d-" + id)
			return c.Books.RecordConsumptions(context.Background(), []ledger.Consumption{bill, other}, now)
		default:
			return c.Submit(some(), "a-"+id, 1+rand.Int64N(2*cents))
		}
	})
	require.NotZero(t, c.Refused.Load())
	require.NotZero(t, c.Accepted.Load())
}
