package api_test

import (
	"maps"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/stretchr/testify/require"

	"kaipiao/access"
)

// strangers are what a call may show instead of a good token, by what is wrong with it.
func strangers(t *testing.T, s *service) map[string]string {
	t.Helper()
	const secret = "signs the tokens of these tests, and is long"
	sign := func(key any, method jwt.SigningMethod, kid string, change jwt.MapClaims) string {
		claims := jwt.MapClaims{
			"iss": "kaipiao-local", "aud": "kaipiao", "sub": "x", "role": "service", "iat": s.now.Unix(), "exp": s.now.Add(time.Hour).Unix(),
		}
		for name, value := range change {
			if value == nil {
				delete(claims, name)
				continue
			}
			claims[name] = value
		}
		made := jwt.NewWithClaims(method, claims)
		if made.Header["kid"] = kid; kid == "" {
			delete(made.Header, "kid")
		}
		text, err := made.SignedString(key)
		require.NoError(t, err)
		return "Bearer " + text
	}
	ours := func(change jwt.MapClaims) string {
		return sign([]byte(secret), jwt.SigningMethodHS256, "tests", change)
	}
	found := map[string]string{
		"nothing": "", "no token": "Bearer ", "garbage": "Bearer x.y.z", "not a bearer": strings.TrimPrefix(ours(nil), "Bearer "), "basic": "Basic eDp5",
		"no signature":     sign(jwt.UnsafeAllowNoneSignatureType, jwt.SigningMethodNone, "tests", nil),
		"another key":      sign([]byte("another secret that is long enough for it"), jwt.SigningMethodHS256, "tests", nil),
		"another strength": sign([]byte(secret), jwt.SigningMethodHS512, "tests", nil), "an unknown key": sign([]byte(secret), jwt.SigningMethodHS256, "other", nil),
		"no key": sign([]byte(secret), jwt.SigningMethodHS256, "", nil),
	}
	for name, change := range map[string]jwt.MapClaims{
		"expired": {"iat": s.now.Add(-2 * time.Hour).Unix(), "exp": s.now.Add(-time.Hour).Unix()}, "of tomorrow": {"iat": s.now.Add(24 * time.Hour).Unix()},
		"not yet": {"nbf": s.now.Add(time.Hour).Unix()}, "never ends": {"exp": nil}, "never began": {"iat": nil},
		"lives for long": {"exp": s.now.Add(25 * time.Hour).Unix()}, "another issuer": {"iss": "https://evil.example"}, "no issuer": {"iss": nil},
		"for somebody else": {"aud": "another"}, "for nobody": {"aud": nil}, "a role that is none": {"role": "root"}, "no role": {"role": nil},
		"several roles": {"role": []string{"service", "finance"}}, "no subject": {"sub": nil}, "a customer of none": {"role": "customer"},
		"a vendor of none": {"role": "vendor"}, "a service of an account": {"account": "acct"}, "a service with permissions": {"permissions": []string{"reviewer"}},
		"a permission that is none": {"role": "finance", "permissions": []string{"everything"}}, "an ID token": {"at_hash": "x"},
	} {
		found[name] = ours(change)
	}
	require.Equal(t, http.StatusOK, s.call(nobody, get, "/v1/accounts", nil, "Authorization", ours(nil)).status, "these tokens are good but for one thing each")
	return found
}

// S4: no call takes a token that is not good, whatever is wrong with it and whatever it is about, and none of them changes anything.
func TestS4NoCallTakesATokenThatIsNotGood(t *testing.T) {
	s := newService(t)
	s.account("acct")
	bad, before := strangers(t, s), s.contents()
	for path, operations := range s.document().Paths {
		for method, op := range operations {
			if rolesOfCalls[op.OperationID] == "everybody" {
				continue
			}
			for name, header := range bad {
				a := sample{path: missing, header: map[string]string{"Authorization": header}}.send(s, strings.ToUpper(method), path)
				require.Equal(t, http.StatusUnauthorized, a.status, "%s with %s: %s", op.OperationID, name, a.bytes)
				require.Equal(t, "unauthorized", a.code(), "%s with %s", op.OperationID, name)
				require.True(t, strings.HasPrefix(a.header.Get("WWW-Authenticate"), "Bearer"), "%s with %s", op.OperationID, name)
			}
		}
	}
	require.Equal(t, before, s.contents())
}

// missing names what there is not, by what a path calls it.
var missing = map[string]string{
	"account": "nobody", "id": "01a00000-0000-7000-8000-000000000000", "task": "999999", "seller": "nobody", "webhook": "01a00000-0000-7000-8000-000000000000",
	"delivery": "999999", "material": "01a00000-0000-7000-8000-000000000000", "reversal": "01a00000-0000-7000-8000-000000000000",
}

// neverMissing are calls about what is made by them, or is there for everybody.
var neverMissing = map[string]bool{
	"put-accounts-account": true, "put-calendar-year": true, "get-templates-type": true,
	// The figures are there for everybody who may read them.
	"get-figures-figure": true, "get-figures-figure-table": true,
	// A seller of whom nothing is known has simply nothing to tell.
	"get-sellers-seller": true, "post-sellers-seller-pause": true, "post-sellers-seller-resume": true,
	"post-sellers-seller-login-code": true,
	// A list has what there is.
	"get-accounts-account-applications": true, "get-accounts-account-invoices": true, "get-accounts-account-titles": true,
	"get-accounts-account-addresses": true, "get-accounts-account-applications-summary": true, "get-accounts-account-invoices-summary": true,
}

// O1, O5: what there is not is missing for everybody who may ask for it, and is the same answer as what is somebody else's.
func TestO1WhatThereIsNotIsMissing(t *testing.T) {
	everybody := map[string]access.Identity{"s": upstream, "c": customer, "f": finance, "v": vendor, "a": auditor}
	for path, operations := range newService(t).document().Paths {
		for method, op := range operations {
			allowed := rolesOfCalls[op.OperationID]
			if !strings.Contains(path, "{") || allowed == "everybody" || neverMissing[op.OperationID] {
				continue
			}
			t.Run(op.OperationID, func(t *testing.T) {
				t.Parallel()
				s := newService(t)
				given := prepared(s, op.OperationID)
				before := s.contents()
				for name := range given.path {
					if value, known := missing[name]; known {
						given.path = maps.Clone(given.path)
						given.path[name] = value
					}
				}
				for letter, who := range everybody {
					if !strings.Contains(allowed, letter) {
						continue
					}
					given.who = who
					a := given.send(s, strings.ToUpper(method), path)
					require.Equal(t, http.StatusNotFound, a.status, "%s: %s", who.Role, a.bytes)
					require.Equal(t, "not_found", a.code(), string(who.Role))
				}
				require.Equal(t, before, s.contents())
			})
		}
	}
}
