// Package observed measures the talk with a tax provider: each call is a figure, by provider, operation and what was answered, and a span of the
// trace that it belongs to. It stands between the circuit breaker and the client, so that what was not asked is not measured.
package observed

import (
	"context"
	"errors"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"

	"kaipiao/domain/invoice"
	"kaipiao/provider"
	"kaipiao/tracing"
)

var (
	took = promauto.NewHistogramVec(prometheus.HistogramOpts{
		Name: "kaipiao_provider_call_seconds", Help: "How long tax providers took, by provider, operation and outcome.",
		Buckets: []float64{.01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30},
	}, []string{"provider", "operation", "outcome"})
	open = promauto.NewGaugeVec(prometheus.GaugeOpts{
		Name: "kaipiao_provider_circuit_open", Help: "1 while a provider is not called because it did not answer, otherwise 0, by provider.",
	}, []string{"provider"})
)

// What a provider has said of a seller's quota, when it was asked last; before that, and where it does not say, there is nothing. An amount is nobody's
// business here (S6).
var (
	quotaLeft = promauto.NewGaugeVec(prometheus.GaugeOpts{
		Name: "kaipiao_provider_quota_left_ratio",
		Help: "What is left of the platform's quota of the month, from 0 to 1, as the provider said when this process asked it last.",
	}, []string{"provider"})
	quotaTold = promauto.NewGaugeVec(prometheus.GaugeOpts{
		Name: "kaipiao_provider_quota_told_seconds", Help: "When it said so, since 1970.",
	}, []string{"provider"})
)

// Circuit is how a provider's circuit breaker tells whether it is open.
func Circuit(name string) func(isOpen bool) {
	gauge := open.WithLabelValues(name)
	gauge.Set(0)
	return func(isOpen bool) {
		gauge.Set(0)
		if isOpen {
			gauge.Set(1)
		}
	}
}

// Client is a provider whose calls are measured. It is safe for use by many goroutines as the client is.
type Client struct {
	provider.Client
	name string
}

// Around measures the calls of a client, under the name that the register knows.
func Around(name string, client provider.Client) *Client { return &Client{client, name} }

// The outcomes of what is not answered with a state.
const (
	answered = "answered"
	unknown  = "unknown"
	notAsked = "not_asked"
)

// outcome is what came of a call: the state that the provider says, or that nothing is known (I4).
func outcome(result any, err error) string {
	switch {
	case errors.Is(err, provider.ErrNotOffered), errors.Is(err, provider.ErrNumberOnIssue), errors.Is(err, provider.ErrTooOften):
		return notAsked
	case errors.Is(err, provider.ErrFileMissing):
		return answered
	case err != nil:
		return unknown
	}
	if answer, is := result.(provider.Answer); is {
		return string(answer.State)
	}
	return answered
}

// measured makes one call. The serial is what it is about, where it is about one.
func measured[Result any](
	ctx context.Context, c *Client, operation string, serial invoice.Serial, call func(context.Context) (Result, error),
) (Result, error) {
	ctx, span := tracing.Start(ctx, "provider "+operation, trace.WithSpanKind(trace.SpanKindClient))
	defer span.End()
	started := time.Now()
	result, err := call(ctx)
	came := outcome(result, err)
	took.WithLabelValues(c.name, operation, came).Observe(time.Since(started).Seconds())
	tracing.Concerns(ctx, "serial", serial)
	span.SetAttributes(attribute.String("kaipiao.provider", c.name), attribute.String("kaipiao.outcome", came))
	if came == unknown {
		span.SetStatus(codes.Error, "")
	}
	return result, err
}

// ReserveNumber draws a number.
func (c *Client) ReserveNumber(ctx context.Context, document invoice.Document) (string, error) {
	return measured(ctx, c, "reserve_number", document.Serial, func(ctx context.Context) (string, error) { return c.Client.ReserveNumber(ctx, document) })
}

// Submit asks for a document.
func (c *Client) Submit(ctx context.Context, document invoice.Document) (provider.Answer, error) {
	return measured(ctx, c, "submit", document.Serial, func(ctx context.Context) (provider.Answer, error) { return c.Client.Submit(ctx, document) })
}

