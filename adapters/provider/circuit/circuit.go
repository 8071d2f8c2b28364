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

// Breaker is a provider behind a circuit breaker. It is safe for concurrent use.
type Breaker struct {
	provider activities.TaxProvider
	circuit  *gobreaker.CircuitBreaker[activities.ProviderAnswer]
}

var (
	_ activities.TaxProvider    = (*Breaker)(nil)
	_ activities.NumberReserver = (*Breaker)(nil)
)

// Around puts a breaker before a provider.
func Around(provider activities.TaxProvider) *Breaker {
	return &Breaker{provider: provider, circuit: gobreaker.NewCircuitBreaker[activities.ProviderAnswer](gobreaker.Settings{
		Name: "tax provider", MaxRequests: 1, Timeout: openFor,
		ReadyToTrip: func(counts gobreaker.Counts) bool { return counts.ConsecutiveFailures >= failuresToOpen },
	})}
}

// Submit asks for the document, or answers that the provider was not asked.
func (b *Breaker) Submit(ctx context.Context, document invoice.Document) (activities.ProviderAnswer, error) {
	return b.call(func() (activities.ProviderAnswer, error) { return b.provider.Submit(ctx, document) })
}

// Query asks what became of a serial, or answers that the provider was not asked.
func (b *Breaker) Query(ctx context.Context, serial invoice.Serial) (activities.ProviderAnswer, error) {
	return b.call(func() (activities.ProviderAnswer, error) { return b.provider.Query(ctx, serial) })
}

func (b *Breaker) call(ask func() (activities.ProviderAnswer, error)) (activities.ProviderAnswer, error) {
	answer, err := b.circuit.Execute(ask)
	if errors.Is(err, gobreaker.ErrOpenState) || errors.Is(err, gobreaker.ErrTooManyRequests) {
		return activities.ProviderAnswer{State: activities.ProviderUnavailable}, nil
	}
	return answer, err
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
	onIssue := false
	answer, err := b.call(func() (activities.ProviderAnswer, error) {
		number, err := reserver.ReserveNumber(ctx, serial)
		if onIssue = errors.Is(err, activities.ErrNumberOnIssue); onIssue {
			err = nil
		}
		return activities.ProviderAnswer{Number: number}, err
	})
	switch {
	case err != nil:
		return "", err
	case onIssue:
		return "", activities.ErrNumberOnIssue
	case answer.State == activities.ProviderUnavailable:
		return "", activities.ErrUnavailable
	default:
		return answer.Number, nil
	}
}
