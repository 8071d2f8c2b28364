package door

import (
	"context"
	"errors"
	"net/http"
	"net/url"

	"kaipiao/domain/actor"
	"kaipiao/office/sessions"
)

// paged knows on which page an address stands to which a form was sent.
type paged interface{ PageOf(path string) string }

// Require lets a page be seen by who is signed in, and a form be sent by a page of that session alone.
func (d *Door) Require(next http.Handler) http.Handler {
	pages, _ := next.(paged)
	return d.Protect(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		session, err := d.find(r)
		if errors.Is(err, sessions.ErrNone) {
			d.unknown(func(w http.ResponseWriter, r *http.Request) { d.turnAway(w, r, session, pages) })(w, r)
			return
		}
		if err != nil {
			d.fail(w, r, err)
			return
		}
		if !safe(r.Method) {
			if !d.readForm(w, r) {
				return
			}
			if !session.Made(r.PostFormValue(TokenField)) {
				d.refuse(w, r, http.StatusForbidden, foreignForm)
				return
			}
		}
		if !d.stillActs(w, r, session) {
			return
		}
		ctx := context.WithValue(actor.With(r.Context(), session.Who.Actor()), sessionKey{}, session)
		next.ServeHTTP(w, r.WithContext(d.withKept(ctx, w, r, session)))
	}))
}

// find is the session that a browser shows; with ErrNone the one that has ended, where it is known.
func (d *Door) find(r *http.Request) (sessions.Session, error) {
	value, held := d.held(r, "")
	if !held {
		return sessions.Session{}, sessions.ErrNone
	}
	return d.Sessions.Find(r.Context(), value, d.Hours, d.Now())
}

// stillActs reports whether a customer may still act for the account that it has switched to. Who may not is back at its own.
func (d *Door) stillActs(w http.ResponseWriter, r *http.Request, session sessions.Session) bool {
	if session.ActingFor == "" || r.URL.Path == signOutPath {
		return true
	}
	may, err := d.actsFor(r.Context(), session.Who, session.ActingFor)
	if err == nil && may {
		return true
	}
	if err == nil {
		err = d.Sessions.Switch(r.Context(), session, "")
	}
	if err != nil {
		d.fail(w, r, err)
		return false
	}
	d.refuse(w, r, http.StatusForbidden, noLonger)
	return false
}

// turnAway has somebody sign in who is not (any more), and keeps what it has typed.
func (d *Door) turnAway(w http.ResponseWriter, r *http.Request, before sessions.Session, pages paged) {
	known := before.Who.Subject != ""
	query := url.Values{}
	switch {
	case known && before.Revoked():
		query.Set("why", "revoked")
	case known:
		query.Set("why", "ended")
	}
	back := LocalPath(r.URL.RequestURI())
	if !safe(r.Method) {
		back = d.pageOf(r, pages)
		if known && !before.Revoked() && d.keep(w, r, before, back) {
			query.Set("why", "kept")
		}
	}
	if !wantsPage(r) {
		back = d.pageOf(r, pages)
	}
	query.Set("return_to", back)
	if known {
		d.unset(w, "")
	}
	where := signInPath + "?" + query.Encode()
	if !wantsPage(r) { // a part of a page would show the sign-in in the middle of it
		w.Header().Set("HX-Redirect", where)
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	http.Redirect(w, r, where, http.StatusSeeOther)
}

// pageOf is the page from which something was sent, where it is one of ours. Where a form was refused before, the browser names that form's address.
func (d *Door) pageOf(r *http.Request, pages paged) string {
	for _, said := range []string{r.Header.Get("HX-Current-URL"), r.Header.Get("Referer")} {
		page, err := url.Parse(said)
		if err != nil || page.Host != r.Host && page.Host != d.base.Host {
			continue
		}
		page.Fragment = ""
		at := page.RequestURI()
		if pages != nil && isLocal(at) && pages.PageOf(page.Path) != page.Path {
			at = pages.PageOf(page.Path)
		}
		if isLocal(at) {
			return at
		}
	}
	return home
}

func safe(method string) bool {
	return method == http.MethodGet || method == http.MethodHead || method == http.MethodOptions
}
