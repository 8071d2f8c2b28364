package e2e

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/access"
	"kaipiao/client"
	"kaipiao/devstack/eventually"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
)

// redDocument is a red invoice of the tax provider's book.
type redDocument struct {
	Serial string  `json:"serial"`
	Number string  `json:"number"`
	Amount string  `json:"amount"`
	RedOf  *string `json:"red_of"`
	Voided bool    `json:"voided"`
}

// redOf lists the red invoices of a number.
func (s *stack) redOf(t *testing.T, number string) (found []redDocument) {
	t.Helper()
	for _, document := range listOf[redDocument](t, s, "/issued") {
		if document.RedOf != nil && *document.RedOf == number {
			found = append(found, document)
		}
	}
	return found
}

// reversal is how the API shows one.
type reversal struct {
	ID     string  `json:"id"`
	Status string  `json:"status"`
	Amount string  `json:"amount"`
	Number *string `json:"number"`
	Why    *string `json:"why"`
	Files  []struct{ Href, Format string }
}

// undone is an invoice with its reversals.
type undone struct {
	Status     string     `json:"status"`
	WaitingFor *string    `json:"waiting_for"`
	Number     string     `json:"number"`
	Red        []reversal `json:"red"`
	Reversals  []reversal `json:"reversals"`
}

func (s *stack) customerOfAccount(t *testing.T, account string) *client.Client {
	t.Helper()
	return s.as(t, access.Identity{Subject: "wang", Role: access.Customer, Account: ids.Account(account)})
}

// buyer tells what the buyer does with an invoice.
func (s *stack) buyer(t *testing.T, number string, does map[string]any) {
	t.Helper()
	body, err := json.Marshal(does)
	require.NoError(t, err)
	response, err := http.Post("http://"+s.SandboxAddr+"/buyers/"+number, "application/json", bytes.NewReader(body))
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	require.Equal(t, http.StatusOK, response.StatusCode)
}

// issuedTo has an e-invoice issued to a new account, and returns both.
func (s *stack) issuedTo(t *testing.T, amount string) (account string, i client.Invoice) {
	t.Helper()
	account = s.customerWith(t, amount)
	id := s.apply(t, account, eInvoice(amount)).Invoices[0].ID
	return account, s.came(t, id, "issued", 2*time.Minute)
}

// redIssue asks for a red-issue.
func (s *stack) redIssue(t *testing.T, account, id, key string, body map[string]any) (requested reversal) {
	t.Helper()
	require.NoError(t,
		s.customerOfAccount(t, account).Call(t.Context(), http.MethodPost, "/v1/invoices/"+id+"/red-issue", body, &requested, "Idempotency-Key", key))
	return requested
}

// reversed waits until the n-th reversal of an invoice has come to an end, with its files where it is done.
func (s *stack) reversed(t *testing.T, id string, n int, status string) (i undone) {
	t.Helper()
	eventually.Holds(t, func() bool {
		require.NoError(t, s.upstream(t).Call(t.Context(), http.MethodGet, "/v1/invoices/"+id, nil, &i))
		if len(i.Reversals) < n {
			return false
		}
		last := i.Reversals[n-1]
		return last.Status == status && (status != "done" || len(last.Files) == 3)
	}, 4*time.Minute, 100*time.Millisecond, "reversal %d of %s is not %s: %+v", n, id, status, &i)
	return i
}

func (s *stack) available(t *testing.T, account string) string {
	t.Helper()
	var b client.Balance
	require.NoError(t, s.upstream(t).Call(t.Context(), http.MethodGet, "/v1/accounts/"+account+"/invoiceable", nil, &b))
	return b.Available.String()
}

var everything = map[string]any{"reason": "error"}

