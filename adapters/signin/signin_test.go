package signin_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/golang-jwt/jwt/v5"
	"github.com/stretchr/testify/require"

	"kaipiao/access"
)

// S4: a good token of each algorithm says who calls.
func TestS4GoodTokensOfAnIssuer(t *testing.T) {
	i, keys := newIssuer(t), keysOfTests()
	at := func(from time.Duration) int64 { return now.Add(from).Unix() }
	ours := func(changes ...any) string {
		return sign(t, jwt.SigningMethodES256, "ec", keys["ec"], i.good(changes...))
	}
	for name, text := range map[string]string{
		"RS256":                       sign(t, jwt.SigningMethodRS256, "rsa", keys["rsa"], i.good()),
		"PS256":                       sign(t, jwt.SigningMethodPS256, "rsa", keys["rsa"], i.good()),
		"ES256":                       sign(t, jwt.SigningMethodES256, "ec", keys["ec"], i.good()),
		"EdDSA":                       sign(t, jwt.SigningMethodEdDSA, "ed", keys["ed"], i.good()),
		"an audience alone":           ours("aud", "kaipiao"),
		"clocks differ a little":      ours("nbf", at(29*time.Second), "iat", at(29*time.Second)),
		"it has just ended elsewhere": ours("iat", at(-time.Hour), "exp", at(-29*time.Second)),
	} {
		who, err := i.verifier().Verify(t.Context(), text, now)
		require.NoError(t, err, name)
		require.Equal(t, access.Identity{Subject: "corp/alice", Role: access.Auditor}, who, name)
	}
}

// S4: every way in which a token must not be trusted.
func TestS4TokensOfAnIssuerThatMustNotBeTrusted(t *testing.T) {
	i, keys := newIssuer(t), keysOfTests()
	verifier := i.verifier()
	public, err := x509.MarshalPKIXPublicKey(keys["rsa"].Public())
	require.NoError(t, err)
	inPEM := pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: public})
	ours := func(claims jwt.MapClaims) string { return sign(t, jwt.SigningMethodES256, "ec", keys["ec"], claims) }
	spoilt := func(text string) string { return text[:len(text)-6] + "AAAAAA" }
	for name, text := range map[string]string{
		"empty":                                  "",
		"garbage":                                "a.b.c",
		"no signature":                           sign(t, jwt.SigningMethodNone, "rsa", jwt.UnsafeAllowNoneSignatureType, i.good()),
		"signed with the public key as a secret": sign(t, jwt.SigningMethodHS256, "rsa", inPEM, i.good()),
		"signed with its bytes as a secret":      sign(t, jwt.SigningMethodHS256, "rsa", public, i.good()),
		"an algorithm that is not on the list":   sign(t, jwt.SigningMethodRS512, "rsa", keys["rsa"], i.good()),
		"another key under its name":             sign(t, jwt.SigningMethodRS256, "rsa", keys["other"], i.good()),
		"a key of another kind":                  sign(t, jwt.SigningMethodRS256, "ec", keys["rsa"], i.good()),
		"a signature that is spoilt":             spoilt(ours(i.good())),
		"an unknown key":                         sign(t, jwt.SigningMethodRS256, "new", keys["other"], i.good()),
		"no key":                                 sign(t, jwt.SigningMethodRS256, nil, keys["rsa"], i.good()),
		"another issuer":                         ours(i.good("iss", "https://elsewhere.example")),
		"the issuer with a slash":                ours(i.good("iss", i.URL+"/")),
		"no issuer":                              ours(i.good("iss", nil)),
		"for somebody else":                      ours(i.good("aud", "other")),
		"for several, and none is us":            ours(i.good("aud", []string{"other", "kaipiao2"})),
		"for nobody":                             ours(i.good("aud", nil)),
		"ended":                                  ours(i.good("iat", now.Add(-time.Hour).Unix(), "exp", now.Add(-31*time.Second).Unix())),
		"never ends":                             ours(i.good("exp", nil)),
		"not good yet":                           ours(i.good("nbf", now.Add(31*time.Second).Unix())),
		"issued later":                           ours(i.good("iat", now.Add(31*time.Second).Unix())),
		"it does not say when it was issued":     ours(i.good("iat", nil)),
		"lives too long":                         ours(i.good("exp", now.Add(time.Hour+time.Second).Unix())),
		"times that are no numbers":              ours(i.good("exp", "tomorrow")),
		"an ID token":                            ours(i.good("at_hash", "x")),
		"an ID token of Keycloak's":              ours(i.good("typ", "ID")),
		"bound to a key of its holder's":         ours(i.good("cnf", map[string]any{"x5t#S256": "x"})),
	} {
		_, err := verifier.Verify(t.Context(), text, now)
		require.ErrorIs(t, err, access.ErrToken, name)
	}
	_, err = verifier.Verify(t.Context(), ours(i.good("groups", nil)), now)
	require.ErrorIs(t, err, access.ErrNoRole)
}

