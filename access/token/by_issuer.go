package token

import (
	"context"
	"fmt"
	"time"

	"kaipiao/access"
)

// ByIssuer trusts several issuers, each by its own verifier: what one of them says, or whether it is there at all, is nothing to the others.
type ByIssuer map[string]access.Verifier

// Verify asks the verifier of the issuer that the token names.
func (b ByIssuer) Verify(ctx context.Context, text string, now time.Time) (access.Identity, error) {
	issuer, err := IssuerOf(text)
	if err != nil {
		return access.Identity{}, err
	}
	verifier, trusted := b[issuer]
	if !trusted {
		return access.Identity{}, fmt.Errorf("%w: its issuer is not trusted", access.ErrToken)
	}
	return verifier.Verify(ctx, text, now)
}
