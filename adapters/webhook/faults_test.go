package webhook_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	adapter "kaipiao/adapters/webhook"
	"kaipiao/devstack/postgres/postgrestest"
	"kaipiao/domain/actor"
	"kaipiao/domain/application"
	"kaipiao/domain/calendar"
	"kaipiao/domain/invoice"
	"kaipiao/domain/ledger"
	"kaipiao/domain/money"
	"kaipiao/domain/policy"
	"kaipiao/domain/secondperson"
	"kaipiao/domain/webhook"
	"kaipiao/office"
	"kaipiao/office/applications"
	"kaipiao/office/paging"
	"kaipiao/office/subscribers"
	"kaipiao/sandbox/faults"
	"kaipiao/sandbox/sandboxtest"
	"kaipiao/sandbox/subscriber"
)

func TestMain(m *testing.M) { os.Exit(postgrestest.Run(m)) }

// patience is how long a call waits for an answer in these tests.
const patience = 300 * time.Millisecond

// told is a register whose events are told to the sandbox.
type told struct {
	*office.Office
	t       *testing.T
	pool    *pgxpool.Pool
	sandbox *sandboxtest.Sandbox
	secret  []byte
}

func newTold(t *testing.T) told {
	t.Helper()
	pool, err := pgxpool.New(context.Background(), postgrestest.Database(t))
	require.NoError(t, err)
	t.Cleanup(pool.Close)
	published, err := calendar.Published()
	require.NoError(t, err)
	w := told{office.New(pool, policy.Default(), published), t, pool, sandboxtest.Start(t, ""), []byte("thirty-two bytes that sign a lot")}
	ctx := t.Context()
	require.NoError(t, w.Subscribers.Subscribe(ctx, webhook.Endpoint{ID: "hook", URL: w.sandbox.URL + "/webhooks"}, w.secret, at))
	require.NoError(t, w.Customers.PutAccount(ctx, application.Account{
		ID: "acct", Region: application.Mainland, Certification: invoice.Certification{Type: invoice.Individual, Name: "王芳"},
	}, "", actor.Actor{Kind: actor.Service, Name: "test"}, at))
	require.NoError(t, w.Books.RecordConsumptions(ctx, []ledger.Consumption{{
		ID: "bill", Account: "acct", Charge: ledger.Postpaid, Seller: invoice.Platform, Product: "云服务器", TaxCode: "3040203000000000000",
		TaxRate: money.MustParseRate("0.06"), Cash: money.MustParse("100.00"), PaidAt: at.AddDate(0, 0, -3),
	}}, at))
	return w
}

// issued takes an application to its issued invoice.
func (w told) issued() string {
	w.t.Helper()
	ctx, amount := w.t.Context(), money.MustParse("10.00")
	a, err := w.Applications.Submit(ctx, applications.Submission{
		ID: "a1", Key: "k", Fingerprint: []byte("k"), By: actor.Actor{Kind: actor.Customer, Name: "wang"},
		Request: application.Request{Account: "acct", Seller: invoice.Platform, Kind: invoice.Ordinary, Medium: invoice.Electronic, Amount: &amount},
	}, at)
	require.NoError(w.t, err)
	_, err = w.Applications.Approve(ctx, a.ID, secondperson.Trusted(actor.Product), "", at)
	require.NoError(w.t, err)
	id := a.Invoices[0].ID
	serial, _, err := w.Invoices.BeginIssuing(ctx, id, at)
	require.NoError(w.t, err)
	_, err = w.Invoices.RecordIssued(ctx, id, serial, "26112000000000000001", at, at)
	require.NoError(w.t, err)
	return string(id)
}

