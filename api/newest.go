package api

import (
	"context"
	"net/http"
	"strings"

	"kaipiao/office/tx"
)

// newest has lists read where everything is written, and not in a replica, for who asks for what no cache has: by Cache-Control (RFC 9111), with the words
// that browsers send where somebody reloads.
func newest(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if WantsNewest(r) {
			r = r.WithContext(Newest(r.Context()))
		}
		next.ServeHTTP(w, r)
	})
}

// Newest has the calls of our own pages do the same.
func Newest(ctx context.Context) context.Context { return tx.Newest(ctx) }

// WantsNewest reports whether a request says so.
func WantsNewest(r *http.Request) bool {
	for _, line := range r.Header.Values("Cache-Control") {
		for said := range strings.SplitSeq(line, ",") {
			switch strings.ToLower(strings.TrimSpace(said)) {
			case "no-cache", "no-store", "max-age=0":
				return true
			}
		}
	}
	return false
}
