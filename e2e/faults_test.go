package e2e

import (
	"cmp"
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

// struck is one way in which the outside world fails for one invoice.
type struck struct {
	name    string
	request client.ApplicationBody
	// faults are operations with how they fail, each so many times.
	faults [][2]string
	times  int
	// finally is where the invoice ends; byHand is where the print desk has to take it on, or empty.
	finally string
	byHand  string
	// history is under which name its history is recorded, or empty.
	history string
}

// struckOnce are the failures of one operation each, over every mode that concerns one invoice alone. What concerns the
// whole seller is in TestI5EveryCauseParksAndPasses, the final refusal in TestCase43AFinalRefusalIsToldAndCorrected.
func struckOnce() (cases []struck) {
	for operation, modes := range map[string][]string{
		"issue": {"error_500", "hang", "drop_after_commit", "pending", "seal_failed", "file_missing"},
		"query": {"error_500", "hang", "drop_after_commit", "reject", "pending", "seal_failed", "file_missing"},
		"file":  {"error_500", "hang", "drop_after_commit", "reject", "pending", "quota_exhausted", "session_expired", "seal_failed", "file_missing"},
		"ship":  {"error_500", "hang", "drop_after_commit", "reject", "pending", "quota_exhausted", "session_expired"},
		"mail":  {"error_500", "hang", "drop_after_commit", "reject", "pending", "quota_exhausted", "session_expired"},
	} {
		for _, mode := range modes {
			c := struck{name: operation + " " + mode, request: eInvoice("10.00"), faults: [][2]string{{operation, mode}}, times: 1, finally: "issued"}
			if operation == "ship" {
				c.request, c.finally = onPaper("10.00"), "delivered"
				c.byHand = map[string]string{"reject": "issued", "pending": "shipped"}[mode]
			}
			cases = append(cases, c)
		}
	}
	return cases
}

// I4, cases 40 and 41: whatever the outside world does to one invoice, it comes to its end under one serial, issued once,
// and the ledger adds up.
func TestI4OneDocumentWhateverFails(t *testing.T) {
	t.Parallel()
	for _, c := range append(struckOnce(), []struck{
		{
			name: "case 40: the answer is lost", history: "case-40-the-answer-is-lost", request: eInvoice("10.00"),
			faults: [][2]string{{"issue", "drop_after_commit"}}, times: 1, finally: "issued",
		},
		{
			name: "the answer is lost, and so are the next two questions", history: "the-answer-is-lost-and-so-are-the-next-two-questions",
			request: eInvoice("10.00"), faults: [][2]string{{"issue", "drop_after_commit"}, {"query", "drop_after_commit"}}, times: 2, finally: "issued",
		},
		{name: "nobody answers", history: "nobody-answers", request: eInvoice("10.00"), faults: [][2]string{{"issue", "hang"}}, times: 1, finally: "issued"},
		{
			name: "questions fail", history: "questions-fail", request: eInvoice("10.00"),
			faults: [][2]string{{"issue", "drop_after_commit"}, {"query", "error_500"}}, times: 2, finally: "issued",
		},
		{
			name: "undecided for a while", history: "undecided-for-a-while", request: eInvoice("10.00"),
			faults: [][2]string{{"issue", "pending"}}, times: 2, finally: "issued",
		},
		{name: "sealed late", history: "sealed-late", request: eInvoice("10.00"), faults: [][2]string{{"issue", "seal_failed"}}, times: 1, finally: "issued"},
		{
			name: "I6: a file comes late", history: "I6-a-file-comes-late", request: eInvoice("10.00"),
			faults: [][2]string{{"file", "file_missing"}}, times: 2, finally: "issued",
		},
		{name: "I6: files fail", history: "I6-files-fail", request: eInvoice("10.00"), faults: [][2]string{{"file", "error_500"}}, times: 2, finally: "issued"},
		{
			name: "the courier fails", history: "the-courier-fails", request: onPaper("10.00"),
			faults: [][2]string{{"ship", "error_500"}}, times: 2, finally: "delivered",
		},
		{
			name: "the courier's answer is lost", history: "the-couriers-answer-is-lost", request: onPaper("10.00"),
			faults: [][2]string{{"ship", "drop_after_commit"}}, times: 1, finally: "delivered",
		},
		{
			name: "the courier refuses it", history: "the-courier-refuses-it", request: onPaper("10.00"),
			faults: [][2]string{{"ship", "reject"}}, times: 1, finally: "delivered", byHand: "issued",
		},
		{
			name: "paper: the answer is lost", history: "paper-the-answer-is-lost", request: onPaper("10.00"),
			faults: [][2]string{{"issue", "drop_after_commit"}}, times: 1, finally: "delivered",
		},
	}...) {
		if why := notAt[provider()][strings.Join(c.faults[0][:], " ")]; why != "" && len(c.faults) == 1 {
			t.Logf("%s cannot strike at %s: %s", c.name, provider(), why)
			continue
		}
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			id := c.run(t, shared)
			if len(c.history) > 0 {
				record(t, shared, "invoice-"+c.history, runOf(id))
			}
		})
	}
}

