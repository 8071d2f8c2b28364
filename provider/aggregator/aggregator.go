// Package aggregator reaches a tax provider that speaks the aggregators' common protocol over HTTP and JSON, as the
// sandbox does: submit, query by serial, draw a number, fetch a file, reverse and void.
package aggregator

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"kaipiao/domain/invoice"
	"kaipiao/domain/loggable"
	"kaipiao/provider"
	"kaipiao/wire"
)

// Config says where the aggregator is.
type Config struct {
	// BaseURL is the root of the calls, without the version: "http://127.0.0.1:8090/provider".
	BaseURL string
	// Timeout bounds one call; 0 is 10 seconds. The context may end it earlier.
	Timeout time.Duration
	// Transport is that of the HTTP client; nil is the standard one.
	Transport http.RoundTripper
}

// defaultTimeout is longer than a slow bureau takes; what takes longer is unknown (I4).
const defaultTimeout = 10 * time.Second

// Client is one aggregator. It is safe for concurrent use.
type Client struct {
	base   string
	caller *wire.Caller
}

var _ provider.Client = (*Client)(nil)

// New makes a client.
func New(config Config) *Client {
	return &Client{base: config.BaseURL + "/v1", caller: wire.NewCaller("the aggregator", cmp.Or(config.Timeout, defaultTimeout), config.Transport)}
}

// Capabilities says that the aggregator draws numbers before it issues, and tells whatever is asked. It delivers nothing itself.
func (c *Client) Capabilities() provider.Capabilities {
	return provider.Capabilities{
		ReservesNumbers: true, TellsUsage: true, TellsQuota: true, TellsSession: true, ListsDocuments: true, ListsForms: true,
		AnswersForms: true, VoidsPaper: true, Formats: invoice.FileFormats,
	}
}

// LoginCode is not offered.
func (c *Client) LoginCode(context.Context, string) (provider.LoginCode, error) {
	return provider.LoginCode{}, provider.ErrNotOffered
}

// Deliver is not offered.
func (c *Client) Deliver(context.Context, provider.Key, provider.Contact) error {
	return provider.ErrNotOffered
}

// Submit asks for a document. A serial that the aggregator knows is asked about instead: it never makes a second
// document (I4).
func (c *Client) Submit(ctx context.Context, document invoice.Document) (provider.Answer, error) {
	answer, err := c.post(ctx, "/invoices", toWire(document))
	if err != nil {
		return provider.Answer{}, fmt.Errorf("submit %s: %w", document.Serial, err)
	}
	switch answer.Code {
	case codeOK:
		return provider.Answer{State: provider.Pending}, nil
	case codeBadRequest:
		return provider.Answer{State: provider.Refused, Reason: answer.Describe}, nil
	case codeDuplicate:
		return provider.Having(c.Query(ctx, document.Serial)), nil
	default:
		return notAccepted(answer, "submit", document.Serial)
	}
}

// Query asks what became of a serial.
func (c *Client) Query(ctx context.Context, serial invoice.Serial) (provider.Answer, error) {
	answer, err := c.get(ctx, "/invoices/"+url.PathEscape(string(serial)))
	if err != nil {
		return provider.Answer{}, fmt.Errorf("query %s: %w", serial, err)
	}
	switch answer.Code {
	case codeOK:
		return outcome(answer, serial)
	case codeUnknownSerial:
		return provider.Answer{State: provider.NotFound}, nil
	default:
		return notAccepted(answer, "query", serial)
	}
}

// outcome reads the state of a serial. A document without a number would be no answer at all.
func outcome(answer envelope, serial invoice.Serial) (provider.Answer, error) {
	var result result
	if err := answer.read(&result); err != nil {
		return provider.Answer{}, fmt.Errorf("query %s: %w", serial, err)
	}
	read := provider.Answer{Number: result.Number, IssuedAt: result.IssuedAt.UTC(), Reason: result.FailCause}
	switch result.Status {
	case stateIssuing:
		return provider.Answer{State: provider.Pending}, nil
	case stateIssued:
		read.State = provider.Issued
	case stateSealFailed:
		read.State = provider.SealFailed
	case stateFailed:
		return provider.Answer{State: provider.Refused, Reason: result.FailCause}, nil
	default:
		return provider.Answer{}, fmt.Errorf("query %s: the aggregator answered with the unknown status %d", serial, result.Status)
	}
	if result.Number == "" || result.IssuedAt.IsZero() || result.Serial != string(serial) {
		return provider.Answer{}, fmt.Errorf("query %s: the aggregator's answer has no number, no date or another serial", serial)
	}
	return read, nil
}

// notAccepted reads the outcomes that any call may have. A code that is not known says nothing about the serial, so it
// is an error and never a final failure (I4).
func notAccepted(answer envelope, call string, serial invoice.Serial) (provider.Answer, error) {
	switch answer.Code {
	case codeQuotaExhausted:
		return provider.Answer{State: provider.QuotaExhausted, Reason: answer.Describe}, nil
	case codeSessionExpired:
		return provider.Answer{State: provider.SessionExpired, Reason: answer.Describe}, nil
	default:
		return provider.Answer{}, fmt.Errorf("%s %s: %w", call, serial, answer.unexpected())
	}
}

func (e envelope) unexpected() error {
	return loggable.Hide(fmt.Errorf("the aggregator answered %s %s", e.Code, e.Describe), "the aggregator answered "+loggable.Code(e.Code))
}

// ReserveNumber draws the number for a document beforehand.
func (c *Client) ReserveNumber(ctx context.Context, document invoice.Document) (string, error) {
	serial := document.Serial
	answer, err := c.post(ctx, "/numbers", map[string]string{"serial": string(serial)})
	switch {
	case err != nil:
		return "", fmt.Errorf("reserve a number for %s: %w", serial, err)
	case answer.Code != codeOK:
		return "", fmt.Errorf("reserve a number for %s: %w", serial, answer.unexpected())
	}
	var drawn result
	if err := answer.read(&drawn); err != nil {
		return "", fmt.Errorf("reserve a number for %s: %w", serial, err)
	}
	if drawn.Number == "" {
		return "", fmt.Errorf("reserve a number for %s: the aggregator answered without a number", serial)
	}
	return drawn.Number, nil
}

// File fetches a file of an issued e-invoice; provider.ErrFileMissing when there is none, or none yet (I6).
func (c *Client) File(ctx context.Context, of provider.Key, format invoice.FileFormat) ([]byte, error) {
	path := "/files/" + url.PathEscape(of.Number) + "/" + url.PathEscape(string(format))
	content, err := c.download(ctx, path, format.ContentType())
	if err != nil {
		return nil, fmt.Errorf("fetch the %s of %s: %w", format, of.Number, err)
	}
	return content, nil
}
