package page

import (
	"net/http"
	"strings"

	"github.com/go-chi/chi/v5/middleware"

	"kaipiao/tracing"
)

// traced makes a span of each visit to a room, by the room's address, never by what was asked or typed (S6). The calls that the page makes are in it, with
// the ids of what they found. Who listens for news stays for hours, and has none.
func traced(pattern string, room http.HandlerFunc) http.HandlerFunc {
	_, address, _ := strings.Cut(pattern, " ")
	if !tracing.On() || address == Live {
		return room
	}
	return func(w http.ResponseWriter, r *http.Request) {
		r, ended := tracing.Serve(r)
		watched := middleware.NewWrapResponseWriter(w, r.ProtoMajor)
		room(watched, r)
		ended(address, watched.Status())
	}
}
