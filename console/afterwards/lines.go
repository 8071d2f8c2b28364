package afterwards

import (
	"strconv"

	"kaipiao/console/page"
	"kaipiao/console/words"
	"kaipiao/domain/invoice"
)

// linesOnPage is how many lines of an invoice are shown at once; one may have thousands, which its file has whole.
const linesOnPage = 100

var (
	linesShown = words.Text{ZH: "第 %d–%d 行，共 %d 行", EN: "Lines %d to %d of %d"}
	linesPages = words.Text{ZH: "明细分页", EN: "Pages of lines"}
	linesPrev  = words.Text{ZH: "上一页", EN: "Previous page"}
)

// window are the lines that are shown, as the address says it.
type window struct{ From, To, Of int }

func windowOf(v *page.Visit, all []invoice.Line) window {
	n, err := strconv.Atoi(v.R.URL.Query().Get("lines"))
	pages := (len(all) + linesOnPage - 1) / linesOnPage
	if err != nil || n < 1 || n > pages {
		n = 1
	}
	return window{From: (n - 1) * linesOnPage, To: min(n*linesOnPage, len(all)), Of: len(all)}
}

// before and after are the addresses of the other pages; empty where there are none.
func (w window) before(v *page.Visit) string {
	if w.From == 0 {
		return ""
	}
	return v.Here("lines", strconv.Itoa(w.From/linesOnPage)) + "#lines"
}

func (w window) after(v *page.Visit) string {
	if w.To >= w.Of {
		return ""
	}
	return v.Here("lines", strconv.Itoa(w.From/linesOnPage+2)) + "#lines"
}
