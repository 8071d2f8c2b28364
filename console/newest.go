package console

import (
	"net/http"

	"kaipiao/api"
)

// wroteCookie is with a browser that has sent a form, for so many seconds: longer than a replica that is read may be behind. It is the browser that
// remembers it, because its next page may be another process's.
const (
	wroteCookie = "kaipiao-wrote"
	wroteLives  = 30
)

// drawnAnew is the header with which the script asks for the page again (assets/script/50-live.js).
const drawnAnew = "X-Live"

// newest has the lists of a page read where everything is written, and not in a replica: after somebody has sent a form, because people look at once what
// became of it; where a page is reloaded; and where it is drawn anew because something has happened.
func newest(pages http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			http.SetCookie(w, &http.Cookie{ //nolint:gosec // it is no secret, and is read where there is no TLS too
				Name: wroteCookie, Value: "1", Path: "/console", MaxAge: wroteLives, SameSite: http.SameSiteLaxMode, HttpOnly: true, Secure: r.TLS != nil,
			})
		}
		_, none := r.Cookie(wroteCookie)
		if r.Method == http.MethodPost || none == nil || r.Header.Get(drawnAnew) != "" || api.WantsNewest(r) {
			r = r.WithContext(api.Newest(r.Context()))
		}
		pages.ServeHTTP(w, r)
	})
}
