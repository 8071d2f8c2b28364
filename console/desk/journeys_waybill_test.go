package desk_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/console/consoletest"
)

// I2, section 8: the waybill of a parcel that the product ordered is printed from the print desk and from the invoice's page; of one that people
// have sent there is nothing to press.
func TestI2TheWaybillIsPrintedFromTheDesk(t *testing.T) {
	t.Parallel()
	w := consoletest.New(t)
	w.Account("acct")
	w.Consumed("bill-1", "acct", "9000.00")
	byHand := w.IssuedPaper("50.00")
	w.Call(consoletest.Finance, http.MethodPost, "/v1/invoices/"+byHand+"/ship", consoletest.Object{"tracking_number": "HAND1"})
	for _, l := range looks {
		b := w.As(consoletest.Finance, l.Look)
		b.Go("/console/desk/invoices/" + byHand)
		b.SeeNot(l.say("printWaybill"))
		id := w.IssuedPaper("100.00")
		w.Ordered(id, l.key("SF"))
		b.Go("/console/desk/print?tab=sent")
		b.See(l.key("SF"), l.say("printWaybill"))
		l.seen(b, "waybill")
		b.Go("/console/desk/invoices/" + id)
		b.See(l.say("printWaybill"))
		status, file := b.SentFrom("/console/desk/invoices/" + id + "/waybill")
		require.Equal(t, http.StatusOK, status)
		require.Equal(t, "%PDF-1.4\n% "+l.key("SF")+"\n%%EOF\n", string(file))
		auditor := w.As(consoletest.Auditor, l.Look)
		auditor.Go("/console/desk/invoices/" + id)
		auditor.SeeNot(l.say("printWaybill"))
	}
}
