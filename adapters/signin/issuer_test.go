package signin_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/golang-jwt/jwt/v5"
	"github.com/stretchr/testify/require"

	"kaipiao/access/issuers"
	"kaipiao/access/token"
	"kaipiao/adapters/signin"
)

var now = time.Date(2026, 9, 18, 7, 0, 0, 0, time.UTC)

// keysOfTests are made once, because RSA takes its time.
var keysOfTests = sync.OnceValue(func() map[string]crypto.Signer {
	must := func(key crypto.Signer, err error) crypto.Signer {
		if err != nil {
			panic(err)
		}
		return key
	}
	long, err := rsa.GenerateKey(rand.Reader, 2048)
	other, otherErr := rsa.GenerateKey(rand.Reader, 2048)
	curve, curveErr := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	_, edwards, edwardsErr := ed25519.GenerateKey(rand.Reader)
	return map[string]crypto.Signer{"rsa": must(long, err), "other": must(other, otherErr), "ec": must(curve, curveErr), "ed": must(edwards, edwardsErr)}
})

// issuer is one that the test has in its hands: its keys, its answers, and how often it was asked.
type issuer struct {
	*httptest.Server
	asked atomic.Int64
	// answers may replace what a path answers.
	answers sync.Map
	mutex   sync.Mutex
	set     []jose.JSONWebKey
}

func newIssuer(t *testing.T) *issuer {
	t.Helper()
	i := &issuer{}
	keys := keysOfTests()
	i.publish(
		jose.JSONWebKey{KeyID: "rsa", Key: keys["rsa"].Public(), Use: "sig"},
		jose.JSONWebKey{KeyID: "ec", Key: keys["ec"].Public()},
		jose.JSONWebKey{KeyID: "ed", Key: keys["ed"].Public()},
	)
	i.Server = httptest.NewServer(http.HandlerFunc(i.serve))
	t.Cleanup(i.Close)
	return i
}

func (i *issuer) serve(w http.ResponseWriter, r *http.Request) {
	if other, replaced := i.answers.Load(r.URL.Path); replaced {
		other.(http.HandlerFunc)(w, r)
		return
	}
	switch r.URL.Path {
	case "/.well-known/openid-configuration":
		_ = json.NewEncoder(w).Encode(map[string]string{"issuer": i.URL, "jwks_uri": i.URL + "/keys?set=1"})
	case "/keys":
		i.asked.Add(1)
		i.mutex.Lock()
		defer i.mutex.Unlock()
		_ = json.NewEncoder(w).Encode(jose.JSONWebKeySet{Keys: i.set})
	default:
		http.NotFound(w, r)
	}
}

func (i *issuer) publish(set ...jose.JSONWebKey) {
	i.mutex.Lock()
	defer i.mutex.Unlock()
	i.set = set
}

// answer replaces what a path answers, until it is put back.
func (i *issuer) answer(path string, with http.HandlerFunc) { i.answers.Store(path, with) }
func (i *issuer) putBack(path string)                       { i.answers.Delete(path) }

// trusted is the issuer as the file says it.
func (i *issuer) trusted() issuers.Issuer {
	return issuers.Issuer{
		Name: "corp",
		Rules: token.Rules{
			Issuer: i.URL, Audience: "kaipiao", Algorithms: []string{"RS256", "ES256", "PS256", "EdDSA"}, Skew: 30 * time.Second, LongestLife: time.Hour,
		},
		Subject: issuers.ParsePath("sub"), Account: issuers.ParsePath("account"), Vendor: issuers.ParsePath("vendor"),
		Grants: []issuers.Grant{{Claim: issuers.ParsePath("groups"), Value: "auditors", Role: "auditor"}},
	}
}

func (i *issuer) verifier() *signin.Verifier { return signin.New(i.trusted(), signin.Client()) }

// good are the claims of a good token, with some of them changed; nil leaves one out.
func (i *issuer) good(changes ...any) jwt.MapClaims {
	claims := jwt.MapClaims{
		"iss": i.URL, "aud": []string{"other", "kaipiao"}, "sub": "alice", "groups": []string{"auditors"},
		"iat": now.Unix(), "nbf": now.Unix(), "exp": now.Add(time.Hour).Unix(),
	}
	for at := 0; at < len(changes); at += 2 {
		claims[changes[at].(string)] = changes[at+1]
		if changes[at+1] == nil {
			delete(claims, changes[at].(string))
		}
	}
	return claims
}

func sign(t *testing.T, method jwt.SigningMethod, kid any, key any, claims jwt.MapClaims) string {
	t.Helper()
	made := jwt.NewWithClaims(method, claims)
	made.Header["kid"] = kid
	if kid == nil {
		delete(made.Header, "kid")
	}
	text, err := made.SignedString(key)
	require.NoError(t, err)
	return text
}

// token is a good one, signed with a key of the tests under its name.
func (i *issuer) token(t *testing.T, kid string) string {
	t.Helper()
	return sign(t, jwt.SigningMethodRS256, kid, keysOfTests()["rsa"], i.good())
}
