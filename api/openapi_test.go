package api_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTheServiceDescribesItself(t *testing.T) {
	s := newService(t)
	d := s.document()
	require.Equal(t, "3.1.0", d.OpenAPI)
	ids := map[string]bool{}
	for _, operations := range d.Paths {
		for _, op := range operations {
			require.False(t, ids[op.OperationID], "two calls are called %s", op.OperationID)
			ids[op.OperationID] = true
		}
	}
	// Every call of the surface that is there; a call that goes missing would be noticed here.
	require.Len(t, ids, len(samples))
}

// N1, O2: the calls that operators read of in the details of runs and in the documentation are there.
func TestTheCallsThatOperatorsReadOfAreThere(t *testing.T) {
	d, found := newService(t).document(), 0
	named := regexp.MustCompile("\\b(GET|POST|PUT|DELETE) (/v1/[a-z0-9/{}-]*[a-z}])`")
	hole := regexp.MustCompile(`\\{[^}]*\\}`)
	there := func(method, path string) bool {
		for template, operations := range d.Paths {
			_, known := operations[strings.ToLower(method)]
			if known && regexp.MustCompile("^"+hole.ReplaceAllString(regexp.QuoteMeta(template), "[^/]+")+"$").MatchString(path) {
				return true
			}
		}
		return false
	}
	for _, folder := range []string{"../workflows/*.go", "../docs/*.md", "../README.md"} {
		files, err := filepath.Glob(folder)
		require.NoError(t, err)
		for _, file := range files {
			text, err := os.ReadFile(file)
			require.NoError(t, err)
			for _, call := range named.FindAllStringSubmatch(string(text), -1) {
				found++
				require.True(t, there(call[1], call[2]), "%s names %s %s", file, call[1], call[2])
			}
		}
	}
	require.Greater(t, found, 20)
}

// Money never passes through a float: it is a string wherever it stands.
func TestMoneyIsAStringEverywhere(t *testing.T) {
	money := map[string]bool{
		"amount": true, "net": true, "tax": true, "gross": true, "total": true, "offset": true, "cash": true, "coupon": true, "rebate": true,
		"available": true, "reserved": true, "invoiced": true, "outstanding": true, "left": true, "fee": true, "rounding_drift": true,
		"tax_rate": true, "minimum": true, "electronic": true, "paper": true, "uncovered": true, "unreserved": true, "refunded": true,
	}
	d := newService(t).document()
	found := 0
	for name, of := range d.Components.Schemas {
		for member, s := range of.Properties {
			if !money[member] || d.resolve(s).Properties != nil {
				continue
			}
			found++
			require.True(t, s.is("string"), "%s.%s is %v", name, member, s.Type)
			require.False(t, s.is("number"))
		}
	}
	require.Greater(t, found, 30)
}

func TestTheDocumentationPageNeedsNobodyOutside(t *testing.T) {
	s := newService(t)
	page := s.call(nobody, http.MethodGet, "/docs", nil)
	require.Equal(t, http.StatusOK, page.status)
	require.Contains(t, page.header.Get("Content-Security-Policy"), "default-src 'self'")
	for _, reference := range regexp.MustCompile(`(?:src|href)="([^"]+)"`).FindAllSubmatch(page.bytes, -1) {
		path := string(reference[1])
		require.True(t, strings.HasPrefix(path, "/"), "%s is fetched from elsewhere", path)
		a := s.call(nobody, http.MethodGet, path, nil)
		require.Equal(t, http.StatusOK, a.status, path)
		require.NotEmpty(t, a.bytes, path)
	}
	require.Contains(t, string(page.bytes), "swagger-ui-bundle.js", "run make deps before the tests")
}

func TestHealthAndMetrics(t *testing.T) {
	s := newService(t)
	require.Equal(t, "ok", s.must(nobody, http.MethodGet, "/healthz", nil)["status"])
	require.Equal(t, "ready", s.must(nobody, http.MethodGet, "/readyz", nil)["status"])
	metrics := s.metrics()
	require.Contains(t, metrics, `kaipiao_http_request_seconds_count{call="/readyz"`)
	s.pool.Close()
	a := s.call(nobody, http.MethodGet, "/readyz", nil)
	require.Equal(t, http.StatusServiceUnavailable, a.status)
}

// O5: whatever is posted, the answer is no failure of ours, and a refusal changes nothing.
func FuzzO5WhateverIsPosted(f *testing.F) {
	for _, seed := range []string{
		`{"items":[]}`, `{"items":[{"id":"\u0000"}]}`, `{"items":null}`, `null`, `[[[]]]`, `{"kind":"ordinary","medium":"electronic","amount":"1e3"}`,
		`{"kind":"special","medium":"paper","consumptions":["a","a"],"title":{},"address":"x"}`, `{"amount":"-0.00"}`, "\xff\xfe",
		`{"at":"2026-02-30T00:00:00Z"}`,
		`{"items":[{"id":"r","consumption":"c1","cash":"0.01","reason":"refund","refunded_at":"2026-09-18T24:00:00+08:00"}]}`,
		`{"certification":{"type":"enterprise","name":"\ud800","taxpayer_id":"91110000802100433B"},"region":"mainland"}`,
		`{"title":"  ","default":true}`, `{"kind":"ordinary","medium":"electronic","amount":"9999999999999999.99"}`,
	} {
		f.Add(seed)
	}
	s := newService(f)
	s.account("acct")
	s.consumed(bill("c1", "acct", "100.00"))
	f.Fuzz(func(t *testing.T, body string) {
		s.t = t
		for operation, path := range map[string]string{
			"put": "/v1/accounts/acct", "post consumptions": "/v1/consumptions", "post refunds": "/v1/refunds", "post event": "/v1/consumptions/c1/delivered",
			"post title": "/v1/accounts/acct/titles", "post address": "/v1/accounts/acct/addresses", "post preview": "/v1/accounts/acct/applications/preview",
			"post application": "/v1/accounts/acct/applications",
		} {
			before := s.contents()
			a := s.call(upstream, strings.ToUpper(strings.Fields(operation)[0]), path, body, "Idempotency-Key", "k")
			require.Less(t, a.status, 500, "%s %q: %s", path, body, a.bytes)
			if a.status >= 400 {
				require.Equal(t, before, s.contents(), "%s %q", path, body)
				require.True(t, json.Valid(a.bytes))
			}
		}
	})
}

// S1: methods that somebody makes up are one method in the metrics.
func TestS1MadeUpMethodsAreOneInTheMetrics(t *testing.T) {
	s := newService(t)
	for n := range 20 {
		require.Equal(t, http.StatusMethodNotAllowed, s.call(nobody, fmt.Sprint("ZZ", n), "/v1/policy", nil).status)
	}
	metrics := s.metrics()
	require.NotContains(t, metrics, "ZZ")
	require.Contains(t, metrics, `method="other"`)
}
