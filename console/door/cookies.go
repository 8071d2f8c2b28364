package door

import (
	"encoding/hex"
	"net/http"
	"time"

	"kaipiao/office/sessions"
)

// How our cookies are called. Under https a browser takes them from us alone, for all of our site and never in clear (__Host-).
const (
	cookieName   = "kaipiao"
	hostPrefix   = "__Host-"
	keptSuffix   = "-kept"
	signInSuffix = "-signin-"
)

// How long the browser keeps what leads to a session.
const (
	signInCookieLives = 10 * time.Minute
	keptCookieLives   = 30 * time.Minute
)

func (d *Door) cookieName(suffix string) string {
	if d.secure() {
		return hostPrefix + cookieName + suffix
	}
	return cookieName + suffix
}

// signInCookie is another one for each sign-in, so that two tabs may sign in at once.
func signInCookie(state sessions.Value) string {
	return signInSuffix + hex.EncodeToString(state.Mark())
}

// set gives the browser a value; without a time it keeps it until it is closed.
func (d *Door) set(w http.ResponseWriter, suffix string, value sessions.Value, lives time.Duration) {
	d.write(w, suffix, value.Text(), int(lives.Seconds()))
}

// unset has the browser forget it.
func (d *Door) unset(w http.ResponseWriter, suffix string) { d.write(w, suffix, "", -1) }

func (d *Door) write(w http.ResponseWriter, suffix, value string, age int) {
	http.SetCookie(w, &http.Cookie{ //nolint:gosec // in clear on this machine alone
		Name: d.cookieName(suffix), Value: value, Path: "/", MaxAge: age, HttpOnly: true, Secure: d.secure(), SameSite: http.SameSiteLaxMode,
	})
}

// held is the value that a browser shows. Where it shows several of one name, none is believed: somebody else has set one.
func (d *Door) held(r *http.Request, suffix string) (sessions.Value, bool) {
	shown := r.CookiesNamed(d.cookieName(suffix))
	if len(shown) != 1 {
		return sessions.Value{}, false
	}
	return sessions.ParseValue(shown[0].Value)
}