// S4: which keys of an issuer's set sign tokens: public ones for signatures, long enough, each with an id of its own, for the algorithm that they say.
func TestS4KeysThatMustNotBeTrusted(t *testing.T) {
	keys := keysOfTests()
	short, err := rsa.GenerateKey(rand.Reader, 1024)
	require.NoError(t, err)
	curve, err := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	require.NoError(t, err)
	anchor := jose.JSONWebKey{KeyID: "ec", Key: keys["ec"].Public()}
	for name, c := range map[string]struct {
		set  []jose.JSONWebKey
		text func(i *issuer) string
	}{
		"a shared secret": {
			[]jose.JSONWebKey{{KeyID: "k", Key: []byte(strings.Repeat("s", 32))}},
			func(i *issuer) string {
				return sign(t, jwt.SigningMethodHS256, "k", []byte(strings.Repeat("s", 32)), i.good())
			},
		},
		"a short key": {
			[]jose.JSONWebKey{{KeyID: "k", Key: short.Public()}},
			func(i *issuer) string { return sign(t, jwt.SigningMethodRS256, "k", short, i.good()) },
		},
		"a curve that is not on the list": {
			[]jose.JSONWebKey{{KeyID: "k", Key: curve.Public()}},
			func(i *issuer) string { return sign(t, jwt.SigningMethodES384, "k", curve, i.good()) },
		},
		"a private key for all to see": {
			[]jose.JSONWebKey{{KeyID: "k", Key: keys["rsa"]}},
			func(i *issuer) string { return sign(t, jwt.SigningMethodRS256, "k", keys["rsa"], i.good()) },
		},
		"a key for encryption": {
			[]jose.JSONWebKey{{KeyID: "k", Key: keys["rsa"].Public(), Use: "enc"}},
			func(i *issuer) string { return sign(t, jwt.SigningMethodRS256, "k", keys["rsa"], i.good()) },
		},
		"a key for another algorithm": {
			[]jose.JSONWebKey{{KeyID: "k", Key: keys["rsa"].Public(), Algorithm: "PS256"}},
			func(i *issuer) string { return sign(t, jwt.SigningMethodRS256, "k", keys["rsa"], i.good()) },
		},
		"two keys with one id": {
			[]jose.JSONWebKey{{KeyID: "k", Key: keys["rsa"].Public()}, {KeyID: "k", Key: keys["other"].Public()}},
			func(i *issuer) string { return sign(t, jwt.SigningMethodRS256, "k", keys["other"], i.good()) },
		},
	} {
		t.Run(name, func(t *testing.T) {
			i := newIssuer(t)
			i.publish(append(c.set, anchor)...)
			verifier := i.verifier()
			_, err := verifier.Verify(t.Context(), c.text(i), now)
			require.ErrorIs(t, err, access.ErrToken)
			_, err = verifier.Verify(t.Context(), sign(t, jwt.SigningMethodES256, "ec", keys["ec"], i.good()), now)
			require.NoError(t, err, "the others are good")
		})
	}
}
