package aggregator

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"mime"
	"net/http"

	"kaipiao/domain/loggable"
	"kaipiao/provider"
	"kaipiao/wire"
)

func (c *Client) post(ctx context.Context, path string, body any) (envelope, error) {
	content, err := json.Marshal(body)
	if err != nil {
		return envelope{}, fmt.Errorf("write the request: %w", err)
	}
	return c.call(ctx, wire.Call{
		Address: c.base + path, Body: content, Header: map[string]string{"Content-Type": "application/json; charset=utf-8"},
	})
}

func (c *Client) get(ctx context.Context, path string) (envelope, error) {
	return c.call(ctx, wire.Call{Address: c.base + path})
}

// call makes a call and reads the envelope.
func (c *Client) call(ctx context.Context, call wire.Call) (envelope, error) {
	answer, err := c.caller.Answer(ctx, call)
	if err != nil {
		return envelope{}, err
	}
	return open(answer)
}

// open opens the envelope. Whatever is none, a 5xx first of all, is an error: nothing is known.
func open(answer *wire.Answer) (read envelope, err error) {
	if err := answer.Read(&read); err != nil {
		return envelope{}, err
	}
	if read.Code == "" {
		return envelope{}, fmt.Errorf("%w: %w", answer.Unexpected(), wire.ErrUnreadable)
	}
	return read, nil
}

// errNotAFile says that the aggregator answered something else than a file.
var errNotAFile = errors.New("the aggregator did not answer with a file")

// download fetches a file. An answer of another type than the file's, such as an error page, is never taken for one.
func (c *Client) download(ctx context.Context, path, contentType string) ([]byte, error) {
	answer, err := c.caller.File(ctx, wire.Call{Address: c.base + path})
	if err != nil {
		return nil, err
	}
	media, _, _ := mime.ParseMediaType(answer.Header.Get("Content-Type"))
	if answer.Status == http.StatusOK && media == contentType && len(answer.Content) > 0 {
		return answer.Content, nil
	}
	said, err := open(answer)
	switch {
	case err != nil:
		return nil, fmt.Errorf("%w: %w", errNotAFile, err)
	case said.Code == codeNoSuchFile:
		return nil, loggable.Hide(fmt.Errorf("%w: %s", provider.ErrFileMissing, said.Describe), provider.ErrFileMissing.Error())
	default:
		return nil, fmt.Errorf("%w: %w", errNotAFile, said.unexpected())
	}
}
