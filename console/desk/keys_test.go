package desk_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/console/consoletest"
)

// O8: each of the single keys does what the list of keys says.
func TestO8EachKeyDoesWhatTheListSays(t *testing.T) {
	t.Parallel()
	w := consoletest.New(t)
	who := individual(w, "p1")
	var ids []string
	for n := range 3 {
		ids = append(ids, reviewed(w, who, fmt.Sprint("k", n), company))
	}
	b := w.As(consoletest.Finance)
	b.Go("/console/desk/review")
	on := func(n int) {
		t.Helper()
		b.Until(`document.activeElement.closest("tr")?.id === "row-app-`+ids[n]+`"`, fmt.Sprint("the focus is in row ", n))
	}
	b.Keys("j")
	on(0)
	b.Keys("j")
	on(1)
	b.Keys("k")
	on(0)
	b.Keys("k")
	on(0)
	b.Keys("jj")
	on(2)
	b.Keys("j")
	on(2)
	b.Keys("k")
	b.Keys("\r")
	b.See("2 / 3")
	require.Contains(t, b.At(), ids[1])

	claimed := func() any {
		return w.Call(consoletest.Auditor, http.MethodGet, "/v1/applications/"+ids[1], nil)["review"].(consoletest.Object)["claimed_by"]
	}
	b.Keys("c")
	b.See("由 财务 zhao 领取")
	require.Equal(t, "finance:zhao", claimed())
	b.Keys("u")
	b.See("无人领取")
	require.Empty(t, claimed())
	b.Keys("r")
	require.Equal(t, "确定驳回", b.Text(":focus"))
	require.Equal(t, "pending_approval", status(w, ids[1]))
	b.Keys("n")
	b.See("3 / 3")
	b.Keys("aa")
	b.See("已通过 " + end(ids[2]))
	require.Equal(t, "approved", status(w, ids[2]))
	// a second tick of the same box takes it off again
	b.Go("/console/desk/review/alike")
	b.Press("差异：")
	b.Keys("j")
	b.Keys("x")
	b.See("已选 1 件")
	b.Keys("x")
	b.See("已选 0 件")
}

// O8: g and a letter go to a queue; ? lists them all; nothing happens while Chinese is composed, with Ctrl, in fields, or where keys are switched off.
func TestO8KeysLeadToQueuesAndStayOutOfTheWay(t *testing.T) {
	t.Parallel()
	w := consoletest.New(t)
	individual(w, "p1")
	b := w.As(consoletest.Finance)
	for _, one := range []struct{ key, to string }{
		{"r", "/review"},
		{"s", "/second"},
		{"t", "/tickets"},
		{"o", "/returned"},
		{"p", "/print"},
		{"v", "/vendors"},
		{"f", "/failed"},
		{"b", "/red-forms"},
		{"k", "/parked"},
		{"c", "/reconciliation"},
		{"m", "/tasks"},
		{"i", "/invoices"},
		{"d", ""},
	} {
		b.Keys("g")
		b.Keys(one.key)
		b.Until(`location.pathname === "/console/desk`+one.to+`" && document.readyState === "complete"`, "g "+one.key)
		if one.key == "o" || one.key == "p" { // a field has the focus there, and takes letters
			b.Is(`(() => { document.activeElement.blur(); return true; })()`)
		}
	}
	b.Keys("?")
	for _, one := range []string{"g v", "g k", "g c", "g m"} {
		require.Contains(t, b.Texts("#keys kbd"), one, "the list names it")
	}
	b.Keys("\x1b")
	pressed := func(init string) bool {
		return b.Is(`(() => { document.body.dispatchEvent(new KeyboardEvent("keydown", {key: "?", bubbles: true, ` + init + `}));
const open = document.getElementById("keys").open; document.getElementById("keys").close(); return open; })()`)
	}
	require.True(t, pressed(""))
	require.False(t, pressed("isComposing: true"), "while Chinese is composed")
	require.False(t, pressed("keyCode: 229"), "while an older browser composes")
	require.False(t, pressed("ctrlKey: true"))
	b.Keys("/")
	b.Until(`document.activeElement.id === "q"`, "the search has the focus")
	b.Keys("gt?")
	require.Contains(t, b.ValueOf(`document.getElementById("q").value`), "gt?", "in a field they are letters")
	require.Equal(t, "/console/desk", b.At())
	b.Press("zhao")
	b.Press("停用快捷键")
	b.Until(`!document.documentElement.hasAttribute("data-keys") && !document.getElementById("keys")`, "they are off")
	b.Press("zhao")
	b.Press("启用快捷键")
	b.Until(`document.documentElement.hasAttribute("data-keys")`, "they are on again")
}
