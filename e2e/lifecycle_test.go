package e2e

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/access"
	"kaipiao/client"
	"kaipiao/devstack/eventually"
	"kaipiao/domain/ids"
	"kaipiao/domain/message"
	"kaipiao/domain/money"
	"kaipiao/temporalgate"
)

func TestI1I6AnEInvoiceReachesItsCustomer(t *testing.T) {
	t.Parallel()
	account := shared.customerWith(t, "100000.00")
	accepted := shared.apply(t, account, eInvoice("100000.00"))
	require.Len(t, accepted.Invoices, 2, "A7: one over the cap")
	customer := shared.as(t, access.Identity{Subject: "wang", Role: access.Customer, Account: ids.Account(account)})
	for _, planned := range accepted.Invoices {
		i := shared.came(t, planned.ID, "issued", 2*time.Minute)
		documents := shared.issued(t, *i.Serial)
		require.Len(t, documents, 1)
		require.Equal(t, *i.Number, documents[0].Number)
		require.Equal(t, i.Amount.String(), documents[0].Amount)
		for n, beginning := range map[int]string{0: "%PDF-", 1: "PK", 2: "<?xml"} {
			file := i.Files[n]
			content, err := customer.Bytes(t.Context(), file.Href)
			require.NoError(t, err)
			require.True(t, bytes.HasPrefix(content, []byte(beginning)), file.Format)
			sum := sha256.Sum256(content)
			require.Equal(t, file.SHA256, hex.EncodeToString(sum[:]), file.Format)
		}
		require.Contains(t, timeline(t, customer, i.ID), "issued")
	}
	eventually.Holds(t, func() bool { return len(shared.mails(t, account)) == 2 }, time.Minute, 100*time.Millisecond, "one mail for each invoice")
	mail := shared.mails(t, account)[0]
	require.Contains(t, mail.Body, "发票", "the customer reads Chinese")
	require.Contains(t, mail.Body, "invoice", "and English")
	var balance client.Balance
	require.NoError(t, customer.Call(t.Context(), http.MethodGet, "/v1/accounts/"+account+"/invoiceable", nil, &balance))
	require.Equal(t, []string{"0.00", "0.00", "100000.00"}, []string{balance.Available.String(), balance.Reserved.String(), balance.Invoiced.String()})
}

func timeline(t *testing.T, caller *client.Client, id string) []string {
	t.Helper()
	var happened []string
	for event, err := range client.List[struct{ What string }](t.Context(), caller, "/v1/invoices/"+id+"/timeline", nil) {
		require.NoError(t, err)
		happened = append(happened, event.What)
	}
	return happened
}

func TestI2APaperInvoiceIsShippedAndSignedFor(t *testing.T) {
	t.Parallel()
	account := shared.customerWith(t, "5000.00")
	id := shared.apply(t, account, onPaper("5000.00")).Invoices[0].ID
	i := shared.came(t, id, "delivered", 2*time.Minute)
	require.NotEmpty(t, i.Courier.TrackingNumber)
	require.Empty(t, i.Files, "paper has no files")
	require.Len(t, shared.issued(t, *i.Serial), 1)
	happened := timeline(t, shared.upstream(t), id)
	for _, what := range []string{"submitted", "approved", "issued", "shipped", "delivered"} {
		require.Contains(t, happened, what)
	}
	eventually.Holds(t, func() bool { return len(shared.mails(t, account)) == 3 }, time.Minute, 100*time.Millisecond,
		"issued, shipped, delivered")
}

// Case 29: cancelled in time, nothing is issued and the amount is free again.
func TestCase29CancelledInTimeNothingIsIssued(t *testing.T) {
	t.Parallel()
	account := shared.customerWith(t, "100.00")
	accepted := shared.apply(t, account, eInvoice("100.00"))
	caller := shared.upstream(t)
	require.NoError(t, caller.Call(t.Context(), http.MethodPost, "/v1/applications/"+accepted.ID+"/cancel", nil, nil))
	ends(t, shared.temporal(t), "application/"+accepted.ID)
	record(t, shared, "application-cancelled", "application/"+accepted.ID)
	require.Empty(t, shared.issued(t, serialOf(accepted.Invoices[0].ID)))
	var balance client.Balance
	require.NoError(t, caller.Call(t.Context(), http.MethodGet, "/v1/accounts/"+account+"/invoiceable", nil, &balance))
	require.Equal(t, money.MustParse("100.00"), balance.Available)
}

