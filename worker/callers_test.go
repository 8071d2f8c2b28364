package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/temporal"

	"kaipiao/activities"
	"kaipiao/adapters/files"
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
	"kaipiao/office/paging"
	"kaipiao/office/tx"
	"kaipiao/schema"
	"kaipiao/settings"
)

func TestMain(m *testing.M) { os.Exit(postgrestest.Run(m)) }

// desk is what callers through Temporal reach, on a register of its own; the front is the real one.
type desk struct {
	t        *testing.T
	register *office.Office
	pool     *pgxpool.Pool
	activities.Callers
	activities.Operations
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	database := postgrestest.Database(t)
	config, err := pgxpool.ParseConfig(postgrestest.As(t, schema.Worker, database))
	require.NoError(t, err)
	tx.Configure(config)
	workers, err := pgxpool.NewWithConfig(context.Background(), config)
	require.NoError(t, err)
	t.Cleanup(workers.Close)
	pool := postgrestest.Pool(t, database)
	published, err := calendar.Published()
	require.NoError(t, err)
	store, err := files.Open(t.TempDir())
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, store.Close()) })
	told, err := settings.Load()
	require.NoError(t, err)
	told.Font = "../" + told.Font
	// What is called has the rights of the worker, and no others (S5); register does what callers of the API do besides.
	called := office.New(workers, policy.Default(), published)
	surface, err := newFront(told, policy.Default(), called, store, nil)
	require.NoError(t, err)
	return &desk{
		t, office.New(pool, policy.Default(), published), pool,
		activities.Callers{Front: surface, Office: called, Now: time.Now},
		activities.Operations{Front: surface},
	}
}

// account can invoice an amount.
func (d *desk) account(id ids.Account, cash string) {
	d.t.Helper()
	paid, upstream := time.Now().AddDate(0, 0, -3).Truncate(time.Second), actor.Actor{Kind: actor.Service, Name: "billing"}
	require.NoError(d.t, d.register.Customers.PutAccount(d.t.Context(), application.Account{
		ID: id, Region: application.Mainland, Email: "a@example.test",
		Certification: invoice.Certification{Type: invoice.Enterprise, Name: "北京甲科技有限公司", TaxpayerID: "91110000802100433B"},
	}, "", upstream, paid))
	require.NoError(d.t, d.register.Books.RecordConsumptions(d.t.Context(), []ledger.Consumption{{
		ID: ids.Consumption(id) + "-bill", Account: id, Charge: ledger.Postpaid, Seller: invoice.Platform, Product: "云服务器",
		TaxCode: "3040203000000000000", TaxRate: money.MustParseRate("0.06"), Cash: money.MustParse(cash), PaidAt: paid,
	}}, paid))
}

const electronic = `"kind": "ordinary", "medium": "electronic", "amount": "10.00"`

// shown is what a caller reads of an application.
type shown struct {
	ID       ids.Application
	Account  ids.Account
	Status   application.Status
	Total    string
	Invoices []struct{ ID, Status string }
	Actions  []struct{ Action string }
}

// apply runs the first step of Apply under an id.
func (d *desk) apply(workflow, content string) (activities.Applied, error) {
	return d.Callers.Apply(d.t.Context(), activities.ApplyRequest{Workflow: workflow, Content: []byte(content)})
}

func (d *desk) accepted(workflow, content string) (applied activities.Applied, read shown) {
	d.t.Helper()
	applied, err := d.apply(workflow, content)
	require.NoError(d.t, err)
	if applied.Answer != nil {
		require.NoError(d.t, json.Unmarshal(applied.Answer, &read))
	}
	return applied, read
}

// denied is a failure that no try again changes: the code is its type, both sentences are its details.
func denied(t *testing.T, name string, err error) (code, english, chinese string) {
	t.Helper()
	failed, is := err.(*temporal.ApplicationError) //nolint:errorlint // wrapped once more, it would have lost its type
	require.True(t, is, "%s: %v", name, err)
	require.True(t, failed.NonRetryable(), name)
	require.NoError(t, failed.Details(&english, &chinese), name)
	require.Equal(t, english, failed.Message(), name)
	require.NotEmpty(t, english, name)
	require.Regexp(t, `\p{Han}`, chinese, name)
	return failed.Type(), english, chinese
}

