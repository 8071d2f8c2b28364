package figures_test

import (
	"bytes"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"kaipiao/console/consoletest"
	"kaipiao/domain/invoice"
)

// O8, section 8: each figure has a sentence, a drawing, the same numbers as a table and as a workbook, and lines that differ by their dashes; where there
// is no data there is a gap, and zero is a zero. In every look, and for auditors without a form.
func TestO8FiguresInEveryLook(t *testing.T) {
	w := consoletest.New(t)
	w.Account("acct")
	w.Consumed("bill-1", "acct", "90000.00")
	for _, day := range []string{"2026-09-16", "2026-09-18"} { // and nothing on the 17th
		w.Set(consoletest.At(day + " 11:00:00"))
		w.IssuedPaper("100.00")
		id := w.Approved(w.Applied("e"+day, consoletest.EInvoice("200.00")))[0]
		w.Set(consoletest.At(day + " 11:03:00"))
		w.Issued(id, "2611000000000000000"+day[9:])
	}
	w.Set(consoletest.At("2026-09-18 15:00:00"))
	w.Parked(w.Approved(w.Applied("p", consoletest.EInvoice("1060.00")))[0], invoice.SessionExpired)
	const days = "from=2026-09-16&to=2026-09-18"
	for _, look := range consoletest.Looks {
		t.Run(fmt.Sprint(look.English, look.Width), func(t *testing.T) {
			j := w.Journey(consoletest.Auditor, look)
			j.Go("/console/figures?" + days)
			j.See("每日申请", "每日开票", "开具时长", "超时", "暂缓开具（按原因）", "未开票收入", "欠票", "税局登录失效")
			j.See(j.Say("%d 天均为零。", 3))
			j.Accessible()
			require.False(j.T, j.Is(`Boolean(document.querySelector("main form[method=post]"))`))
			j.Is(`(() => { document.querySelectorAll("details").forEach((d) => { d.open = true; }); return true; })()`)
			j.Accessible()
			for _, name := range []string{"applications_per_day", "invoices_per_day", "time_to_issue", "overdue", "parked_by_cause", "unbilled", "outstanding"} {
				isWhole(j, name, days)
			}
			// there is none on the 17th: the line is broken there, and the table has a dash; how many were issued is known: zero
			require.Equal(j.T, "—", cell(j, "time_to_issue", "2026-09-17", 1))
			require.Equal(j.T, "0", cell(j, "invoices_per_day", "2026-09-17", 1))
			require.True(j.T, j.Is(`document.querySelectorAll("#time_to_issue polyline.s1, #time_to_issue circle.s1").length === 2`), "before the gap, and after it")
			require.True(j.T, j.Is(`document.querySelectorAll("#invoices_per_day polyline.s1").length === 1`), "zero is no gap")
		})
	}
}

// cell is a number of the table of a figure, as it is written.
func cell(j *consoletest.Journey, figure, row string, column int) string {
	j.T.Helper()
	return j.ValueOf(fmt.Sprintf(`[...document.querySelectorAll("#%s tbody tr")].find((r) => r.cells[0].innerText.trim() === %q).cells[%d].innerText.trim()`,
		figure, row, column))
}

// isWhole proves that a figure is said in all four ways, and that they agree with the API.
func isWhole(j *consoletest.Journey, figure, days string) {
	j.T.Helper()
	said := j.Read("/v1/figures/" + figure + "?" + days)
	rows, _ := said["rows"].([]any)
	require.NotEmpty(j.T, j.Text("#"+figure+" > p"), "a sentence")
	status, content := j.Fetch("/console/figures/" + figure + "/table?" + days)
	require.Equal(j.T, http.StatusOK, status, figure)
	book, err := excelize.OpenReader(bytes.NewReader(content))
	require.NoError(j.T, err)
	inBook, err := book.GetRows(book.GetSheetName(0))
	require.NoError(j.T, err)
	require.NoError(j.T, book.Close())
	require.Len(j.T, inBook, len(rows)+1, figure)
	if len(rows) == 0 {
		return
	}
	require.True(j.T, j.Is(fmt.Sprintf(`document.querySelectorAll("#%s tbody tr").length === %d`, figure, len(rows))), figure)
	require.True(j.T, j.Is(fmt.Sprintf(`document.querySelector("#%s svg").getAttribute("aria-label").length > 8`, figure)), figure)
	dashes := j.ValueOf(fmt.Sprintf(`(() => { const of = {}; document.querySelectorAll("#%s polyline, #%[1]s rect").forEach((e) => {
of[e.getAttribute("class")] = getComputedStyle(e).strokeDasharray; }); return Object.values(of).join("; "); })()`, figure))
	seen := map[string]bool{}
	for _, dash := range strings.Split(dashes, "; ") {
		require.False(j.T, seen[dash], "%s: two series of one dash: %s", figure, dashes)
		seen[dash] = true
	}
}
