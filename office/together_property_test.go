package office_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"kaipiao/devstack/postgres/postgrestest"
	"kaipiao/domain/actor"
	"kaipiao/domain/application"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/ledger"
	"kaipiao/domain/money"
	"kaipiao/office/applications"
)

// twins are two accounts to which the same happens: of one everybody who applies is decided in turn, of the other all together.
type twins struct {
	World
	admin      *pgx.Conn
	In, Out    ids.Account // in turn, and together
	bills, own int
}

// both does the same for both.
func (w *twins) both(do func(ids.Account)) {
	do(w.In)
	do(w.Out)
}

func (w *twins) consume(t *rapid.T) {
	w.bills++
	bought := now.Add(time.Duration(rapid.IntRange(-5, 2).Draw(t, "bought")) * time.Minute)
	delivered := now.AddDate(0, 0, -10)
	bill := ledger.Consumption{
		Charge: ledger.Prepaid, Seller: w.seller(t), Product: "云服务器", TaxCode: rapid.SampledFrom(bothCodes).Draw(t, "code"),
		TaxRate: money.MustParseRate("0.06"), Cash: money.FromCents(rapid.Int64Range(1, 3000).Draw(t, "cash")), PaidAt: bought,
		ResourcesCreatedAt: &bought,
	}
	if bill.Seller != invoice.Platform {
		bill.DeliveredAt = &delivered
	}
	w.both(func(account ids.Account) {
		bill.ID, bill.Account = ids.Consumption(fmt.Sprintf("%s-bill-%02d", account, w.bills)), account
		require.NoError(t, w.Books.RecordConsumptions(context.Background(), []ledger.Consumption{bill}, now.Add(time.Hour)))
	})
}

func (w *twins) seller(t *rapid.T) ids.Seller {
	return rapid.SampledFrom([]ids.Seller{invoice.Platform, invoice.Platform, invoice.Platform, "isv-of-both"}).Draw(t, "seller")
}

// owe has something refunded that was applied for, so that there is a debt.
func (w *twins) owe(t require.TestingT) {
	w.own++
	w.both(func(account ids.Account) {
		bill := ids.Consumption(fmt.Sprintf("%s-owed-%02d", account, w.own))
		require.NoError(t, w.Books.RecordConsumptions(context.Background(), []ledger.Consumption{{
			ID: bill, Account: account, Charge: ledger.Postpaid, Seller: invoice.Platform, Product: "云服务器", TaxCode: bothCodes[0],
			TaxRate: money.MustParseRate("0.06"), Cash: money.FromCents(500), PaidAt: now.AddDate(0, 0, -3),
		}}, now))
		picked := submission(account, fmt.Sprintf("owed-%02d", w.own), 0)
		picked.Request.Consumptions = []ids.Consumption{bill}
		_, err := w.Applications.Submit(context.Background(), picked, now)
		require.NoError(t, err)
		require.NoError(t, w.Refunded(ids.Refund(bill), bill, "5.00"))
	})
}

// submission applies for an amount in cents, or for nothing yet.
func submission(account ids.Account, name string, cents int64) applications.Submission {
	s := applications.Submission{
		ID: ids.Application(fmt.Sprintf("%s-app-%s", account, name)), Key: name, Fingerprint: fmt.Append(nil, cents),
		By:      actor.Actor{Kind: actor.Customer, Name: "both"},
		Request: application.Request{Account: account, Seller: invoice.Platform, Kind: invoice.Ordinary, Medium: invoice.Electronic},
	}
	if cents > 0 {
		amount := money.FromCents(cents)
		s.Request.Amount = &amount
	}
	return s
}

// asked is one who applies, of either account.
type asked struct {
	name, key string
	cents     int64
	pick      int
	seller    ids.Seller
	remark    string
	now       time.Time
}

func (w *twins) ask(t *rapid.T, n int) asked {
	return asked{
		name: fmt.Sprintf("n%02d", n), key: fmt.Sprint("k", rapid.IntRange(0, 15).Draw(t, "key")),
		cents: rapid.Int64Range(1, 4000).Draw(t, "cents"), pick: rapid.IntRange(-4*w.bills, w.bills).Draw(t, "pick"),
		seller: w.seller(t),
		remark: rapid.SampledFrom([]string{"", "", "", "", "", "", "", "", "", "turned \u202e around"}).Draw(t, "remark"),
		now:    now.Add(time.Duration(rapid.IntRange(-2, 3).Draw(t, "at")) * time.Minute),
	}
}