// Case 49, V4: neither used nor booked: at once. The amount is back, the red document's files are there, and the customer
// applies again with other information.
func TestCase49AnUnusedInvoiceIsRedIssuedAtOnce(t *testing.T) {
	t.Parallel()
	account, blue := shared.issuedTo(t, "10600.00")
	caller := shared.customerOfAccount(t, account)
	var beforehand struct{ Branch, Remaining string }
	require.NoError(t, caller.Call(t.Context(), http.MethodGet, "/v1/invoices/"+blue.ID+"/red-issue", nil, &beforehand))
	require.Equal(t, foreseenAtOnce(), beforehand.Branch)
	shared.redIssue(t, account, blue.ID, "red", everything)
	i := shared.reversed(t, blue.ID, 1, "done")
	require.Equal(t, "red_issued", i.Status)
	require.Len(t, i.Red, 1)
	red := shared.redOf(t, *blue.Number)
	require.Len(t, red, 1)
	require.Equal(t, []string{"-10600.00", *i.Red[0].Number}, []string{red[0].Amount, red[0].Number})
	content, err := caller.Bytes(t.Context(), i.Red[0].Files[0].Href)
	require.NoError(t, err)
	require.True(t, bytes.HasPrefix(content, []byte("%PDF-")))
	require.Equal(t, "10600.00", shared.available(t, account))
	eventually.Holds(t, func() bool { return len(shared.mails(t, account)) == 2 }, time.Minute, 100*time.Millisecond, "issued, reversed")
	require.Contains(t, shared.mails(t, account)[1].Body, *i.Red[0].Number)
	ends(t, shared.temporal(t), "reversal/"+blue.ID)
	record(t, shared, "reversal-at-once", "reversal/"+blue.ID)
	again := shared.apply(t, account, client.ApplicationBody{Kind: "ordinary", Medium: "electronic", Amount: eInvoice("10600.00").Amount, Remark: "重开"},
		"again")
	shared.came(t, again.Invoices[0].ID, "issued", 2*time.Minute)
	shared.sound(t)
}

// Cases 28 and 50, V1: the buyer has deducted it, so a form waits for its word; what it says is what becomes of it.
func TestCase50TheBuyersWord(t *testing.T) {
	t.Parallel()
	for word, c := range map[string]struct{ ends, status, available string }{
		"yes":    {"done", "red_issued", "100.00"},
		"no":     {"denied", "issued", "0.00"},
		"silent": {"lapsed", "issued", "0.00"},
	} {
		t.Run(word, func(t *testing.T) {
			t.Parallel()
			account, blue := shared.issuedTo(t, "100.00")
			shared.buyer(t, *blue.Number, map[string]any{"used": true})
			shared.redIssue(t, account, blue.ID, "red", everything)
			shared.reversed(t, blue.ID, 1, "awaits_buyer")
			shared.details(t, "reversal/"+blue.ID, "Waits for the **buyer**")
			require.Equal(t, "0.00", shared.available(t, account), "case 28: nothing is back while the form waits")
			if word != "silent" {
				shared.buyer(t, *blue.Number, map[string]any{"confirms": word})
			}
			i := shared.reversed(t, blue.ID, 1, c.ends)
			require.Equal(t, c.status, i.Status)
			require.Nil(t, i.WaitingFor)
			require.Equal(t, c.available, shared.available(t, account))
			require.Len(t, shared.redOf(t, *blue.Number), len(i.Red))
			ends(t, shared.temporal(t), "reversal/"+blue.ID)
			record(t, shared, "reversal-"+c.ends, "reversal/"+blue.ID)
			shared.sound(t)
		})
	}
}

// V1: the customer takes the form back while the buyer is waited for, and tries again later.
func TestV1AFormIsWithdrawn(t *testing.T) {
	t.Parallel()
	account, blue := shared.issuedTo(t, "100.00")
	shared.buyer(t, *blue.Number, map[string]any{"booked": true})
	shared.redIssue(t, account, blue.ID, "first", everything)
	shared.reversed(t, blue.ID, 1, "awaits_buyer")
	caller := shared.customerOfAccount(t, account)
	require.NoError(t, caller.Call(t.Context(), http.MethodPost, "/v1/invoices/"+blue.ID+"/red-issue/withdraw", nil, nil))
	i := shared.reversed(t, blue.ID, 1, "withdrawn")
	require.Equal(t, "issued", i.Status)
	require.Empty(t, shared.redOf(t, *blue.Number))
	shared.buyer(t, *blue.Number, map[string]any{"confirms": "yes"})
	shared.redIssue(t, account, blue.ID, "second", everything)
	require.Equal(t, "red_issued", shared.reversed(t, blue.ID, 2, "done").Status)
	require.Len(t, shared.redOf(t, *blue.Number), 1)
	record(t, shared, "reversal-withdrawn-and-again", "reversal/"+blue.ID)
	shared.sound(t)
}

