package api

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/go-chi/chi/v5"

	"kaipiao/access"
	"kaipiao/domain/refusal"
	"kaipiao/office/drafts"
)

// Inside is the surface for callers who do not come over HTTP with a token: those on Temporal (P14), and our own pages (O8). Their calls go through
// the same code: what is well-formed, what a rule forbids and what an answer looks like is decided once. There is no network in between.
type Inside struct {
	handler http.Handler
	surface *surface
}

// NewInside makes it, with the same options as the handler of HTTP.
func NewInside(options Options) *Inside {
	handler, s := build(options)
	return &Inside{handler, s}
}

// inside is the context of a call. The router in front of the pages has left its route in theirs, and ours would follow it.
func inside(ctx context.Context, who insider) context.Context {
	return context.WithValue(context.WithValue(ctx, insideKey{}, who), chi.RouteCtxKey, nil)
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

// insider is who calls without a token. Bounded ones are counted by the gate as callers over HTTP are (S2).
type insider struct {
	access.Identity
	bounded bool
}

// Do makes a call, and answers with what is answered over HTTP. Its error is a *Problem where that is the answer.
func (i *Inside) Do(ctx context.Context, c InsideCall) (json.RawMessage, error) {
	made, is := i.surface.calls[c.Does]
	if !is {
		return nil, fmt.Errorf("there is no call by which anybody does %s", c.Does)
	}
	object := url.PathEscape(c.Object)
	path := strings.NewReplacer("{account}", object, "{id}", object).Replace(made.path)
	request, err := http.NewRequestWithContext(inside(ctx, insider{Identity: c.By}), made.method, path, bytes.NewReader(c.Body))
	if err != nil {
		return nil, fmt.Errorf("make the call %s: %w", c.Does, err)
	}
	request.Header.Set("Content-Type", "application/json")
	if c.Key != "" {
		request.Header.Set("Idempotency-Key", c.Key)
	}
	return i.hear(request)
}

// Call makes the call that a method and a path name, for somebody whom our own pages have let in, and reads the answer into result, which may be nil.
// It counts as a call over HTTP does. Body is written as JSON; nil for none. Headers are names and values in turn. Its error is a *Problem where that
// is the answer.
func (i *Inside) Call(ctx context.Context, by access.Identity, method, path string, body, result any, headers ...string) error {
	var content io.Reader = http.NoBody
	if body != nil {
		written, err := json.Marshal(body)
		if err != nil {
			return fmt.Errorf("write what is sent to %s: %w", path, err)
		}
		content, headers = bytes.NewReader(written), append(headers, "Content-Type", "application/json")
	}
	return i.Send(ctx, by, method, path, content, result, headers...)
}

// Send is Call with a body that is no JSON, such as a form with a file; it is read as it comes.
func (i *Inside) Send(ctx context.Context, by access.Identity, method, path string, body io.Reader, result any, headers ...string) error {
	request, err := http.NewRequestWithContext(inside(ctx, insider{Identity: by, bounded: true}), method, path, body)
	if err != nil {
		return fmt.Errorf("make the call %s: %w", path, err)
	}
	for n := 0; n+1 < len(headers); n += 2 {
		request.Header.Set(headers[n], headers[n+1])
	}
	heard, err := i.hear(request)
	if err != nil || result == nil {
		return err
	}
	if err := json.Unmarshal(heard, result); err != nil {
		return fmt.Errorf("read what %s answers: %w", path, err)
	}
	return nil
}

// Fetch makes a call whose answer is a file of some kilobytes. Its error is a *Problem where that is the answer.
func (i *Inside) Fetch(ctx context.Context, by access.Identity, method, path string) ([]byte, error) {
	request, err := http.NewRequestWithContext(inside(ctx, insider{Identity: by, bounded: true}), method, path, http.NoBody)
	if err != nil {
		return nil, fmt.Errorf("make the call %s: %w", path, err)
	}
	return i.hear(request)
}

// Pass hands a visitor what a call answers, as it comes: a file.
func (i *Inside) Pass(w http.ResponseWriter, r *http.Request, by access.Identity, path string) error {
	ctx := inside(r.Context(), insider{Identity: by, bounded: true})
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, path, http.NoBody)
	if err != nil {
		return fmt.Errorf("make the call %s: %w", path, err)
	}
	i.handler.ServeHTTP(w, request)
	return nil
}

// hear makes a call and keeps what it answers.
func (i *Inside) hear(request *http.Request) (json.RawMessage, error) {
	heard := recorder{header: http.Header{}, status: http.StatusOK}
	i.handler.ServeHTTP(&heard, request)
	if heard.status < http.StatusBadRequest {
		return heard.body.Bytes(), nil
	}
	var problem Problem
	if err := json.Unmarshal(heard.body.Bytes(), &problem); err != nil || problem.Code == "" {
		return nil, fmt.Errorf("the call %s is answered with %d", request.URL.Path, heard.status)
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

// Drafts keep what somebody has typed on our pages and not handed in yet. They are no call of the API: nobody else has anything to do with a form that
// is half filled in, what is wrong in it is kept as it was typed, and nothing of the register changes. The pages name a person and an account that
// their door has let in.
func (i *Inside) Drafts() *drafts.Office { return i.surface.Office.Drafts }
