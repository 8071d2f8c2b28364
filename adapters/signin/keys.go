package signin

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/go-jose/go-jose/v4"

	"kaipiao/access"
)

// How long keys are believed, and how often their issuer is asked.
const (
	// freshFor: after it they are fetched again, while they go on being used. So a key that its issuer has withdrawn is worth nothing a little later.
	freshFor = 10 * time.Minute
	// usableFor: while the issuer is down they are used for so long, and no longer, because it cannot withdraw them.
	usableFor = 24 * time.Hour
	// between two questions at least this long passes, whatever ids of keys callers think of.
	between = 10 * time.Second
	// patience is how long a call waits for keys, as long as the issuer answered last time.
	patience = 2 * time.Second
)

// keys are those of one issuer, as it said them last.
type keys struct {
	issuer, name string
	client       *http.Client

	mutex   sync.Mutex
	known   map[string]jose.JSONWebKey
	fetched time.Time // when the known ones were asked for
	asked   time.Time // when the issuer was asked last
	failed  error     // what came of it
	running chan struct{}
}

var errUnknownKey = errors.New("its key is not one of the issuer's")

// find is the key with an id. A key that is not known may be a new one, so the issuer is asked, but no more often than every few seconds.
func (k *keys) find(ctx context.Context, kid string, now time.Time) (jose.JSONWebKey, error) {
	k.mutex.Lock()
	key, there := k.known[kid]
	age := now.Sub(k.fetched)
	there = there && age < usableFor
	var wait chan struct{}
	if !there || age >= freshFor {
		wait = k.ask(now)
	}
	if k.failed != nil { // it did not answer last time: it is asked again, and nobody waits for it
		wait = nil
	}
	k.mutex.Unlock()
	if there {
		return key, nil
	}
	if wait != nil {
		if err := await(ctx, wait); err != nil {
			return jose.JSONWebKey{}, fmt.Errorf("%w: %w", access.ErrIssuerAway, err)
		}
	}
	k.mutex.Lock()
	defer k.mutex.Unlock()
	key, there = k.known[kid]
	switch {
	case there && now.Sub(k.fetched) < usableFor:
		return key, nil
	case k.failed != nil || k.known == nil:
		return jose.JSONWebKey{}, fmt.Errorf("%w: %w", access.ErrIssuerAway, k.failed)
	default:
		return jose.JSONWebKey{}, errUnknownKey
	}
}

// ask starts asking the issuer where it is time to, and returns what to wait for; nil where it was asked a moment ago. The mutex is held.
func (k *keys) ask(now time.Time) chan struct{} {
	if k.running != nil {
		return k.running
	}
	if since := now.Sub(k.asked).Abs(); !k.asked.IsZero() && since < between {
		return nil
	}
	k.asked, k.running = now, make(chan struct{})
	go k.fetch(now, k.running)
	return k.running
}

// fetch asks the issuer. It does so for all callers, so that it does not end when one of them goes away.
func (k *keys) fetch(now time.Time, done chan struct{}) {
	ctx, stop := context.WithTimeout(context.Background(), fetchTimeout)
	defer stop()
	fetched, err := fetchKeys(ctx, k.client, k.issuer)
	k.mutex.Lock()
	defer k.mutex.Unlock()
	defer close(done)
	k.running = nil
	if err != nil {
		slog.Warn("the keys of an issuer cannot be fetched", "issuer", k.name, "error", err, "keys_known", len(k.known))
	} else {
		if !slices.Equal(slices.Sorted(maps.Keys(k.known)), slices.Sorted(maps.Keys(fetched))) {
			slog.Info("an issuer has these keys", "issuer", k.name, "keys", slices.Sorted(maps.Keys(fetched)))
		}
		k.known, k.fetched = fetched, now
	}
	k.failed = err
}

// await waits for an answer, but not for long: nobody else's call is worth more than its own time.
func await(ctx context.Context, answer <-chan struct{}) error {
	timer := time.NewTimer(patience)
	defer timer.Stop()
	select {
	case <-answer:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return errors.New("it does not answer in time")
	}
}