func (a asked) of(account ids.Account) applications.Submission {
	s := submission(account, a.name, a.cents)
	s.Key, s.Request.Seller, s.Request.Remark = a.key, a.seller, a.remark
	if a.pick > 0 {
		s.Request.Amount, s.Request.Consumptions = nil, []ids.Consumption{ids.Consumption(fmt.Sprintf("%s-bill-%02d", account, a.pick))}
	}
	return s
}

// L4: who queues for an account is decided together with the others as if everybody had been alone, in their order: accepted with the same amounts of
// the same records, or refused in the same words.
func TestL4TogetherIsAsInTurn(t *testing.T) {
	outer := t
	counter := &commits{}
	r, pool := open(t, func(c *pgxpool.Config) { c.ConnConfig.Tracer = counter })
	admin := postgrestest.Admin(t, pool)
	rapid.Check(t, func(t *rapid.T) {
		n := runs.Add(1)
		w := &twins{World: World{r, outer}, admin: admin, In: ids.Account(fmt.Sprintf("one-%d", n)), Out: ids.Account(fmt.Sprintf("two-%d", n))}
		w.both(w.Account)
		for range rapid.IntRange(1, 12).Draw(t, "bills") {
			w.consume(t)
		}
		if rapid.IntRange(0, 3).Draw(t, "owes") == 0 {
			w.owe(t)
		}
		var asks []asked
		for n := range rapid.IntRange(2, 12).Draw(t, "applications") {
			asks = append(asks, w.ask(t, n))
		}
		inTurn := make([]outcome, len(asks))
		for i, ask := range asks {
			made, err := w.Applications.Submit(context.Background(), ask.of(w.In), ask.now)
			inTurn[i] = outcome{made, err}
		}
		counter.Count.Store(0)
		together := w.together(t, asks)
		if !slices.ContainsFunc(asks, func(a asked) bool { return a.remark != "" }) {
			require.LessOrEqual(t, counter.Count.Load(), int64(2), "what the database does not take of one would be decided anew, each by itself")
		}
		for i := range asks {
			require.Equal(t, w.told(inTurn[i]), w.told(together[i]), "%+v", asks[i])
		}
		require.Equal(t, w.kept(t, w.In), w.kept(t, w.Out))
	})
	World{r, t}.Sound()
}

// together has all apply at once, in their order, while somebody holds the account.
func (w *twins) together(t require.TestingT, asks []asked) []outcome {
	held, err := w.admin.Begin(context.Background())
	require.NoError(t, err)
	_, err = held.Exec(context.Background(), "select from accounts where id = $1 for no key update", w.Out)
	require.NoError(t, err)
	became := make([]outcome, len(asks))
	var waiting sync.WaitGroup
	for i, ask := range asks {
		waiting.Go(func() {
			made, err := w.Applications.Submit(context.Background(), ask.of(w.Out), ask.now)
			became[i] = outcome{made, err}
		})
		require.Eventually(t, func() bool { return w.Applications.Applying(w.Out) == i+1 }, 10*time.Second, 100*time.Microsecond)
	}
	require.NoError(t, held.Rollback(context.Background()))
	waiting.Wait()
	return became
}

// told is what somebody is told, whichever of the two they asked for.
func (w *twins) told(o outcome) string {
	shown, err := json.Marshal(o.Application)
	if err != nil {
		return err.Error()
	}
	return strings.NewReplacer(string(w.In), "twin", string(w.Out), "twin").Replace(fmt.Sprintf("%s %v", shown, o.err))
}

// kept is what the register has of one.
func (w *twins) kept(t require.TestingT, account ids.Account) []string {
	rows, err := w.admin.Query(context.Background(), `
select replace(concat_ws(' ', consumption, seller, tax_code, free, reserved, invoiced, outstanding, refunded), $1, 'twin') from record_balances
where account = $1 union all
select replace(concat_ws(' ', from_consumption, from_bucket, to_consumption, to_bucket, amount, application, invoice, at), $1, 'twin') from ledger_entries
where account = $1 union all
select replace(concat_ws(' ', seller, tax_code, free, reserved, outstanding), $1, 'twin') from ledger_totals where account = $1 union all
select replace(concat_ws(' ', key, application), $1, 'twin') from idempotency_keys where account = $1 order by 1`, account)
	require.NoError(t, err)
	lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(t, err)
	return lines
}