// P14: the workflow's id makes an application once, whoever asks again; it is the one that HTTP shows, in the name of who came through
// Temporal.
func TestP14AnApplicationIsMadeOnce(t *testing.T) {
	d := newDesk(t)
	d.account("acct", "100.00")
	content := `{"account": "acct", "wait": "accepted", ` + electronic + `}`
	first, read := d.accepted("order-4711", content)
	require.Equal(t, application.PendingApproval, read.Status)
	require.Equal(t, first.Application, read.ID)
	require.Equal(t, ids.Account("acct"), read.Account)
	require.Equal(t, "10.00", read.Total)
	require.Len(t, read.Invoices, 1)
	again, _ := d.accepted("order-4711", content)
	require.Equal(t, first.Application, again.Application)
	other, _ := d.accepted("order-4712", content)
	require.NotEqual(t, first.Application, other.Application)
	byKey, _ := d.accepted("order-4713", `{"key": "order-4711", "account": "acct", `+electronic+`}`)
	require.Equal(t, first.Application, byKey.Application, "a key of the caller's own")
	trail, err := d.register.Trail.AuditTrail(t.Context(), "application/"+string(first.Application), paging.Request{Size: 10})
	require.NoError(t, err)
	require.Equal(t, "message:order-4711", trail.Items[0].Who.String(), "O7: of its own kind, and no role")

	_, err = d.apply("order-4711", `{"account": "acct", "kind": "ordinary", "medium": "electronic", "amount": "11.00"}`)
	code, _, _ := denied(t, "another request under the same id", err)
	require.Equal(t, string(refusal.IdempotencyKeyReused), code)
}

// P14: any id makes a key.
func TestP14AnyWorkflowIDIsAKey(t *testing.T) {
	d := newDesk(t)
	d.account("acct", "100.00")
	content := `{"account": "acct", ` + electronic + `}`
	met := map[ids.Application]bool{}
	for n, id := range []string{"订单 4711", "a b", strings.Repeat("x", 900), strings.Repeat("x", 901), "\x00\x01", "a\u202eb"} {
		first, _ := d.accepted(id, content)
		again, _ := d.accepted(id, content)
		require.Equal(t, first.Application, again.Application, id)
		met[first.Application] = true
		require.Len(t, met, n+1, id)
	}
}

// P14, O5: what is refused over HTTP is refused here, under the same code, with both sentences, and changes nothing.
func TestP14WhatIsRefusedOverHTTPIsRefusedHere(t *testing.T) {
	d := newDesk(t)
	d.account("acct", "100.00")
	for name, c := range map[string]struct{ content, code, says string }{
		"no JSON":                   {`kind`, "invalid_request", "one JSON object"},
		"nothing":                   {``, "invalid_request", "one JSON object"},
		"a list":                    {`[]`, "invalid_request", "one JSON object"},
		"two objects":               {`{} {}`, "invalid_request", "one JSON object"},
		"no account":                {`{` + electronic + `}`, "invalid_request", "account:"},
		"an account that is none":   {`{"account": "no-such", ` + electronic + `}`, "not_found", "account"},
		"an account that cannot be": {`{"account": "a b/../c", ` + electronic + `}`, "invalid_request", ""},
		"the account twice":         {`{"account": "acct", "account": "other", ` + electronic + `}`, "invalid_request", "twice"},
		"an account as a number":    {`{"account": 1, ` + electronic + `}`, "invalid_request", "account: Write a text."},
		"waits for something else":  {`{"account": "acct", "wait": "delivered", ` + electronic + `}`, "invalid_request", "wait:"},
		"a member that is none":     {`{"account": "acct", "colour": "red", ` + electronic + `}`, "invalid_request", "colour"},
		"no kind":                   {`{"account": "acct", "medium": "electronic", "amount": "10.00"}`, "invalid_request", "kind"},
		"more than there is":        {`{"account": "acct", "kind": "ordinary", "medium": "electronic", "amount": "100.01"}`, "", ""},
		"a key with blanks":         {`{"account": "acct", "key": "a b", ` + electronic + `}`, "invalid_request", ""},
		"a large body":              {`{"account": "acct", "remark": "` + strings.Repeat("x", 70_000) + `", ` + electronic + `}`, "", ""},
	} {
		_, err := d.apply("order", c.content)
		code, english, _ := denied(t, name, err)
		if c.code != "" {
			require.Equal(t, c.code, code, name)
		}
		require.NotEqual(t, activities.FailureOutside, code, name)
		require.Contains(t, english, c.says, name)
	}
	applied, _ := d.accepted("order", `{"account": "acct", `+electronic+`}`)
	require.NotEmpty(t, applied.Application, "the id is free still")
}

