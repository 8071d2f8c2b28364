package api_test

import (
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"strings"
	"sync"

	"github.com/stretchr/testify/require"

	"kaipiao/api/apitest"
)

// contract is the served document; it is the same for all tests.
var contract = struct {
	sync.Once
	*apitest.Contract
	err error
}{}

// asDocumented holds a call of any test against the served document (P1): whatever is answered, and whatever was sent and taken.
func (s *service) asDocumented(request *http.Request, sent []byte, response *http.Response, answered []byte) {
	s.t.Helper()
	if !strings.HasPrefix(request.URL.Path, "/v1/") && !strings.HasSuffix(request.URL.Path, "z") {
		return // the document itself, its page, and the metrics
	}
	contract.Do(func() {
		served, err := http.Get(s.url + "/openapi.json")
		require.NoError(s.t, err)
		defer served.Body.Close()
		content, err := io.ReadAll(served.Body)
		require.NoError(s.t, err)
		contract.Contract, contract.err = apitest.Read(content)
	})
	require.NoError(s.t, contract.err)
	require.NoError(s.t, contract.Answer(request, response, answered))
	if response.StatusCode < http.StatusMultipleChoices {
		require.NoError(s.t, contract.Request(request, withoutNulls(sent)))
	}
}

// withoutNulls is a body as it is meant: a member that is null counts as left out.
func withoutNulls(sent []byte) []byte {
	var body any
	if json.Unmarshal(sent, &body) != nil {
		return sent
	}
	var drop func(any)
	drop = func(value any) {
		switch v := value.(type) {
		case []any:
			for _, item := range v {
				drop(item)
			}
		case object:
			maps.DeleteFunc(v, func(_ string, member any) bool { return member == nil })
			for _, member := range v {
				drop(member)
			}
		}
	}
	drop(body)
	content, _ := json.Marshal(body) // it was read from JSON
	return content
}
