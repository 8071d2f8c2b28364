package encryption

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// NextID names a key by the day on which it is made.
func (k Keys) NextID(now time.Time) string {
	day := now.UTC().Format("2006-01-02")
	for n := 1; ; n++ {
		id := day
		if n > 1 {
			id = fmt.Sprintf("%s-%d", day, n)
		}
		if k.find(id) < 0 {
			return id
		}
	}
}

func (k Keys) find(id string) int {
	return slices.IndexFunc(k, func(key Key) bool { return key.ID == id })
}

// Add adds a key that decrypts, or one for a caller; the first one of a file encrypts.
func (k Keys) Add(key Key) (Keys, error) {
	if !idOf.MatchString(key.ID) {
		return nil, fmt.Errorf("%q cannot be the id of a key: small letters, digits, dots and hyphens can", key.ID)
	}
	if k.find(key.ID) >= 0 {
		return nil, fmt.Errorf("there is a key %s already", key.ID)
	}
	if len(k) == 0 && key.Use == Decrypts {
		key.Use = Encrypts
	}
	return append(slices.Clone(k), key), nil
}

// Encrypt has everything new be encrypted with a key that is there already, and so is known to all programs. The one before still decrypts.
func (k Keys) Encrypt(id string, now time.Time) (Keys, error) {
	at := k.find(id)
	switch {
	case at < 0:
		return nil, fmt.Errorf("there is no key %s", id)
	case k[at].Use == Accepted:
		return nil, fmt.Errorf("%s is no key", id)
	case k[at].Use == Caller:
		return nil, fmt.Errorf("the key %s is shared with a caller, who could read everything", id)
	}
	next := slices.Clone(k)
	for i := range next {
		if next[i].Use == Encrypts && i != at {
			next[i].Use, next[i].Until = Decrypts, now
		}
	}
	next[at].Use, next[at].Until = Encrypts, time.Time{}
	return next, nil
}

// spreadsWithin is how long a program may go on to encrypt with a key that was replaced, because the file reached its machine late.
const spreadsWithin = 24 * time.Hour

// ErrInUse says that a key cannot be given up yet.
var ErrInUse = errors.New("is in use")

// Retire forgets a key. It refuses while anything that Temporal keeps may need it: began counts the runs that were begun before an instant and
// are kept still, ended ones too.
func (k Keys) Retire(ctx context.Context, id string, now time.Time, began func(context.Context, time.Time) (int, error)) (Keys, error) {
	at := k.find(id)
	if at < 0 {
		return nil, fmt.Errorf("there is no key %s", id)
	}
	key := k[at]
	switch {
	case key.Use == Encrypts:
		return nil, fmt.Errorf("the key %s %w: it encrypts; have another one encrypt first", id, ErrInUse)
	case key.Use == Decrypts && !key.Until.IsZero():
		until := key.Until.Add(spreadsWithin)
		if now.Before(until) {
			return nil, fmt.Errorf("the key %s %w: it encrypted until %s, and a machine that heard of it late may do so for a day",
				id, ErrInUse, key.Until.UTC().Format(time.RFC3339))
		}
		count, err := began(ctx, until)
		if err != nil {
			return nil, err
		}
		if count > 0 {
			return nil, fmt.Errorf("the key %s %w: Temporal keeps %d runs that were begun while it encrypted, and they could be read no more", id, ErrInUse, count)
		}
	}
	return slices.Delete(slices.Clone(k), at, at+1), nil
}
