package api_test

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/stretchr/testify/require"

	"kaipiao/access"
	"kaipiao/access/issuers"
	"kaipiao/access/token"
	"kaipiao/adapters/signin"
	"kaipiao/devstack/signin/openid"
)

// signedIn is a provider of OpenID Connect that this API trusts, with roles as Keycloak writes them.
func signedIn(t *testing.T, s *service) (*httptest.Server, *openid.Provider) {
	t.Helper()
	var served *openid.Provider
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { served.ServeHTTP(w, r) }))
	t.Cleanup(server.Close)
	var err error
	served, err = openid.New(openid.Options{
		Issuer: server.URL, Audience: openid.Audience, Dir: t.TempDir(), ServiceSecret: "secret",
		Claims: openid.StackClaims, Now: func() time.Time { return s.now },
	})
	require.NoError(t, err)
	trusted, err := issuers.Parse(openid.IssuersFile(server.URL))
	require.NoError(t, err)
	s.verifier = token.ByIssuer{token.LocalIssuer: issuer, server.URL: signin.New(trusted[0], signin.Client())}
	return server, served
}

// serviceToken is one that a service gets with its secret. The library dates it by the real clock.
func serviceToken(t *testing.T, server *httptest.Server) string {
	t.Helper()
	response, err := http.PostForm(server.URL+"/oauth/token", map[string][]string{
		"grant_type": {"client_credentials"}, "client_id": {openid.ServiceClient}, "client_secret": {"secret"},
	})
	require.NoError(t, err)
	defer response.Body.Close()
	var got struct {
		AccessToken string `json:"access_token"`
	}
	require.NoError(t, json.NewDecoder(response.Body).Decode(&got))
	require.NotEmpty(t, got.AccessToken, response.Status)
	return got.AccessToken
}

// S4: a service signs in at its issuer by client credentials, and calls; the issuer's keys rotate meanwhile.
func TestS4AServiceCallsByClientCredentials(t *testing.T) {
	s := newService(t)
	s.now = time.Now().UTC()
	server, served := signedIn(t, s)
	first := serviceToken(t, server)
	list := func(text string) answer {
		return s.call(nobody, http.MethodGet, "/v1/accounts", nil, "Authorization", "Bearer "+text)
	}
	require.Equal(t, http.StatusOK, list(first).status)
	require.NoError(t, served.Rotate())
	second := serviceToken(t, server)
	s.now = s.now.Add(11 * time.Second)
	require.Equal(t, http.StatusOK, list(second).status)
	require.Equal(t, http.StatusOK, list(first).status)
	s.must(nobody, http.MethodPut, "/v1/accounts/acct", object{
		"certification": object{"type": "none"}, "region": "mainland", "email": "a@example.test",
	}, "Authorization", "Bearer "+second)
}

// S4: what is answered to somebody who is not known: why, in both languages, and when to try again.
func TestS4WhoIsNotKnownIsToldWhy(t *testing.T) {
	s := newService(t)
	server, _ := signedIn(t, s)
	server.Close()
	away := shownFor(t, s, server.URL)
	for name, c := range map[string]struct {
		verifier access.Verifier
		text     string
		status   int
		code     string
		says     string
	}{
		"made up":                {issuer, "a.b.c", http.StatusUnauthorized, "unauthorized", "The token is not valid"},
		"no role":                {failing{access.ErrNoRole}, "x", http.StatusUnauthorized, "unauthorized", "nothing in it gives a role"},
		"several roles":          {failing{access.ErrSeveralRoles}, "x", http.StatusUnauthorized, "unauthorized", "several roles"},
		"without an account":     {failing{access.ErrIncomplete}, "x", http.StatusUnauthorized, "unauthorized", "a customer's account"},
		"an issuer that is away": {s.verifier, away, http.StatusServiceUnavailable, "sign_in_unavailable", "does not answer"},
	} {
		s.verifier = c.verifier
		a := s.call(nobody, http.MethodGet, "/v1/accounts", nil, "Authorization", "Bearer "+c.text)
		require.Equal(t, c.status, a.status, name)
		require.Equal(t, c.code, a.code(), name)
		require.Contains(t, a.body["detail"], c.says, name)
		s.saysWhyInBothLanguages(a)
		if c.status == http.StatusUnauthorized {
			require.Contains(t, a.header.Get("WWW-Authenticate"), "Bearer", name)
		} else {
			require.Equal(t, "10", a.header.Get("Retry-After"))
		}
	}
	a := s.call(nobody, http.MethodGet, "/v1/accounts", nil)
	require.Equal(t, "Bearer", a.header.Get("WWW-Authenticate"))
	s.verifier = nil
	require.Equal(t, http.StatusOK, s.call(upstream, http.MethodGet, "/v1/accounts", nil).status, "callers of other issuers never notice")
}

// failing makes nobody of everybody, in one way.
type failing struct{ why error }

// Verify says it.
func (f failing) Verify(context.Context, string, time.Time) (access.Identity, error) {
	return access.Identity{}, f.why
}

// shownFor is a token that could be an issuer's.
func shownFor(t *testing.T, s *service, issuer string) string {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(t, err)
	made := jwt.NewWithClaims(jwt.SigningMethodRS256, jwt.MapClaims{
		"iss": issuer, "aud": openid.Audience, "sub": "x", "iat": s.now.Unix(), "exp": s.now.Add(time.Hour).Unix(),
	})
	made.Header["kid"] = "k"
	text, err := made.SignedString(key)
	require.NoError(t, err)
	return text
}
