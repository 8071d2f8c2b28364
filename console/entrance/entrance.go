// Package entrance draws the pages of the door: where somebody signs in, arrives by a link, or is refused.
package entrance

import (
	"log/slog"
	"net/http"
	"time"

	"github.com/a-h/templ"

	"kaipiao/access"
	"kaipiao/console/door"
	"kaipiao/console/page"
	"kaipiao/console/words"
)

// Pages are those of the door.
type Pages struct{ Now func() time.Time }

// SignIn is the page on which somebody chooses where to sign in.
func (p Pages) SignIn(w http.ResponseWriter, r *http.Request, view door.SignInView) {
	p.show(w, r, http.StatusOK, signIn, func(v *page.Visit) templ.Component { return signInPage(v, view, byRole(view.People)) })
}

// Arrive is the page with one button, for a customer who comes by a link.
func (p Pages) Arrive(w http.ResponseWriter, r *http.Request, view door.ArriveView) {
	p.show(w, r, http.StatusOK, welcome, func(v *page.Visit) templ.Component {
		switch view.Language {
		case string(words.Chinese), string(words.English):
			v.Say = words.Language(view.Language)
		}
		return arrivePage(v, view)
	})
}

// Refused says why something is not shown, or not done.
func (p Pages) Refused(w http.ResponseWriter, r *http.Request, status int, text door.Text) {
	p.show(w, r, status, refused, func(v *page.Visit) templ.Component { return refusedPage(v, text) })
}

func (p Pages) show(w http.ResponseWriter, r *http.Request, status int, title words.Text, draw func(*page.Visit) templ.Component) {
	v := page.Outside(w, r, p.Now())
	content := draw(v)
	if err := v.ShowAs(status, title, content); err != nil {
		slog.ErrorContext(r.Context(), "a page of the door failed", "error", err)
	}
}

// group are people of one role.
type group struct {
	Role   access.Role
	People []door.Person
}

// byRole groups people in the order in which the product is tried: a customer applies, finance decides.
func byRole(people []door.Person) (groups []group) {
	for _, role := range []access.Role{access.Customer, access.Finance, access.Vendor, access.Auditor} {
		one := group{Role: role}
		for _, person := range people {
			if person.Role == role {
				one.People = append(one.People, person)
			}
		}
		if len(one.People) > 0 {
			groups = append(groups, one)
		}
	}
	return groups
}

func said(text door.Text) words.Text { return words.Text{ZH: text.Chinese, EN: text.English} }
