package figures_test

import (
	"bytes"
	"net/http"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"kaipiao/console/consoletest"
	"kaipiao/devstack/postgres/postgrestest"
	"kaipiao/domain/invoice"
)

func TestMain(m *testing.M) { os.Exit(postgrestest.Run(m)) }

func shot(b *consoletest.Browser, name string) {
	if to := os.Getenv("KAIPIAO_SCREENSHOTS"); to != "" {
		b.Screenshot(to + "/figures" + name + ".png")
	}
}

// O8: figures say the register's numbers: in a sentence, in a drawing, in a table, and in a workbook.
func TestO8FiguresAreReadWithoutColours(t *testing.T) {
	w := consoletest.New(t)
	b := w.As(consoletest.Finance)
	b.Go("/console/figures")
	b.See("报表", "每日申请", "这段时间没有数据", "未开票收入", "目前没有")
	b.Accessible()
	w.Account("acct")
	w.Consumed("bill-1", "acct", "90000.00")
	for n, day := range []string{"2026-09-16", "2026-09-17", "2026-09-18"} {
		w.Set(consoletest.At(day + " 11:00:00"))
		for range n + 1 {
			w.IssuedPaper("100.00")
		}
		id := w.Approved(w.Applied("e"+day, consoletest.EInvoice("200.00")))[0]
		w.Set(consoletest.At(day + " 11:03:00"))
		w.Issued(id, "2611000000000000000"+day[9:])
	}
	w.Parked(w.Approved(w.Applied("p", consoletest.EInvoice("1060.00")))[0], invoice.SessionExpired)
	b.Go("/console/figures?from=2026-09-10&to=2026-09-18")
	b.See("9 天共 9，最多的一天是 2026-09-18（4）", "有开具的 3 天中，有 3 天每百张有 95 张在承诺时间内", "税局登录失效", "共 1 张等候，不含税金额 ¥1,000.00", "未申请 ¥")
	b.Accessible()
	require.True(t, b.Is(`document.querySelectorAll("#invoices_per_day polyline").length === 2`), "a line for each series")
	require.True(t, b.Is(`document.querySelectorAll("#time_to_issue polyline").length === 3`), "what is promised has no gap, and the others begin with one")
	shot(b, "")
	// the table says what the API says
	answered := w.Call(consoletest.Auditor, http.MethodGet, "/v1/figures/invoices_per_day?from=2026-09-10&to=2026-09-18", nil)
	last := answered["rows"].([]any)[8].(consoletest.Object)["values"].([]any)
	require.Equal(t, []any{"1", "3"}, last)
	require.True(t, b.Is(`(document.querySelector("#invoices_per_day details").open = true)`))
	require.Equal(t, "1 3", b.Text("#invoices_per_day tbody tr:last-child td.amount")+" "+b.Text("#invoices_per_day tbody tr:last-child td.amount:last-child"))
	b.Accessible()
	status, content := b.Fetch("/console/figures/invoices_per_day/table?from=2026-09-10&to=2026-09-18")
	require.Equal(t, http.StatusOK, status)
	book, err := excelize.OpenReader(bytes.NewReader(content))
	require.NoError(t, err)
	defer func() { require.NoError(t, book.Close()) }()
	rows, err := book.GetRows(book.GetSheetName(0))
	require.NoError(t, err)
	require.Equal(t, []string{"2026-09-18", "1.00", "3.00"}, rows[9])
	// too long a span is said at the form
	b.Expect("400")
	b.Go("/console/figures?from=2020-01-01")
	b.See("统计范围最多 366 天")
	// dark, English, on a telephone, for an auditor
	auditor := w.As(consoletest.Auditor, consoletest.Look{Dark: true, English: true})
	auditor.Go("/console/figures")
	auditor.See("Figures", "Invoices per day", "Read only")
	auditor.Accessible()
	shot(auditor, "-dark")
	small := w.As(consoletest.Finance, consoletest.Look{Width: 360, NoScript: true})
	small.Go("/console/figures")
	small.See("每日开票")
	shot(small, "-360")
}