// P14: who waits is told when it may be settled, and never otherwise; who waits no more is not told again.
func TestP14WhoWaitsIsTold(t *testing.T) {
	d := newDesk(t)
	d.account("acct", "100.00")
	applied, _ := d.accepted("order", `{"account": "acct", "wait": "issued", `+electronic+`}`)
	require.True(t, applied.Await)
	require.Empty(t, applied.Answer)
	asked := activities.AwaitRequest{Application: applied.Application, Workflow: "order"}
	for range 2 {
		stands, err := d.AwaitApplication(t.Context(), asked)
		require.NoError(t, err)
		require.False(t, stands.Settled)
	}
	require.Zero(t, d.told("order"))
	for _, claim := range []func() error{
		func() error {
			_, err := d.register.Applications.Claim(t.Context(), applied.Application, actor.Actor{Kind: actor.Finance, Name: "li"}, time.Now())
			return err
		},
		func() error {
			_, err := d.register.Applications.Unclaim(t.Context(), applied.Application, actor.Actor{Kind: actor.Finance, Name: "li"}, time.Now())
			return err
		},
	} {
		require.NoError(t, claim())
	}
	require.Zero(t, d.told("order"), "a claim settles nothing")
	taken, err := d.TakeBack(t.Context(), activities.TakeBackRequest{Application: applied.Application, By: "zhao"})
	require.NoError(t, err)
	require.True(t, taken)
	require.Equal(t, 1, d.told("order"))
	stands, err := d.AwaitApplication(t.Context(), asked)
	require.NoError(t, err)
	require.True(t, stands.Settled)
	var read shown
	require.NoError(t, json.Unmarshal(stands.Answer, &read))
	require.Equal(t, application.Cancelled, read.Status)
	var waiting int
	require.NoError(t, d.pool.QueryRow(t.Context(), "select count(*) from awaited").Scan(&waiting))
	require.Zero(t, waiting)
}

// told is how often a workflow is to be told to look again.
func (d *desk) told(workflow string) (count int) {
	d.t.Helper()
	require.NoError(d.t, d.pool.QueryRow(d.t.Context(), "select count(*) from outbox where workflow_id = $1 and signal = 'resume'", workflow).Scan(&count))
	return count
}

// P14: a request to cancel the caller's workflow takes back what nobody has decided, and nothing else.
func TestP14WhatAReviewerHasIsNotTakenBack(t *testing.T) {
	d := newDesk(t)
	d.account("acct", "100.00")
	applied, _ := d.accepted("order", `{"account": "acct", `+electronic+`}`)
	_, err := d.register.Applications.Claim(t.Context(), applied.Application, actor.Actor{Kind: actor.Finance, Name: "li"}, time.Now())
	require.NoError(t, err)
	taken, err := d.TakeBack(t.Context(), activities.TakeBackRequest{Application: applied.Application, By: "zhao"})
	require.NoError(t, err)
	require.False(t, taken)
}

// P14: where nobody applies through Temporal, who does so all the same is told; and no caller's workflow stands for one of ours (O6).
func TestP14WhoMayNotApplyIsTold(t *testing.T) {
	d := newDesk(t)
	d.account("acct", "100.00")
	content := `{"account": "acct", ` + electronic + `}`
	for _, id := range []string{"application/x", "invoice/x", "sweep-every-minute", "seller/platform", "reconciliation-nightly"} {
		_, err := d.apply(id, content)
		code, _, _ := denied(t, id, err)
		require.Equal(t, activities.FailureIDReserved, code, id)
	}
	off := activities.Callers{Office: d.register, Now: time.Now}
	_, err := off.Apply(t.Context(), activities.ApplyRequest{Workflow: "order", Content: []byte(content)})
	code, _, _ := denied(t, "switched off", err)
	require.Equal(t, activities.FailureCallersOff, code)
}