// Case 52, V2: several parts and the rest; never more than is left; a fully red invoice refuses another.
func TestCase52PartsUntilNothingIsLeft(t *testing.T) {
	t.Parallel()
	account, blue := shared.issuedTo(t, "10600.00")
	caller := shared.customerOfAccount(t, account)
	part := func(net string) map[string]any {
		return map[string]any{"reason": "return", "lines": []map[string]any{{"line": 1, "net": net}}}
	}
	shared.redIssue(t, account, blue.ID, "1", part("2000.00"))
	require.Equal(t, "partly_red_issued", shared.reversed(t, blue.ID, 1, "done").Status)
	require.Equal(t, "2120.00", shared.available(t, account))
	err := caller.Call(t.Context(), http.MethodPost, "/v1/invoices/"+blue.ID+"/red-issue", part("9000.00"), nil, "Idempotency-Key", "too-much")
	require.True(t, client.IsCode(err, "exceeds_remaining"), err)
	shared.redIssue(t, account, blue.ID, "2", everything)
	i := shared.reversed(t, blue.ID, 2, "done")
	require.Equal(t, []string{"red_issued", "-2120.00", "-8480.00"}, []string{i.Status, i.Red[0].Amount, i.Red[1].Amount})
	err = caller.Call(t.Context(), http.MethodPost, "/v1/invoices/"+blue.ID+"/red-issue", everything, nil, "Idempotency-Key", "3")
	require.True(t, client.IsCode(err, "already_reversed"), err)
	require.Equal(t, "10600.00", shared.available(t, account))
	require.Len(t, shared.redOf(t, *blue.Number), 2)
	shared.sound(t)
}

// I4: whatever the outside world does to a red-letter form, one red document comes of it, or none that is refused.
func TestI4OneRedDocumentWhateverFails(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ operation, mode, ends string }{
		{"red", "error_500", "done"},
		{"red", "hang", "done"},
		{"red", "drop_after_commit", "done"},
		{"red", "pending", "done"},
		{"red", "reject", "refused"},
		{"query", "error_500", "done"},
		{"query", "drop_after_commit", "done"},
	} {
		t.Run(c.operation+" "+c.mode, func(t *testing.T) {
			t.Parallel()
			account, blue := shared.issuedTo(t, "10.00")
			serial := string(invoice.RedSerialFor(ids.Invoice(blue.ID), 1))
			shared.fault(t, c.operation, c.mode, 1, serial)
			shared.redIssue(t, account, blue.ID, "red", everything)
			i := shared.reversed(t, blue.ID, 1, c.ends)
			red := shared.redOf(t, *blue.Number)
			require.Len(t, red, len(i.Red))
			if c.ends == "done" {
				require.Equal(t, serial, red[0].Serial, "no other serial")
				require.Equal(t, "10.00", shared.available(t, account))
			} else {
				require.NotEmpty(t, *i.Reversals[0].Why)
				require.Equal(t, "0.00", shared.available(t, account))
			}
			ends(t, shared.temporal(t), "reversal/"+blue.ID)
			shared.hasStruck(t, c.operation, c.mode, serial)
			shared.sound(t)
			record(t, shared, "reversal-"+strings.ReplaceAll(c.operation+" "+c.mode, " ", "-"), "reversal/"+blue.ID)
		})
	}
}

// I5: the bureau session expires before a red-letter form is entered: the reversal is parked under one operator task, and
// goes on by itself after the login.
func TestI5AReversalWaitsForALogin(t *testing.T) {
	t.Parallel()
	s := own(t)
	account, blue := s.issuedTo(t, "10.00")
	s.fault(t, "red", "session_expired", 0, "")
	s.redIssue(t, account, blue.ID, "red", everything)
	s.details(t, "reversal/"+blue.ID, "Parked: session")
	require.Len(t, s.tasks(t), 1)
	require.Equal(t, "session", s.tasks(t)[0].Kind)
	require.Empty(t, s.redOf(t, *blue.Number))
	s.faultless(t)
	require.Equal(t, "red_issued", s.reversed(t, blue.ID, 1, "done").Status)
	require.Len(t, s.redOf(t, *blue.Number), 1)
	eventually.Holds(t, func() bool { return s.tasks(t)[0].Status == "closed" }, time.Minute, 200*time.Millisecond)
	require.Len(t, s.tasks(t), 1)
	record(t, s, "reversal-parked", "reversal/"+blue.ID)
	s.sound(t)
}