// R1: a title that is not the certified name waits for finance.
func TestR1FinanceDecidesAboutAnothersTitle(t *testing.T) {
	t.Parallel()
	account := shared.customerOf(t, client.Certification{Type: "individual", Name: "张三"}, "100.00")
	caller, finance := shared.upstream(t), shared.as(t, access.Identity{Subject: "zhao", Role: access.Finance})
	submit := func(key string) (accepted client.Application) {
		require.NoError(t, caller.Call(t.Context(), http.MethodPost, "/v1/accounts/"+account+"/applications", map[string]any{
			"kind": "ordinary", "medium": "electronic", "amount": "50.00",
			"title": map[string]string{"title": "上海甲科技有限公司", "taxpayer_id": "91110000802100433B"},
		}, &accepted, "Idempotency-Key", account+key))
		return accepted
	}
	approved, rejected := submit("a"), submit("b")
	require.NoError(t, finance.Call(t.Context(), http.MethodPost, "/v1/applications/"+approved.ID+"/claim", nil, nil))
	require.NoError(t, finance.Call(t.Context(), http.MethodPost, "/v1/applications/"+approved.ID+"/approve", nil, nil))
	require.NoError(t, finance.Call(t.Context(), http.MethodPost, "/v1/applications/"+rejected.ID+"/reject", map[string]string{"reason": "抬头有误"}, nil))
	shared.came(t, approved.Invoices[0].ID, "issued", 2*time.Minute)
	ends(t, shared.temporal(t), "application/"+rejected.ID)
	require.Empty(t, shared.issued(t, serialOf(rejected.Invoices[0].ID)))
	told := func() bool {
		for _, m := range shared.mails(t, account) {
			if strings.Contains(m.Body, "抬头有误") {
				return true
			}
		}
		return false
	}
	eventually.Holds(t, told, time.Minute, 100*time.Millisecond, "the customer is told the reason")
	record(t, shared, "application-reviewed-and-approved", "application/"+approved.ID)
	record(t, shared, "application-reviewed-and-rejected", "application/"+rejected.ID)
}

// R1: while a reviewer has claimed it, the end of the cool-off approves nothing.
func TestR1TheClockLeavesAClaimedApplicationAlone(t *testing.T) {
	t.Parallel()
	account := shared.customerWith(t, "100.00")
	finance := shared.as(t, access.Identity{Subject: "zhao", Role: access.Finance})
	accepted := shared.apply(t, account, eInvoice("100.00"))
	require.NoError(t, finance.Call(t.Context(), http.MethodPost, "/v1/applications/"+accepted.ID+"/claim", nil, nil))
	time.Sleep(6 * time.Second) // the cool-off is three
	var a client.Application
	require.NoError(t, finance.Call(t.Context(), http.MethodGet, "/v1/applications/"+accepted.ID, nil, &a))
	require.EqualValues(t, "pending_approval", a.Status)
	require.NoError(t, finance.Call(t.Context(), http.MethodPost, "/v1/applications/"+accepted.ID+"/unclaim", nil, nil))
	shared.came(t, accepted.Invoices[0].ID, "issued", 2*time.Minute)
	record(t, shared, "application-claimed-and-put-back", "application/"+accepted.ID)
}

// I7: a refund that comes while the application can still be cancelled is not invoiced.
func TestI7ARefundInTimeIsLeftOut(t *testing.T) {
	t.Parallel()
	account := shared.customerWith(t, "1060.00")
	accepted := shared.apply(t, account, eInvoice("1060.00"))
	require.NoError(t, shared.upstream(t).Call(t.Context(), http.MethodPost, "/v1/refunds", map[string]any{"items": []map[string]any{{
		"id": account + "-refund", "consumption": account + "-bill", "cash": "530.00", "reason": "refund", "refunded_at": time.Now(),
	}}}, nil))
	i := shared.came(t, accepted.Invoices[0].ID, "issued", 2*time.Minute)
	require.Equal(t, "530.00", i.Amount.String())
	require.Equal(t, "530.00", shared.issued(t, *i.Serial)[0].Amount)
}

// R5: without the API, an operator cancels through Temporal itself, and is told whether it was taken.
func TestR5AnOperatorCancelsThroughTemporal(t *testing.T) {
	t.Parallel()
	account := shared.customerWith(t, "100.00")
	accepted := shared.apply(t, account, eInvoice("100.00"))
	c := shared.temporal(t)
	var answer message.Taken
	gate := shared.gate(t, shared.TemporalNamespace)
	// what an operator types, and not our own type (operations.md)
	cancel := message.Request[map[string]string, message.Taken]{Signal: message.Signal[map[string]string]{Name: "cancel"}}
	ask := func() (err error) {
		answer, err = temporalgate.Ask(t.Context(), gate, "application/"+accepted.ID, cancel, map[string]string{"reason": "typo", "by": "operator"})
		return err
	}
	var failed error
	eventually.Holds(t, func() bool { failed = ask(); return failed == nil }, 2*time.Second, 20*time.Millisecond,
		"an accepted application starts a moment later")
	require.NoError(t, failed)
	require.Equal(t, message.Taken{Taken: true, Status: "cancelled"}, answer)
	ends(t, c, "application/"+accepted.ID)
	record(t, shared, "application-cancelled-by-update", "application/"+accepted.ID)
	require.Error(t, ask(), "it has ended")
	require.Empty(t, shared.issued(t, serialOf(accepted.Invoices[0].ID)))
}
