package afterwards_test

import (
	"fmt"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/console/consoletest"
	"kaipiao/domain/invoice"
)

// O8: what is printed is read on paper: no navigation and no buttons, states in words, and who printed what and when at the foot.
func TestO8PagesOnPaper(t *testing.T) {
	w := consoletest.New(t)
	w.Account("acct")
	w.Consumed("bill-1", "acct", "9000.00")
	w.Used = &invoice.Usage{Booked: true}
	id := w.Approved(w.Applied("a", consoletest.EInvoice("1000.00")))[0]
	w.Ready(id, number(1), "%PDF-1.7")
	paper := w.Approved(w.Applied("p", consoletest.Paper("1000.00")))[0]
	w.Issued(paper, "12345678")
	pending := w.Applied("q", consoletest.EInvoice("100.00"))
	waiting := w.Approved(w.Applied("r", consoletest.EInvoice("1060.00")))[0]
	w.Ready(waiting, number(2), "%PDF-1.7")
	b := w.As(consoletest.Customer, consoletest.Look{Width: 800})
	b.Go("/console/invoices/" + waiting + "/red-issue")
	b.Press("提交红冲")
	w.AwaitsBuyer(red(w, waiting)["id"].(string))
	for n, one := range []struct {
		path string
		says []string
	}{
		{"/console/invoices/" + id, []string{"2611", "壹仟圆整", "销售方", "购买方", "已开票"}},
		{"/console/invoices/" + waiting + "/red-issue", []string{"购买方操作步骤", "登录电子税务局", number(2)}},
		{"/console/tickets/new?kind=void&invoice=" + paper, []string{"退票地址", "方舟大厦", "到付不予签收"}},
		{"/console/applications/" + pending, []string{"开票申请", "¥100.00", "待审核"}},
		{"/console/invoices", []string{"发票列表", "合计 3 张"}},
		{"/console", []string{"可开票金额", "bill-1"}},
	} {
		b.Go(one.path)
		b.See(one.says...)
		file := ""
		if to := os.Getenv("KAIPIAO_SCREENSHOTS"); to != "" {
			file = fmt.Sprint(to, "/print-", n, ".png")
		}
		b.OnPaper(file, func() {
			require.Empty(t, b.Shown(`button, .button, nav, header.top, input, select, .help-box, .more-menu`), one.path)
			require.Contains(t, b.Text("footer .print"), one.path[:len("/console")], "the foot says where it was printed")
			require.Contains(t, b.Text("footer .print"), "wang · 2026-09-18 15:00")
		})
	}
}