func (c struck) run(t *testing.T, s *stack) (id string) {
	account := s.customerWith(t, "10.00")
	id = s.apply(t, account, c.request).Invoices[0].ID
	for _, fault := range c.faults {
		s.fault(t, fault[0], fault[1], c.times, matching(fault[0], account, id))
	}
	if c.byHand != "" {
		s.deliverByHand(t, id, c.byHand)
	}
	i := s.came(t, id, c.finally, 3*time.Minute)
	require.Equal(t, serialOf(id), *i.Serial, "no other serial")
	require.Nil(t, i.WaitingFor)
	require.Len(t, s.issued(t, *i.Serial), 1)
	require.Equal(t, *i.Number, s.issued(t, *i.Serial)[0].Number)
	ends(t, s.temporal(t), runOf(id))
	for _, fault := range c.faults {
		s.hasStruck(t, fault[0], fault[1], matching(fault[0], account, id))
	}
	s.sound(t)
	return id
}

// matching is what a fault of one invoice is ordered for.
func matching(operation, account, id string) string {
	return cmp.Or(map[string]string{"ship": id, "mail": account + "@"}[operation], serialOf(id))
}

// deliverByHand is the print desk's work on a paper that the courier does not take, or took and says nothing of.
func (s *stack) deliverByHand(t *testing.T, id, from string) {
	t.Helper()
	finance := s.as(t, access.Identity{Subject: "zhao", Role: access.Finance})
	s.came(t, id, from, 2*time.Minute)
	if from == "issued" {
		s.details(t, runOf(id), "refuses the parcel for good")
		require.NoError(t, finance.Call(t.Context(), http.MethodPost, "/v1/invoices/"+id+"/ship", map[string]string{"tracking_number": "HAND1"}, nil))
	}
	require.NoError(t, finance.Call(t.Context(), http.MethodPost, "/v1/invoices/"+id+"/delivered", nil, nil))
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
	eventually.Holds(t, func() bool { return len(shared.mails(t, account)) == 1 }, time.Minute, 100*time.Millisecond)
	require.Contains(t, shared.mails(t, account)[0].Body, i.Failure)
	// finance corrects it, and it is issued under the serial of the next generation
	finance := shared.as(t, access.Identity{Subject: "zhao", Role: access.Finance})
	corrected := map[string]string{"title": "北京甲科技有限公司", "taxpayer_id": "91110000802100433B", "bank_account": "招商银行 2"}
	require.NoError(t, finance.Call(t.Context(), http.MethodPost, "/v1/invoices/"+id+"/correct", corrected, nil))
	again := shared.came(t, id, "issued", 2*time.Minute)
	require.Equal(t, invoice.SerialFor(ids.Invoice(id), 2), invoice.Serial(*again.Serial))
	require.Len(t, shared.issued(t, *again.Serial), 1)
	require.Empty(t, shared.issued(t, serialOf(id)))
	record(t, shared, "invoice-refused-and-corrected", runOf(id))
}
