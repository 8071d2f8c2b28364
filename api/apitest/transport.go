package apitest

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
)

// Transport makes calls, and holds every answer of a service against the document that the service serves. What differs is kept, and the
// caller gets the answer all the same.
type Transport struct {
	// Base makes the calls; Serves says which hosts are the service's.
	Base   http.RoundTripper
	Serves func(host string) bool

	reading  sync.Mutex
	contract *Contract
	noting   sync.Mutex
	checked  int
	differ   []error
}

// RoundTrip makes a call.
func (t *Transport) RoundTrip(request *http.Request) (*http.Response, error) {
	response, err := t.Base.RoundTrip(request)
	if err != nil || !t.Serves(request.URL.Host) || !strings.HasPrefix(request.URL.Path, "/v1/") {
		return response, err
	}
	content, err := io.ReadAll(response.Body)
	if err := errors.Join(err, response.Body.Close()); err != nil {
		return nil, err // the service ended while it answered
	}
	response.Body = io.NopCloser(bytes.NewReader(content))
	t.look(request, response, content)
	return response, nil
}

func (t *Transport) look(request *http.Request, response *http.Response, content []byte) {
	contract, err := t.read(request)
	if contract == nil && err == nil {
		return // the service is gone, or has not come yet
	}
	if err == nil {
		err = contract.Answer(request, response, content)
	}
	t.noting.Lock()
	defer t.noting.Unlock()
	t.checked++
	if err != nil {
		t.differ = append(t.differ, err)
	}
}

// read fetches the document of the first service that is called; all serve the same.
func (t *Transport) read(request *http.Request) (*Contract, error) {
	t.reading.Lock()
	defer t.reading.Unlock()
	if t.contract != nil {
		return t.contract, nil
	}
	at := "http://" + request.URL.Host + "/openapi.json"
	asks, err := http.NewRequestWithContext(request.Context(), http.MethodGet, at, http.NoBody) //nolint:gosec // a host that Serves knows
	if err != nil {
		return nil, err
	}
	served, err := t.Base.RoundTrip(asks)
	if err != nil {
		return nil, nil // tests end services in the middle of calls
	}
	document, err := io.ReadAll(served.Body)
	if err := errors.Join(err, served.Body.Close()); err != nil {
		return nil, nil // as above
	}
	t.contract, err = Read(document)
	return t.contract, err
}

// Differ is how many answers were looked at, and how they differ from the document.
func (t *Transport) Differ() (checked int, differ error) {
	t.noting.Lock()
	defer t.noting.Unlock()
	return t.checked, errors.Join(t.differ...)
}
