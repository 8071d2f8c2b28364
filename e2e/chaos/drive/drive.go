// Package drive plays the people around a running stack: customers with their stories, upstream systems, reviewers and the clerk
// who sees to what people have to see to. All of them use the HTTP API, as everybody does, and ask again what was not answered.
package drive

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"kaipiao/access"
	"kaipiao/access/token"
	"kaipiao/client"
	"kaipiao/domain/ids"
	"kaipiao/e2e/chaos/plan"
)

// Driver plays the people.
type Driver struct {
	*Tally
	address string
	issuer  *token.Local
	sandbox string
	service *client.Client
	finance *client.Client
	// second is another person of finance, who confirms what the first one proposes.
	second *client.Client
}

// tokensLast is how long a caller's token is good: longer than any run.
const tokensLast = token.LongestLife

// New makes a driver that calls the API at an address, and the sandbox at its own. The keys of the API's local issuer are in a file.
func New(address, keys, sandbox string) (*Driver, error) {
	local, err := token.Open(keys)
	if err != nil {
		return nil, err
	}
	d := &Driver{Tally: newTally(), address: address, issuer: local, sandbox: "http://" + sandbox}
	if d.service, err = d.as(access.Identity{Subject: "billing", Role: access.Service}); err != nil {
		return nil, err
	}
	if d.finance, err = d.as(access.Identity{Subject: "zhao", Role: access.Finance}); err != nil {
		return nil, err
	}
	d.second, err = d.as(access.Identity{Subject: "qian", Role: access.Finance})
	return d, err
}

func (d *Driver) as(who access.Identity) (*client.Client, error) {
	text, err := d.issuer.Mint(who, time.Now(), tokensLast)
	if err != nil {
		return nil, err
	}
	return client.New(d.address, text), nil
}

// Service is the upstream system as a caller.
func (d *Driver) Service() *client.Client { return d.service }

// Subscribe has an endpoint told everything that happens.
func (d *Driver) Subscribe(ctx context.Context, url string) error {
	err := d.call(ctx, d.service, http.MethodPost, "/v1/webhooks", map[string]string{"url": url}, nil)
	if client.IsCode(err, "webhook_exists") {
		return nil // the first answer was lost
	}
	return err
}

// call makes a call until it is answered; what is answered with a refusal is not repeated, unless it says that there are too many calls just now.
func (d *Driver) call(ctx context.Context, who *client.Client, method, path string, body, result any, headers ...string) error {
	return persist(ctx, func() error { return who.Call(ctx, method, path, body, result, headers...) })
}

func persist(ctx context.Context, work func() error) error {
	for {
		err := work()
		if refused := (*client.Problem)(nil); err == nil ||
			(errors.As(err, &refused) && refused.Status < http.StatusInternalServerError && refused.Status != http.StatusTooManyRequests) {
			return err
		}
		if !sleep(ctx, time.Second) {
			return fmt.Errorf("%w: %w", ctx.Err(), err)
		}
	}
}

// Play begins each story at its instant, and returns when all have ended or ctx has.
func (d *Driver) Play(ctx context.Context, p plan.Plan) {
	started := time.Now()
	var playing sync.WaitGroup
	for n, planned := range p.Stories {
		if !sleep(ctx, time.Until(started.Add(planned.At))) {
			break
		}
		playing.Go(func() { d.tell(ctx, fmt.Sprintf("chaos-%04d", n+1), planned) })
	}
	playing.Wait()
}

// tell plays one story to its end.
func (d *Driver) tell(ctx context.Context, account string, planned plan.Story) {
	customer, err := d.as(access.Identity{Subject: "wang", Role: access.Customer, Account: ids.Account(account)})
	s := &story{Driver: d, ctx: ctx, account: account, customer: customer, pick: planned.Pick, err: err}
	d.count(planned.Kind, func(k *Kind) { k.Begun++ })
	stories[planned.Kind].play(s)
	refused := (*client.Problem)(nil)
	switch {
	case s.err == nil, errors.Is(s.err, errOver): // whether it could be cancelled is checked in the end
		d.count(planned.Kind, func(k *Kind) { k.Ended++ })
	case errors.As(s.err, &refused):
		d.count(planned.Kind, func(k *Kind) { k.Stopped++ })
		d.refusal("%s (%s): %v", account, planned.Kind, s.err)
	default:
		d.count(planned.Kind, func(k *Kind) { k.Unfinished++ })
	}
}

// sleep reports false when the context ended first.
func sleep(ctx context.Context, duration time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(max(0, duration)):
		return ctx.Err() == nil
	}
}