// P14: the operations that are answered at once, and what they refuse.
func TestP14OperationsAreAnsweredAsOverHTTP(t *testing.T) {
	d := newDesk(t)
	d.account("acct", "100.00")
	applied, read := d.accepted("order", `{"account": "acct", `+electronic+`}`)
	for name, c := range map[string]struct {
		answer func() (json.RawMessage, error)
		code   string
	}{
		"no application":      {func() (json.RawMessage, error) { return d.Cancel(t.Context(), "n/w", []byte(`{}`)) }, "invalid_request"},
		"no such application": {func() (json.RawMessage, error) { return d.Cancel(t.Context(), "n/w", []byte(`{"application": "x"}`)) }, "not_found"},
		"something else": {func() (json.RawMessage, error) {
			return d.Cancel(t.Context(), "n/w", []byte(`{"application": "x", "a": 1}`))
		}, "invalid_request"},
		"no such invoice": {func() (json.RawMessage, error) { return d.Invoice(t.Context(), "n/w", []byte(`{"invoice": "x"}`)) }, "not_found"},
		"red: no invoice": {func() (json.RawMessage, error) {
			return d.RedIssue(t.Context(), "n/w", "k", []byte(`{"reason": "error"}`))
		}, "invalid_request"},
		"red: no reason":      {func() (json.RawMessage, error) { return d.red(read.Invoices[0].ID, `"lines": []`) }, ""},
		"red: not issued yet": {func() (json.RawMessage, error) { return d.red(read.Invoices[0].ID, `"reason": "error"`) }, ""},
		"a planned invoice": {func() (json.RawMessage, error) {
			return d.Invoice(t.Context(), "n/w", []byte(`{"invoice": "`+read.Invoices[0].ID+`"}`))
		}, "not_found"},
		"not an object either": {func() (json.RawMessage, error) { return d.Invoice(t.Context(), "n/w", []byte(`"x"`)) }, "invalid_request"},
	} {
		_, err := c.answer()
		code, _, _ := denied(t, name, err)
		if c.code != "" {
			require.Equal(t, c.code, code, name)
		}
	}
	content := fmt.Appendf(nil, `{"application": %q}`, applied.Application)
	for range 2 { // the same call again changes nothing
		answer, err := d.Cancel(t.Context(), "orders/w-1", content)
		require.NoError(t, err)
		var cancelled shown
		require.NoError(t, json.Unmarshal(answer, &cancelled))
		require.Equal(t, application.Cancelled, cancelled.Status)
	}
	trail, err := d.register.Trail.AuditTrail(t.Context(), "application/"+string(applied.Application), paging.Request{Size: 10})
	require.NoError(t, err)
	require.Equal(t, "message:orders/w-1", trail.Items[len(trail.Items)-1].Who.String())
}

func (d *desk) red(id, body string) (json.RawMessage, error) {
	return d.RedIssue(d.t.Context(), "n/w", "k", fmt.Appendf(nil, `{"invoice": %q, %s}`, id, body))
}

// P14: who asks twice for the same waits for the same workflow; who asks for something else under the same key has one of its own, which
// is refused.
func TestP14OneWorkflowForOneRequest(t *testing.T) {
	content := `{"account": "acct", "key": "k", ` + electronic + `}`
	first, argument, err := activities.ApplyAs("request-1", []byte(content))
	require.NoError(t, err)
	again, _, err := activities.ApplyAs("request-2", []byte(content))
	require.NoError(t, err)
	require.Equal(t, first, again)
	require.JSONEq(t, content, string(argument))
	other, _, err := activities.ApplyAs("request-1", []byte(strings.Replace(content, "10.00", "11.00", 1)))
	require.NoError(t, err)
	require.NotEqual(t, first, other)
	without := `{"account": "acct", ` + electronic + `}`
	once, argument, err := activities.ApplyAs("request-1", []byte(without))
	require.NoError(t, err)
	require.Contains(t, string(argument), `"key":"request-1"`)
	twice, _, err := activities.ApplyAs("request-2", []byte(without))
	require.NoError(t, err)
	require.NotEqual(t, once, twice)
	_, _, err = activities.ApplyAs("request-1", []byte(`{}`))
	code, _, _ := denied(t, "no account", err)
	require.Equal(t, string(refusal.InvalidRequest), code)
}

// P14: what goes wrong on our side is no refusal, and is tried again.
func TestP14WhatFailsIsTriedAgain(t *testing.T) {
	d := newDesk(t)
	d.account("acct", "100.00")
	applied, _ := d.accepted("order", `{"account": "acct", "wait": "issued", `+electronic+`}`)
	over, end := context.WithCancel(t.Context())
	end()
	for name, call := range map[string]func() error{
		"apply": func() error {
			_, err := d.Callers.Apply(over, activities.ApplyRequest{Workflow: "other", Content: []byte(`{"account": "acct", ` + electronic + `}`)})
			return err
		},
		"await": func() error {
			_, err := d.AwaitApplication(over, activities.AwaitRequest{Application: applied.Application, Workflow: "order"})
			return err
		},
		"take back": func() error {
			_, err := d.TakeBack(over, activities.TakeBackRequest{Application: applied.Application, By: "zhao"})
			return err
		},
		"read": func() error { _, err := d.Invoice(over, "n/w", []byte(`{"invoice": "x"}`)); return err },
	} {
		failed, is := call().(*temporal.ApplicationError) //nolint:errorlint // wrapped once more, it would have lost its type
		require.True(t, is, name)
		require.Equal(t, activities.FailureOutside, failed.Type(), name)
		require.False(t, failed.NonRetryable(), name)
	}
}
