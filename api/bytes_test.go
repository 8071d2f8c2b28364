package api_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/access"
)

// S9: whatever bytes stand in the path, the query, a header or the body of any operation, by whomever, it is refused as malformed or not
// found, and never an error on our side.
func TestS9NoBytesAnywhereAreAnErrorOfOurs(t *testing.T) {
	s := newService(t)
	s.account("acct")
	before := s.contents()
	odd := []string{"%ff", "%00", "a%00b", "%c0%80", "%ed%a0%80", "..%2f..%2fetc", "%25", "%0d%0aX-Y:z", strings.Repeat("x", 9000)}
	seen, found := 0, false
	for path, operations := range s.document().Paths {
		for method, op := range operations {
			for n, bytes := range odd {
				at, query := path, "?limit="+bytes
				for _, parameter := range op.Parameters {
					switch parameter.In {
					case "path":
						at = strings.ReplaceAll(at, "{"+parameter.Name+"}", bytes)
					case "query":
						query += "&" + parameter.Name + "=" + bytes
					}
				}
				who := []access.Identity{upstream, customer, finance, vendor, auditor, nobody}[(seen+n)%6]
				for _, role := range []access.Identity{who, finance, upstream} {
					a := s.call(role, strings.ToUpper(method), at+query, "\xff{\"a\":\"\\u0000\"}", "Idempotency-Key", "\xff\xfe", "If-None-Match", "\xff",
						"Accept", "\xff", "Content-Language", "\xff", "X-Signature", "\xff", "Accept-Language", strings.Repeat("a,", 2000))
					require.Less(t, a.status, 500, "%s %s: %s", method, at, a.bytes)
					require.GreaterOrEqual(t, a.status, 200)
					require.Less(t, len(a.bytes), 128<<10, "no answer repeats what it was sent: %s", path)
					found = found || a.status == http.StatusBadRequest
					seen++
				}
			}
		}
	}
	require.True(t, found)
	require.Greater(t, seen, 2000)
	require.Equal(t, before, s.contents(), "nothing was changed")
	for _, path := range []string{
		"/%ff", "/docs/%ff", "/docs/assets/%ff", "/docs/assets/%00", "/docs/assets/..%2f", "/docs/assets/", "/openapi.json?%ff", "/v1/%ff",
	} {
		a := s.call(nobody, http.MethodGet, path, nil)
		require.Less(t, a.status, 500, "%s: %s", path, a.bytes)
	}
}

// S9: a body that is packed is not unpacked: what it grows to nobody knows.
func TestS9APackedBodyIsNotTaken(t *testing.T) {
	s := newService(t)
	s.refused(http.StatusUnsupportedMediaType, "unsupported_media_type", "", upstream, post, consumptions, "\x1f\x8b\x08", "Content-Encoding", "gzip")
}

// S5: what a caller sends is not sent back to it: the longest answer to a wrong body is short.
func TestS5AnAnswerDoesNotRepeatWhatWasSent(t *testing.T) {
	s := newService(t)
	long := strings.Repeat("甲", 20_000)
	for _, body := range []string{
		`{"items":"` + long + `"}`, `{"` + long + `":1}`, `{"items":[{"` + long + `":1}]}`, `{"items":[{"id":"` + long + `"}]}`,
		`{"items":[{"charge":"` + long + `"}]}`, `{"items":[{"cash":"` + long + `"}]}`, `{"items":[{"cash":` + strings.Repeat("9", 60_000) + `}]}`,
		`{"items":[{"paid_at":"` + long + `"}]}`,
	} {
		a := s.call(upstream, post, consumptions, body)
		require.Equal(t, http.StatusBadRequest, a.status)
		require.Less(t, len(a.bytes), 20<<10, "%.40s: %.300s", body, a.bytes)
	}
	word := strings.Repeat("x", 20_000)
	for _, path := range []string{"/v1/invoices?status=" + word, "/v1/invoices?" + word + "=1", "/v1/invoices/" + word} {
		a := s.call(finance, http.MethodGet, path, nil)
		require.Less(t, len(a.bytes), 4<<10, "%.300s", a.bytes)
	}
}
