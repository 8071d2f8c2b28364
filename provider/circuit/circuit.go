// Package circuit spares a tax provider that does not answer, and us the waiting: after some calls in a row without an
// answer, the next ones are not made (I5). It stands before any client of the provider, wherever one is used.
package circuit

import (
	"context"
	"errors"
	"time"

	"github.com/sony/gobreaker/v2"

	"kaipiao/domain/invoice"
	"kaipiao/provider"
)

const (
	// failuresToOpen is how many calls in a row may fail before no more are made.
	failuresToOpen = 5
	// openFor is how long none is made; then a single one may try, whose answer decides.
	openFor = 5 * time.Second
)

// Breaker is a provider behind a circuit breaker. It is safe for concurrent use.
type Breaker struct {
	client  provider.Client
	circuit *gobreaker.CircuitBreaker[any]
}

var _ provider.Client = (*Breaker)(nil)

// Around puts a breaker before a provider. Its calls count together, because it is one provider that answers or does not. Who wants to know is
// told when it opens and closes; while one call tries whether the provider is back, it is open.
func Around(client provider.Client, tell ...func(open bool)) *Breaker {
	return &Breaker{client: client, circuit: gobreaker.NewCircuitBreaker[any](gobreaker.Settings{
		Name: "tax provider", MaxRequests: 1, Timeout: openFor,
		ReadyToTrip:  func(counts gobreaker.Counts) bool { return counts.ConsecutiveFailures >= failuresToOpen },
		IsSuccessful: func(err error) bool { return answered(err) },
		OnStateChange: func(_ string, _, to gobreaker.State) {
			for _, told := range tell {
				told(to != gobreaker.StateClosed)
			}
		},
		// A caller that goes away says nothing about the provider. A time-out does.
		IsExcluded: func(err error) bool { return errors.Is(err, context.Canceled) },
	})}
}

// through makes a call through the circuit; provider.ErrUnavailable when the call is held back.
func through[Result any](b *Breaker, call func() (Result, error)) (result Result, err error) {
	_, err = b.circuit.Execute(func() (any, error) {
		var failed error
		result, failed = call()
		return nil, failed
	})
	if errors.Is(err, gobreaker.ErrOpenState) || errors.Is(err, gobreaker.ErrTooManyRequests) {
		return result, provider.ErrUnavailable
	}
	return result, err
}

// answered reports whether the provider has answered; what it does not offer, or may not be asked now, was not asked at all.
func answered(err error) bool {
	return err == nil || errors.Is(err, provider.ErrNumberOnIssue) || errors.Is(err, provider.ErrNotOffered) || errors.Is(err, provider.ErrTooOften)
}

// asked makes a call through the circuit, or answers that the provider was not asked.
func (b *Breaker) asked(call func() (provider.Answer, error)) (provider.Answer, error) {
	answer, err := through(b, call)
	if errors.Is(err, provider.ErrUnavailable) {
		return provider.Answer{State: provider.Unavailable}, nil
	}
	return answer, err
}

// Capabilities are those of the provider behind it.
func (b *Breaker) Capabilities() provider.Capabilities { return b.client.Capabilities() }

// ReserveNumber draws a number beforehand; provider.ErrUnavailable when the provider was not asked.
func (b *Breaker) ReserveNumber(ctx context.Context, document invoice.Document) (string, error) {
	return through(b, func() (string, error) { return b.client.ReserveNumber(ctx, document) })
}

// Submit asks for the document, or answers that the provider was not asked.
func (b *Breaker) Submit(ctx context.Context, document invoice.Document) (provider.Answer, error) {
	return b.asked(func() (provider.Answer, error) { return b.client.Submit(ctx, document) })
}

// Query asks what became of a serial, or answers that the provider was not asked.
func (b *Breaker) Query(ctx context.Context, serial invoice.Serial) (provider.Answer, error) {
	return b.asked(func() (provider.Answer, error) { return b.client.Query(ctx, serial) })
}

// File fetches a file; provider.ErrUnavailable when the provider was not asked. A file that does not come says nothing about
// the issuing of others, so it is held back by an open circuit and never opens one (I6).
func (b *Breaker) File(ctx context.Context, of provider.Key, format invoice.FileFormat) ([]byte, error) {
	if b.circuit.State() == gobreaker.StateOpen {
		return nil, provider.ErrUnavailable
	}
	return b.client.File(ctx, of, format)
}

// RequestRed enters a red-letter form, or answers that the provider was not asked.
func (b *Breaker) RequestRed(ctx context.Context, document invoice.RedDocument) (provider.Answer, error) {
	return b.asked(func() (provider.Answer, error) { return b.client.RequestRed(ctx, document) })
}

// QueryRed asks what became of a form, or answers that the provider was not asked.
func (b *Breaker) QueryRed(ctx context.Context, serial invoice.Serial) (provider.Answer, error) {
	return b.asked(func() (provider.Answer, error) { return b.client.QueryRed(ctx, serial) })
}

// WithdrawRed takes a form back, or answers that the provider was not asked.
func (b *Breaker) WithdrawRed(ctx context.Context, serial invoice.Serial) (provider.Answer, error) {
	return b.asked(func() (provider.Answer, error) { return b.client.WithdrawRed(ctx, serial) })
}

// ConfirmRed confirms a form that the buyer began, or answers that the provider was not asked.
func (b *Breaker) ConfirmRed(ctx context.Context, serial invoice.Serial) (provider.Answer, error) {
	return b.asked(func() (provider.Answer, error) { return b.client.ConfirmRed(ctx, serial) })
}

// DenyRed denies it, or answers that the provider was not asked.
func (b *Breaker) DenyRed(ctx context.Context, serial invoice.Serial) (provider.Answer, error) {
	return b.asked(func() (provider.Answer, error) { return b.client.DenyRed(ctx, serial) })
}

// List lists what was issued; provider.ErrUnavailable when the provider was not asked.
func (b *Breaker) List(ctx context.Context, order invoice.ListOrder) (invoice.ListPage, error) {
	return through(b, func() (invoice.ListPage, error) { return b.client.List(ctx, order) })
}

// Void voids a paper invoice, or answers that the provider was not asked.
func (b *Breaker) Void(ctx context.Context, of provider.Key) (provider.Answer, error) {
	return b.asked(func() (provider.Answer, error) { return b.client.Void(ctx, of) })
}

// Standing asks how a seller stands; provider.ErrUnavailable when the provider was not asked.
func (b *Breaker) Standing(ctx context.Context, taxpayerID string) (invoice.Standing, error) {
	return through(b, func() (invoice.Standing, error) { return b.client.Standing(ctx, taxpayerID) })
}

// Usage asks what the buyer has done with an invoice; provider.ErrUnavailable when the provider was not asked.
func (b *Breaker) Usage(ctx context.Context, of provider.Key) (invoice.Usage, error) {
	return through(b, func() (invoice.Usage, error) { return b.client.Usage(ctx, of) })
}

// LoginCode fetches the code for logging in at the tax bureau; provider.ErrUnavailable when the provider was not asked.
func (b *Breaker) LoginCode(ctx context.Context, taxpayerID string) (provider.LoginCode, error) {
	return through(b, func() (provider.LoginCode, error) { return b.client.LoginCode(ctx, taxpayerID) })
}

// Deliver has files sent once more. Like a file that does not come, it is held back by an open circuit and never opens one.
func (b *Breaker) Deliver(ctx context.Context, of provider.Key, to provider.Contact) error {
	if b.circuit.State() == gobreaker.StateOpen {
		return provider.ErrUnavailable
	}
	return b.client.Deliver(ctx, of, to)
}
