package door

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"

	"golang.org/x/oauth2"

	"kaipiao/access"
	"kaipiao/office/sessions"
)

// choose shows where one can sign in.
func (d *Door) choose(w http.ResponseWriter, r *http.Request) {
	if d.elsewhere(r) {
		http.Redirect(w, r, d.base.String()+signInPath+"?"+r.URL.RawQuery, http.StatusSeeOther) //nolint:gosec // a page of ours
		return
	}
	d.learn(r.Context())
	w.Header().Set("Content-Security-Policy", d.policy()) // its forms lead where the issuers' pages are
	view := SignInView{Action: signInPath, ReturnTo: LocalPath(r.FormValue("return_to"))}
	for _, issuer := range d.Issuers {
		view.Issuers = append(view.Issuers, issuer.Name())
	}
	if d.People != nil {
		view.People = slices.Clone(d.People.All)
	}
	if notice, known := notices[r.FormValue("why")]; known {
		view.Notice = &notice
	}
	d.Pages.SignIn(w, r, view)
}

// elsewhere reports whether somebody has opened localhost where 127.0.0.1 is meant, or the reverse: its cookies would not come back with it.
func (d *Door) elsewhere(r *http.Request) bool {
	at, err := url.Parse("http://" + r.Host)
	return err == nil && at.Host != d.base.Host && !d.secure() && loopback(at.Hostname()) && at.Port() == d.base.Port()
}

// learn has all issuers asked at once where their pages are. One that is away holds nobody up for long.
func (d *Door) learn(ctx context.Context) {
	var asking sync.WaitGroup
	for _, issuer := range d.Issuers {
		asking.Go(func() { issuer.Learn(ctx, d.Now()) })
	}
	asking.Wait()
}

// beginSignIn sends the browser to an issuer.
func (d *Door) beginSignIn(w http.ResponseWriter, r *http.Request) {
	if !d.readForm(w, r) {
		return
	}
	person, name := r.PostForm.Get("person"), r.PostForm.Get("issuer")
	switch {
	case person == "" && name == "" && len(d.Issuers) == 1:
		name = d.Issuers[0].Name()
	case person != "" && d.People == nil:
		d.refuse(w, r, http.StatusNotFound, notFound) // of the embedded stack alone
		return
	case person != "":
		name = d.People.Issuer
		if !slices.ContainsFunc(d.People.All, func(one Person) bool { return one.Name == person }) {
			d.refuse(w, r, http.StatusNotFound, notFound)
			return
		}
	}
	issuer, there := d.issuers[name]
	if !there {
		d.refuse(w, r, http.StatusNotFound, notFound)
		return
	}
	page, err := d.ask(w, r, issuer)
	if err == nil && person != "" {
		if page, err = d.People.Press(r.Context(), page, person, d.redirect()); err != nil {
			err = errors.Join(access.ErrIssuerAway, err)
		}
	}
	if err != nil {
		d.deny(w, r, name, err)
		return
	}
	http.Redirect(w, r, page, http.StatusSeeOther)
}

// ask remembers what is asked, for this browser, and is the page of the issuer to which it is sent.
func (d *Door) ask(w http.ResponseWriter, r *http.Request, issuer Issuer) (string, error) {
	begun := sessions.SignIn{
		Issuer: issuer.Name(), Nonce: sessions.NewValue().Text(), Verifier: oauth2.GenerateVerifier(), ReturnTo: LocalPath(r.PostForm.Get("return_to")),
	}
	asked := access.Asked{Redirect: d.redirect(), Nonce: begun.Nonce, Verifier: begun.Verifier}
	if _, err := issuer.Ask(r.Context(), asked, d.Now()); err != nil { // nothing is remembered for who is away
		return "", err
	}
	state, browser, err := d.Sessions.BeginSignIn(r.Context(), begun, d.Now())
	if err != nil {
		return "", err
	}
	d.set(w, signInCookie(state), browser, signInCookieLives)
	asked.State = state.Text()
	return issuer.Ask(r.Context(), asked, d.Now())
}

// endSignIn is where an issuer sends the browser back to.
func (d *Door) endSignIn(w http.ResponseWriter, r *http.Request) {
	said := r.URL.Query()
	state, good := sessions.ParseValue(said.Get("state"))
	browser, held := d.held(r, signInCookie(state))
	if !good || !held {
		d.refuse(w, r, http.StatusBadRequest, signInOver)
		return
	}
	d.unset(w, signInCookie(state))
	begun, err := d.Sessions.TakeSignIn(r.Context(), state, browser, d.Now())
	issuer, there := d.issuers[begun.Issuer]
	switch {
	case errors.Is(err, sessions.ErrNone), err == nil && !there:
		d.refuse(w, r, http.StatusBadRequest, signInOver)
		return
	case err != nil:
		d.fail(w, r, err)
		return
	}
	who, err := issuer.Answer(r.Context(), access.Answered{Code: said.Get("code"), Issuer: said.Get("iss"), Error: said.Get("error")},
		access.Asked{Redirect: d.redirect(), Nonce: begun.Nonce, Verifier: begun.Verifier}, d.Now())
	if err != nil {
		d.deny(w, r, begun.Issuer, err)
		return
	}
	before, _ := d.held(r, "")
	value, _, err := d.Sessions.Begin(r.Context(), sessions.Beginning{Who: who, Issuer: begun.Issuer, Before: before}, d.Hours, d.Now())
	if err != nil {
		d.deny(w, r, begun.Issuer, err)
		return
	}
	d.set(w, "", value, 0)
	http.Redirect(w, r, begun.ReturnTo, http.StatusSeeOther)
}

// deny says why somebody could not be signed in, to the person and to the log. Nothing that an issuer says of somebody is in there.
func (d *Door) deny(w http.ResponseWriter, r *http.Request, issuer string, err error) {
	status, text := answerTo(err)
	if status == http.StatusInternalServerError {
		d.fail(w, r, err)
		return
	}
	if d.denials.Allow() {
		slog.WarnContext(r.Context(), "a sign-in is denied", "issuer", issuer, "code", text.Code, "why", err)
	}
	if status == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", "10")
	}
	d.refuse(w, r, status, text)
}

func (d *Door) fail(w http.ResponseWriter, r *http.Request, err error) {
	if r.Context().Err() == nil {
		slog.ErrorContext(r.Context(), "the door of the pages fails", "error", err)
	}
	d.refuse(w, r, http.StatusInternalServerError, internal)
}

func (d *Door) refuse(w http.ResponseWriter, r *http.Request, status int, text Text) {
	d.Pages.Refused(w, r, status, text)
}

// wantsPage reports whether a whole page is asked for, and no part of one, or a stream.
func wantsPage(r *http.Request) bool {
	return r.Header.Get("HX-Request") == "" && r.Header.Get("HX-Request-Type") == "" && !strings.HasPrefix(r.Header.Get("Accept"), "text/event-stream")
}
