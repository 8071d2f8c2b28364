// Package token judges the bearer tokens of callers, JSON Web Tokens, and makes those of the embedded stack's local issuer.
package token

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"kaipiao/access"
)

// longestToken bounds what is looked at, in bytes.
const longestToken = 16 << 10

// Rules say which tokens of an issuer are good, whoever the issuer is (S4).
type Rules struct {
	Issuer   string
	Audience string
	// Algorithms are those that its keys are for: a token never chooses another.
	Algorithms []string
	// Skew is by how much the issuer's clock may differ from ours.
	Skew time.Duration
	// LongestLife is from when a token was issued to when it ends, at most.
	LongestLife time.Duration
}

// Claims are what a good token says.
type Claims = jwt.MapClaims

// KeyOf finds the key by the id in a token's head. The algorithm is one of the rules'.
type KeyOf func(kid, algorithm string) (key any, err error)

// kinds are what a token may say that it is, in its head: an access token (RFC 9068), or nothing in particular.
var kinds = []string{"", "JWT", "jwt", "at+jwt", "application/at+jwt"}

// Check reads a token, and returns what it says where it is good now. Errors are access.ErrToken, or what the search for the key returned.
func (r Rules) Check(text string, key KeyOf, now time.Time) (Claims, error) {
	claims, err := r.read(text, kinds, key, now)
	if err != nil {
		return nil, err
	}
	return claims, checkUse(claims)
}

// read checks what holds for every token.
func (r Rules) read(text string, kinds []string, key KeyOf, now time.Time) (Claims, error) {
	if len(text) > longestToken {
		return nil, fmt.Errorf("%w: it is too long", access.ErrToken)
	}
	claims := Claims{}
	_, err := jwt.ParseWithClaims(text, claims, func(t *jwt.Token) (any, error) { return keyOf(t, kinds, key) },
		jwt.WithValidMethods(r.Algorithms), jwt.WithExpirationRequired(), jwt.WithIssuedAt(), jwt.WithLeeway(r.Skew),
		jwt.WithIssuer(r.Issuer), jwt.WithAudience(r.Audience), jwt.WithTimeFunc(func() time.Time { return now }), jwt.WithStrictDecoding())
	switch {
	case errors.Is(err, access.ErrIssuerAway):
		return nil, err
	case err != nil:
		return nil, fmt.Errorf("%w: %w", access.ErrToken, err)
	}
	if err := r.checkLife(claims); err != nil {
		return nil, fmt.Errorf("%w: %w", access.ErrToken, err)
	}
	return claims, nil
}

// keyOf looks at a token's head before its key is looked for.
func keyOf(t *jwt.Token, kinds []string, key KeyOf) (any, error) {
	kind, said := t.Header["typ"].(string)
	if _, there := t.Header["typ"]; there && (!said || !slices.Contains(kinds, kind)) {
		return nil, errors.New("it is of a kind that is not meant here")
	}
	if _, there := t.Header["crit"]; there { // RFC 7515: what has to be understood, and is not
		return nil, errors.New("its head asks for an extension")
	}
	kid, _ := t.Header["kid"].(string)
	if kid == "" {
		return nil, errors.New("it does not name its key (kid)")
	}
	return key(kid, t.Method.Alg())
}

// checkLife: a token that lives for long is as good as a password that is never changed.
func (r Rules) checkLife(claims Claims) error {
	issued, err := claims.GetIssuedAt()
	if err != nil || issued == nil {
		return errors.New("it does not say when it was issued (iat)")
	}
	ends, err := claims.GetExpirationTime()
	if err != nil || ends == nil {
		return errors.New("it does not say when it ends (exp)")
	}
	if life := ends.Sub(issued.Time); life <= 0 || life > r.LongestLife {
		return fmt.Errorf("it lives for %v, and %v is the most", life, r.LongestLife)
	}
	return nil
}

// checkUse refuses good tokens that were made for something else: an ID token says to an application who signed in, and a token that is bound to its
// holder's key (RFC 7800) proves nothing without that key.
func checkUse(claims Claims) error {
	for _, claim := range []string{"at_hash", "c_hash"} {
		if _, there := claims[claim]; there {
			return fmt.Errorf("%w: it is an ID token (it has %s), and calls need an access token", access.ErrToken, claim)
		}
	}
	if kind, _ := claims["typ"].(string); slices.Contains([]string{"ID", "Refresh", "Offline", "Logout"}, kind) { // Keycloak says it here
		return fmt.Errorf("%w: it is a token of the kind %s, and calls need an access token", access.ErrToken, kind)
	}
	if _, there := claims["cnf"]; there {
		return fmt.Errorf("%w: it is bound to a key of its holder's (cnf), which a bearer token does not prove", access.ErrToken)
	}
	return nil
}

// IssuerOf is who a token says has issued it: nothing that is to be believed, but where to look for its key.
func IssuerOf(text string) (string, error) {
	if len(text) > longestToken {
		return "", fmt.Errorf("%w: it is too long", access.ErrToken)
	}
	claims := Claims{}
	if _, _, err := jwt.NewParser(jwt.WithStrictDecoding()).ParseUnverified(text, claims); err != nil {
		return "", fmt.Errorf("%w: %w", access.ErrToken, err)
	}
	issuer, err := claims.GetIssuer()
	if err != nil || issuer == "" {
		return "", fmt.Errorf("%w: it does not say who issued it", access.ErrToken)
	}
	return issuer, nil
}
