package circuit

import (
	"context"

	"kaipiao/activities"
	"kaipiao/domain/invoice"
)

// The answers to what was not asked.
var (
	redUnavailable  = activities.RedAnswer{State: activities.RedUnavailable}
	voidUnavailable = activities.VoidAnswer{State: activities.VoidUnavailable}
)

// Usage asks what the buyer has done with an invoice; activities.ErrUnavailable when the provider was not asked.
func (b *Breaker) Usage(ctx context.Context, number string) (invoice.Usage, error) {
	return through(b, func() (invoice.Usage, error) { return b.provider.Usage(ctx, number) })
}

// RequestRed enters a red-letter form, or answers that the provider was not asked.
func (b *Breaker) RequestRed(ctx context.Context, document invoice.RedDocument) (activities.RedAnswer, error) {
	return throughOr(b, redUnavailable, func() (activities.RedAnswer, error) { return b.provider.RequestRed(ctx, document) })
}

// QueryRed asks what became of a form, or answers that the provider was not asked.
func (b *Breaker) QueryRed(ctx context.Context, serial invoice.Serial) (activities.RedAnswer, error) {
	return throughOr(b, redUnavailable, func() (activities.RedAnswer, error) { return b.provider.QueryRed(ctx, serial) })
}

// WithdrawRed takes a form back, or answers that the provider was not asked.
func (b *Breaker) WithdrawRed(ctx context.Context, serial invoice.Serial) (activities.RedAnswer, error) {
	return throughOr(b, redUnavailable, func() (activities.RedAnswer, error) { return b.provider.WithdrawRed(ctx, serial) })
}

// Void voids a paper invoice, or answers that the provider was not asked.
func (b *Breaker) Void(ctx context.Context, number string) (activities.VoidAnswer, error) {
	return throughOr(b, voidUnavailable, func() (activities.VoidAnswer, error) { return b.provider.Void(ctx, number) })
}
