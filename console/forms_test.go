package console_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"

	"kaipiao/access"
	"kaipiao/console"
	"kaipiao/console/consoletest"
	"kaipiao/console/page"
)

// walkedForms are the forms of which a walk knows.
type walkedForms struct {
	walked
	house *page.House
	takes *http.ServeMux
	// seen are the rooms to which a form leads.
	seen map[string]bool
}

// walk goes from page to page by their links, as somebody.
func (w walkedForms) walk(who access.Identity) {
	w.LetIn(who)
	var next []string
	for _, room := range w.house.Rooms() {
		if strings.HasPrefix(room.Pattern, "GET ") && !isFile(room.Pattern) && !slices.Contains(needMore, room.Pattern) && slices.Contains(room.Roles, who.Role) &&
			!strings.Contains(room.Pattern, "{") {
			next = append(next, w.path(room.Pattern))
		}
	}
	const most = 400
	for been := map[string]bool{}; len(next) > 0 && len(been) < most; next = next[1:] {
		if path := next[0]; !been[path] {
			been[path] = true
			at, document := w.shown(who, path)
			next = append(next, linksOf(document)...)
			for _, action := range also(document) {
				w.takenBy(action)
			}
			w.switchesHere(at, document)
			w.fillIn(who, at, formsOf(document))
		}
	}
}

// switchesHere proves that the other language, and another look, are those of the same page with the same filter.
func (w walkedForms) switchesHere(at string, document *html.Node) {
	w.T.Helper()
	here, err := url.Parse(at)
	require.NoError(w.T, err)
	languages, looks := 0, 0
	for n := range document.Descendants() {
		switch {
		case n.Data == "a" && valueOf(n, "class") == "language":
			to, err := url.Parse(valueOf(n, "href"))
			require.NoError(w.T, err)
			query := to.Query()
			require.NotEmpty(w.T, query.Get("lang"), at)
			query.Del("lang")
			require.Equal(w.T, []any{here.Path, here.Query()}, []any{to.Path, query}, at)
			languages++
		case n.Data == "form" && valueOf(n, "action") == "/console/theme":
			for field := range n.Descendants() {
				if valueOf(field, "name") == "return_to" {
					back, err := url.Parse(valueOf(field, "value"))
					require.NoError(w.T, err)
					require.Equal(w.T, []any{here.Path, here.Query()}, []any{back.Path, back.Query()}, at)
					looks++
				}
			}
		}
	}
	require.Equal(w.T, []int{1, 1}, []int{languages, looks}, at)
}

// takenBy notes which room takes what is sent to an address.
func (w walkedForms) takenBy(action string) {
	w.T.Helper()
	_, pattern := w.takes.Handler(&http.Request{Method: http.MethodPost, URL: &url.URL{Path: action}})
	require.NotEmpty(w.T, pattern, "nobody takes %s", action)
	w.seen[pattern] = true
}

// narrowing are fields by which records are looked for: what they leave out stands on no page.
var narrowing = []string{"product", "tax_code", "from", "to", "order"}

// fillIn types into each form of a page, and proves that it stands there again.
func (w walkedForms) fillIn(who access.Identity, path string, forms []seenForm) {
	at, _, _ := strings.Cut(path, "?")
	for n, form := range forms {
		w.takenBy(form.action)
		assert.Equal(w.T, http.StatusOK, w.status(who, form.action), "a refused form is loaded again, or shown in the other language: %s", form.action)
		typed, any := form.typedInto()
		if !any {
			continue
		}
		if form.action == "/console/apply" {
			for _, name := range narrowing {
				typed.Del(name)
			}
		}
		w.Keeps(who.Subject, consoletest.Typed{Page: at, Target: form.action, Fields: typed})
		_, document := w.shown(who, path)
		again := formsOf(document)
		w.Keeps(who.Subject, consoletest.Typed{})
		if !assert.Len(w.T, again, len(forms), "%s of %s", path, who.Role) {
			continue
		}
		held := again[n].holds()
		for name := range typed {
			if !slices.Contains([]string{"csrf", "key", "revision", "return_to"}, name) {
				assert.Equal(w.T, typed[name], held[name], "%s of %s: %s of %s", path, who.Role, name, form.action)
			}
		}
		assert.Equal(w.T, at, w.house.PageOf(form.action), "where %s is refused it is another page", form.action)
	}
}

// S4: what was typed in any form of any page when a session ended stands in it again; no link leads nowhere; and the other language and
// another look are those of the same page.
func TestS4WhatWasTypedInAnyFormStandsInItAgain(t *testing.T) {
	world, more := everyForm(t)
	house := console.New(console.Options{API: world.Inside, Visitor: func(*http.Request) page.Visitor { return page.Visitor{} }, Now: world.Now})
	w := walkedForms{world, house, http.NewServeMux(), map[string]bool{}}
	for _, room := range house.Rooms() {
		if strings.HasPrefix(room.Pattern, "POST ") {
			w.takes.HandleFunc(room.Pattern, func(http.ResponseWriter, *http.Request) {})
		}
	}
	for role, who := range people {
		for _, one := range append(more[role], who) {
			w.walk(one)
		}
	}
	for _, room := range house.Rooms() {
		if strings.HasPrefix(room.Pattern, "POST ") && !slices.Contains([]string{"POST /console/theme", "POST /console/keys"}, room.Pattern) {
			assert.True(t, w.seen[room.Pattern], "no page has a form for %s", room.Pattern)
		}
	}
}
