// Package console is the pages for people (O8): customers, finance, vendors and auditors, in Chinese and English. They make the calls of the API in
// the same process, so that there is one judgement of what may be done; the buttons are the actions of each answer.
package console

import (
	"net/http"
	"time"

	"kaipiao/access"
	"kaipiao/api"
	"kaipiao/console/assets"
	"kaipiao/console/customer"
	"kaipiao/console/desk"
	"kaipiao/console/figures"
	"kaipiao/console/page"
)

// Options are what the pages work with.
type Options struct {
	API *api.Inside
	// Visitor is whom the door has let in.
	Visitor func(*http.Request) page.Visitor
	Now     func() time.Time
}

// everybody are the roles that have pages.
var everybody = []access.Role{access.Customer, access.Finance, access.Vendor, access.Auditor}

// New makes the handler of all pages, for visitors whom a door has let in.
func New(o Options) http.Handler {
	house := page.NewHouse(o.API, o.Visitor, o.Now)
	house.Open("GET /console", home, everybody...)
	customer.Open(house)
	desk.Open(house)
	figures.Open(house)
	house.Open("POST /console/theme", theme, everybody...)
	house.Open("POST /console/keys", keys, access.Finance, access.Auditor)
	return house
}

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
