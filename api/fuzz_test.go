package api_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// O5: whatever stands in a cursor, every list answers with a page or says what is wrong.
func FuzzO5WhateverACursorSays(f *testing.F) {
	for _, seed := range []string{"", "0", "-1", "9223372036854775808", "\x00", "'; drop table invoices; --", strings.Repeat("a", 200), "01a21e98-e587", "%"} {
		f.Add(seed)
	}
	s := newService(f)
	s.account("acct")
	s.consumed(bill("c1", "acct", "300.00"))
	id := s.electronic()["id"]
	lists := []string{
		"/v1/accounts", "/v1/applications", "/v1/invoices", "/v1/invoices/" + id + "/timeline", "/v1/accounts/acct/invoices", "/v1/tickets",
		"/v1/operator-tasks", "/v1/reconciliations", "/v1/red-forms", "/v1/imports", "/v1/accounts/acct/invoiceable/records", "/v1/accounts/acct/titles",
	}
	f.Fuzz(func(t *testing.T, cursor string) {
		s.t = t
		for _, list := range lists {
			for _, written := range []string{cursor, base64.RawURLEncoding.EncodeToString([]byte(cursor))} {
				a := s.call(finance, get, list+"?cursor="+url.QueryEscape(written), nil)
				require.Less(t, a.status, 500, "%s: %s", list, a.bytes)
			}
		}
	})
}

// O5: whatever the courier and the tax provider push, signed as they sign, the answer is no failure of ours.
func FuzzO5WhateverIsCalledBack(f *testing.F) {
	for _, seed := range []string{
		`{}`, `[]`, `null`, `{"serial":"\u0000"}`, `{"number":""}`, `{"serial":"KP","number":"26117000000000000001"}`,
		`{"reference":"x","tracking_number":"y","status":"delivered","at":"2026-09-18T00:00:00Z"}`,
		`{"reference":"x","tracking_number":"y","status":"delivered","at":"0000-00-00T00:00:00Z"}`, `{"status":{"a":[1e400]}}`, "\xff", `{"serial":"KP"`,
	} {
		f.Add(seed)
	}
	f.Add(`{"Body":{"WaybillRoute":[{"mailno":"SF1","orderid":"x\u0000","acceptTime":"2026-09-18 10:00:00","opCode":"80","id":"1"}]}}`)
	f.Add(`{"Body":{"WaybillRoute":[{"mailno":"SF1","orderid":"x","acceptTime":"0000-01-01 00:00:00","opCode":80,"id":1}]}}`)
	s := newService(f)
	f.Fuzz(func(t *testing.T, body string) {
		s.t = t
		if body == "" {
			return // no body is another case: TestTheBodyIsJSONOfAModestSize
		}
		response, err := http.Post(s.url+"/v1/courier/sf/"+string(courierSecret), "application/json", strings.NewReader(body))
		require.NoError(t, err)
		require.NoError(t, response.Body.Close())
		require.Less(t, response.StatusCode, 500)
		for path, secret := range map[string][]byte{"/v1/courier/events": courierSecret, "/v1/provider/events": providerSecret} {
			signed := hmac.New(sha256.New, secret)
			signed.Write([]byte(body))
			a := s.call(nobody, post, path, body, "X-Signature", hex.EncodeToString(signed.Sum(nil)))
			require.Less(t, a.status, 500, "%s: %s", path, a.bytes)
		}
	})
}

// O5, F7: whatever is sent as a file of consumption, the form is taken, or refused with a sentence.
func FuzzO5WhateverIsImported(f *testing.F) {
	const boundary = "multipart/form-data; boundary=x"
	member := func(name, value string) string {
		return "--x\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n"
	}
	for _, seed := range []string{
		member("format", "focus") + member("file", "BilledCost\n1"), member("file", ""), member("rates", "USD=1e999999999") + member("file", "a"),
		member("scale", "-1") + member("file", "a"), member("id", "../x") + member("file", "a"), member("file", "a") + member("file", "b"), "",
	} {
		f.Add(boundary, seed+"--x--\r\n")
	}
	f.Add("multipart/form-data", "--x--")
	s := newService(f)
	f.Fuzz(func(t *testing.T, contentType, body string) {
		s.t = t
		if !isHeader(contentType) {
			return
		}
		a := s.call(upstream, post, "/v1/imports", body, "Content-Type", contentType)
		require.Less(t, a.status, 500, string(a.bytes))
	})
}
