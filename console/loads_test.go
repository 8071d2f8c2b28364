package console_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"kaipiao/access"
)

// mainPages are those where people begin, and where they are most of the day.
var mainPages = map[access.Role][]string{
	access.Customer: {"/console", "/console/apply", "/console/invoices", "/console/tickets", "/console/information"},
	access.Finance:  {"/console/desk", "/console/desk/review", "/console/desk/invoices", "/console/desk/print", "/console/figures"},
	access.Vendor:   {"/console/vendor"},
	access.Auditor:  {"/console/audit", "/console/audit/trail"},
}

// mostBytes is what a browser with an empty cache is sent for its first page, with everything that the page loads.
const mostBytes = 200_000

// sent are the bytes of a page and of what it has loaded, as they came.
const sent = `performance.getEntries().filter((e) => e.entryType === "navigation" || e.entryType === "resource").reduce((n, e) => n + e.encodedBodySize, 0)`

// unmarked are things that nobody can tell from the text around them where all colours are the user's own.
const unmarked = `[...document.querySelectorAll(".tag, .panel, button, .button, input:not([type=hidden]), select, textarea")]
	.filter((e) => e.checkVisibility() && !e.closest(".hidden") && !["checkbox", "radio"].includes(e.type)).filter((e) => { const s = getComputedStyle(e);
	return s.borderStyle === "none" || parseFloat(s.borderWidth) === 0; }).map((e) => e.outerHTML.slice(0, 120)).join("; ")`

// unfocused are controls whose focus is seen by nothing where all colours are the user's own.
const unfocused = `[...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary")].filter((e) => e.checkVisibility() &&
	!e.closest(".hidden")).filter((e) => { e.focus({focusVisible: true}); const s = getComputedStyle(e);
	return s.outlineStyle === "none" || parseFloat(s.outlineWidth) < 1; }).map((e) => e.outerHTML.slice(0, 120)).join("; ")`

// O8: a first page is light, and all is still told apart where the colours are the user's own.
func TestO8FirstPagesAreLightAndNeedNoColours(t *testing.T) {
	w := everything(t)
	for role, pages := range mainPages {
		for _, path := range pages {
			fresh := w.Fresh(people[role], path)
			fresh.Still()
			bytes := fresh.Number(sent)
			require.Positive(t, bytes)
			assert.LessOrEqual(t, bytes, float64(mostBytes), path)
			fresh.ForcedColours()
			assert.Empty(t, fresh.ValueOf(unmarked), "%s: %s", path, "drawn by colour alone")
			assert.Empty(t, fresh.ValueOf(unfocused), "%s: %s", path, "the focus is not seen")
			assert.LessOrEqual(t, fresh.Number(`new Set([...document.querySelectorAll(".chart text")].map((e) => getComputedStyle(e).fill)).size`), 1.0, path)
		}
	}
}
