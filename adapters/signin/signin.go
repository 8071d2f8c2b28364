// Package signin trusts the tokens of OpenID Connect issuers: it fetches their keys, keeps them while they are good, and checks tokens by them. One
// issuer's silence is nothing to the others: each has its own keys, and its own time-outs.
package signin

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"kaipiao/access"
	"kaipiao/access/issuers"
	"kaipiao/access/token"
)

// Verifier checks the tokens of one issuer.
type Verifier struct {
	issuer issuers.Issuer
	keys   *keys
}

// New trusts an issuer. It is asked for its keys with the first token, so that we start while it is down.
func New(issuer issuers.Issuer, client *http.Client) *Verifier {
	return &Verifier{issuer: issuer, keys: &keys{issuer: issuer.Issuer, name: issuer.Name, client: client}}
}

// Verify is whom a token means.
func (v *Verifier) Verify(ctx context.Context, text string, now time.Time) (access.Identity, error) {
	claims, err := v.issuer.Check(text, v.keyAt(ctx, now), now)
	if err != nil {
		return access.Identity{}, fmt.Errorf("issuer %s: %w", v.issuer.Name, err)
	}
	who, err := v.issuer.Identity(claims)
	if err != nil {
		return access.Identity{}, fmt.Errorf("issuer %s: %w", v.issuer.Name, err)
	}
	return who, nil
}

// keyAt finds the issuer's keys.
func (v *Verifier) keyAt(ctx context.Context, now time.Time) token.KeyOf {
	return func(kid, algorithm string) (any, error) {
		key, err := v.keys.find(ctx, kid, now)
		if err != nil {
			return nil, err
		}
		return keyFor(key, algorithm)
	}
}
