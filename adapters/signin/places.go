package signin

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"

	"kaipiao/access"
)

// place is where an issuer signs people in and out, as it says itself.
type place struct {
	Issuer        string   `json:"issuer"`
	Authorization string   `json:"authorization_endpoint"`
	Token         string   `json:"token_endpoint"`
	EndSession    string   `json:"end_session_endpoint"`
	Methods       []string `json:"token_endpoint_auth_methods_supported"`
	// SaysWho: its answers say that they are its own (RFC 9207).
	SaysWho bool `json:"authorization_response_iss_parameter_supported"`
}

// places are those of one issuer, as it said them last.
type places struct {
	issuer, name string
	client       *http.Client
	asking       singleflight.Group

	mutex   sync.Mutex
	known   *place
	fetched time.Time
	asked   time.Time
	failed  error
}

// find is where it signs people in. What it said once is used while it is down, for a day.
func (p *places) find(ctx context.Context, now time.Time) (place, error) {
	p.mutex.Lock()
	known, age, failed := p.known, now.Sub(p.fetched).Abs(), p.failed
	justAsked := !p.asked.IsZero() && now.Sub(p.asked).Abs() < between
	p.mutex.Unlock()
	switch {
	case known != nil && age < freshFor, known != nil && age < usableFor && justAsked:
		return *known, nil
	case justAsked && failed != nil:
		return place{}, fmt.Errorf("%w: %w", access.ErrIssuerAway, failed)
	}
	answer := p.asking.DoChan("", func() (any, error) { return p.fetch(now) })
	timer := time.NewTimer(patience)
	defer timer.Stop()
	var why error
	select {
	case got := <-answer:
		if at, is := got.Val.(place); is && got.Err == nil {
			return at, nil
		}
		why = got.Err
	case <-ctx.Done():
		why = ctx.Err()
	case <-timer.C:
		why = errors.New("it does not answer in time")
	}
	if known != nil && age < usableFor {
		return *known, nil
	}
	return place{}, fmt.Errorf("%w: %w", access.ErrIssuerAway, why)
}

// fetch asks the issuer, for all who wait.
func (p *places) fetch(now time.Time) (place, error) {
	ctx, stop := context.WithTimeout(context.Background(), fetchTimeout)
	defer stop()
	var at place
	err := fetch(ctx, p.client, strings.TrimSuffix(p.issuer, "/")+"/.well-known/openid-configuration", &at)
	if err == nil {
		err = at.check(p.issuer)
	}
	p.mutex.Lock()
	defer p.mutex.Unlock()
	p.asked, p.failed = now, err
	if err != nil {
		slog.Warn("nobody can be signed in at an issuer", "issuer", p.name, "error", err)
		return at, err
	}
	p.known, p.fetched = &at, now
	return at, nil
}

func (a place) check(issuer string) error {
	if a.Issuer != issuer {
		return fmt.Errorf("its discovery document is of the issuer %q", a.Issuer)
	}
	for name, address := range map[string]string{"authorization_endpoint": a.Authorization, "token_endpoint": a.Token, "end_session_endpoint": a.EndSession} {
		if address == "" && name == "end_session_endpoint" {
			continue
		}
		if err := checkKeysURL(address); err != nil { // with a query, where it has one
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

// last is what was said last.
func (p *places) last() (place, bool) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	if p.known == nil {
		return place{}, false
	}
	return *p.known, true
}
