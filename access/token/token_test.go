package token_test

import (
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/stretchr/testify/require"

	"kaipiao/access"
	"kaipiao/access/token"
)

var (
	secret = []byte("a long secret of tests")
	now    = time.Date(2026, 9, 18, 7, 0, 0, 0, time.UTC)
)

func TestATokenSaysWhoCalls(t *testing.T) {
	for _, claims := range []access.Identity{
		{Subject: "billing", Role: access.Service},
		{Subject: "alice", Role: access.Customer, Account: "acct"},
		{Subject: "isv", Role: access.Vendor, Vendor: "vendor-1"},
	} {
		text, err := token.Mint(secret, claims, now, time.Hour)
		require.NoError(t, err)
		read, err := token.Verify(secret, text, now.Add(59*time.Minute))
		require.NoError(t, err)
		require.Equal(t, claims, read)
	}
}

func TestTokensThatMustNotBeTrusted(t *testing.T) {
	good, err := token.Mint(secret, access.Identity{Subject: "billing", Role: access.Service}, now, time.Hour)
	require.NoError(t, err)
	sign := func(method jwt.SigningMethod, key any, claims jwt.MapClaims) string {
		text, err := jwt.NewWithClaims(method, claims).SignedString(key)
		require.NoError(t, err)
		return text
	}
	later := now.Add(time.Hour).Unix()
	for name, text := range map[string]string{
		"empty":                 "",
		"garbage":               "a.b.c",
		"other secret":          sign(jwt.SigningMethodHS256, []byte("another"), jwt.MapClaims{"sub": "x", "role": "service", "exp": later}),
		"no signature":          sign(jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType, jwt.MapClaims{"sub": "x", "role": "service", "exp": later}),
		"never ends":            sign(jwt.SigningMethodHS256, secret, jwt.MapClaims{"sub": "x", "role": "service"}),
		"unknown role":          sign(jwt.SigningMethodHS256, secret, jwt.MapClaims{"sub": "x", "role": "root", "exp": later}),
		"customer of none":      sign(jwt.SigningMethodHS256, secret, jwt.MapClaims{"sub": "x", "role": "customer", "exp": later}),
		"nobody":                sign(jwt.SigningMethodHS256, secret, jwt.MapClaims{"role": "service", "exp": later}),
		"the platform's vendor": sign(jwt.SigningMethodHS256, secret, jwt.MapClaims{"sub": "x", "role": "vendor", "vendor": "platform", "exp": later}),
		"service of vendor":     sign(jwt.SigningMethodHS256, secret, jwt.MapClaims{"sub": "x", "role": "service", "vendor": "v", "exp": later}),
	} {
		_, err := token.Verify(secret, text, now)
		require.ErrorIs(t, err, token.ErrInvalid, name)
	}
	_, err = token.Verify(secret, good, now.Add(time.Hour+time.Second))
	require.ErrorIs(t, err, token.ErrInvalid, "expired")
}

func TestMintRefusesWhatCannotBeMeant(t *testing.T) {
	for _, claims := range []access.Identity{
		{Subject: "x", Role: "root"}, {Subject: "x", Role: access.Customer}, {Subject: "x", Role: access.Service, Account: "a"}, {Role: access.Finance},
	} {
		_, err := token.Mint(secret, claims, now, time.Hour)
		require.Error(t, err)
	}
}
