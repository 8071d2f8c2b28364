// Package wire is the talk over HTTP with who has a contract with us, a tax provider or a courier: calls that end in time and in size and go
// nowhere else, and the reading of answers that are JSON more or less. Whatever is no answer is an error: nothing is known then (I4). No error
// repeats an address, because an address may let somebody in, nor anything of an answer that cannot be read (S6).
package wire

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	"kaipiao/metrics"
	"kaipiao/tracing"
)

// The most that is read of an answer and of a file, in bytes; what is longer is an error.
const (
	answerLimit = 8 << 20
	fileLimit   = 20 << 20
)

// Caller calls one party. It is safe for concurrent use.
type Caller struct {
	// party is how it is called in errors: "Nuonuo".
	party string
	http  *http.Client
}

// NewCaller makes one. The time-out bounds one call, 0 is none; the context may end it earlier. A nil transport is the standard one.
func NewCaller(party string, timeout time.Duration, transport http.RoundTripper) *Caller {
	return &Caller{party, &http.Client{Timeout: timeout, Transport: seen(party, transport), CheckRedirect: neverElsewhere}}
}

// seen has calls be counted and traced, by who is called.
func seen(party string, transport http.RoundTripper) http.RoundTripper {
	return tracing.Transport(party, metrics.Transport(party, transport))
}

// neverElsewhere: whoever sends us elsewhere is not who has our contract, and does not get what we send (S7).
func neverElsewhere(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// ErrAddress says that there is no calling what was given as an address.
var ErrAddress = errors.New("the address cannot be called")

// IsAddress reports whether an address is one of http or https that names nobody who logs in.
func IsAddress(address string) bool {
	parsed, err := url.Parse(address)
	return err == nil && (parsed.Scheme == "https" || parsed.Scheme == "http") && parsed.Host != "" && parsed.User == nil
}

// Call is one call. Without a body it is a GET, with one a POST.
type Call struct {
	Address string
	Body    []byte
	// Header are its header fields, a name and a value each.
	Header map[string]string
}

// Answer makes a call and gives what it is answered with, whatever the status.
func (c *Caller) Answer(ctx context.Context, call Call) (*Answer, error) {
	return c.send(ctx, call, answerLimit)
}

// File makes a call that is answered with a file, which may be larger.
func (c *Caller) File(ctx context.Context, call Call) (*Answer, error) {
	return c.send(ctx, call, fileLimit)
}

func (c *Caller) send(ctx context.Context, call Call, most int64) (*Answer, error) {
	method := http.MethodPost
	if call.Body == nil {
		method = http.MethodGet
	}
	request, err := http.NewRequestWithContext(ctx, method, call.Address, bytes.NewReader(call.Body))
	if err != nil || !IsAddress(call.Address) {
		return nil, ErrAddress
	}
	for name, value := range call.Header {
		request.Header.Set(name, value)
	}
	response, err := c.http.Do(request)
	if at := (*url.Error)(nil); errors.As(err, &at) {
		err = at.Err // without the address
	}
	if err != nil {
		return nil, fmt.Errorf("%s cannot be reached: %w", c.party, err)
	}
	defer func() { _ = response.Body.Close() }()
	content, err := io.ReadAll(io.LimitReader(response.Body, most+1))
	if err != nil {
		return nil, fmt.Errorf("%s has broken off its answer: %w", c.party, err)
	}
	if int64(len(content)) > most {
		return nil, fmt.Errorf("%s answered with more than %d bytes", c.party, most)
	}
	return &Answer{Status: response.StatusCode, Header: response.Header, Content: content, party: c.party}, nil
}

// ErrNotTheFile says that something else was answered in place of a file, such as a page with an error.
var ErrNotTheFile = errors.New("the answer is not a file of that format")

// Download fetches a file from where somebody says that it is; missing is its error where there is none, or none yet. Nothing that lets us in
// goes there.
func (c *Caller) Download(ctx context.Context, address string, matches func(content []byte) bool, missing error) ([]byte, error) {
	answer, err := c.File(ctx, Call{Address: address})
	switch {
	case err != nil:
		return nil, err
	case answer.Status == http.StatusNotFound:
		return nil, missing
	case answer.Status != http.StatusOK || !matches(answer.Content):
		return nil, ErrNotTheFile
	}
	return answer.Content, nil
}
