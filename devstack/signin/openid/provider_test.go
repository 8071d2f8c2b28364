package openid_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/oauth2"

	"kaipiao/access"
	"kaipiao/access/issuers"
	"kaipiao/adapters/signin"
	"kaipiao/devstack/signin/openid"
)

const callback = "http://127.0.0.1:4711/callback"

// site is a provider, the API's verifier that trusts it by the file, and a browser that stops where it would leave the provider.
type site struct {
	*httptest.Server
	provider *openid.Provider
	verifier access.Verifier
	browser  *http.Client
	config   oauth2.Config
	dir      string
}

func open(t *testing.T) *site {
	t.Helper()
	s := &site{dir: t.TempDir()}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { s.provider.ServeHTTP(w, r) }))
	t.Cleanup(s.Close)
	s.restart(t)
	s.browser = &http.Client{CheckRedirect: func(r *http.Request, _ []*http.Request) error {
		if !strings.HasPrefix(r.URL.String(), s.URL) {
			return http.ErrUseLastResponse
		}
		return nil
	}}
	s.config = oauth2.Config{
		ClientID: openid.ConsoleClient, RedirectURL: callback, Scopes: []string{"openid"},
		Endpoint: oauth2.Endpoint{AuthURL: s.URL + "/authorize", TokenURL: s.URL + "/oauth/token", AuthStyle: oauth2.AuthStyleInParams},
	}
	return s
}

// restart begins anew with what was kept.
func (s *site) restart(t *testing.T) {
	t.Helper()
	made, err := openid.New(openid.Options{
		Issuer: s.URL, Audience: openid.Audience, Dir: s.dir, People: openid.People(), Claims: openid.StackClaims, ServiceSecret: "secret", Now: time.Now,
	})
	require.NoError(t, err)
	s.provider = made
	trusted, err := issuers.Parse(openid.IssuersFile(s.URL))
	require.NoError(t, err)
	s.verifier = signin.New(trusted[0], signin.Client())
}

// code is what the application is sent back with, after somebody has pressed a button.
func (s *site) code(t *testing.T, person string, options ...oauth2.AuthCodeOption) url.Values {
	t.Helper()
	page, err := s.browser.Get(s.config.AuthCodeURL("state", options...))
	require.NoError(t, err)
	defer page.Body.Close()
	shown, err := io.ReadAll(page.Body)
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, page.StatusCode, string(shown))
	require.Contains(t, string(shown), `value="`+person+`"`)
	require.Contains(t, page.Header.Get("Content-Security-Policy"), "frame-ancestors 'none'")
	back, err := s.browser.PostForm(s.URL+"/login", url.Values{"id": {page.Request.URL.Query().Get("id")}, "person": {person}})
	require.NoError(t, err)
	defer back.Body.Close()
	where, err := back.Location()
	require.NoError(t, err)
	require.True(t, strings.HasPrefix(where.String(), callback), where)
	require.Equal(t, "state", where.Query().Get("state"))
	return where.Query()
}

func (s *site) signIn(t *testing.T, person string) *oauth2.Token {
	t.Helper()
	verifier := oauth2.GenerateVerifier()
	got, err := s.config.Exchange(t.Context(), s.code(t, person, oauth2.S256ChallengeOption(verifier)).Get("code"), oauth2.VerifierOption(verifier))
	require.NoError(t, err)
	return got
}

// S4: everybody who can sign in is somebody here: a person for each role, and for each permission of finance.
func TestS4APersonForEachRoleAndPermission(t *testing.T) {
	s := open(t)
	roles, held := map[access.Role]bool{access.Service: true}, access.Permissions{}
	for _, person := range openid.People() {
		who, err := s.verifier.Verify(t.Context(), s.signIn(t, person.Name).AccessToken, time.Now())
		require.NoError(t, err, person.Name)
		require.Equal(t, "stack/"+person.Name, who.Subject)
		roles[who.Role], held = true, held.And(who.Permissions)
		require.LessOrEqual(t, len(who.Permissions.List()), 1, person.Name)
	}
	require.Len(t, roles, len(access.Roles()))
	require.Equal(t, access.AllPermissions(), held)
}

// S4: an ID token says to an application who signed in, and opens nothing.
func TestS4AnIDTokenOpensNothing(t *testing.T) {
	s := open(t)
	id, _ := s.signIn(t, "reviewer").Extra("id_token").(string)
	require.NotEmpty(t, id)
	_, err := s.verifier.Verify(t.Context(), id, time.Now())
	require.ErrorIs(t, err, access.ErrToken)
}

