package access

import (
	"context"
	"errors"
	"time"
)

// Verifier finds out who calls by the token that the caller shows. Whoever issues tokens, there is one way in.
type Verifier interface {
	// Verify is who calls at an instant. Every error is one of those below, with its cause for the log.
	Verify(ctx context.Context, token string, now time.Time) (Identity, error)
}

// Why a token makes nobody of its caller.
var (
	// ErrToken: it is not of an issuer that is trusted, not meant for us, not good any more, or made up.
	ErrToken = errors.New("the token is not valid")
	// ErrNoRole: the token is good, and nothing in it gives its caller a role here.
	ErrNoRole = errors.New("the token gives no role")
	// ErrSeveralRoles: the token is good, and gives roles that exclude each other.
	ErrSeveralRoles = errors.New("the token gives several roles")
	// ErrIncomplete: the token is good, and leaves out what its role needs, such as a customer's account.
	ErrIncomplete = errors.New("the token does not say all that its role needs")
	// ErrIssuerAway: nobody can say whether it is good, because its issuer's keys cannot be fetched.
	ErrIssuerAway = errors.New("the issuer's keys cannot be fetched")
)
