// Package client calls Kaipiao's HTTP API. The types and the calls are made from the OpenAPI document that the service serves (make generate);
// what is written by hand is how a caller says who it is, how refusals become errors, and how lists are walked through.
package client

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/google/uuid"
)

// Client calls the API as one caller. Its calls, which are those of the document, are named by method and path:
// GET /v1/accounts/{account}/invoiceable is GetAccountsAccountInvoiceableWithResponse, whose answer stands in JSON200.
//
// A refusal is a *Problem. Calls that were not answered, or were one too many, are made again for a minute: every call of the API may be repeated, those with
// an Idempotency-Key under the same key.
type Client struct {
	*ClientWithResponses
	base   string
	sender *sender
}

// timeout is how long one try may take.
const timeout = 30 * time.Second

// New makes a client of the API at an address ("127.0.0.1:8080", or "https://kaipiao.example") with a bearer token.
func New(address, token string) *Client {
	if !strings.Contains(address, "://") {
		address = "http://" + address
	}
	s := &sender{http: &http.Client{Timeout: timeout}, token: token}
	// Without options that fail it does not fail.
	calls, _ := NewClientWithResponses(address, WithHTTPClient(s))
	return &Client{ClientWithResponses: calls, base: strings.TrimSuffix(address, "/"), sender: s}
}

// NewKey is an Idempotency-Key of its own, for a caller that has no name for what it does. Keep it as long as the call may be repeated.
func NewKey() string { return uuid.NewString() }

// Call makes a call that an answer names by method and address, such as one of its actions, and reads the answer into result, which may be nil.
func (c *Client) Call(ctx context.Context, method, href string, body, result any, headers ...string) error {
	var content io.Reader
	if body != nil {
		encoded, err := json.Marshal(body)
		if err != nil {
			return fmt.Errorf("write the request: %w", err)
		}
		content, headers = bytes.NewReader(encoded), append([]string{"Content-Type", "application/json"}, headers...)
	}
	answered, err := c.send(ctx, method, href, content, headers)
	if err != nil {
		return fmt.Errorf("%s %s: %w", method, href, err)
	}
	if result == nil {
		return nil
	}
	return json.Unmarshal(answered, result)
}

// Bytes fetches a file that an answer names by its address.
func (c *Client) Bytes(ctx context.Context, href string) ([]byte, error) {
	return c.send(ctx, http.MethodGet, href, nil, nil)
}

func (c *Client) send(ctx context.Context, method, href string, body io.Reader, headers []string) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, method, c.base+href, body)
	if err != nil {
		return nil, err
	}
	for i := 0; i+1 < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	response, err := c.sender.Do(request)
	if err != nil {
		return nil, err
	}
	content, err := io.ReadAll(response.Body)
	return content, errors.Join(err, response.Body.Close())
}
