package token

import (
	"crypto/subtle"
	"errors"
	"fmt"
	"slices"
	"time"

	"kaipiao/access"
)

// kindsOfIDTokens are what an ID token may say that it is, in its head: nothing in particular.
var kindsOfIDTokens = []string{"", "JWT", "jwt"}

// CheckID reads the ID token with which an issuer answers our client (OpenID Connect Core, 3.1.3.7). It is good for who asked with this nonce alone.
func (r Rules) CheckID(text, client, nonce string, key KeyOf, now time.Time) (Claims, error) {
	r.Audience = client
	claims, err := r.read(text, kindsOfIDTokens, key, now)
	if err != nil {
		return nil, err
	}
	if err := checkMeant(claims, client, nonce); err != nil {
		return nil, fmt.Errorf("%w: %w", access.ErrToken, err)
	}
	return claims, nil
}

func checkMeant(claims Claims, client, nonce string) error {
	said, _ := claims["nonce"].(string)
	if nonce == "" || subtle.ConstantTimeCompare([]byte(said), []byte(nonce)) != 1 {
		return errors.New("it does not answer this question (nonce)")
	}
	audience, err := claims.GetAudience()
	if err != nil {
		return err
	}
	party, there := claims["azp"]
	if there && party != client || !there && len(audience) > 1 {
		return errors.New("it was made for another application (azp)")
	}
	if kind, _ := claims["typ"].(string); !slices.Contains([]string{"", "ID"}, kind) { // Keycloak says it here
		return fmt.Errorf("it is a token of the kind %s", kind)
	}
	return nil
}
