package afterwards_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/console/consoletest"
	"kaipiao/console/page"
	"kaipiao/domain/invoice"
)

// O8: the list and a detail move by themselves; focus, scroll, filters and ticks stay; new rows wait behind a notice; a cut is said and caught up.
func TestO8TheListAndADetailMoveByThemselves(t *testing.T) {
	w := consoletest.New(t)
	w.Account("acct")
	w.Consumed("bill-1", "acct", "9000.00")
	for n := range 14 {
		w.Ready(w.Approved(w.Applied(string(rune('a'+n)), consoletest.EInvoice("100.00")))[0], number(n+1), "%PDF-1.7")
	}
	approved := w.Approved(w.Applied("x", consoletest.EInvoice("200.00")))[0]
	pending := w.Applied("y", consoletest.EInvoice("300.00"))
	b := w.As(consoletest.Customer, consoletest.Look{Width: 1000})
	b.Go("/console/invoices")
	b.Listens()
	b.Choose("选择 " + number(3))
	b.See("已选 1 张")
	b.Type("抬头", "还没有输完")
	b.Is(`(document.getElementById("field-title").focus(), scrollTo(0, 300), window.mine = true, true)`)
	b.See(text(page.InvoiceState(invoice.Approved)))
	w.Ready(approved, number(50), "%PDF-1.7")
	b.Until(`document.querySelector("#state-`+approved+`").innerText.includes("`+text(page.InvoiceState(invoice.Issued))+`")`, "the row says it")
	require.True(t, b.Is(`window.mine && document.activeElement.id === "field-title" && document.activeElement.value === "还没有输完" && scrollY === 300`),
		"focus, text and scroll are where they were")
	require.True(t, b.Ticked("选择 "+number(3)))
	// what has left the list is marked, and a new row waits
	invoiced := w.Approved(pending)[0]
	b.See("1 条新内容，点击刷新")
	require.True(t, b.Is(`scrollY === 300`) || b.Is(`Math.abs(scrollY - 300) < 60`), "nothing jumps")
	require.False(t, b.Is(`Boolean(document.getElementById("row-inv-`+invoiced+`"))`), "it is not put under the hand")
	b.Press("1 条新内容")
	b.Until(`Boolean(document.getElementById("row-inv-`+invoiced+`"))`, "it is there now")
	b.See("已选 1 张")
	b.Accessible()
	// a detail
	b.Go("/console/invoices/" + invoiced)
	b.Listens()
	b.During("503", func() { // it asks again, more than once where this takes long
		w.Deaf.Store(true)
		w.Cut()
		b.See("实时更新已断开")
		b.Accessible()
		w.Ready(invoiced, number(51), "%PDF-1.7")
		w.Deaf.Store(false)
		b.See(text(page.InvoiceState(invoice.Issued)), "下载 PDF", "2611")
	})
	b.SeeNot("实时更新已断开")
	require.Equal(t, number(51), b.Text("h1"))
}

func text(s page.State) string { return s.Says.ZH }

// O8: without script everything is read, and every control that is shown works.
func TestO8WithoutScriptNothingIsDead(t *testing.T) {
	w := consoletest.New(t)
	w.Account("acct")
	w.Consumed("bill-1", "acct", "9000.00")
	w.Used = &invoice.Usage{}
	id := w.Approved(w.Applied("a", consoletest.EInvoice("1000.00")))[0]
	w.Ready(id, number(1), "%PDF-1.7")
	paper := w.Approved(w.Applied("p", consoletest.Paper("1000.00")))[0]
	w.Issued(paper, "12345678")
	pending := w.Applied("q", consoletest.EInvoice("100.00"))
	about := consoletest.Object{"kind": "lost", "invoice": paper, "note": ""}
	asked := w.Call(consoletest.Customer, "POST", "/v1/tickets", about, "Idempotency-Key", "t")["id"].(string)
	b := w.As(consoletest.Customer, consoletest.Look{NoScript: true})
	for _, one := range []string{
		"/console", "/console/apply", "/console/apply?by=records", "/console/apply?amount=100", "/console/invoices", "/console/invoices?view=applications",
		"/console/invoices/" + id, "/console/invoices/" + paper, "/console/applications/" + pending, "/console/invoices/" + id + "/red-issue",
		"/console/tickets", "/console/tickets/new", "/console/tickets/new?kind=void", "/console/tickets/new?kind=other", "/console/tickets/" + asked,
		"/console/information", "/console/information/titles/new", "/console/information/addresses/new", "/console/standing-order", "/console/offset",
		"/console/exports", "/console/help",
	} {
		b.Go(one)
		require.Empty(t, b.Dead(), one)
	}
}