// tell tells the sandbox everything, by a clock that makes a day of some seconds, until nothing waits.
func (w told) tell() {
	w.t.Helper()
	started := time.Now()
	clock := func() time.Time { return at.Add(60 * time.Since(started)) }
	sender := adapter.NewSender(webhook.Development, clock)
	ctx, stop := context.WithCancel(w.t.Context())
	defer stop()
	ended := make(chan error, 1)
	go func() {
		ended <- w.Subscribers.TellSubscribers(ctx, subscribers.Teller{
			Clock: clock, Random: func() float64 { return 0 }, Failed: func(err error) { w.t.Error(err) },
			Call: func(ctx context.Context, c webhook.Claimed) webhook.Outcome {
				ctx, stop := context.WithTimeout(ctx, patience)
				defer stop()
				return sender.Call(ctx, c)
			},
		})
	}()
	require.Eventually(w.t, func() bool {
		_, err := w.pool.Exec(ctx, "notify kaipiao_webhooks")
		require.NoError(w.t, err)
		waiting, err := w.Subscribers.Deliveries(ctx, "hook", webhook.Waiting, paging.Request{Size: 1})
		require.NoError(w.t, err)
		return len(waiting.Items) == 0
	}, time.Minute, 20*time.Millisecond)
	stop()
	require.ErrorIs(w.t, <-ended, context.Canceled)
}

// genuine checks a message as its receiver should, by the words of the specification and without any code of ours.
func (w told) genuine(m subscriber.Message) {
	w.t.Helper()
	mac := hmac.New(sha256.New, w.secret)
	mac.Write([]byte(m.Headers["webhook-id"] + "." + m.Headers["webhook-timestamp"] + "." + m.Body))
	require.Equal(w.t, "v1,"+base64.StdEncoding.EncodeToString(mac.Sum(nil)), m.Headers["webhook-signature"])
	seconds, err := strconv.ParseInt(m.Headers["webhook-timestamp"], 10, 64)
	require.NoError(w.t, err)
	require.False(w.t, time.Unix(seconds, 0).Before(at))
	require.NotContains(w.t, m.Body, "王芳")
}

// O3: whatever fails, each message comes at least once; one that comes again is the same, and the first of each came in order.
func TestO3AtLeastOnceWhateverFails(t *testing.T) {
	for _, fault := range []faults.Fault{
		{},
		{Mode: faults.Error500, Times: 3},
		{Mode: faults.Hang, Times: 2},
		{Mode: faults.DropAfterCommit, Times: 2},
		{Mode: faults.Error500, Times: 2, Match: "invoice.serial_stored"},
		{Mode: faults.DropAfterCommit, Times: 3, Match: "application."},
	} {
		t.Run(string(fault.Mode)+fault.Match, func(t *testing.T) {
			w := newTold(t)
			if fault.Operation = faults.Webhook; fault.Mode != faults.None {
				w.sandbox.Order(t, fault)
			}
			id := w.issued()
			w.tell()
			first, types := map[string]string{}, map[string][]string{}
			for _, m := range w.sandbox.Messages(t) {
				w.genuine(m)
				var body struct {
					Type string
					Data struct{ Application, Invoice string }
				}
				require.NoError(t, json.Unmarshal([]byte(m.Body), &body))
				if before, again := first[m.Headers["webhook-id"]]; again {
					require.Equal(t, before, m.Body, "the same, byte for byte")
					continue
				}
				first[m.Headers["webhook-id"]] = m.Body
				types[body.Data.Invoice] = append(types[body.Data.Invoice], body.Type)
			}
			require.Equal(t, map[string][]string{
				"": {"application.submitted", "application.approved"}, id: {"invoice.serial_stored", "invoice.issued"},
			}, types)
			require.Equal(t, fault.Mode != faults.None && fault.Mode != faults.Error500, len(w.sandbox.Messages(t)) > len(first),
				"what was taken without an answer comes again")
		})
	}
}

// O3: an endpoint that answers with 410 is told nothing more.
func TestO3GoneIsGone(t *testing.T) {
	w := newTold(t)
	w.sandbox.Order(t, faults.Fault{Operation: faults.Webhook, Mode: faults.Reject, Times: 1})
	w.issued()
	w.tell()
	gone, err := w.Subscribers.Endpoint(t.Context(), "hook")
	require.NoError(t, err)
	require.NotNil(t, gone.GoneAt)
	require.LessOrEqual(t, len(w.sandbox.Messages(t)), 1, "only what was on its way at the same moment")
}
