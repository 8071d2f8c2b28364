package provider

import (
	"context"
	"strconv"
	"time"

	"kaipiao/domain/invoice"
)

// Memory keeps what a client has to know beyond a call, for all processes together and over restarts. Each provider has one of its
// own. It holds no amounts.
type Memory interface {
	// Token gives the token of a name. Where none is kept, it has run out, or the one kept is the stale one, it is fetched by one
	// process alone, and kept encrypted.
	Token(ctx context.Context, name, stale string, fetch func(context.Context) (Token, error)) (string, error)
	// Take counts a call of a kind, before it is made. It gives ErrTooOften, and counts nothing, when a limit is reached.
	Take(ctx context.Context, kind string, limits ...Limit) error
	// Keep notes what the provider calls a serial's document; a note of the same name is replaced.
	Keep(ctx context.Context, serial invoice.Serial, notes map[string]string) error
	// Kept reads the notes of a serial; there may be none.
	Kept(ctx context.Context, serial invoice.Serial) (map[string]string, error)
}

// Token is what a provider lets us in with.
type Token struct {
	Value string
	// EndsAt is when it runs out, UTC; zero is never.
	EndsAt time.Time
}

// tokenMargin is how long before its end a token is not used any more, because a call with it may take a while.
const tokenMargin = 5 * time.Minute

// LastingToken is a token that lasts some seconds from now on, and is given up a little before. What is no number of seconds is no end: such
// a token is good until it is refused.
func LastingToken(value, seconds string, now time.Time) Token {
	token := Token{Value: value}
	if lasts, err := strconv.Atoi(seconds); err == nil && lasts > 0 {
		life := time.Duration(lasts) * time.Second
		token.EndsAt = now.UTC().Add(life - min(tokenMargin, life/10))
	}
	return token
}

// Limit is how many calls of a kind a provider allows within a time.
type Limit struct {
	Calls  int
	Within time.Duration
}
