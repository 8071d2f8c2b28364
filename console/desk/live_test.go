package desk_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/console/consoletest"
	"kaipiao/console/words"
)

// O8, P12 of the design: what somebody else claims shows in the list within two seconds, also where the visitor is on that very row; focus and
// scroll stay, and new rows wait behind a notice.
func TestO8AListMovesByItselfAndNothingUnderTheHand(t *testing.T) {
	t.Parallel()
	w := consoletest.New(t)
	who := individual(w, "p1")
	var ids []string
	for n := range 6 {
		ids = append(ids, reviewed(w, who, fmt.Sprint("k", n), company))
	}
	for _, l := range looks[:2] {
		b := w.As(consoletest.Finance, l.Look)
		b.Go("/console/desk/review")
		b.Listens()
		row := `document.getElementById("row-app-` + ids[l.n] + `")`
		require.True(t, b.Is(`(() => { const a = `+row+`.querySelector("th a"); a.focus(); scrollTo(0, 120); window.mine = "the same page"; return true; })()`))
		at := b.Number(`scrollY`)
		w.Call(consoletest.Second, http.MethodPost, "/v1/applications/"+ids[l.n]+"/claim", nil)
		b.Until("/qian,? 15:00/.test("+row+".innerText)", "the claim shows")
		require.True(t, b.Is(row+`.classList.contains("others")`))
		require.True(t, b.Is(`document.activeElement === `+row+`.querySelector("th a")`), "the focus stays on the row")
		require.InDelta(t, at, b.Number(`scrollY`), 1, "nothing scrolls")
		for n := range 3 {
			reviewed(w, who, fmt.Sprint("new-", l.n, "-", n), company)
		}
		waiting := map[words.Language]string{words.Chinese: "3 条新内容", words.English: "3 new"}[l.lang]
		b.See(waiting)
		require.True(t, b.Is(`window.mine === "the same page" && document.activeElement === `+row+`.querySelector("th a")`))
		require.InDelta(t, float64(6+3*l.n), b.Number(`document.querySelectorAll("tbody tr").length`), 0, "they wait behind the notice")
		b.Press(waiting)
		b.Until(fmt.Sprintf(`document.querySelectorAll("tbody tr").length === %d`, 9+3*l.n), "they are there")
	}
}
