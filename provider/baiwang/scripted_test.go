package baiwang_test

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/provider/baiwang"
	vendor "kaipiao/sandbox/baiwang"
)

const tokenAnswer = `{"success":true,"response":{"access_token":"the-token","refresh_token":"the-refresh-token","token_type":"bearer","expires_in":28800}}`

// answering answers each method with a body, and hands the others to the sandbox at an address; without one they have none.
func answering(t *testing.T, bodies map[string]string, others string) (address string) {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		method := r.URL.Query().Get("method")
		body, known := bodies[method]
		switch {
		case known:
			_, _ = w.Write([]byte(body))
		case others != "":
			content, _ := io.ReadAll(r.Body)
			response, err := http.Post(others+vendor.Path+"?"+r.URL.RawQuery, "application/json", bytes.NewReader(content))
			if err != nil {
				panic(err)
			}
			defer func() { _ = response.Body.Close() }()
			_, _ = io.Copy(w, response.Body)
		case method == "baiwang.oauth.token":
			_, _ = w.Write([]byte(tokenAnswer))
		}
	}))
	t.Cleanup(server.Close)
	return server.URL
}

// refusal is what the vendor answers instead of a response.
func refusal(code, message string) string {
	return `{"success":false,"errorResponse":{"code":"` + code + `","message":"` + message + `","subCode":"","subMessage":""}}`
}

// sent is a request that arrived.
type sent struct {
	query url.Values
	body  string
}

// recording answers each method in turn with one of its bodies, the last one for ever, and keeps what arrived.
func recording(t *testing.T, bodies map[string][]string, changes ...func(*baiwang.Config)) (made *baiwang.Client, arrived func() []sent) {
	t.Helper()
	var mutex sync.Mutex
	var all []sent
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mutex.Lock()
		defer mutex.Unlock()
		content, _ := io.ReadAll(r.Body)
		all = append(all, sent{r.URL.Query(), string(content)})
		method := r.URL.Query().Get("method")
		left := bodies[method]
		if len(left) == 0 && method == "baiwang.oauth.token" {
			left = []string{tokenAnswer}
		}
		if len(left) == 0 {
			return
		}
		if len(left) > 1 {
			bodies[method] = left[1:]
		}
		_, _ = w.Write([]byte(left[0]))
	}))
	t.Cleanup(server.Close)
	config := configured(server.URL)
	for _, change := range changes {
		change(&config)
	}
	made, err := baiwang.New(config)
	require.NoError(t, err)
	return made, func() []sent {
		mutex.Lock()
		defer mutex.Unlock()
		return append([]sent{}, all...)
	}
}
