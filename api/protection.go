package api

import (
	"net/http"
	"strings"
)

// protecting are the headers by which browsers are told to do nothing with an answer but hand it to who asked for it.
var protecting = map[string]string{
	"X-Content-Type-Options":       "nosniff",
	"Referrer-Policy":              "no-referrer",
	"Content-Security-Policy":      "default-src 'none'; frame-ancestors 'none'; sandbox",
	"Cross-Origin-Opener-Policy":   "same-origin",
	"Cross-Origin-Resource-Policy": "same-origin",
}

// strictTransport has browsers come over https only, for a year.
const strictTransport = "max-age=31536000"

// What caches may keep. Everything under /v1 is somebody's own, files above all, so that no cache on the way and no browser's disk keeps
// any of it. Who has saved a file says so itself (If-None-Match), and is told that it is still right (304): that needs no cache. The
// OpenAPI document is asked about each time, and the files of its page change with a release only.
const (
	keptNowhere = "no-store"
	askedAbout  = "no-cache"
	keptAnHour  = "public, max-age=3600"
)

func cachingOf(path string) string {
	switch {
	case strings.HasPrefix(path, "/docs/assets/"):
		return keptAnHour
	case strings.HasPrefix(path, "/docs"), strings.HasPrefix(path, "/openapi."):
		return askedAbout
	default:
		return keptNowhere
	}
}

// protect sets them on every answer.
func protect(overHTTPS bool) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			header := w.Header()
			for name, value := range protecting {
				header.Set(name, value)
			}
			header.Set("Cache-Control", cachingOf(r.URL.Path))
			if overHTTPS {
				header.Set("Strict-Transport-Security", strictTransport)
			}
			next.ServeHTTP(w, r)
		})
	}
}
