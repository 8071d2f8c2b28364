// Package apitest holds what the API answers against the document that it serves, with a validator that has nothing in common with what
// writes the document (P1).
package apitest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/pb33f/libopenapi"
	validator "github.com/pb33f/libopenapi-validator"
	"github.com/pb33f/libopenapi-validator/config"
	problems "github.com/pb33f/libopenapi-validator/errors"
	v3 "github.com/pb33f/libopenapi/datamodel/high/v3"
)

// Contract is a served OpenAPI document, to hold requests and answers against.
type Contract struct {
	model  *v3.Document
	calls  []call
	checks validator.Validator
	// one call is looked at after the other.
	one sync.Mutex
}

// call is one of the document's: the segments of its path, and the statuses of its answers.
type call struct {
	method, path string
	segments     []string
	// answers are the headers of each answer, by its status.
	answers map[string]map[string]bool
}

// Read reads a document, and fails where it is none that OpenAPI allows.
func Read(content []byte) (*Contract, error) {
	closed, err := closeAnswers(content)
	if err != nil {
		return nil, err
	}
	document, err := libopenapi.NewDocument(closed)
	if err != nil {
		return nil, fmt.Errorf("read the document: %w", err)
	}
	model, err := document.BuildV3Model()
	if err != nil {
		return nil, fmt.Errorf("understand the document: %w", err)
	}
	checks, errs := validator.NewValidator(document, config.WithFormatAssertions(), config.WithoutSecurityValidation())
	if err := errors.Join(errs...); err != nil {
		return nil, fmt.Errorf("understand the document: %w", err)
	}
	if valid, found := checks.ValidateDocument(); !valid {
		return nil, fmt.Errorf("the document is not valid: %w", joined(found))
	}
	return &Contract{model: &model.Model, calls: callsOf(&model.Model), checks: checks}, nil
}

func callsOf(model *v3.Document) (calls []call) {
	for path, item := range model.Paths.PathItems.FromOldest() {
		for method, operation := range item.GetOperations().FromOldest() {
			one := call{method: strings.ToUpper(method), path: path, segments: strings.Split(path, "/"), answers: map[string]map[string]bool{}}
			one.answers["default"] = headersOf(operation.Responses.Default)
			for status, response := range operation.Responses.Codes.FromOldest() {
				one.answers[status] = headersOf(response)
			}
			calls = append(calls, one)
		}
	}
	return calls
}

// everywhere are the statuses that every call may be answered with, so that they are documented together.
var everywhere = []int{
	http.StatusMethodNotAllowed, http.StatusRequestTimeout, http.StatusInternalServerError, http.StatusServiceUnavailable,
}

// ofHTTP are headers that HTTP itself has, and those by which browsers are told what not to do; no document names them.
var ofHTTP = []string{
	"Content-Type", "Content-Length", "Content-Encoding", "Date", "Vary", "Connection", "Transfer-Encoding",
	"Cache-Control", "X-Content-Type-Options", "Referrer-Policy", "Content-Security-Policy", "Cross-Origin-Opener-Policy",
	"Cross-Origin-Resource-Policy", "Strict-Transport-Security",
}

// Answer says how an answer differs from what the document says; nil where it does not. Paths that the document does not have are looked at
// where they should be in it: those of calls.
func (c *Contract) Answer(request *http.Request, response *http.Response, body []byte) error {
	called := c.find(request)
	if called == nil {
		if slices.Contains([]int{http.StatusNotFound, http.StatusMethodNotAllowed, http.StatusTooManyRequests}, response.StatusCode) {
			return nil // there is no such call
		}
		return fmt.Errorf("%s %s is not documented, and answered with %d", request.Method, request.URL.Path, response.StatusCode)
	}
	status := strconv.Itoa(response.StatusCode)
	// "default" stands for what may happen to every call, and for nothing else.
	if called.answers[status] == nil && slices.Contains(everywhere, response.StatusCode) {
		status = "default"
	}
	if called.answers[status] == nil {
		return fmt.Errorf("%s %s is answered with %s, which the document does not say: %.400s", called.method, called.path, status, body)
	}
	for name := range response.Header {
		if !called.answers[status][name] && !slices.Contains(ofHTTP, name) {
			return fmt.Errorf("%s %s: the answer %s bears %s, which the document does not say", called.method, called.path, status, name)
		}
	}
	if response.StatusCode == http.StatusNotModified || response.StatusCode == http.StatusNoContent {
		if len(body) > 0 {
			return fmt.Errorf("%s %s: %d with a body", called.method, called.path, response.StatusCode)
		}
		return nil
	}
	c.one.Lock()
	defer c.one.Unlock()
	copied := *response
	copied.Body = io.NopCloser(bytes.NewReader(body))
	if valid, found := c.checks.ValidateHttpResponse(request, &copied); !valid {
		return fmt.Errorf("%s %s: the answer %d is not what the document says: %w\n%.4000s", called.method, called.path, response.StatusCode, joined(found), body)
	}
	return nil
}

// Request says how a request differs from what the document says callers send; nil where it does not.
func (c *Contract) Request(request *http.Request, body []byte) error {
	if c.find(request) == nil {
		return nil
	}
	c.one.Lock()
	defer c.one.Unlock()
	copied := request.Clone(request.Context())
	copied.Body = io.NopCloser(bytes.NewReader(body))
	if valid, found := c.checks.ValidateHttpRequestSync(copied); !valid {
		return fmt.Errorf("%s %s: the request is not what the document says, and was taken: %w\n%.4000s", request.Method, request.URL.Path, joined(found), body)
	}
	return nil
}

func headersOf(response *v3.Response) map[string]bool {
	headers := map[string]bool{}
	if response != nil && response.Headers != nil {
		for name := range response.Headers.FromOldest() {
			headers[http.CanonicalHeaderKey(name)] = true
		}
	}
	return headers
}

// closeAnswers has every schema name all members that there may be. What is served is open, so that nobody relies on it; we do, because a
// member that is answered and not documented is a fault of the document.
func closeAnswers(content []byte) ([]byte, error) {
	var document map[string]any
	if err := json.Unmarshal(content, &document); err != nil {
		return nil, fmt.Errorf("read the document: %w", err)
	}
	components, _ := document["components"].(map[string]any)
	schemas, _ := components["schemas"].(map[string]any)
	for _, schema := range schemas {
		members, _ := schema.(map[string]any)
		if members["properties"] != nil && members["additionalProperties"] == nil {
			members["additionalProperties"] = false
		}
	}
	return json.Marshal(document)
}

// find is the call that a request makes: of two that fit, the one whose path has more words of its own.
func (c *Contract) find(request *http.Request) (found *call) {
	segments, most := strings.Split(request.URL.EscapedPath(), "/"), -1
	for n, candidate := range c.calls {
		if candidate.method == request.Method && len(candidate.segments) == len(segments) {
			if words := fit(candidate.segments, segments); words > most {
				found, most = &c.calls[n], words
			}
		}
	}
	return found
}

// fit counts the words that a path has in common with a call's; -1 where it is another path.
func fit(template, segments []string) (words int) {
	for n, part := range template {
		switch {
		case part == segments[n]:
			words++
		case !strings.HasPrefix(part, "{") || segments[n] == "":
			return -1
		}
	}
	return words
}

func joined(found []*problems.ValidationError) error {
	var all []error
	for _, one := range found {
		all = append(all, fmt.Errorf("%s: %s", one.Message, one.Reason))
		for _, more := range one.SchemaValidationErrors {
			all = append(all, fmt.Errorf("  at %s: %s", more.FieldPath, more.Reason))
		}
	}
	return errors.Join(all...)
}
