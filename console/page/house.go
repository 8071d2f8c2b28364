package page

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"kaipiao/access"
	"kaipiao/api"
	"kaipiao/console/words"
)

// House has the rooms: which address is answered by what, and for whom.
type House struct {
	mux     *http.ServeMux
	api     *api.Inside
	visitor func(*http.Request) Visitor
	now     func() time.Time
	opened  []Opened
	// standing are the pages on which forms stand that are sent elsewhere.
	standing map[string]string
}

// Opened is which address is a page, or takes a form, and for whom.
type Opened struct {
	Pattern string
	Roles   []access.Role
}

// Rooms are all of them.
func (h *House) Rooms() []Opened { return slices.Clone(h.opened) }

// NewHouse makes an empty one. Visitor is whom the door has let in.
func NewHouse(inside *api.Inside, visitor func(*http.Request) Visitor, now func() time.Time) *House {
	return &House{mux: http.NewServeMux(), api: inside, visitor: visitor, now: now, standing: map[string]string{}}
}

// Open adds a room, for the roles that are named; for all others there is no such page.
func (h *House) Open(pattern string, room Room, roles ...access.Role) {
	h.opened = append(h.opened, Opened{pattern, roles})
	h.mux.HandleFunc(pattern, traced(pattern, func(w http.ResponseWriter, r *http.Request) {
		v, answers := h.visit(w, r), room
		if !slices.Contains(roles, v.Who.Role) {
			answers = missing
		}
		serve(v, answers)
	}))
}

// ServeHTTP shows the visitor to the room.
func (h *House) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if chosen := words.Language(r.URL.Query().Get("lang")); chosen == words.Chinese || chosen == words.English {
		h.switchLanguage(w, r, chosen)
		return
	}
	if r.Method == http.MethodGet && h.nearest(r.URL.Path) != r.URL.Path && h.roomOf(http.MethodPost, r.URL.Path) != "" {
		http.Redirect(w, r, h.PageOf(r.URL.Path), http.StatusSeeOther) //nolint:gosec // a page of ours
		return
	}
	if _, pattern := h.mux.Handler(r); pattern == "" {
		serve(h.visit(w, r), missing)
		return
	}
	h.mux.ServeHTTP(w, r)
}

// PageOf is the page of an address to which a form was sent: a refused form is shown there, and a reload, the other language, or a sign-in meanwhile
// asks for a page. It is what StandsOn has said, or the address itself where that is a page, or the nearest one above it.
func (h *House) PageOf(path string) string {
	if said, is := h.standing[h.roomOf(http.MethodPost, path)]; is {
		return said
	}
	return h.nearest(path)
}

// StandsOn says on which page a form stands that is sent to another address.
func (h *House) StandsOn(page, form string) { h.standing[form] = page }

func (h *House) nearest(path string) string {
	for at, form := path, h.roomOf(http.MethodPost, path); len(at) > len(first); at, form = at[:strings.LastIndexByte(at, '/')], "" {
		// /invoices/{id} is not the page of a form that is sent to /invoices/download.
		if room := h.roomOf(http.MethodGet, at); room != "" && (form == "" || strings.Count(room, "{") <= strings.Count(form, "{")) {
			return at
		}
	}
	return first
}

// first is everybody's first page; Live is where news are listened for.
const (
	first = "/console"
	Live  = "/console/live"
)

// roomOf is the pattern, without its method, of the room that answers; empty for none.
func (h *House) roomOf(method, path string) string {
	_, pattern := h.mux.Handler(&http.Request{Method: method, URL: &url.URL{Path: path}})
	_, pattern, _ = strings.Cut(pattern, " ")
	return pattern
}

func missing(*Visit) error {
	return &api.Problem{Status: http.StatusNotFound, Code: "not_found", Detail: notFound.EN + ".", DetailZH: notFound.ZH + "。"}
}

// Outside is a visit of somebody whom the door has not let in.
func Outside(w http.ResponseWriter, r *http.Request, now time.Time) *Visit {
	return &Visit{W: w, R: r, Say: Language(r), Theme: themeOf(r), Now: now}
}

func (h *House) visit(w http.ResponseWriter, r *http.Request) *Visit {
	return &Visit{Visitor: h.visitor(r), W: w, R: r, Say: Language(r), Theme: themeOf(r), Now: h.now(), api: h.api}
}

// Cookies that remember how somebody likes the pages; they say nothing about who it is.
const (
	languageCookie = "kaipiao-language"
	themeCookie    = "kaipiao-theme"
	aYear          = 365 * 24 * 60 * 60
)

// Language is what the visitor has chosen, or what its browser asks for.
func Language(r *http.Request) words.Language {
	if chosen, err := r.Cookie(languageCookie); err == nil {
		if l := words.Language(chosen.Value); l == words.Chinese || l == words.English {
			return l
		}
	}
	return words.Detect(r.Header.Get("Accept-Language"))
}

// switchLanguage remembers the language and shows the same page in it, under its clean address.
func (h *House) switchLanguage(w http.ResponseWriter, r *http.Request, chosen words.Language) {
	remember(w, r, languageCookie, string(chosen))
	query := r.URL.Query()
	query.Del("lang")
	to := *r.URL
	to.RawQuery = query.Encode()
	http.Redirect(w, r, to.RequestURI(), http.StatusSeeOther) //nolint:gosec // every address that comes here begins with /console
}

func themeOf(r *http.Request) string {
	if chosen, err := r.Cookie(themeCookie); err == nil && (chosen.Value == "light" || chosen.Value == "dark") {
		return chosen.Value
	}
	return ""
}

// RememberTheme keeps light or dark; anything else follows the visitor's system again.
func (v *Visit) RememberTheme(theme string) { remember(v.W, v.R, themeCookie, theme) }

func remember(w http.ResponseWriter, r *http.Request, name, value string) {
	http.SetCookie(w, &http.Cookie{ //nolint:gosec // it is no secret, and is read where there is no TLS too
		Name: name, Value: value, Path: "/console", MaxAge: aYear, SameSite: http.SameSiteLaxMode, HttpOnly: true, Secure: r.TLS != nil,
	})
}
