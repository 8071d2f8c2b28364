package e2e

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/access"
	"kaipiao/client"
	"kaipiao/devstack/eventually"
	"kaipiao/domain/ids"
	"kaipiao/domain/money"
)

// soldBy makes an account that can invoice an amount of the platform, and the same of a marketplace vendor of its own; it
// returns the account, and the vendor's caller.
func (s *stack) soldBy(t *testing.T, cash string) (account, vendor string, caller *client.Client) {
	t.Helper()
	account = s.customerWith(t, cash)
	vendor = "isv-of-" + account
	delivered := time.Now().AddDate(0, 0, -8)
	require.NoError(t, s.upstream(t).Call(t.Context(), http.MethodPost, "/v1/consumptions", map[string]any{"items": []client.Consumption{{
		ID: account + "-sale", Account: account, Charge: "prepaid", Seller: vendor, Product: "建站软件", TaxCode: "3040201010000000000", TaxRate: "0.06",
		Cash: money.MustParse(cash), PaidAt: delivered.AddDate(0, 0, -1), DeliveredAt: &delivered,
	}}}, nil))
	return account, vendor, s.as(t, access.Identity{Subject: "isv", Role: access.Vendor, Vendor: ids.Seller(vendor)})
}

// queued waits until the vendor's queue shows an invoice.
func queued(t *testing.T, vendor *client.Client) (found client.Invoice) {
	t.Helper()
	eventually.Holds(t, func() bool {
		for i, err := range client.List[client.Invoice](t.Context(), vendor, "/v1/invoices", nil) {
			require.NoError(t, err)
			found = i
		}
		return found.ID != ""
	}, time.Minute, 100*time.Millisecond, "nothing comes into the vendor's queue")
	return found
}

// upload hands in a file's bytes as a vendor.
func (s *stack) upload(t *testing.T, vendor, path, content string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPut, "http://"+s.HTTPAddr+path, bytes.NewReader([]byte(content)))
	require.NoError(t, err)
	request.Header.Set("Authorization", "Bearer "+s.token(t, access.Identity{Subject: "isv", Role: access.Vendor, Vendor: ids.Seller(vendor)}))
	request.Header.Set("Content-Type", "application/octet-stream")
	response, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, response.StatusCode, string(answer))
}

// today is the day on invoices that are issued now.
func today() string {
	return time.Now().In(time.FixedZone("Asia/Shanghai", 8*60*60)).Format(time.DateOnly)
}

// I8, L5: a vendor's e-invoice comes into its own queue; nobody asks the tax provider. The vendor completes it with number
// and file, the customer is told and downloads it, and what the platform sold is as before.
func TestI8AVendorCompletesItsEInvoice(t *testing.T) {
	t.Parallel()
	account, vendor, caller := shared.soldBy(t, "1060.00")
	request := eInvoice("1060.00")
	request.Seller = vendor
	id := shared.apply(t, account, request).Invoices[0].ID
	i := queued(t, caller)
	require.Equal(t, []any{id, "approved", "vendor", ""}, []any{i.ID, string(i.Status), *i.WaitingFor, i.Account})
	shared.details(t, runOf(id), "Waits for the **vendor "+vendor+"** to issue it")
	shared.listed(t, "KaipiaoWaitingFor = 'vendor' AND KaipiaoAccount = '"+account+"'", 1)

	require.NoError(t,
		caller.Call(t.Context(), http.MethodPost, "/v1/invoices/"+id+"/issue", map[string]string{"number": "26332000000000000001", "issued_on": today()}, nil))
	shared.details(t, runOf(id), "to hand in the file")
	require.Empty(t, shared.mails(t, account), "there is nothing to download yet")
	shared.upload(t, vendor, "/v1/invoices/"+id+"/files/pdf", fileOfTheVendor)
	ends(t, shared.temporal(t), runOf(id))
	record(t, shared, "invoice-of-a-vendor", runOf(id))

	customer := shared.as(t, access.Identity{Subject: "wang", Role: access.Customer, Account: ids.Account(account)})
	require.NoError(t, customer.Call(t.Context(), http.MethodGet, "/v1/invoices/"+id, nil, &i))
	require.Equal(t, []any{"issued", "26332000000000000001"}, []any{string(i.Status), *i.Number})
	require.Nil(t, i.WaitingFor)
	content, err := customer.Bytes(t.Context(), "/v1/invoices/"+id+"/files/pdf")
	require.NoError(t, err)
	require.Equal(t, fileOfTheVendor, string(content))
	require.Len(t, shared.mails(t, account), 1)
	require.Contains(t, shared.mails(t, account)[0].Body, vendor)
	require.Empty(t, shared.issued(t, serialOf(id)), "our tax provider issued nothing")
	for seller, available := range map[string]string{"platform": "1060.00", vendor: "0.00"} {
		var balance client.Balance
		require.NoError(t, customer.Call(t.Context(), http.MethodGet, "/v1/accounts/"+account+"/invoiceable?seller="+seller, nil, &balance))
		require.Equal(t, available, balance.Available.String(), seller)
	}
	shared.sound(t)
}

