package door

import (
	"errors"
	"net/http"
	"net/url"
	"strings"

	"kaipiao/office/sessions"
)

// showArrival shows a page with one button: a program that looks at links in mails opens it, and does not use it up.
func (d *Door) showArrival(w http.ResponseWriter, r *http.Request) {
	ticket, good := sessions.ParseValue(r.URL.Query().Get("ticket"))
	if !good {
		d.turnArrivalAway(w, r, sessions.ErrNone)
		return
	}
	link, err := d.Sessions.LookAtLink(r.Context(), ticket, d.Now())
	if err != nil {
		d.turnArrivalAway(w, r, err)
		return
	}
	view := ArriveView{Action: arrivePath, Ticket: ticket.Text(), Account: link.Account, Language: link.Language}
	if value, held := d.held(r, ""); held {
		session, err := d.Sessions.Find(r.Context(), value, d.Hours, d.Now())
		if err == nil && session.Who.Subject != link.Subject {
			view.SignedInAs = session.Who.Subject
		}
	}
	d.Pages.Arrive(w, r, view)
}

// arrive uses the link up.
func (d *Door) arrive(w http.ResponseWriter, r *http.Request) {
	if !d.readForm(w, r) {
		return
	}
	ticket, good := sessions.ParseValue(r.PostForm.Get("ticket"))
	if !good {
		d.turnArrivalAway(w, r, sessions.ErrNone)
		return
	}
	before, _ := d.held(r, "")
	value, _, link, err := d.Sessions.Arrive(r.Context(), ticket, before, d.Hours, d.Now())
	if err != nil {
		d.turnArrivalAway(w, r, err)
		return
	}
	d.set(w, "", value, 0)
	http.Redirect(w, r, inLanguage(LocalPath(link.ReturnTo), link.Language), http.StatusSeeOther)
}

func (d *Door) turnArrivalAway(w http.ResponseWriter, r *http.Request, err error) {
	switch {
	case errors.Is(err, sessions.ErrUsed):
		d.refuse(w, r, http.StatusGone, linkUsed)
	case errors.Is(err, sessions.ErrNone):
		d.refuse(w, r, http.StatusGone, linkOver)
	default:
		d.fail(w, r, err)
	}
}

// inLanguage has a page shown in a language: the page keeps it from then on.
func inLanguage(path, language string) string {
	if language == "" {
		return path
	}
	joined := "?"
	if strings.Contains(path, "?") {
		joined = "&"
	}
	return path + joined + "lang=" + url.QueryEscape(language)
}