// S4: tokens outlive a restart, and a rotation of keys.
func TestS4TokensOutliveARestart(t *testing.T) {
	s := open(t)
	first := s.signIn(t, "auditor").AccessToken
	require.NoError(t, s.provider.Rotate())
	second := s.signIn(t, "auditor").AccessToken
	s.restart(t)
	for _, text := range []string{first, second} {
		_, err := s.verifier.Verify(t.Context(), text, time.Now())
		require.NoError(t, err)
	}
	info, err := os.Stat(filepath.Join(s.dir, "keys.json"))
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
}

// S4: nobody signs in without PKCE, with another's code, twice with one code, or to a place elsewhere; and no other site makes somebody press the button.
func TestS4SignInsThatAreRefused(t *testing.T) {
	s := open(t)
	verifier := oauth2.GenerateVerifier()
	exchange := func(code string, options ...oauth2.AuthCodeOption) error {
		_, err := s.config.Exchange(t.Context(), code, options...)
		return err
	}
	code := s.code(t, "reviewer", oauth2.S256ChallengeOption(verifier)).Get("code")
	require.NoError(t, exchange(code, oauth2.VerifierOption(verifier)))
	require.Error(t, exchange(code, oauth2.VerifierOption(verifier)), "a code is good once")
	code = s.code(t, "reviewer", oauth2.S256ChallengeOption(verifier)).Get("code")
	require.Error(t, exchange(code, oauth2.VerifierOption(oauth2.GenerateVerifier())), "somebody else's code")
	require.Error(t, exchange(s.code(t, "reviewer", oauth2.S256ChallengeOption(verifier)).Get("code")), "without what it was bound to")

	get := func(where string) (status int, at *url.URL) {
		response, err := s.browser.Get(where)
		require.NoError(t, err)
		defer response.Body.Close()
		if next, err := response.Location(); err == nil {
			return response.StatusCode, next
		}
		return response.StatusCode, response.Request.URL
	}
	_, where := get(s.config.AuthCodeURL("state"))
	require.Equal(t, "invalid_request", where.Query().Get("error"), "without PKCE")
	for _, elsewhere := range []string{"https://evil.example/callback", "http://127.0.0.1.evil.example/callback", "http://127.0.0.1:4711/other"} {
		config := s.config
		config.RedirectURL = elsewhere
		status, _ := get(config.AuthCodeURL("state", oauth2.S256ChallengeOption(verifier)))
		require.Equal(t, http.StatusBadRequest, status, elsewhere)
	}

	_, page := get(s.config.AuthCodeURL("state", oauth2.S256ChallengeOption(verifier)))
	for name, change := range map[string]func(*http.Request){
		"a form elsewhere":      func(r *http.Request) { r.Header.Set("Origin", "https://evil.example") },
		"a page of other sites": func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "cross-site") },
		"another name for us":   func(r *http.Request) { r.Host = "evil.example" },
	} {
		form := url.Values{"id": {page.Query().Get("id")}, "person": {"reviewer"}}
		request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.URL+"/login", strings.NewReader(form.Encode()))
		require.NoError(t, err)
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		change(request)
		response, err := s.browser.Do(request)
		require.NoError(t, err)
		require.NoError(t, response.Body.Close())
		require.GreaterOrEqual(t, response.StatusCode, 400, name)
	}
}

// S4: a service needs its secret, and the public client is no service.
func TestS4ClientsThatAreRefused(t *testing.T) {
	s := open(t)
	for name, c := range map[string]struct {
		id, secret string
		status     int
	}{
		"the service":                 {openid.ServiceClient, "secret", http.StatusOK},
		"another secret":              {openid.ServiceClient, "guessed", http.StatusBadRequest},
		"no secret":                   {openid.ServiceClient, "", http.StatusBadRequest},
		"the public client":           {openid.ConsoleClient, "", http.StatusBadRequest},
		"nobody who has been told of": {"other", "secret", http.StatusBadRequest},
	} {
		response, err := http.PostForm(s.URL+"/oauth/token", url.Values{"grant_type": {"client_credentials"}, "client_id": {c.id}, "client_secret": {c.secret}})
		require.NoError(t, err)
		require.NoError(t, response.Body.Close())
		if c.status == http.StatusOK {
			require.Equal(t, c.status, response.StatusCode, name)
		} else {
			require.GreaterOrEqual(t, response.StatusCode, c.status, name)
			require.Less(t, response.StatusCode, 500, name)
		}
	}
}

// S4: without passwords it serves this machine alone.
func TestS4TheSignInIsForThisMachineAlone(t *testing.T) {
	for address, fine := range map[string]bool{
		"127.0.0.1:8095": true, "localhost:8095": true, "[::1]:8095": true,
		"0.0.0.0:8095": false, ":8095": false, "[::]:8095": false, "10.0.0.1:8095": false, "example.com:8095": false, "8095": false,
	} {
		require.Equal(t, fine, openid.CheckAddress(address) == nil, address)
	}
}
