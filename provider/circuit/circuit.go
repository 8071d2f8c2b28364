// Package circuit spares a tax provider that does not answer, and us the waiting: after some calls in a row without an
// answer, the next ones are not made (I5). It stands before any client of the provider.
package circuit

import (
	"context"
	"errors"
	"time"

	"github.com/sony/gobreaker/v2"

	"kaipiao/activities"
	"kaipiao/domain/invoice"
)

const (
	// failuresToOpen is how many calls in a row may fail before no more are made.
	failuresToOpen = 5
	// openFor is how long none is made; then a single one may try, whose answer decides.
	openFor = 5 * time.Second
)

// Provider is what stands behind a breaker: it issues documents and undoes them.
type Provider interface {
	activities.TaxProvider
	activities.Reverser
}

// Breaker is a provider behind a circuit breaker. It is safe for concurrent use.
type Breaker struct {
	provider Provider
	circuit  *gobreaker.CircuitBreaker[any]
}

var (
	_ Provider                  = (*Breaker)(nil)
	_ activities.NumberReserver = (*Breaker)(nil)
)

// Around puts a breaker before a provider. Its calls count together, for it is one provider that answers or does not.
func Around(provider Provider) *Breaker {
	return &Breaker{provider: provider, circuit: gobreaker.NewCircuitBreaker[any](gobreaker.Settings{
		Name: "tax provider", MaxRequests: 1, Timeout: openFor,
		ReadyToTrip: func(counts gobreaker.Counts) bool { return counts.ConsecutiveFailures >= failuresToOpen },
	})}
}

// through makes a call through the circuit; activities.ErrUnavailable when the call is held back.
func through[Answer any](b *Breaker, call func() (Answer, error)) (answer Answer, err error) {
	_, err = b.circuit.Execute(func() (any, error) {
		var failed error
		answer, failed = call()
		return nil, failed
	})
	if errors.Is(err, gobreaker.ErrOpenState) || errors.Is(err, gobreaker.ErrTooManyRequests) {
		return answer, activities.ErrUnavailable
	}
	return answer, err
}

// throughOr makes a call through the circuit, or gives the answer that says that the provider was not asked.
func throughOr[Answer any](b *Breaker, notAsked Answer, call func() (Answer, error)) (Answer, error) {
	answer, err := through(b, call)
	if errors.Is(err, activities.ErrUnavailable) {
		return notAsked, nil
	}
	return answer, err
}

// unavailable is the answer to what was not asked.
var unavailable = activities.ProviderAnswer{State: activities.ProviderUnavailable}

// Submit asks for the document, or answers that the provider was not asked.
func (b *Breaker) Submit(ctx context.Context, document invoice.Document) (activities.ProviderAnswer, error) {
	return throughOr(b, unavailable, func() (activities.ProviderAnswer, error) { return b.provider.Submit(ctx, document) })
}

// Query asks what became of a serial, or answers that the provider was not asked.
func (b *Breaker) Query(ctx context.Context, serial invoice.Serial) (activities.ProviderAnswer, error) {
	return throughOr(b, unavailable, func() (activities.ProviderAnswer, error) { return b.provider.Query(ctx, serial) })
}

// File fetches a file; a missing one says nothing about the provider, so it passes the breaker by.
func (b *Breaker) File(ctx context.Context, number string, format invoice.FileFormat) ([]byte, error) {
	return b.provider.File(ctx, number, format)
}

// ReserveNumber draws a number where the provider hands them out beforehand; activities.ErrUnavailable when it was not asked.
func (b *Breaker) ReserveNumber(ctx context.Context, serial invoice.Serial) (string, error) {
	reserver, reserves := b.provider.(activities.NumberReserver)
	if !reserves {
		return "", activities.ErrNumberOnIssue
	}
	onIssue := false // which is an answer, and no failure of the provider
	number, err := through(b, func() (string, error) {
		number, err := reserver.ReserveNumber(ctx, serial)
		if onIssue = errors.Is(err, activities.ErrNumberOnIssue); onIssue {
			err = nil
		}
		return number, err
	})
	if onIssue {
		return "", activities.ErrNumberOnIssue
	}
	return number, err
}
