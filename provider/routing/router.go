// Package routing makes one tax provider of several. A new document goes to the provider that the rules name for its seller and its
// medium. From then on everything about it goes to that one, whatever the rules say later: no other provider can say what became of a
// serial (I4).
package routing

import (
	"context"
	"errors"
	"fmt"
	"time"

	"kaipiao/domain/invoice"
	"kaipiao/provider"
)

// Named is a provider and how it is called in the register.
type Named struct {
	Name   string
	Client provider.Client
}

// Directory has the providers that can be reached. It may change while programs run.
type Directory interface {
	// For is the provider for new documents of a seller, by its taxpayer number, in a medium.
	For(taxpayerID string, medium invoice.Medium) (Named, error)
	// Named is a provider by its name; ErrNotConfigured where there is none.
	Named(name string) (Named, error)
	// All lists every provider, in a fixed order.
	All() []Named
}

// Register knows at which provider a serial is.
type Register interface {
	// Assign notes at which provider a serial will be submitted; where one was noted before, it is the answer.
	Assign(ctx context.Context, serial invoice.Serial, name string) (string, error)
	// Of is the provider that has a serial; empty where none was noted.
	Of(ctx context.Context, serial invoice.Serial) (string, error)
	// Serials lists what was submitted at a provider and may have been issued between two instants, after a serial.
	Serials(ctx context.Context, name string, from, to time.Time, after invoice.Serial, most int) ([]invoice.Serial, error)
}

// ErrNotConfigured says that a serial is at a provider that the configuration does not have (any more).
var ErrNotConfigured = errors.New("the provider is not configured")

// ErrNotNoted says that nobody knows which of several providers has a document.
var ErrNotNoted = errors.New("it was not noted at which provider it is")

// Router is the providers of a directory, as one. It is safe for concurrent use.
type Router struct {
	directory Directory
	register  Register
}

var _ provider.Client = (*Router)(nil)

// New makes it.
func New(directory Directory, register Register) *Router {
	return &Router{directory: directory, register: register}
}

// Capabilities are what every provider of the directory can do.
func (r *Router) Capabilities() provider.Capabilities {
	all := r.directory.All()
	common := all[0].Client.Capabilities()
	for _, one := range all[1:] {
		common = common.And(one.Client.Capabilities())
	}
	return common
}

// assigned is the provider at which a document is issued. It is written down before anybody is called.
func (r *Router) assigned(ctx context.Context, document invoice.Document) (provider.Client, error) { //nolint:ireturn // a port
	chosen, err := r.directory.For(document.Seller.TaxpayerID, document.Medium)
	if err != nil {
		return nil, err
	}
	name, err := r.register.Assign(ctx, document.Serial, chosen.Name)
	if err != nil {
		return nil, fmt.Errorf("note at which provider serial %s is: %w", document.Serial, err)
	}
	if name == chosen.Name {
		return chosen.Client, nil
	}
	found, err := r.directory.Named(name)
	return found.Client, err
}

// of lists the providers that may have a serial: one, or all of them where none was noted. That happens to what others have asked for,
// and after the register was restored.
func (r *Router) of(ctx context.Context, serial invoice.Serial) ([]Named, error) {
	all := r.directory.All()
	if serial == "" {
		return all, nil
	}
	name, err := r.register.Of(ctx, serial)
	if err != nil {
		return nil, err
	}
	if name == "" {
		return all, nil
	}
	found, err := r.directory.Named(name)
	return []Named{found}, err
}

// at is the one provider that has a serial. Where none was noted, and there are several, nobody may be asked to change anything.
func (r *Router) at(ctx context.Context, serial invoice.Serial) (provider.Client, error) { //nolint:ireturn // a port
	candidates, err := r.of(ctx, serial)
	if err != nil {
		return nil, err
	}
	if len(candidates) != 1 {
		return nil, fmt.Errorf("serial %s: %w", serial, ErrNotNoted)
	}
	return candidates[0].Client, nil
}

// ask asks those that may have a serial, one after the other, until one knows it. One that does not answer may have it, so that its error
// counts more than that the others do not know it.
func (r *Router) ask(ctx context.Context, serial invoice.Serial, call func(provider.Client) (provider.Answer, error)) (provider.Answer, error) {
	candidates, err := r.of(ctx, serial)
	if err != nil {
		return provider.Answer{}, err
	}
	answer, failed := provider.Answer{State: provider.NotFound}, error(nil)
	for _, one := range candidates {
		said, err := call(one.Client)
		switch {
		case err == nil && said.State != provider.NotFound && said.State != provider.Unavailable:
			return said, nil
		case err != nil && !errors.Is(err, provider.ErrNotOffered):
			failed = errors.Join(failed, err)
		case err == nil && said.State == provider.Unavailable:
			answer = said
		}
	}
	if failed != nil {
		return provider.Answer{}, failed
	}
	return answer, nil
}

// first asks those that may have a document, until one answers without an error; the last error is the answer otherwise.
func first[Result any](ctx context.Context, r *Router, serial invoice.Serial, call func(provider.Client) (Result, error)) (result Result, err error) {
	candidates, err := r.of(ctx, serial)
	if err != nil {
		return result, err
	}
	for _, one := range candidates {
		if result, err = call(one.Client); err == nil {
			return result, nil
		}
	}
	return result, err
}