// Query asks about a serial.
func (c *Client) Query(ctx context.Context, serial invoice.Serial) (provider.Answer, error) {
	return measured(ctx, c, "query", serial, func(ctx context.Context) (provider.Answer, error) { return c.Client.Query(ctx, serial) })
}

// File fetches a file.
func (c *Client) File(ctx context.Context, of provider.Key, format invoice.FileFormat) ([]byte, error) {
	return measured(ctx, c, "file", of.Serial, func(ctx context.Context) ([]byte, error) { return c.Client.File(ctx, of, format) })
}

// RequestRed enters a red-letter form.
func (c *Client) RequestRed(ctx context.Context, document invoice.RedDocument) (provider.Answer, error) {
	return measured(ctx, c, "request_red", document.Serial, func(ctx context.Context) (provider.Answer, error) { return c.Client.RequestRed(ctx, document) })
}

// QueryRed asks about a form.
func (c *Client) QueryRed(ctx context.Context, serial invoice.Serial) (provider.Answer, error) {
	return measured(ctx, c, "query_red", serial, func(ctx context.Context) (provider.Answer, error) { return c.Client.QueryRed(ctx, serial) })
}

// WithdrawRed takes a form back.
func (c *Client) WithdrawRed(ctx context.Context, serial invoice.Serial) (provider.Answer, error) {
	return measured(ctx, c, "withdraw_red", serial, func(ctx context.Context) (provider.Answer, error) { return c.Client.WithdrawRed(ctx, serial) })
}

// Void voids a paper invoice.
func (c *Client) Void(ctx context.Context, of provider.Key) (provider.Answer, error) {
	return measured(ctx, c, "void", of.Serial, func(ctx context.Context) (provider.Answer, error) { return c.Client.Void(ctx, of) })
}

// ConfirmRed confirms a buyer's form.
func (c *Client) ConfirmRed(ctx context.Context, serial invoice.Serial) (provider.Answer, error) {
	return measured(ctx, c, "confirm_red", serial, func(ctx context.Context) (provider.Answer, error) { return c.Client.ConfirmRed(ctx, serial) })
}

// DenyRed denies it.
func (c *Client) DenyRed(ctx context.Context, serial invoice.Serial) (provider.Answer, error) {
	return measured(ctx, c, "deny_red", serial, func(ctx context.Context) (provider.Answer, error) { return c.Client.DenyRed(ctx, serial) })
}

// List lists documents.
func (c *Client) List(ctx context.Context, order invoice.ListOrder) (invoice.ListPage, error) {
	return measured(ctx, c, "list", "", func(ctx context.Context) (invoice.ListPage, error) { return c.Client.List(ctx, order) })
}

// Standing asks how a seller stands.
func (c *Client) Standing(ctx context.Context, taxpayerID string) (invoice.Standing, error) {
	stands, err := measured(ctx, c, "standing", "", func(ctx context.Context) (invoice.Standing, error) { return c.Client.Standing(ctx, taxpayerID) })
	if left, known := stands.Left(); err == nil && known {
		quotaLeft.WithLabelValues(c.name).Set(left)
		quotaTold.WithLabelValues(c.name).SetToCurrentTime()
	}
	return stands, err
}

// Usage asks what the buyer has done.
func (c *Client) Usage(ctx context.Context, of provider.Key) (invoice.Usage, error) {
	return measured(ctx, c, "usage", of.Serial, func(ctx context.Context) (invoice.Usage, error) { return c.Client.Usage(ctx, of) })
}

// LoginCode gives the code for logging in.
func (c *Client) LoginCode(ctx context.Context, taxpayerID string) (provider.LoginCode, error) {
	return measured(ctx, c, "login_code", "", func(ctx context.Context) (provider.LoginCode, error) { return c.Client.LoginCode(ctx, taxpayerID) })
}

// Deliver sends files once more.
func (c *Client) Deliver(ctx context.Context, of provider.Key, to provider.Contact) error {
	_, err := measured(ctx, c, "deliver", of.Serial, func(ctx context.Context) (struct{}, error) { return struct{}{}, c.Client.Deliver(ctx, of, to) })
	return err
}
