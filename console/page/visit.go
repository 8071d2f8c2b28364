// Package page has what all pages share: a visit with its visitor, the frame around a page, and the parts that pages are made of.
package page

import (
	"bytes"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/a-h/templ"

	"kaipiao/access"
	"kaipiao/api"
	"kaipiao/console/door"
	"kaipiao/console/words"
	"kaipiao/domain/ids"
)

// Visitor is who looks at a page, as the door has found out.
type Visitor struct {
	Who access.Identity
	// Name is what the person is called on the page.
	Name string
	// CSRF is the token that every form of the visitor bears.
	CSRF string
	// Account is the one that a customer looks at: its own, or one of its group (A13). Accounts are those that it may look at, its own first.
	Account  ids.Account
	Accounts []ids.Account
	// Kept is what the visitor had typed on this page when its session ended; nil for most. KeptFor is where it had sent it.
	Kept    url.Values
	KeptFor string
}

// Person is the name of the visitor at its issuer, without which issuer that is.
func (v Visitor) Person() string { return v.Name[strings.LastIndexByte(v.Name, '/')+1:] }

// ofAccount names the account that a customer looks at, in the title of a window: people have several open.
func (v Visitor) ofAccount() string {
	if v.Account == "" {
		return ""
	}
	return " · " + string(v.Account)
}

// Visit is one look at a page, or one form that is handed in.
type Visit struct {
	Visitor
	W   http.ResponseWriter
	R   *http.Request
	Say words.Language
	// Theme is light or dark where the visitor has chosen one; empty for what its system says.
	Theme string
	Now   time.Time
	// Problem is why a form was not taken; nil for one that was, or for none.
	Problem *Problem
	api     *api.Inside
}

// Text says a text in the visitor's language.
func (v *Visit) Text(t words.Text) string { return t.In(v.Say) }

// Form is a field of the form that is handed in, or of the address, or of a form that was kept; without blanks around it.
func (v *Visit) Form(name string) string {
	if kept, there := v.Kept[name]; there && len(kept) > 0 && v.R.Method == http.MethodGet {
		return strings.TrimSpace(kept[0])
	}
	return strings.TrimSpace(v.R.FormValue(name))
}

// Path is a part of the address.
func (v *Visit) Path(name string) string { return v.R.PathValue(name) }

// Get reads from the API.
func (v *Visit) Get(path string, result any) error {
	return v.api.Call(v.R.Context(), v.Who, http.MethodGet, path, nil, result)
}

// Call makes another call of the API, with a body or none; headers are names and values in turn.
func (v *Visit) Call(method, path string, body, result any, headers ...string) error {
	return v.api.Call(v.R.Context(), v.Who, method, path, body, result, headers...)
}

// API is the surface behind the pages, for files.
func (v *Visit) API() *api.Inside { return v.api }

// Go sends the visitor to another of our pages, after a form was taken.
func (v *Visit) Go(path string) error {
	http.Redirect(v.W, v.R, path, http.StatusSeeOther)
	return nil
}

// Back is the page that a form names in return_to, or another one where it names none of ours.
func (v *Visit) Back(otherwise string) string {
	if to := v.R.FormValue("return_to"); to != "" {
		return door.LocalPath(to)
	}
	return otherwise
}

// Here is the address of the page with some of its parameters changed; an empty value takes one away. A changed filter
// begins at the first page; another language does not.
func (v *Visit) Here(changes ...string) string {
	query := url.Values{}
	for name, values := range v.R.URL.Query() {
		query[name] = values
	}
	for n := 0; n+1 < len(changes); n += 2 {
		if changes[n] != "lang" {
			query.Del("cursor")
		}
		query.Del(changes[n])
		if changes[n+1] != "" {
			query.Set(changes[n], changes[n+1])
		}
	}
	if len(query) == 0 {
		return v.R.URL.Path
	}
	return v.R.URL.Path + "?" + query.Encode()
}

// Room answers visits of one address.
type Room func(*Visit) error

// Show answers with a whole page.
func (v *Visit) Show(title words.Text, content templ.Component) error {
	return v.ShowAs(http.StatusOK, title, content)
}

// ShowAs answers with a whole page and a status. It is written when it is complete, so that no page ends in its midst.
func (v *Visit) ShowAs(status int, title words.Text, content templ.Component) error {
	var written bytes.Buffer
	if err := frame(v, title, content).Render(v.R.Context(), &written); err != nil {
		return err
	}
	answer := written.Bytes()
	if v.Kept != nil && v.R.Method == http.MethodGet {
		answer = refilled(answer, v.KeptFor, v.Kept)
	}
	v.W.Header().Set("Content-Type", "text/html; charset=utf-8")
	v.W.Header().Set("Cache-Control", "no-store")
	v.W.Header().Add("Vary", "Cookie")
	v.W.WriteHeader(status)
	_, err := v.W.Write(answer)
	return err
}

// ShowPart answers htmx with a part of a page.
func (v *Visit) ShowPart(status int, content templ.Component) error {
	var written bytes.Buffer
	if err := content.Render(v.R.Context(), &written); err != nil {
		return err
	}
	v.W.Header().Set("Content-Type", "text/html; charset=utf-8")
	v.W.Header().Set("Cache-Control", "no-store")
	v.W.WriteHeader(status)
	_, err := v.W.Write(written.Bytes())
	return err
}

// WantsPart reports whether htmx asks, which needs a part of a page only.
func (v *Visit) WantsPart() bool { return v.R.Header.Get("HX-Request") == "true" }

// serve answers a visit; what went wrong is a page too.
func serve(v *Visit, room Room) {
	err := room(v)
	if err == nil || v.R.Context().Err() != nil { // nobody waits for it any more
		return
	}
	problem := ProblemOf(err)
	if problem.Status >= http.StatusInternalServerError {
		slog.ErrorContext(v.R.Context(), "a page failed", "path", v.R.URL.Path, "error", err)
	}
	if err := v.ShowAs(problem.Status, problem.Title(), refusedPage(v, problem)); err != nil {
		slog.ErrorContext(v.R.Context(), "a page failed", "path", v.R.URL.Path, "error", err)
	}
}

// ProblemOf is what a page says of an error: what the API has answered, or that something is wrong on our side.
func ProblemOf(err error) *Problem {
	var answered *api.Problem
	if errors.As(err, &answered) {
		return &Problem{*answered}
	}
	return &Problem{api.Problem{Status: http.StatusInternalServerError, Code: "internal", Detail: ours.EN, DetailZH: ours.ZH}}
}
