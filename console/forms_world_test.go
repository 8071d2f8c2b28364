package console_test

import (
	"fmt"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/access"
	"kaipiao/console/consoletest"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/money"
	"kaipiao/domain/policy"
	"kaipiao/office/sessions"
)

// everyForm is a world in which there is an object for every form.
func everyForm(t *testing.T) (w walked, more map[access.Role][]access.Identity) {
	above := money.MustParse("20000.00")
	w = everything(t, func(p *policy.Policy) { p.Review.SecondPersonAbove = &above })
	w.Used = &invoice.Usage{}
	made := func(who access.Identity, path string, body any) (id string) {
		id, _ = w.Call(who, http.MethodPost, path, body, "Idempotency-Key", path)["id"].(string)
		return id
	}
	w.Consumed("forms", "acct", "50000.00")
	proposed := w.Applied("proposed", consoletest.EInvoice("25000.00"))
	w.Call(consoletest.Finance, http.MethodPost, "/v1/applications/"+proposed+"/approve", nil)
	w.Applied("pending", consoletest.EInvoice("100.00"))
	waiting := w.Approved(w.Applied("waiting", consoletest.EInvoice("1060.00")))[0]
	w.Ready(waiting, "26112000000000000077", "%PDF-1.7")
	w.AwaitsBuyer(made(consoletest.Customer, "/v1/invoices/"+waiting+"/red-issue", consoletest.Object{"reason": "error"}))
	made(consoletest.Customer, "/v1/accounts/acct/addresses", consoletest.Object{
		"recipient": "行政部", "phone": "010-59922889", "region": "北京市海淀区", "street": "上地十街11号",
	})
	w.Call(consoletest.Customer, http.MethodPut, "/v1/accounts/acct/standing-order", consoletest.Object{
		"day": 5, "kind": "ordinary", "medium": "electronic", "enabled": true,
	})
	w.Posted(consoletest.Customer, "/console/apply", url.Values{"seller": {"platform"}, "by": {"amount"}, "amount": {"100.00"}, "do": {"next"}})
	w.Posted(consoletest.Customer, "/console/apply/details", url.Values{"kind": {"ordinary"}, "medium": {"electronic"}, "do": {"next"}})
	sent := w.IssuedPaper("100.00")
	w.IssuedPaper("100.00")
	w.Call(consoletest.Finance, http.MethodPost, "/v1/print-desk/sheets", consoletest.Object{
		"code": "110026000001", "from": "00000001", "to": "00000001", "references": []string{sent},
	})
	w.Call(consoletest.Finance, http.MethodPost, "/v1/invoices/"+sent+"/ship", consoletest.Object{"tracking_number": "SF1"})
	w.Ordered(w.IssuedPaper("100.00"), "SF3")
	lost := w.Approved(w.Applied("lost", consoletest.EInvoice("100.00")))[0]
	_, _, err := w.Register.Invoices.BeginIssuing(t.Context(), ids.Invoice(lost), w.Now())
	require.NoError(t, err)
	w.Set(w.Now().Add(4 * time.Hour))
	differs := w.Listed(lost)
	differs.Number = "26112000000000000099"
	compared := made(consoletest.Finance, "/v1/reconciliations", consoletest.Object{"repair": false})
	w.Reconciled(compared, differs)
	w.sold("sold-issued", "electronic", 1)
	w.sold("sold-paper", "paper", 1)
	w.sold("sold-sent", "paper", 2)
	w.Abroad("abroad")
	abroad := consoletest.CustomerOf("abroad", "hk")
	w.Consumed("abroad", "abroad", "800.00")
	made(abroad, "/v1/tickets", consoletest.Object{"kind": "proforma", "note": ""})
	person := consoletest.CustomerOf("person", "zhang")
	for n, title := range []string{"上海丁有限公司", "上海戊有限公司"} {
		made(person, "/v1/accounts/person/titles", consoletest.Object{"title": title, "taxpayer_id": "91110000802100433B", "default": n == 0})
	}
	for _, who := range []access.Identity{consoletest.Customer, consoletest.Finance, consoletest.Vendor, consoletest.Auditor} {
		_, _, err := w.Register.Sessions.Begin(t.Context(), sessions.Beginning{Who: who}, sessions.UsualHours(), w.Now())
		require.NoError(t, err)
	}
	return w, map[access.Role][]access.Identity{access.Customer: {abroad, person}}
}

// sold is an invoice of the vendor that it has issued (1), and sent (2).
func (w walked) sold(key, medium string, far int) {
	w.Consumed("m-"+key, "acct", "300.00", consoletest.Object{
		"seller": "isv-1", "charge": "prepaid", "product": "镜像", "delivered_at": "2026-09-01T12:00:00+08:00", "paid_at": "2026-09-01T10:00:00+08:00",
	})
	body, number := consoletest.EInvoice("300.00"), fmt.Sprintf("%020d", 26000+len(key))
	if medium == "paper" {
		body, number = consoletest.Paper("300.00"), fmt.Sprintf("%08d", 26000+len(key))
	}
	body["seller"] = "isv-1"
	id := w.Approved(w.Applied(key, body))[0]
	w.Call(consoletest.Vendor, http.MethodPost, "/v1/invoices/"+id+"/issue", consoletest.Object{"number": number, "issued_on": "2026-09-18"})
	if far > 1 {
		w.Call(consoletest.Vendor, http.MethodPost, "/v1/invoices/"+id+"/ship", consoletest.Object{"tracking_number": "SF2"})
	}
}
