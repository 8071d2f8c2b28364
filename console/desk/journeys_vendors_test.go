package desk_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/console/consoletest"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/policy"
	"kaipiao/provider"
)

// I8, section 8: a vendor is reminded from the queue, once in a while; the answer greys the button and says why and until when.
func TestI8AVendorIsRemindedFromTheQueue(t *testing.T) {
	t.Parallel()
	w := consoletest.New(t, func(p *policy.Policy) {
		p.Vendors = map[ids.Seller]policy.Vendor{"isv-1": {Party: invoice.Party{Name: "某云市场服务商"}, Email: "isv@example.test"}}
	})
	w.Account("acct")
	for _, l := range looks {
		w.Consumed(l.key("sale"), "acct", "300.00", consoletest.Object{
			"seller": "isv-1", "paid_at": "2026-09-01T12:00:00+08:00", "delivered_at": "2026-09-02T12:00:00+08:00",
		})
		body := consoletest.EInvoice("300.00")
		body["seller"] = "isv-1"
		id := w.Approved(w.Applied(l.key("a"), body))[0]
		b := w.As(consoletest.Finance, l.Look)
		b.Go("/console/desk/vendors")
		b.Press(l.say("remind"))
		b.See(l.say("isReminded", end(id)), l.say("lastReminded", "15:00"))
		l.seen(b, "vendors")
		require.True(t, greyed(b, l.say("remind")))
		require.Equal(t, "2026-09-18T07:00:00Z", w.Call(consoletest.Auditor, http.MethodGet, "/v1/invoices/"+id, nil)["reminded_at"])
		b.Go("/console/desk/invoices/" + id)
		b.See("2026-09-18 19:00")
		require.True(t, greyed(b, l.say("remind")))
		w.Call(consoletest.Vendor, http.MethodPost, "/v1/invoices/"+id+"/issue", consoletest.Object{
			"number": fmt.Sprintf("2611%016d", 600+l.n), "issued_on": "2026-09-18",
		})
	}
}

// I2, section 8: a tracking number that was written down wrongly is corrected with a reason; another paper's is refused.
func TestI2ATrackingNumberIsCorrectedAtTheDesk(t *testing.T) {
	t.Parallel()
	w := consoletest.New(t)
	w.Account("acct")
	w.Consumed("bill-1", "acct", "9000.00")
	ship := func(number string) string {
		id := w.IssuedPaper("100.00")
		w.Call(consoletest.Finance, http.MethodPost, "/v1/invoices/"+id+"/ship", consoletest.Object{"tracking_number": number, "company": "顺丰速运"})
		return id
	}
	ship("SF999")
	for _, l := range looks {
		id := ship(l.key("SF"))
		b := w.As(consoletest.Finance, l.Look)
		b.Go("/console/desk/print?tab=sent")
		b.See(l.key("SF"))
		b.Go("/console/desk/invoices/" + id)
		b.Press(l.say("correctShipping"))
		b.Type(l.say("rightNumber"), "SF999")
		b.Type(l.say("rightReason"), "单号录错")
		b.Expect("409")
		b.Press(l.say("correctNow"))
		b.See("SF999")
		require.Equal(t, "单号录错", b.Value(l.say("rightReason")), "what was typed is kept")
		l.seen(b, "correct-shipping")
		b.Type(l.say("rightNumber"), "ＳＦ１２３-"+string(rune('0'+l.n)))
		b.Press(l.say("correctNow"))
		b.See(l.say("isRight", end(id)), "单号录错")
		_, number := courierOf(w, id)
		require.Equal(t, "SF123-"+string(rune('0'+l.n)), number)
	}
}

// I6, section 8: a buyer that did not get the files of an e-invoice is sent them once more by the provider; where it cannot, nothing is to be pressed.
func TestI6FilesAreSentOnceMoreFromTheDesk(t *testing.T) {
	t.Parallel()
	w := consoletest.New(t)
	w.Account("acct")
	w.Consumed("bill-1", "acct", "9000.00")
	for _, l := range looks {
		id := w.Approved(w.Applied(l.key("a"), consoletest.EInvoice("100.00")))[0]
		w.Issued(id, fmt.Sprintf("2611%016d", 700+l.n))
		w.KeepsFiles.Store(true)
		b := w.As(consoletest.Finance, l.Look)
		b.Go("/console/desk/invoices/" + id)
		b.SeeNot(l.say("deliverFiles"))
		w.KeepsFiles.Store(false)
		auditor := w.As(consoletest.Auditor, l.Look)
		auditor.Go("/console/desk/invoices/" + id)
		auditor.SeeNot(l.say("deliverFiles"))
		b.Go("/console/desk/invoices/" + id)
		b.Press(l.say("deliverFiles"))
		b.Expect("400")
		b.Press(l.say("deliverNow"))
		l.seen(b, "deliver-files")
		b.Type(l.say("deliverMail"), "buyer@example.test")
		b.Type(l.say("deliverPhone"), "13800000000")
		b.Press(l.say("deliverNow"))
		b.See(l.say("areDelivered", end(id)))
		require.Len(t, w.Delivered(), l.n+1)
		require.Equal(t, provider.Contact{Email: "buyer@example.test", Phone: "13800000000"}, w.Delivered()[l.n])
		require.NotContains(t, b.At(), "buyer@example.test", "no address says where files went (S6)")
	}
}
