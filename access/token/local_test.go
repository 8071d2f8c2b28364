package token_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/stretchr/testify/require"

	"kaipiao/access"
	"kaipiao/access/token"
)

var (
	key = token.Key{ID: "k1", Secret: []byte("a long secret of tests, which is long")}
	now = time.Date(2026, 9, 18, 7, 0, 0, 0, time.UTC)
)

func local(t *testing.T) *token.Local {
	t.Helper()
	issuer, err := token.With(key)
	require.NoError(t, err)
	return issuer
}

// S4: a token says who calls, and a person of finance has the permissions that it names; all of them where it names none.
func TestS4ATokenSaysWhoCalls(t *testing.T) {
	reviewer := access.Holding(access.Reviewer)
	for _, c := range []struct{ minted, read access.Identity }{
		{minted: access.Identity{Subject: "billing", Role: access.Service}},
		{minted: access.Identity{Subject: "alice", Role: access.Customer, Account: "acct"}},
		{minted: access.Identity{Subject: "isv", Role: access.Vendor, Vendor: "vendor-1"}},
		{minted: access.Identity{Subject: "zhao", Role: access.Finance, Permissions: reviewer}},
		{
			minted: access.Identity{Subject: "zhao", Role: access.Finance},
			read:   access.Identity{Subject: "zhao", Role: access.Finance, Permissions: access.AllPermissions()},
		},
	} {
		text, err := local(t).Mint(c.minted, now, time.Hour)
		require.NoError(t, err)
		read, err := local(t).Verify(t.Context(), text, now.Add(59*time.Minute))
		require.NoError(t, err)
		want := c.read
		if want == (access.Identity{}) {
			want = c.minted
		}
		require.Equal(t, want, read)
	}
}

// good are the claims of a token that is good, with some of them changed; nil leaves one out.
func good(changes ...any) jwt.MapClaims {
	claims := jwt.MapClaims{
		"iss": token.LocalIssuer, "aud": "kaipiao", "sub": "x", "role": "service", "iat": now.Unix(), "exp": now.Add(time.Hour).Unix(),
	}
	for at := 0; at < len(changes); at += 2 {
		claims[changes[at].(string)] = changes[at+1]
		if changes[at+1] == nil {
			delete(claims, changes[at].(string))
		}
	}
	return claims
}

func sign(t *testing.T, method jwt.SigningMethod, secret any, head map[string]any, claims jwt.MapClaims) string {
	t.Helper()
	made := jwt.NewWithClaims(method, claims)
	made.Header["kid"] = "k1"
	for name, value := range head {
		made.Header[name] = value
		if value == nil {
			delete(made.Header, name)
		}
	}
	text, err := made.SignedString(secret)
	require.NoError(t, err)
	return text
}

// S4: a token that is not ours, not good any more, or says what cannot be meant, is nobody's.
func TestS4LocalTokensThatMustNotBeTrusted(t *testing.T) {
	ours := func(claims jwt.MapClaims) string { return sign(t, jwt.SigningMethodHS256, key.Secret, nil, claims) }
	head := func(head map[string]any) string { return sign(t, jwt.SigningMethodHS256, key.Secret, head, good()) }
	_, err := local(t).Verify(t.Context(), ours(good()), now)
	require.NoError(t, err, "the sample itself is good")
	for name, text := range map[string]string{
		"empty":                   "",
		"garbage":                 "a.b.c",
		"too long":                ours(good("padding", strings.Repeat("x", 20_000))),
		"other secret":            sign(t, jwt.SigningMethodHS256, []byte("another"), nil, good()),
		"no signature":            sign(t, jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType, nil, good()),
		"another algorithm":       sign(t, jwt.SigningMethodHS512, key.Secret, nil, good()),
		"a key that is not known": head(map[string]any{"kid": "k2"}),
		"no key":                  head(map[string]any{"kid": nil}),
		"a key that is no text":   head(map[string]any{"kid": 7}),
		"an extension":            head(map[string]any{"crit": []string{"exp"}}),
		"another kind":            head(map[string]any{"typ": "logout+jwt"}),
		"never ends":              ours(good("exp", nil)),
		"when was it issued":      ours(good("iat", nil)),
		"issued tomorrow":         ours(good("iat", now.Add(30*time.Minute).Unix())),
		"not good yet":            ours(good("nbf", now.Add(time.Minute).Unix())),
		"lives too long":          ours(good("exp", now.Add(24*time.Hour+time.Second).Unix())),
		"ends before it begins":   ours(good("iat", now.Unix(), "exp", now.Unix())),
		"nobody's":                ours(good("iss", nil)),
		"another issuer's":        ours(good("iss", "https://elsewhere.example")),
		"for nobody":              ours(good("aud", nil)),
		"for somebody else":       ours(good("aud", "another")),
		"an ID token":             ours(good("at_hash", "x")),
		"bound to a key":          ours(good("cnf", map[string]any{"jkt": "x"})),
		"unknown role":            ours(good("role", "root")),
		"customer of none":        ours(good("role", "customer")),
		"without a subject":       ours(good("sub", nil)),
		"another issuer's person": ours(good("sub", "corp/alice")),
		"the platform's vendor":   ours(good("role", "vendor", "vendor", "platform")),
		"service of vendor":       ours(good("vendor", "v")),
		"permissions of service":  ours(good("permissions", []string{"reviewer"})),
		"unknown permission":      ours(good("role", "finance", "permissions", []string{"root"})),
		"permissions in a row":    ours(good("role", "finance", "permissions", "reviewer")),
	} {
		_, err := local(t).Verify(t.Context(), text, now)
		require.ErrorIs(t, err, access.ErrToken, name)
	}
	_, err = local(t).Verify(t.Context(), ours(good()), now.Add(time.Hour+time.Second))
	require.ErrorIs(t, err, access.ErrToken, "expired")
}

