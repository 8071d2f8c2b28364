package openid

import (
	"context"
	_ "embed"
	"html/template"
	"net/http"
)

//go:embed login.html
var loginPage string

var loginTemplate = template.Must(template.New("login").Parse(loginPage))

// login is the page with a button for each person.
type login struct {
	storage  *storage
	callback func(ctx context.Context, id string) string
}

func (l *login) show(w http.ResponseWriter, r *http.Request) {
	if _, err := l.storage.AuthRequestByID(r.Context(), r.FormValue("id")); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_ = loginTemplate.Execute(w, map[string]any{"ID": r.FormValue("id"), "People": l.storage.People})
}

func (l *login) signIn(w http.ResponseWriter, r *http.Request) {
	id := r.FormValue("id")
	if err := l.storage.signIn(id, r.FormValue("person")); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	http.Redirect(w, r, l.callback(r.Context(), id), http.StatusFound)
}
