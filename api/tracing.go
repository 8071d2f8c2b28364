package api

import (
	"net/http"
	"regexp"
	"strings"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"

	"kaipiao/tracing"
)

// anID is what the ids of objects look like.
var anID = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)

// objectsOf are what the parts of a route lead to whose ids may be seen in a trace. A seller's is its taxpayer number, and may not.
var objectsOf = map[string]string{
	"applications": "application", "invoices": "invoice", "tickets": "ticket", "accounts": "account", "exports": "export", "imports": "import",
	"reconciliations": "reconciliation", "red": "reversal",
}

// traced makes a span of each call, by its route and with the ids of what it found; never with what was asked or said (S6). Health is asked
// for too often to be of interest. Where nothing is traced it is not there.
func traced(next http.Handler) http.Handler {
	if !tracing.On() {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if unlimited[r.URL.Path] {
			next.ServeHTTP(w, r)
			return
		}
		r, ended := tracing.Serve(r)
		watched := middleware.NewWrapResponseWriter(w, r.ProtoMajor)
		next.ServeHTTP(watched, r)
		route := chi.RouteContext(r.Context()).RoutePattern()
		if watched.Status() < http.StatusBadRequest {
			noteObjects(r, route)
		}
		ended(route, watched.Status())
	})
}

// noteObjects notes which objects a call has found.
func noteObjects(r *http.Request, route string) {
	before := ""
	for part := range strings.SplitSeq(route, "/") {
		if what := objectsOf[before]; what != "" && strings.HasPrefix(part, "{") {
			if id := chi.URLParam(r, strings.Trim(part, "{}")); anID.MatchString(id) {
				tracing.Concerns(r.Context(), what, id)
			}
		}
		before = part
	}
}
