package afterwards_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/console/consoletest"
	"kaipiao/domain/invoice"
)

// O8: an invoice of 2,000 lines is applied for, previewed, looked at and red-issued on pages that stay readable.
func TestO8AnInvoiceOf2000Lines(t *testing.T) {
	w := consoletest.New(t)
	w.Account("acct")
	w.ConsumedMany("acct", "10.00", 2000)
	b := w.As(consoletest.Customer)
	b.See("¥20,000.00", "999+")
	for _, one := range []string{"/console", "/console/apply?by=records", "/console/apply?by=records&counts=all"} {
		bytes, took := b.Weighed(one)
		t.Log(one, bytes, took)
		require.Less(t, bytes, 130_000, one)
	}
	b.Go("/console/apply?amount=20000")
	b.Press("下一步")
	b.Press("下一步")
	b.See("另有 1950 行未显示，开具时全部列出。", "贰万圆整")
	b.Accessible()
	bytes, took := b.Weighed("/console/apply/confirm")
	t.Log("step 3", bytes, took)
	require.Less(t, bytes, 60_000)
	b.Press("提交申请")
	b.See("申请已提交")
	id := w.Approved(strings.TrimPrefix(b.At(), "/console/apply/done/"))[0]
	w.Ready(id, number(1), "%PDF-1.7")
	b.Go("/console/invoices/" + id)
	b.See("明细（2000 行）", "第 1–100 行，共 2000 行", "20,000.00")
	b.Accessible()
	b.Press("下一页")
	b.See("第 101–200 行，共 2000 行")
	bytes, took = b.Weighed("/console/invoices/" + id + "?lines=20")
	t.Log("an invoice", bytes, took)
	require.Less(t, bytes, 100_000)
	w.Used = &invoice.Usage{}
	bytes, took = b.Weighed("/console/invoices/" + id + "/red-issue")
	t.Log("red-issue", bytes, took)
	require.Less(t, bytes, 2_000_000)
}

// O8: the longest title, the largest amount, a number of 20 digits, a company abroad: nothing scrolls sideways, and nothing is cut off.
func TestO8TheLongestTitleAndTheLargestAmount(t *testing.T) {
	w := consoletest.New(t)
	longest := strings.Repeat("北京甲科技发展股份", 11) + "公"
	require.Len(t, []rune(longest), 100)
	w.Call(consoletest.Upstream, "PUT", "/v1/accounts/acct", consoletest.Object{
		"certification": consoletest.Object{"type": "enterprise", "name": longest, "taxpayer_id": "91110000802100433B"},
		"region":        "mainland", "email": "finance@example.test",
	})
	w.Consumed("bill-"+strings.Repeat("9", 55), "acct", "99999999999.99")
	id := w.Approved(w.Applied("a", consoletest.EInvoice("99999.99")))[0]
	w.Ready(id, "99999999999999999999", "%PDF-1.7")
	paper := w.Approved(w.Applied("p", consoletest.Paper("1000000.00")))[0]
	w.Issued(paper, "99999999")
	w.Applied("q", consoletest.EInvoice("99999.99"))
	for _, look := range []consoletest.Look{{Width: 360}, {Width: 360, English: true, Dark: true}, {Width: 320}} {
		b := w.As(consoletest.Customer, look)
		for _, one := range []string{
			"/console", "/console/apply?amount=99999999", "/console/apply?by=records", "/console/invoices", "/console/invoices?view=applications",
			"/console/invoices/" + id, "/console/invoices/" + paper, "/console/tickets/new?kind=void&invoice=" + paper, "/console/tickets/new?kind=lost",
			"/console/information", "/console/information/titles/new", "/console/standing-order", "/console/offset", "/console/exports", "/console/help",
		} {
			b.Go(one)
			b.Fits()
		}
	}
	b := w.As(consoletest.Customer)
	b.Go("/console/invoices/" + id)
	b.See(longest, "99999999999999999999", "¥99,999.99")
	require.Equal(t, "99999999999999999999", b.ValueOf(`(() => { const r = document.createRange(); r.selectNodeContents(document.querySelector("h1 .number"));
const s = getSelection(); s.removeAllRanges(); s.addRange(r); return s.toString().trim(); })()`), "copied without blanks")
	b.Accessible()
	shot(b, "longest")
}
