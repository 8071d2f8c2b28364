package page

import (
	"net/http"
	"slices"
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
	return &House{mux: http.NewServeMux(), api: inside, visitor: visitor, now: now}
}

// Open adds a room, for the roles that are named; for all others there is no such page.
func (h *House) Open(pattern string, room Room, roles ...access.Role) {
	h.opened = append(h.opened, Opened{pattern, roles})
	h.mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
		v, answers := h.visit(w, r), room
		if !slices.Contains(roles, v.Who.Role) {
			answers = missing
		}
		serve(v, answers)
	})
}

// ServeHTTP shows the visitor to the room.
func (h *House) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if chosen := words.Language(r.URL.Query().Get("lang")); chosen == words.Chinese || chosen == words.English {
		h.switchLanguage(w, r, chosen)
		return
	}
	if _, pattern := h.mux.Handler(r); pattern == "" {
		serve(h.visit(w, r), missing)
		return
	}
	h.mux.ServeHTTP(w, r)
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
