// Package signedin has the page on which somebody sees where it is signed in, and ends what it has forgotten to end.
package signedin

import (
	"context"
	"errors"
	"time"

	"kaipiao/access"
	"kaipiao/console/door"
	"kaipiao/console/page"
	"kaipiao/office/sessions"
)

// Register has the sessions of people.
type Register interface {
	List(ctx context.Context, subject string, most int32, now time.Time) ([]sessions.Session, error)
	EndNamed(ctx context.Context, who access.Identity, name string, now time.Time) error
}

// most is how many are shown; nobody has so many browsers.
const most = 100

// Open adds the rooms, for everybody. How all sessions are ended at once is the door's, which signs out at the issuer too.
func Open(house *page.House, register Register, roles ...access.Role) {
	house.Open("GET /console/sessions", func(v *page.Visit) error { return list(v, register) }, roles...)
	house.Open("POST /console/sessions/{name}/end", func(v *page.Visit) error { return end(v, register) }, roles...)
}

type listed struct {
	All []sessions.Session
	// Here is the name of the session in which the page is looked at.
	Here string
}

func list(v *page.Visit, register Register) error {
	all, err := register.List(v.R.Context(), v.Who.Subject, most, v.Now)
	if err != nil {
		return err
	}
	here, _ := door.SessionOf(v.R.Context())
	return v.Show(title, listPage(v, listed{all, here.Name}))
}

// end ends one session. One that has ended meanwhile needs nothing more.
func end(v *page.Visit, register Register) error {
	err := register.EndNamed(v.R.Context(), v.Who, v.Path("name"), v.Now)
	if err != nil && !errors.Is(err, sessions.ErrNone) {
		return err
	}
	return v.Go("/console/sessions")
}
