package office_test

import (
	"context"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"kaipiao/devstack/postgres/postgrestest"
	"kaipiao/domain/actor"
	"kaipiao/domain/application"
	"kaipiao/domain/calendar"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/ledger"
	"kaipiao/domain/money"
	"kaipiao/domain/policy"
	"kaipiao/domain/refusal"
	"kaipiao/office"
	"kaipiao/office/applications"
	"kaipiao/office/books"
	"kaipiao/office/outbox"
	"kaipiao/office/tx"
)

func TestMain(m *testing.M) { os.Exit(postgrestest.Run(m)) }

// now is a Friday afternoon in Shanghai.
var now = time.Date(2026, 9, 18, 7, 0, 0, 0, time.UTC)

// standing is a clock that stands still.
func standing() time.Time { return now }

const taxCode = "3040203000000000000"

type World struct {
	*office.Office
	T *testing.T
}

// open connects to a database of the test's own; configure may be nil.
func open(t testing.TB, configure func(*pgxpool.Config)) (*office.Office, *pgxpool.Pool) {
	t.Helper()
	config, err := pgxpool.ParseConfig(postgrestest.Database(t))
	require.NoError(t, err)
	tx.Configure(config)
	if configure != nil {
		configure(config)
	}
	pool, err := pgxpool.NewWithConfig(context.Background(), config)
	require.NoError(t, err)
	t.Cleanup(pool.Close)
	published, err := calendar.Published()
	require.NoError(t, err)
	return office.New(pool, policy.Default(), published), pool
}

func newWorld(t *testing.T) World {
	t.Helper()
	r, _ := open(t, nil)
	w := World{r, t}
	w.Account("acct")
	return w
}

func (w World) Account(id ids.Account) {
	w.T.Helper()
	require.NoError(w.T, w.Customers.PutAccount(context.Background(), application.Account{
		ID: id, Region: application.Mainland, Email: "a@example.test",
		Certification: invoice.Certification{Type: invoice.Enterprise, Name: "北京甲科技有限公司", TaxpayerID: "91110000802100433B"},
	}, "", actor.Actor{Kind: actor.Service, Name: "test"}, now))
}

// Consumed records a postpaid bill that was paid three days ago.
func (w World) Consumed(id ids.Consumption, cash string) ledger.Consumption {
	w.T.Helper()
	c := ledger.Consumption{
		ID: id, Account: "acct", Charge: ledger.Postpaid, Seller: invoice.Platform, Product: "云服务器", TaxCode: taxCode,
		TaxRate: money.MustParseRate("0.06"), Cash: money.MustParse(cash), PaidAt: now.AddDate(0, 0, -3),
	}
	require.NoError(w.T, w.Books.RecordConsumptions(context.Background(), []ledger.Consumption{c}, now))
	return c
}

func (w World) Refunded(id ids.Refund, consumption ids.Consumption, cash string) error {
	return w.Books.RecordRefunds(context.Background(), []ledger.Refund{{
		ID: id, Consumption: consumption, Cash: money.MustParse(cash), Reason: ledger.Refunded, RefundedAt: now.Add(-time.Hour),
	}}, now)
}

func (w World) Apply(key, amount string) (application.Application, error) {
	gross := money.MustParse(amount)
	return w.Applications.Submit(context.Background(), applications.Submission{
		ID: ids.Application("app-" + key), Key: key, Fingerprint: []byte(amount), By: actor.Actor{Kind: actor.Customer, Name: "acct"},
		Request: application.Request{Account: "acct", Seller: invoice.Platform, Kind: invoice.Ordinary, Medium: invoice.Electronic, Amount: &gross},
	}, now)
}

// Sent takes the messages that are due out of the outbox.
func (w World) Sent() (messages []outbox.Message) {
	w.T.Helper()
	var together sync.Mutex
	require.NoError(w.T, w.Outbox.Dispatch(context.Background(), standing, func(_ context.Context, m outbox.Message) error {
		together.Lock()
		defer together.Unlock()
		messages = append(messages, m)
		return nil
	}))
	return messages
}

func (w World) Issue(id ids.Invoice, number string) {
	w.T.Helper()
	serial, _, err := w.Invoices.BeginIssuing(context.Background(), id, now)
	require.NoError(w.T, err)
	_, err = w.Invoices.RecordIssued(context.Background(), id, serial, number, now, now)
	require.NoError(w.T, err)
}

func (w World) Balance() books.Balance {
	w.T.Helper()
	balance, err := w.Books.Balance(context.Background(), "acct", invoice.Platform, now)
	require.NoError(w.T, err)
	return balance
}

// Sound checks the identity of the ledger (L11).
func (w World) Sound() {
	w.T.Helper()
	broken, err := w.Audit(context.Background())
	require.NoError(w.T, err)
	require.Empty(w.T, broken)
}

func requireRefused(t *testing.T, err error, code refusal.Code) {
	t.Helper()
	var refused *refusal.Refusal
	var list refusal.List
	switch {
	case err == nil:
		require.Fail(t, "not refused", "expected %s", code)
	case asList(err, &list):
		codes := []refusal.Code{}
		for _, r := range list {
			codes = append(codes, r.Code)
		}
		require.Contains(t, codes, code)
	default:
		require.ErrorAs(t, err, &refused)
		require.Equal(t, code, refused.Code)
	}
}

func asList(err error, list *refusal.List) bool {
	found, ok := err.(refusal.List) //nolint:errorlint // the register returns it bare
	*list = found
	return ok
}
