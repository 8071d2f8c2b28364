// Package client calls Kaipiao's HTTP API, as an upstream system does.
package client

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"mime/multipart"
	"net/http"
	"net/url"
	"time"
)

// Client calls the API as one caller. It repeats calls that were not answered; every call it makes may be repeated.
type Client struct {
	base  string
	token string
	http  *http.Client
}

// New makes a client of the API at an address ("127.0.0.1:8080") with a bearer token.
func New(address, token string) *Client {
	return &Client{base: "http://" + address, token: token, http: &http.Client{Timeout: 30 * time.Second}}
}

// How long an API that does not answer is given, and how the pauses grow.
const (
	firstPause   = 200 * time.Millisecond
	longestPause = 5 * time.Second
	giveUpAfter  = time.Minute
	answerLimit  = 64 << 20
)

// Problem is a refusal of the API (RFC 9457).
type Problem struct {
	Status int    `json:"status"`
	Code   string `json:"code"`
	Detail string `json:"detail"`
	Errors []struct {
		Field   string `json:"field"`
		Code    string `json:"code"`
		Message string `json:"message"`
	} `json:"errors"`
}

// Error is the API's sentence, with the fields at fault.
func (p *Problem) Error() string {
	text := p.Detail
	for _, e := range p.Errors {
		if e.Field != "" {
			text += fmt.Sprintf(" [%s: %s]", e.Field, e.Message)
		}
	}
	return fmt.Sprintf("%s (%s)", text, p.Code)
}

// IsCode reports whether the API refused with this code.
func IsCode(err error, code string) bool {
	var p *Problem
	return errors.As(err, &p) && p.Code == code
}

// Call makes one call and reads the answer into result, which may be nil.
func (c *Client) Call(ctx context.Context, method, path string, body, result any, headers ...string) error {
	var encoded []byte
	if body != nil {
		var err error
		if encoded, err = json.Marshal(body); err != nil {
			return fmt.Errorf("write the request: %w", err)
		}
	}
	content, err := c.repeat(ctx, func() (*http.Response, error) { return c.send(ctx, method, path, encoded, headers) })
	if err != nil {
		return fmt.Errorf("%s %s: %w", method, path, err)
	}
	if result == nil {
		return nil
	}
	return json.Unmarshal(content, result)
}

// Bytes fetches a file.
func (c *Client) Bytes(ctx context.Context, path string) ([]byte, error) {
	return c.repeat(ctx, func() (*http.Response, error) { return c.send(ctx, http.MethodGet, path, nil, nil) })
}

// Upload hands a file in, with the fields of its form.
func (c *Client) Upload(ctx context.Context, path string, fields map[string]string, content []byte) error {
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for name, value := range fields {
		if err := form.WriteField(name, value); err != nil {
			return fmt.Errorf("write the form: %w", err)
		}
	}
	file, err := form.CreateFormFile("file", "file")
	if err == nil {
		_, err = file.Write(content)
	}
	if err := errors.Join(err, form.Close()); err != nil {
		return fmt.Errorf("write the form: %w", err)
	}
	_, err = c.repeat(ctx, func() (*http.Response, error) {
		return c.send(ctx, http.MethodPost, path, body.Bytes(), []string{"Content-Type", form.FormDataContentType()})
	})
	if err != nil {
		return fmt.Errorf("POST %s: %w", path, err)
	}
	return nil
}

func (c *Client) send(ctx context.Context, method, path string, body []byte, headers []string) (*http.Response, error) {
	request, err := http.NewRequestWithContext(ctx, method, c.base+path, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Authorization", "Bearer "+c.token)
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	return c.http.Do(request)
}

// repeat makes a call until it is answered: an API that restarts is given a minute.
func (c *Client) repeat(ctx context.Context, call func() (*http.Response, error)) ([]byte, error) {
	deadline := time.Now().Add(giveUpAfter)
	for pause := firstPause; ; pause = min(2*pause, longestPause) {
		content, again, err := answer(call())
		if err == nil || !again || time.Now().After(deadline) {
			return content, err
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(pause):
		}
	}
}

// answer reads a response; again says that the call may be repeated, because nobody answered it.
func answer(response *http.Response, err error) (content []byte, again bool, _ error) {
	if err != nil {
		return nil, !errors.Is(err, context.Canceled), err
	}
	defer response.Body.Close()
	content, err = io.ReadAll(io.LimitReader(response.Body, answerLimit))
	if err != nil {
		return nil, true, err
	}
	if response.StatusCode < http.StatusBadRequest {
		return content, false, nil
	}
	p := &Problem{Status: response.StatusCode, Detail: response.Status}
	if json.Unmarshal(content, p) != nil || p.Code == "" {
		p.Code = "unexpected_answer"
	}
	return nil, response.StatusCode >= http.StatusInternalServerError, p
}

// List walks through all pages of a list.
func List[Item any](ctx context.Context, c *Client, path string, query url.Values) iter.Seq2[Item, error] {
	return func(yield func(Item, error) bool) {
		parameters := url.Values{"limit": {"200"}}
		for name, values := range query {
			parameters[name] = values
		}
		for {
			var page struct {
				Items      []Item  `json:"items"`
				NextCursor *string `json:"next_cursor"`
			}
			if err := c.Call(ctx, http.MethodGet, path+"?"+parameters.Encode(), nil, &page); err != nil {
				var none Item
				yield(none, err)
				return
			}
			for _, item := range page.Items {
				if !yield(item, nil) {
					return
				}
			}
			if page.NextCursor == nil || *page.NextCursor == "" {
				return
			}
			parameters.Set("cursor", *page.NextCursor)
		}
	}
}
