package door

import (
	"net/http"
	"slices"
	"strings"
)

// protecting are the headers by which browsers are told what a page may do: nothing but what is ours.
var protecting = map[string]string{
	"X-Content-Type-Options":       "nosniff",
	"X-Frame-Options":              "DENY",
	"Referrer-Policy":              "same-origin",
	"Cross-Origin-Opener-Policy":   "same-origin",
	"Cross-Origin-Resource-Policy": "same-origin",
	"Permissions-Policy":           "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
	"Cache-Control":                "no-store",
}

const strictTransport = "max-age=31536000"

// policy is what a page may load, and where its forms lead.
func (d *Door) policy() string {
	forms := []string{"'self'"}
	for _, issuer := range d.Issuers {
		for _, origin := range issuer.Origins() {
			if !slices.Contains(forms, origin) {
				forms = append(forms, origin)
			}
		}
	}
	return "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action " +
		strings.Join(forms, " ") + "; base-uri 'none'; frame-ancestors 'none'"
}

// Protect sets the headers of pages, and refuses what another site has a browser send. Require does so by itself.
func (d *Door) Protect(next http.Handler) http.Handler {
	guarded := d.crossing.Handler(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for name, value := range protecting {
			w.Header().Set(name, value)
		}
		w.Header().Set("Content-Security-Policy", d.policy())
		if d.secure() {
			w.Header().Set("Strict-Transport-Security", strictTransport)
		}
		guarded.ServeHTTP(w, r)
	})
}
