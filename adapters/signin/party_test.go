package signin_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/stretchr/testify/require"

	"kaipiao/access"
	"kaipiao/access/issuers"
	"kaipiao/adapters/signin"
)

const back = "https://invoices.example.com/console/callback"

var asked = access.Asked{Redirect: back, State: "state", Nonce: "nonce", Verifier: "verifier-of-43-characters-at-least-as-rfc-7636-says"}

// party is our client at the issuer, which answers with these tokens; heard is what it was asked with.
func (i *issuer) party(t *testing.T, secret, idToken, accessToken string, more map[string]any) (*signin.Party, *url.Values) {
	t.Helper()
	heard := &url.Values{}
	i.answer("/.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		said := map[string]any{
			"issuer": i.URL, "jwks_uri": i.URL + "/keys", "authorization_endpoint": i.URL + "/authorize?tenant=1", "token_endpoint": i.URL + "/token",
		}
		for name, value := range more {
			said[name] = value
		}
		_ = json.NewEncoder(w).Encode(said)
	})
	i.answer("/token", func(w http.ResponseWriter, r *http.Request) {
		_ = r.ParseForm()
		*heard = r.PostForm
		if id, password, basic := r.BasicAuth(); basic {
			heard.Set("basic", id+":"+password)
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(map[string]any{"token_type": "Bearer", "access_token": accessToken, "id_token": idToken})
	})
	trusted := i.trusted()
	trusted.Console = &issuers.Console{Client: "console", Secret: secret, Scopes: []string{"openid", "roles"}}
	return signin.NewParty(trusted, signin.Client()), heard
}

// id is an ID token for our client, with some claims changed.
func (i *issuer) id(t *testing.T, changes ...any) string {
	t.Helper()
	return sign(t, jwt.SigningMethodRS256, "rsa", keysOfTests()["rsa"], i.good(append([]any{"aud", "console", "nonce", "nonce"}, changes...)...))
}

// S4: the access token says who somebody is where it is one for us; otherwise the ID token does.
func TestS4WhoIsSignedIn(t *testing.T) {
	i := newIssuer(t)
	ours := sign(t, jwt.SigningMethodRS256, "rsa", keysOfTests()["rsa"], i.good("groups", []string{"auditors"}))
	for name, c := range map[string]struct{ id, access string }{
		"by the access token":                 {i.id(t, "groups", nil), ours},
		"by the ID token, the other is blind": {i.id(t), "opaque"},
		"by the ID token, the other is not for us": {
			i.id(t, "at_hash", "x", "typ", "ID"), sign(t, jwt.SigningMethodRS256, "rsa", keysOfTests()["rsa"], i.good("aud", "graph")),
		},
		"of several audiences": {i.id(t, "aud", []string{"console", "other"}, "azp", "console"), "opaque"},
	} {
		party, heard := i.party(t, "", c.id, c.access, nil)
		who, err := party.Answer(t.Context(), access.Answered{Code: "code"}, asked, now)
		require.NoError(t, err, name)
		require.Equal(t, access.Identity{Subject: "corp/alice", Role: access.Auditor}, who, name)
		require.Equal(t, "console", heard.Get("client_id"))
		require.Equal(t, asked.Verifier, heard.Get("code_verifier"))
		require.Equal(t, back, heard.Get("redirect_uri"))
	}
	party, _ := i.party(t, "", "", "", nil)
	page, err := party.Ask(t.Context(), asked, now)
	require.NoError(t, err)
	where, err := url.Parse(page)
	require.NoError(t, err)
	query := where.Query()
	require.Equal(t, "1", query.Get("tenant"))
	require.Equal(t, "S256", query.Get("code_challenge_method"))
	require.NotContains(t, page, asked.Verifier)
	require.Equal(t, []string{"code", "openid roles", "state", "nonce"}, []string{
		query.Get("response_type"), query.Get("scope"), query.Get("state"), query.Get("nonce"),
	})
}

// S4: a client with a secret shows it as its issuer wants it.
func TestS4AClientShowsItsSecret(t *testing.T) {
	i := newIssuer(t)
	for _, c := range []struct {
		methods []string
		basic   string
	}{{nil, "console:se cret"}, {[]string{"client_secret_post", "client_secret_basic"}, "console:se cret"}, {[]string{"client_secret_post"}, ""}} {
		more := map[string]any{}
		if c.methods != nil {
			more["token_endpoint_auth_methods_supported"] = c.methods
		}
		party, heard := i.party(t, "se cret", i.id(t), "opaque", more)
		_, err := party.Answer(t.Context(), access.Answered{Code: "code"}, asked, now)
		require.NoError(t, err)
		shown, err := url.QueryUnescape(heard.Get("basic"))
		require.NoError(t, err)
		require.Equal(t, c.basic, shown)
		require.Equal(t, c.basic == "", heard.Get("client_secret") == "se cret")
	}
}