// I8, I2: a vendor's paper invoice is shipped by the vendor; our courier is not ordered.
func TestI8AVendorShipsItsPaperItself(t *testing.T) {
	t.Parallel()
	account, vendor, caller := shared.soldBy(t, "10.00")
	request := onPaper("10.00")
	request.Seller = vendor
	id := shared.apply(t, account, request).Invoices[0].ID
	queued(t, caller)
	path := "/v1/invoices/" + id
	require.NoError(t, caller.Call(t.Context(), http.MethodPost, path+"/issue", map[string]string{"number": "12345678", "issued_on": today()}, nil))
	shared.details(t, runOf(id), "Waits for the **vendor "+vendor+"** to ship it")
	require.NoError(t, caller.Call(t.Context(), http.MethodPost, path+"/ship", map[string]string{"tracking_number": "SF1", "company": "顺丰速运"}, nil))
	shared.listed(t, "KaipiaoStage = 'shipped' AND KaipiaoWaitingFor IS NULL AND KaipiaoAccount = '"+account+"'", 1)
	require.NoError(t, caller.Call(t.Context(), http.MethodPost, path+"/delivered", nil, nil))
	ends(t, shared.temporal(t), runOf(id))
	record(t, shared, "invoice-of-a-vendor-on-paper", runOf(id))
	eventually.Holds(t, func() bool { return len(shared.mails(t, account)) == 3 }, time.Minute, 100*time.Millisecond, "issued, shipped, delivered")
	for _, p := range listOf[struct{ Reference string }](t, shared, "/parcels") {
		require.NotEqual(t, id, p.Reference, "our courier was ordered")
	}
}

// I9, I8: a vendor that is late is escalated once: its invoice is marked, one operator task and one mail; and all of that ends
// when the vendor completes it.
func TestI9ALateVendorIsEscalatedOnce(t *testing.T) {
	t.Parallel()
	s := own(t, "issue: {electronic_target: 1s, electronic_within: 2s}")
	account, vendor, caller := s.soldBy(t, "10.00")
	request := eInvoice("10.00")
	request.Seller = vendor
	id := s.apply(t, account, request).Invoices[0].ID
	s.listed(t, "KaipiaoOverdue = true AND KaipiaoWaitingFor = 'vendor'", 1)
	require.Len(t, s.tasks(t), 1)
	require.Equal(t, []string{"promise", "open"}, []string{s.tasks(t)[0].Kind, s.tasks(t)[0].Status})
	require.NoError(t,
		caller.Call(t.Context(), http.MethodPost, "/v1/invoices/"+id+"/issue", map[string]string{"number": "26332000000000000001", "issued_on": today()}, nil))
	s.upload(t, vendor, "/v1/invoices/"+id+"/files/xml", `<?xml version="1.0"?><Invoice/>`)
	ends(t, s.temporal(t), runOf(id))
	record(t, s, "invoice-of-a-late-vendor", runOf(id))
	require.Len(t, s.tasks(t), 1)
	require.Equal(t, "closed", s.tasks(t)[0].Status)
	alerts := 0
	for _, m := range listOf[mail](t, s, "/mails") {
		if strings.HasPrefix(m.To[0], "operators@") {
			alerts++
		}
	}
	require.Equal(t, 1, alerts)
}

// fileOfTheVendor is a PDF of a page without anything.
const fileOfTheVendor = "%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\nxref\n0 1\n0000000000 65535 f \n" +
	"trailer\n<< /Size 2 /Root 1 0 R >>\nstartxref\n45\n%%EOF\n"
