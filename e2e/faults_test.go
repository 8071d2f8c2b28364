package e2e

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/api/token"
	"kaipiao/domain/invoice"
	"kaipiao/starter/client"
)

// I4, case 40, 41 and 48: whatever the outside world does to one invoice, it is issued under one serial, once.
func TestI4OneDocumentWhateverFails(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		request client.ApplicationRequest
		// faults are operations with how they fail, each so many times.
		faults  [][2]string
		times   int
		finally string
	}{
		{name: "case 40: the answer is lost", request: eInvoice("10.00"), faults: [][2]string{{"issue", "drop_after_commit"}}, times: 1, finally: "issued"},
		{name: "the answer is lost, and so are the next two questions", request: eInvoice("10.00"), faults: [][2]string{{"issue", "drop_after_commit"}, {"query", "drop_after_commit"}}, times: 2, finally: "issued"},
		{name: "nobody answers", request: eInvoice("10.00"), faults: [][2]string{{"issue", "hang"}}, times: 1, finally: "issued"},
		{name: "questions fail", request: eInvoice("10.00"), faults: [][2]string{{"issue", "drop_after_commit"}, {"query", "error_500"}}, times: 2, finally: "issued"},
		{name: "undecided for a while", request: eInvoice("10.00"), faults: [][2]string{{"issue", "pending"}}, times: 2, finally: "issued"},
		{name: "sealed late", request: eInvoice("10.00"), faults: [][2]string{{"issue", "seal_failed"}}, times: 1, finally: "issued"},
		{name: "I6: a file comes late", request: eInvoice("10.00"), faults: [][2]string{{"file", "file_missing"}}, times: 2, finally: "issued"},
		{name: "I6: files fail", request: eInvoice("10.00"), faults: [][2]string{{"file", "error_500"}}, times: 2, finally: "issued"},
		{name: "the courier fails", request: onPaper("10.00"), faults: [][2]string{{"ship", "error_500"}}, times: 2, finally: "delivered"},
		{name: "the courier's answer is lost", request: onPaper("10.00"), faults: [][2]string{{"ship", "drop_after_commit"}}, times: 1, finally: "delivered"},
		{name: "paper: the answer is lost", request: onPaper("10.00"), faults: [][2]string{{"issue", "drop_after_commit"}}, times: 1, finally: "delivered"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			account := shared.customerWith(t, "10.00")
			id := shared.apply(t, account, c.request).Invoices[0].ID
			for _, fault := range c.faults {
				match := serialOf(id)
				if fault[0] == "ship" {
					match = id
				}
				shared.fault(t, fault[0], fault[1], c.times, match)
			}
			i := shared.came(t, id, c.finally, 3*time.Minute)
			require.Equal(t, serialOf(id), i.Serial, "no other serial")
			require.Nil(t, i.WaitingFor)
			require.Len(t, shared.issued(t, i.Serial), 1)
			require.Equal(t, *i.Number, shared.issued(t, i.Serial)[0].Number)
			record(t, shared, "invoice-"+strings.ReplaceAll(strings.NewReplacer(":", "", ",", "", "'", "").Replace(c.name), " ", "-"), "invoice/"+id)
		})
	}
}

// Case 43: a final refusal of the provider is told with its text; the amount stays reserved, and a correction is issued under another serial.
func TestCase43AFinalRefusalIsToldAndCorrected(t *testing.T) {
	t.Parallel()
	account := shared.customerWith(t, "10.00")
	id := shared.apply(t, account, eInvoice("10.00")).Invoices[0].ID
	shared.fault(t, "issue", "reject", 1, serialOf(id))
	shared.came(t, id, "failed", 2*time.Minute)
	var i struct{ Failure string }
	caller := shared.upstream(t)
	require.NoError(t, caller.Call(t.Context(), http.MethodGet, "/v1/invoices/"+id, nil, &i))
	require.NotEmpty(t, i.Failure)
	require.Empty(t, shared.issued(t, serialOf(id)))
	var balance client.Balance
	require.NoError(t, caller.Call(t.Context(), http.MethodGet, "/v1/accounts/"+account+"/invoiceable", nil, &balance))
	require.Equal(t, "10.00", balance.Reserved.String())
	require.Eventually(t, func() bool { return len(shared.mails(t, account)) == 1 }, time.Minute, 100*time.Millisecond)
	require.Contains(t, shared.mails(t, account)[0].Body, i.Failure)
	// finance corrects it, and it is issued under the serial of the next generation
	finance := shared.as(t, token.Claims{Subject: "zhao", Role: token.Finance})
	corrected := map[string]string{"title": "北京甲科技有限公司", "taxpayer_id": "91110000802100433B", "bank_account": "招商银行 2"}
	require.NoError(t, finance.Call(t.Context(), http.MethodPost, "/v1/invoices/"+id+"/correct", corrected, nil))
	again := shared.came(t, id, "issued", 2*time.Minute)
	require.Equal(t, invoice.SerialFor(id, 2), invoice.Serial(again.Serial))
	require.Len(t, shared.issued(t, again.Serial), 1)
	require.Empty(t, shared.issued(t, serialOf(id)))
	record(t, shared, "invoice-refused-and-corrected", "invoice/"+id)
}