// S4: an ID token has to answer our question, for our client, and now.
func TestS4IDTokensThatSignNobodyIn(t *testing.T) {
	i := newIssuer(t)
	keys := keysOfTests()
	other := i.good("aud", "console", "nonce", "nonce")
	for name, text := range map[string]string{
		"none":                             "",
		"no nonce":                         i.id(t, "nonce", nil),
		"another nonce":                    i.id(t, "nonce", "other"),
		"an access token of ours":          i.id(t, "aud", "kaipiao"),
		"for another application":          i.id(t, "aud", "other"),
		"made for another application":     i.id(t, "azp", "other"),
		"for several, and it is not said":  i.id(t, "aud", []string{"console", "other"}),
		"ended":                            i.id(t, "iat", now.Add(-time.Hour).Unix(), "exp", now.Add(-time.Minute).Unix()),
		"lives too long":                   i.id(t, "exp", now.Add(2*time.Hour).Unix()),
		"another issuer":                   i.id(t, "iss", "https://evil.example"),
		"a refresh token":                  i.id(t, "typ", "Refresh"),
		"another key":                      sign(t, jwt.SigningMethodRS256, "rsa", keys["other"], other),
		"no signature":                     sign(t, jwt.SigningMethodNone, "rsa", jwt.UnsafeAllowNoneSignatureType, other),
		"signed with the client's secret":  sign(t, jwt.SigningMethodHS256, "rsa", []byte("secret"), other),
		"an access token by what it says":  typed(t, "at+jwt", other),
		"one of another kind by its head":  typed(t, "logout+jwt", other),
		"of another person than the other": i.id(t, "sub", "mallory"),
	} {
		party, _ := i.party(t, "", text, i.token(t, "rsa"), nil)
		_, err := party.Answer(t.Context(), access.Answered{Code: "code"}, asked, now)
		require.ErrorIs(t, err, access.ErrToken, name)
	}
	party, _ := i.party(t, "", i.id(t, "nonce", ""), "opaque", nil)
	empty := asked
	empty.Nonce = ""
	_, err := party.Answer(t.Context(), access.Answered{Code: "code"}, empty, now)
	require.ErrorIs(t, err, access.ErrToken, "without a question there is no answer")
}

func typed(t *testing.T, kind string, claims jwt.MapClaims) string {
	t.Helper()
	made := jwt.NewWithClaims(jwt.SigningMethodRS256, claims)
	made.Header["kid"], made.Header["typ"] = "rsa", kind
	text, err := made.SignedString(keysOfTests()["rsa"])
	require.NoError(t, err)
	return text
}

// S4: who answers is the issuer that was asked (RFC 9207), and an issuer that says no is not one that is away.
func TestS4AnotherIssuersAnswerIsNone(t *testing.T) {
	i := newIssuer(t)
	party, _ := i.party(t, "", i.id(t), "opaque", map[string]any{"authorization_response_iss_parameter_supported": true})
	for name, answered := range map[string]access.Answered{
		"nobody says so": {Code: "code"}, "another": {Code: "code", Issuer: "https://evil.example"}, "no code": {Issuer: i.URL},
		"it says no": {Issuer: i.URL, Error: "access_denied"}, "in other words": {Issuer: i.URL, Error: "<script>王伟"},
	} {
		_, err := party.Answer(t.Context(), answered, asked, now)
		require.ErrorIs(t, err, access.ErrNotSignedIn, name)
		require.NotContains(t, err.Error(), "王伟")
	}
	_, err := party.Answer(t.Context(), access.Answered{Code: "code", Issuer: i.URL}, asked, now)
	require.NoError(t, err)
	no, away := access.ErrNotSignedIn, access.ErrIssuerAway
	for status, why := range map[int]error{400: no, 401: no, 302: no, 429: away, 502: away} {
		i.answer("/token", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", "https://evil.example")
			w.WriteHeader(status)
		})
		_, err := party.Answer(t.Context(), access.Answered{Code: "code", Issuer: i.URL}, asked, now)
		require.ErrorIs(t, err, why, status)
	}
}

// S4: where an issuer signs people in is asked of the issuer, believed where it can be, and remembered while it is away.
func TestS4WhereAnIssuerSignsPeopleIn(t *testing.T) {
	for name, more := range map[string]map[string]any{
		"another issuer":      {"issuer": "https://evil.example"},
		"no page":             {"authorization_endpoint": ""},
		"in clear, elsewhere": {"authorization_endpoint": "http://evil.example/authorize"},
		"a script":            {"authorization_endpoint": "javascript:alert(1)"},
		"no tokens":           {"token_endpoint": ""},
		"tokens in clear":     {"token_endpoint": "http://10.0.0.1/token"},
		"out in clear":        {"end_session_endpoint": "http://evil.example/out"},
	} {
		i := newIssuer(t)
		party, _ := i.party(t, "", "", "", more)
		_, err := party.Ask(t.Context(), asked, now)
		require.ErrorIs(t, err, access.ErrIssuerAway, name)
		require.Equal(t, []string{i.URL}, party.Origins(), name)
	}
	i := newIssuer(t)
	const login = "https://login.example.com"
	party, _ := i.party(t, "", "", "", map[string]any{"authorization_endpoint": login + "/authorize", "end_session_endpoint": login + "/out?x=1"})
	party.Learn(t.Context(), now)
	require.Equal(t, []string{i.URL, "https://login.example.com"}, party.Origins())
	require.Equal(t, login+"/out?client_id=console&post_logout_redirect_uri=https%3A%2F%2Fa.example%2F&x=1",
		party.SignOut(t.Context(), "https://a.example/", now))
	i.answer("/.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) })
	_, err := party.Ask(t.Context(), asked, now.Add(time.Hour))
	require.NoError(t, err, "what it said before")
	_, err = party.Ask(t.Context(), asked, now.Add(25*time.Hour))
	require.ErrorIs(t, err, access.ErrIssuerAway, "but not for ever")
	require.Empty(t, party.SignOut(t.Context(), "https://a.example/", now.Add(25*time.Hour)))
}