func TestS4MintRefusesWhatCannotBeMeant(t *testing.T) {
	for _, claims := range []access.Identity{
		{Subject: "x", Role: "root"},
		{Subject: "x", Role: access.Customer},
		{Subject: "x", Role: access.Service, Account: "a"},
		{Role: access.Finance},
		{Subject: "corp/alice", Role: access.Finance},
	} {
		_, err := local(t).Mint(claims, now, time.Hour)
		require.Error(t, err)
	}
	for _, life := range []time.Duration{24*time.Hour + time.Second, 0, -time.Hour} {
		_, err := local(t).Mint(access.Identity{Subject: "x", Role: access.Service}, now, life)
		require.ErrorContains(t, err, "24h")
	}
}

// S4: a secret that can be guessed is refused, in words.
func TestS4AShortSecretIsRefused(t *testing.T) {
	_, err := token.With(token.Key{ID: "k", Secret: []byte("a")})
	require.ErrorContains(t, err, "has 1 bytes, and needs 32")
	_, err = token.With(token.Key{ID: "k", Secret: []byte(strings.Repeat("a", 31))})
	require.Error(t, err)
	_, err = token.With(token.Key{ID: "k", Secret: []byte(strings.Repeat("a", 32))})
	require.NoError(t, err)
	path := filepath.Join(t.TempDir(), "keys")
	require.NoError(t, os.WriteFile(path, []byte("old "+strings.Repeat("a", 32)+"\nnew short\n"), 0o600))
	_, err = token.Open(path)
	require.ErrorContains(t, err, "new has 5 bytes")
}

// S4: keys rotate while the issuer is in use: a new one signs at once, the old one still verifies, and not any more when it is retired.
func TestS4KeysRotateWhileTokensAreInUse(t *testing.T) {
	path := filepath.Join(t.TempDir(), "keys")
	first, err := token.AddKey(path)
	require.NoError(t, err)
	info, err := os.Stat(path)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	issuer, err := token.Open(path)
	require.NoError(t, err)
	who := access.Identity{Subject: "billing", Role: access.Service}
	mint := func() string {
		text, err := issuer.Mint(who, now, time.Hour)
		require.NoError(t, err)
		return text
	}
	verified := func(text string) error { _, err := issuer.Verify(t.Context(), text, now); return err }
	old := mint()
	require.ErrorContains(t, token.RetireKey(path, first), "add another one first")
	second, err := token.AddKey(path)
	require.NoError(t, err)
	require.NotEqual(t, first, second)
	fresh := mint()
	head, _, err := jwt.NewParser().ParseUnverified(fresh, jwt.MapClaims{})
	require.NoError(t, err)
	require.Equal(t, second, head.Header["kid"])
	require.NoError(t, verified(old))
	require.NoError(t, verified(fresh))
	require.Error(t, token.RetireKey(path, "no-such-key"))
	require.NoError(t, token.RetireKey(path, first))
	require.ErrorIs(t, verified(old), access.ErrToken)
	require.NoError(t, verified(fresh))
	require.NoError(t, os.Remove(path))
	require.ErrorIs(t, verified(fresh), access.ErrIssuerAway, "without keys nobody can say whether it is good")
}

// S4: each issuer's tokens are checked by its own verifier, and whom nobody trusts is nobody.
func TestS4TokensGoToTheVerifierOfTheirIssuer(t *testing.T) {
	all := token.ByIssuer{token.LocalIssuer: local(t)}
	for issuer, trusted := range map[any]bool{token.LocalIssuer: true, "https://elsewhere.example": false, nil: false, 7: false, "": false} {
		_, err := all.Verify(t.Context(), sign(t, jwt.SigningMethodHS256, key.Secret, nil, good("iss", issuer)), now)
		if trusted {
			require.NoError(t, err)
		} else {
			require.ErrorIs(t, err, access.ErrToken, issuer)
		}
	}
	for _, text := range []string{"", "a.b.c", strings.Repeat("x", 1<<20)} {
		_, err := all.Verify(t.Context(), text, now)
		require.ErrorIs(t, err, access.ErrToken)
	}
}
