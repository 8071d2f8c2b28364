package api_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/access"
	"kaipiao/api"
)

// protected: whatever is answered tells browsers to do nothing with it, and caches to keep nothing that is somebody's own. It is asked of
// every answer of every test of this package, and so of every operation by every role.
func (s *service) protected(path string, a answer) {
	s.t.Helper()
	for name, value := range map[string]string{
		"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Cross-Origin-Opener-Policy": "same-origin",
		"Cross-Origin-Resource-Policy": "same-origin",
	} {
		require.Equal(s.t, value, a.header.Get(name), path)
	}
	policy := a.header.Get("Content-Security-Policy")
	require.Contains(s.t, policy, "frame-ancestors 'none'", path)
	if path == "/docs" {
		require.NotContains(s.t, strings.Split(policy, "style-src")[0], "unsafe", "no script but those that we serve")
	} else {
		require.Contains(s.t, policy, "default-src 'none'", path)
	}
	if strings.HasPrefix(path, "/v1/") {
		require.Equal(s.t, "no-store", a.header.Get("Cache-Control"), path)
	}
	if a.status == http.StatusOK && !strings.Contains(a.header.Get("Content-Type"), "json") && strings.HasPrefix(path, "/v1/") {
		require.Contains(s.t, a.header.Get("Content-Disposition"), "attachment; ", path)
	}
}

// Every operation, without a token and with one of each role, and everything that is no operation.
func TestEveryAnswerIsProtected(t *testing.T) {
	s := newService(t)
	s.account("acct")
	seen := 0
	for path, operations := range s.document().Paths {
		for method := range operations {
			for _, who := range []access.Identity{nobody, upstream, stranger, finance, vendor, auditor} {
				s.call(who, strings.ToUpper(method), strings.NewReplacer("{", "", "}", "").Replace(path), nil)
				seen++
			}
		}
	}
	require.Greater(t, seen, 500)
	for path, caching := range map[string]string{
		"/docs": "no-cache", "/docs/start.js": "no-cache", "/docs/assets/swagger-ui.css": "public, max-age=3600", "/openapi.json": "no-cache",
		"/": "no-store", "/none": "no-store", "/healthz": "no-store", "/v1/none": "no-store",
	} {
		a := s.call(nobody, http.MethodGet, path, nil)
		require.Equal(t, caching, a.header.Get("Cache-Control"), path)
		require.Empty(t, a.header.Get("Strict-Transport-Security"), path)
	}
	s.call(nobody, http.MethodDelete, "/docs", nil)
}

// Who is reached by https says so to browsers.
func TestOverHTTPSBrowsersComeNoOtherWay(t *testing.T) {
	s := newService(t, func(o *api.Options) { o.OverHTTPS = true })
	require.Equal(t, "max-age=31536000", s.call(nobody, http.MethodGet, "/v1/policy", nil).header.Get("Strict-Transport-Security"))
}
