package consoletest

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"

	"github.com/stretchr/testify/require"
)

var axe = sync.OnceValues(func() ([]byte, error) {
	_, here, _, _ := runtime.Caller(0)
	return os.ReadFile(filepath.Join(filepath.Dir(here), "..", "..", "tools", "node_modules", "axe-core", "axe.min.js"))
})

type violation struct {
	ID    string   `json:"id"`
	Help  string   `json:"help"`
	Nodes []string `json:"nodes"`
}

// Accessible proves that axe finds nothing on the page as it is now: WCAG 2.2 AA and the good practice, no rule off (O8).
func (b *Browser) Accessible() {
	b.t.Helper()
	script, err := axe()
	require.NoError(b.t, err, "axe is missing; `make deps` installs it")
	evaluated[bool](b, string(script)+"; true")
	found := evaluated[[]violation](b, `axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]})
.then((r) => r.violations.map((v) => ({id: v.id, help: v.help, nodes: v.nodes.map((n) => n.html.slice(0, 300) + " — " + n.failureSummary.slice(0, 300))})))`)
	var said []string
	for _, one := range found {
		said = append(said, fmt.Sprintf("%s: %s\n  %s", one.ID, one.Help, strings.Join(one.Nodes, "\n  ")))
	}
	require.Empty(b.t, said, "%s\n%s", b.At(), strings.Join(said, "\n"))
	b.Fits()
}

// tooWide names what makes a page scroll sideways; nothing, where it does not.
const tooWide = `(() => { const wide = document.documentElement.clientWidth;
return document.documentElement.scrollWidth <= wide ? "" : [...document.querySelectorAll("body *")]
  .filter((e) => e.getBoundingClientRect().right > wide + 0.1 && ![...e.children].some((c) => c.getBoundingClientRect().right > wide + 0.1))
  .map((e) => e.outerHTML.slice(0, 160)).slice(0, 5).join("\n") || document.documentElement.scrollWidth + " of " + wide; })()`
