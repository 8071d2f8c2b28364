package aggregator

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"net/http"

	"kaipiao/domain/loggable"
	"kaipiao/provider"
)

// The most that is read of an answer; a longer one is an error.
const (
	answerLimit = 1 << 20
	fileLimit   = 20 << 20
)

func (c *Client) post(ctx context.Context, path string, body any) (envelope, error) {
	content, err := json.Marshal(body)
	if err != nil {
		return envelope{}, fmt.Errorf("write the request: %w", err)
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, c.base+path, bytes.NewReader(content))
	if err != nil {
		return envelope{}, err
	}
	request.Header.Set("Content-Type", "application/json; charset=utf-8")
	return c.call(request)
}

func (c *Client) get(ctx context.Context, path string) (envelope, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, c.base+path, http.NoBody)
	if err != nil {
		return envelope{}, err
	}
	return c.call(request)
}

// call sends a request and reads the envelope. Whatever is no envelope, a 5xx first of all, is an error: nothing is known.
func (c *Client) call(request *http.Request) (envelope, error) {
	status, _, content, err := c.send(request, answerLimit)
	if err != nil {
		return envelope{}, err
	}
	return open(status, content)
}

func open(status int, content []byte) (envelope, error) {
	var answer envelope
	if status >= http.StatusInternalServerError {
		return answer, fmt.Errorf("the aggregator answered with HTTP status %d", status)
	}
	if err := json.Unmarshal(content, &answer); err != nil || answer.Code == "" {
		return answer, fmt.Errorf("the aggregator answered with HTTP status %d and a body that is not its JSON", status)
	}
	return answer, nil
}

// download fetches a file. An answer of another type than the file's, such as an error page, is never taken for one.
func (c *Client) download(ctx context.Context, path, contentType string) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, c.base+path, http.NoBody)
	if err != nil {
		return nil, err
	}
	status, header, content, err := c.send(request, fileLimit)
	if err != nil {
		return nil, err
	}
	media, _, _ := mime.ParseMediaType(header.Get("Content-Type"))
	if status == http.StatusOK && media == contentType && len(content) > 0 {
		return content, nil
	}
	answer, err := open(status, content)
	switch {
	case err != nil:
		return nil, fmt.Errorf("%w: %w", errNotAFile, err)
	case answer.Code == codeNoSuchFile:
		return nil, loggable.Hide(fmt.Errorf("%w: %s", provider.ErrFileMissing, answer.Describe), provider.ErrFileMissing.Error())
	default:
		return nil, fmt.Errorf("%w: %w", errNotAFile, answer.unexpected())
	}
}

// send sends a request and reads the whole answer, up to a limit.
func (c *Client) send(request *http.Request, limit int64) (status int, header http.Header, content []byte, err error) {
	response, err := c.http.Do(request)
	if err != nil {
		return 0, nil, nil, fmt.Errorf("the aggregator cannot be reached: %w", err)
	}
	defer func() { _ = response.Body.Close() }()
	content, err = io.ReadAll(io.LimitReader(response.Body, limit+1))
	if err != nil {
		return 0, nil, nil, fmt.Errorf("the aggregator's answer broke off: %w", err)
	}
	if int64(len(content)) > limit {
		return 0, nil, nil, fmt.Errorf("the aggregator's answer is longer than %d bytes", limit)
	}
	return response.StatusCode, response.Header, content, nil
}
