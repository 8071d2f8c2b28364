// Package carrier orders parcels at a courier over HTTP and JSON, as the sandbox's courier takes them.
package carrier

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"kaipiao/courier"
	"kaipiao/domain/invoice"
	"kaipiao/domain/loggable"
	"kaipiao/metrics"
	"kaipiao/tracing"
)

// Config says where the courier is and where it tells what happens.
type Config struct {
	// BaseURL is the root of the calls, without the version: "http://127.0.0.1:8090/courier".
	BaseURL string
	// EventsURL is ours, for the courier's pushes; empty for none.
	EventsURL string
	// Timeout bounds one call; 0 is 10 seconds. The context may end it earlier.
	Timeout time.Duration
	// Transport is that of the HTTP client; nil is the standard one.
	Transport http.RoundTripper
}

// party is how it is called in figures and traces.
const party = "carrier"

const (
	defaultTimeout = 10 * time.Second
	answerLimit    = 1 << 20
)

// Client is one courier. It is safe for concurrent use.
type Client struct {
	config Config
	http   *http.Client
}

var _ courier.Client = (*Client)(nil)

// New makes a client.
func New(config Config) *Client {
	if config.Timeout == 0 {
		config.Timeout = defaultTimeout
	}
	return &Client{config: config, http: &http.Client{
		Timeout: config.Timeout, Transport: tracing.Transport(party, metrics.Transport(party, config.Transport)), CheckRedirect: neverElsewhere,
	}}
}

// neverElsewhere: whoever sends us elsewhere is not who has our contract, and does not get an address (S7).
func neverElsewhere(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// order is the body of an order.
type order struct {
	Reference string          `json:"reference"`
	Recipient invoice.Address `json:"recipient"`
	EventsURL string          `json:"events_url,omitempty"`
}

// answer is the body of any answer.
type answer struct {
	courier.Shipment
	Error string `json:"error"`
}

// Ship orders the collection of a parcel. An order that the courier refuses finally gives courier.ErrRefusedForGood;
// after any other error the parcel may or may not have been ordered, and ordering it again is safe.
func (c *Client) Ship(ctx context.Context, wanted courier.Order) (courier.Shipment, error) {
	body, err := json.Marshal(order{wanted.Reference, wanted.Recipient, c.config.EventsURL})
	if err != nil {
		return courier.Shipment{}, fmt.Errorf("write the order of parcel %s: %w", wanted.Reference, err)
	}
	shipment, err := c.send(ctx, body)
	if err != nil {
		return courier.Shipment{}, fmt.Errorf("order parcel %s: %w", wanted.Reference, err)
	}
	return shipment, nil
}

func (c *Client) send(ctx context.Context, body []byte) (courier.Shipment, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, c.config.BaseURL+"/v1/orders", bytes.NewReader(body))
	if err != nil {
		return courier.Shipment{}, err
	}
	request.Header.Set("Content-Type", "application/json; charset=utf-8")
	response, err := c.http.Do(request)
	if err != nil {
		return courier.Shipment{}, fmt.Errorf("the courier cannot be reached: %w", err)
	}
	defer func() { _ = response.Body.Close() }()
	var said answer
	err = json.NewDecoder(io.LimitReader(response.Body, answerLimit)).Decode(&said)
	switch {
	case err == nil && final(response.StatusCode):
		return courier.Shipment{}, loggable.Hide(fmt.Errorf("%w: %s", courier.ErrRefusedForGood, said.Error), courier.ErrRefusedForGood.Error())
	case response.StatusCode != http.StatusOK:
		answered := fmt.Sprintf("the courier answered with HTTP status %d", response.StatusCode)
		return courier.Shipment{}, loggable.Hide(fmt.Errorf("%s: %s", answered, said.Error), answered)
	case err != nil:
		return courier.Shipment{}, fmt.Errorf("the courier's answer broke off: %w", err)
	case said.TrackingNumber == "":
		return courier.Shipment{}, errors.New("the courier answered without a tracking number")
	}
	return said.Shipment, nil
}

// final reports whether a status is a refusal of this very order: it can never be taken as it is.
func final(status int) bool {
	return status == http.StatusBadRequest || status == http.StatusUnprocessableEntity
}
