package provider

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Tokens gives the token of one account: one for all calls and processes, fetched when it is needed.
type Tokens struct {
	now    func() time.Time
	memory Memory
	name   string
	fetch  func(context.Context) (Token, error)
	// limits are how often a token may be fetched, renewals how often one that was refused may be replaced.
	limits, renewals []Limit
	// alone is full while somebody asks for the token; patience is theirs.
	alone    chan struct{}
	patience Patience
}

// NewTokens makes it. The name is that of the account in the memory. A provider may hand out only so many tokens (limits), so that one that was
// refused is replaced less often (renewals): where the account itself is refused no token helps, and all would be used up. So would they be where no
// answer comes, unless what is limited is asked for ever less often.
func NewTokens(now func() time.Time, memory Memory, name string, fetch func(context.Context) (Token, error), limits, renewals []Limit) *Tokens {
	return &Tokens{now: now, memory: memory, name: name, fetch: fetch, limits: limits, renewals: renewals, alone: make(chan struct{}, 1)}
}

// token is the one that is kept, or a new one where that is stale. ErrUnavailable is that none may be fetched now: nobody is asked then.
// One call at a time asks for it, because counting a fetch takes another connection of the memory's beside the one that waits for it.
func (t *Tokens) token(ctx context.Context, stale string) (string, error) {
	select {
	case t.alone <- struct{}{}:
		defer func() { <-t.alone }()
	case <-ctx.Done():
		return "", ctx.Err()
	}
	value, err := t.memory.Token(ctx, t.name, stale, func(ctx context.Context) (Token, error) {
		if !t.patience.Over(t.now()) {
			return Token{}, fmt.Errorf("%w: no token came just now", ErrTooOften)
		}
		if stale != "" && len(t.renewals) > 0 {
			if err := t.memory.Take(ctx, "token renewal", t.renewals...); err != nil {
				return Token{}, err
			}
		}
		if len(t.limits) > 0 {
			if err := t.memory.Take(ctx, "token", t.limits...); err != nil {
				return Token{}, err
			}
		}
		fetched, err := t.fetch(ctx)
		if len(t.limits) > 0 {
			t.patience.Note(t.now(), err)
		}
		return fetched, err
	})
	if errors.Is(err, ErrTooOften) {
		err = fmt.Errorf("%w: %w", ErrUnavailable, err)
	}
	return value, err
}

// WithToken makes a call with the token. One that the call shows to be refused is replaced, and the call made once more.
func WithToken[Result any](
	ctx context.Context, tokens *Tokens, refused func(error) bool, call func(token string) (Result, error),
) (result Result, err error) {
	token, err := tokens.token(ctx, "")
	if err != nil {
		return result, fmt.Errorf("get a token: %w", err)
	}
	result, err = call(token)
	if err == nil || !refused(err) {
		return result, err
	}
	renewed, failed := tokens.token(ctx, token)
	if failed != nil {
		return result, fmt.Errorf("%w; get another token: %w", err, failed)
	}
	return call(renewed)
}
