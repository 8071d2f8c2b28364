// Package console is the pages for people (O8): customers, finance, vendors and auditors, in Chinese and English. They make the calls of the API in
// the same process, so that there is one judgement of what may be done; the buttons are the actions of each answer.
package console

import (
	"net/http"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"

	"kaipiao/access"
	"kaipiao/api"
	"kaipiao/console/afterwards"
	"kaipiao/console/assets"
	"kaipiao/console/audit"
	"kaipiao/console/customer"
	"kaipiao/console/desk"
	"kaipiao/console/door"
	"kaipiao/console/exports"
	"kaipiao/console/figures"
	"kaipiao/console/live"
	"kaipiao/console/page"
	"kaipiao/console/signedin"
	"kaipiao/console/vendors"
)

// Options are what the pages work with.
type Options struct {
	API *api.Inside
	// Visitor is whom the door has let in; Handler finds it out by itself.
	Visitor func(*http.Request) page.Visitor
	// Accounts knows which accounts a customer may look at (A13); nil for its own alone.
	Accounts door.Accounts
	Now      func() time.Time
	// Changes is where it is read what happens while somebody looks.
	Changes live.Register
	// Sessions is where it is read who is signed in.
	Sessions signedin.Register
	// Replicated: lists are read in a copy of the database, which may not have yet what somebody has just done.
	Replicated bool
}

// everybody are the roles that have pages.
var everybody = []access.Role{access.Customer, access.Finance, access.Vendor, access.Auditor}

// New makes the handler of all pages, for visitors whom a door has let in.
func New(o Options) *page.House {
	house := page.NewHouse(o.API, o.Visitor, o.Now)
	house.Open("GET /console", home, everybody...)
	house.Open("GET "+page.Live, live.NewHub(o.Changes).Room, everybody...)
	customer.Open(house)
	afterwards.Open(house)
	desk.Open(house)
	vendors.Open(house)
	audit.Open(house)
	exports.Open(house)
	figures.Open(house)
	signedin.Open(house, o.Sessions, everybody...)
	house.Open("POST /console/theme", theme, everybody...)
	house.Open("POST /console/keys", keys, access.Finance, access.Auditor)
	return house
}

// Handler is everything under /console: the door, the pages behind it, and the files that they load. Whoever opens the door gives it
// entrance.Pages, which draw what it shows.
func Handler(o Options, opened *door.Door) http.Handler {
	o.Visitor = visitor(o.Accounts)
	pages := opened.Require(New(o))
	if o.Replicated {
		pages = newest(pages)
	}
	router := chi.NewRouter()
	router.Use(middleware.Compress(compression))
	router.Handle(assets.Prefix+"*", Assets())
	router.Group(opened.Routes)
	router.Handle("/console", pages)
	router.Handle("/console/*", pages)
	return router
}

// compression is how hard answers are made smaller: quickly.
const compression = 5

// Assets serves the style sheet and the scripts, to everybody.
func Assets() http.Handler { return assets.Handler() }

// home is where somebody's pages begin: customers are there.
func home(v *page.Visit) error {
	if v.IsCustomer() {
		return customer.Home(v)
	}
	return v.Go(page.HomeOf(v.Who.Role))
}

func theme(v *page.Visit) error {
	v.RememberTheme(v.Form("theme"))
	return v.Go(v.Back("/console"))
}

// keys switches single keys on or off (WCAG 2.1.4).
func keys(v *page.Visit) error {
	v.RememberKeys(v.Form("keys") != "off")
	return v.Go(v.Back("/console"))
}
