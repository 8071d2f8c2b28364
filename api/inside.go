package api

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"kaipiao/access"
	"kaipiao/domain/refusal"
)

// Inside is the surface for callers who do not come over HTTP, but through Temporal (P14). Their calls go through the same code: what is
// well-formed, what a rule forbids and what an answer looks like is decided once. There is no network in between, and no token.
type Inside struct {
	handler http.Handler
	surface *surface
}

// NewInside makes it, with the same options as the handler of HTTP.
func NewInside(options Options) *Inside {
	handler, s := build(options)
	return &Inside{handler, s}
}

// InsideCall is one call: what is done, by whom, to which object, and what is sent.
type InsideCall struct {
	Does access.Action
	By   access.Identity
	// Object is the account of what is made, otherwise the id of what it is about.
	Object string
	// Key makes a repeated call harmless, where the call has one; Body is JSON, or nothing.
	Key  string
	Body []byte
}

type insideKey struct{}

// Do makes a call, and answers with what is answered over HTTP. Its error is a *Problem where that is the answer.
func (i *Inside) Do(ctx context.Context, c InsideCall) (json.RawMessage, error) {
	made, is := i.surface.calls[c.Does]
	if !is {
		return nil, fmt.Errorf("there is no call by which anybody does %s", c.Does)
	}
	object := url.PathEscape(c.Object)
	path := strings.NewReplacer("{account}", object, "{id}", object).Replace(made.path)
	request, err := http.NewRequestWithContext(context.WithValue(ctx, insideKey{}, c.By), made.method, path, bytes.NewReader(c.Body))
	if err != nil {
		return nil, fmt.Errorf("make the call %s: %w", c.Does, err)
	}
	request.Header.Set("Content-Type", "application/json")
	if c.Key != "" {
		request.Header.Set("Idempotency-Key", c.Key)
	}
	heard := recorder{header: http.Header{}, status: http.StatusOK}
	i.handler.ServeHTTP(&heard, request)
	if heard.status < http.StatusBadRequest {
		return heard.body.Bytes(), nil
	}
	var problem Problem
	if err := json.Unmarshal(heard.body.Bytes(), &problem); err != nil || problem.Code == "" {
		return nil, fmt.Errorf("the call %s is answered with %d", c.Does, heard.status)
	}
	return nil, &problem
}

// Sentences say all that is wrong in one sentence of each language, for who does not see the list of errors.
func (p *Problem) Sentences() (english, chinese string) {
	english, chinese = p.Detail, p.DetailZH
	if p.Code != string(refusal.InvalidRequest) || len(p.Errors) == 0 {
		return english, chinese
	}
	var inEnglish, inChinese []string
	for _, wrong := range p.Errors {
		named := wrong.Field
		if named != "" {
			named += ": "
		}
		inEnglish, inChinese = append(inEnglish, named+wrong.Message), append(inChinese, named+wrong.MessageZH)
	}
	return strings.Join(inEnglish, " "), strings.Join(inChinese, " ")
}

// recorder keeps an answer.
type recorder struct {
	header http.Header
	status int
	begun  bool
	body   bytes.Buffer
}

// Header is that of the answer.
func (r *recorder) Header() http.Header { return r.header }

// WriteHeader keeps the first status.
func (r *recorder) WriteHeader(status int) {
	if !r.begun {
		r.status, r.begun = status, true
	}
}

// Write keeps what is written.
func (r *recorder) Write(content []byte) (int, error) {
	r.begun = true
	return r.body.Write(content)
}
