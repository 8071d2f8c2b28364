package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/client"
	"kaipiao/devstack/eventually"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/money"
)

// accounts counts the accounts made, so that tests on one stack do not meet.
var accounts atomic.Int64

// customerWith makes an account that can invoice an amount, and returns its id.
func (s *stack) customerWith(t *testing.T, cash string) string {
	t.Helper()
	return s.customerOf(t, client.Certification{Type: "enterprise", Name: "北京甲科技有限公司", TaxpayerID: "91110000802100433B"}, cash)
}

// customerOf makes one with another certification.
func (s *stack) customerOf(t *testing.T, certification client.Certification, cash string) string {
	t.Helper()
	id := fmt.Sprintf("e2e-%d", accounts.Add(1))
	caller := s.upstream(t)
	require.NoError(t, caller.Call(t.Context(), http.MethodPut, "/v1/accounts/"+id, client.AccountBody{
		Certification: certification, Region: "mainland", Email: id + "@example.test",
	}, nil))
	require.NoError(t, caller.Call(t.Context(), http.MethodPost, "/v1/consumptions", map[string]any{"items": []client.Consumption{{
		ID: id + "-bill", Account: id, Charge: "postpaid", Seller: "platform", Product: "云服务器", TaxCode: "3040203000000000000", TaxRate: "0.06",
		Cash: money.MustParse(cash), PaidAt: time.Now().AddDate(0, 0, -3),
	}}}, nil))
	return id
}

func eInvoice(amount string) client.ApplicationBody {
	return client.ApplicationBody{Kind: "ordinary", Medium: "electronic", Amount: new(money.MustParse(amount)), Remark: "e2e"}
}

func onPaper(amount string) client.ApplicationBody {
	return client.ApplicationBody{
		Kind: "special", Medium: "paper", Amount: new(money.MustParse(amount)),
		Address: client.SendTo(client.AddressBody{Recipient: "财务部", Phone: "010-59922888", Region: "北京市海淀区", Street: "上地十街10号"}),
	}
}

// apply submits an application and returns it with its planned invoices.
// A key tells applications of the same amount apart.
func (s *stack) apply(t *testing.T, account string, request client.ApplicationBody, key ...string) client.Application {
	t.Helper()
	var accepted client.Application
	require.NoError(t, s.upstream(t).Call(t.Context(), http.MethodPost, "/v1/accounts/"+account+"/applications", request, &accepted,
		"Idempotency-Key", account+"-"+request.Amount.String()+strings.Join(key, "")))
	return accepted
}

// toReview is an application that finance has to decide: of a person, under a company's title.
func (s *stack) toReview(t *testing.T) client.Application {
	t.Helper()
	account := s.customerOf(t, ofAPerson, "10.00")
	var accepted client.Application
	require.NoError(t, s.upstream(t).Call(t.Context(), http.MethodPost, "/v1/accounts/"+account+"/applications", map[string]any{
		"kind": "ordinary", "medium": "electronic", "amount": "10.00", "title": map[string]string{"title": "上海甲科技有限公司", "taxpayer_id": "91110000802100433B"},
	}, &accepted, "Idempotency-Key", account))
	return accepted
}

// came waits until an invoice is in a state, with its files where it is electronic.
func (s *stack) came(t *testing.T, id, status string, within time.Duration) client.Invoice {
	t.Helper()
	var i client.Invoice
	caller := s.upstream(t)
	eventually.Holds(t, func() bool {
		err := caller.Call(t.Context(), http.MethodGet, "/v1/invoices/"+id, nil, &i)
		if client.IsCode(err, "not_found") {
			return false // planned, not approved yet
		}
		require.NoError(t, err)
		return string(i.Status) == status && (i.Medium == "paper" || status != "issued" || len(i.Files) == 3)
	}, within, 100*time.Millisecond, "invoice %s is %s, not %s", id, &state{&i}, status)
	return i
}

// state shows an invoice at the moment when it is printed.
type state struct{ *client.Invoice }

// String is the status with what the invoice waits for.
func (s *state) String() string {
	waiting := ""
	if s.WaitingFor != nil {
		waiting = " and waits for " + *s.WaitingFor
	}
	return string(s.Status) + waiting
}

// legalDocument is what the tax provider says that it has issued.
type legalDocument struct {
	Serial string `json:"serial"`
	Number string `json:"number"`
	Amount string `json:"amount"`
}

// issued lists the documents under a serial, or all.
func (s *stack) issued(t *testing.T, serial string) (found []legalDocument) {
	t.Helper()
	for _, document := range listOf[legalDocument](t, s, "/issued") {
		if serial == "" || document.Serial == serial {
			found = append(found, document)
		}
	}
	return found
}

// onceEach proves that no serial was issued twice (I4).
func (s *stack) onceEach(t *testing.T) {
	t.Helper()
	seen := map[string]bool{}
	for _, document := range s.issued(t, "") {
		require.False(t, seen[document.Serial], "serial %s was issued twice", document.Serial)
		seen[document.Serial] = true
	}
}

type mail struct {
	To      []string `json:"to"`
	Subject string   `json:"subject"`
	Body    string   `json:"body"`
	// MessageID is that of the event, where the register itself owes it.
	MessageID string `json:"message_id"`
}

// mails are those to an account that workflows send.
func (s *stack) mails(t *testing.T, account string) []mail {
	t.Helper()
	return s.mailed(t, account+"@example.test", false)
}

// owed are those to an address that the register itself owes, by what they are about.
func (s *stack) owed(t *testing.T, address string) (abouts []string) {
	t.Helper()
	for _, m := range s.mailed(t, address, true) {
		_, about, _ := strings.Cut(strings.TrimPrefix(strings.Trim(m.MessageID, "<>"), "event."), ".")
		about, _, _ = strings.Cut(about, "@")
		abouts = append(abouts, about)
	}
	return abouts
}

func (s *stack) mailed(t *testing.T, address string, byRegister bool) (found []mail) {
	t.Helper()
	for _, m := range listOf[mail](t, s, "/mails") {
		if m.To[0] == address && strings.HasPrefix(strings.Trim(m.MessageID, "<>"), "event.") == byRegister {
			found = append(found, m)
		}
	}
	return found
}

func listOf[Item any](t *testing.T, s *stack, path string) []Item {
	t.Helper()
	response, err := http.Get("http://" + s.SandboxAddr + path)
	require.NoError(t, err)
	defer response.Body.Close()
	var list struct {
		Items []Item `json:"items"`
	}
	require.NoError(t, json.NewDecoder(response.Body).Decode(&list))
	return list.Items
}

// fault orders the outside world to fail.
func (s *stack) fault(t *testing.T, operation, mode string, times int, match string) {
	t.Helper()
	body, err := json.Marshal(map[string]any{"operation": operation, "mode": mode, "times": times, "match": match})
	require.NoError(t, err)
	response, err := http.Post("http://"+s.SandboxAddr+"/faults", "application/json", bytes.NewReader(body))
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	require.Equal(t, http.StatusCreated, response.StatusCode)
}

// serialOf is the serial that an invoice will have.
func serialOf(id string) string { return string(invoice.SerialFor(ids.Invoice(id), 1)) }

// runOf is the run that serves an application's single invoice: the application's own.
func runOf(invoice string) string { return "application/" + strings.TrimSuffix(invoice, "-1") }
