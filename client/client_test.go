package client_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/client"
)

// serve answers calls one after the other.
func serve(t *testing.T, answers ...http.HandlerFunc) (*client.Client, *atomic.Int64) {
	t.Helper()
	var calls atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n := int(calls.Add(1)) - 1
		answers[min(n, len(answers)-1)](w, r)
	}))
	t.Cleanup(server.Close)
	return client.New(strings.TrimPrefix(server.URL, "http://"), "a-token"), &calls
}

func say(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	}
}

func cut(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }

func TestAnAPIThatRestartsIsAskedAgain(t *testing.T) {
	c, calls := serve(t, cut, say(http.StatusBadGateway, "<html>"), say(http.StatusOK, `{"id": "x"}`))
	var answer struct{ ID string }
	require.NoError(t, c.Call(t.Context(), http.MethodPost, "/v1/things", map[string]string{"a": "b"}, &answer))
	require.Equal(t, "x", answer.ID)
	require.EqualValues(t, 3, calls.Load())
}

func TestARefusalIsNotRepeated(t *testing.T) {
	c, calls := serve(t, say(http.StatusConflict,
		`{"status": 409, "code": "nothing_left", "detail": "Nothing is left.", "errors": [{"field": "consumptions[0]", "message": "Spent."}]}`))
	err := c.Call(t.Context(), http.MethodGet, "/v1/things", nil, nil)
	require.True(t, client.IsCode(err, "nothing_left"))
	require.ErrorContains(t, err, "consumptions[0]: Spent.")
	require.EqualValues(t, 1, calls.Load())
}

// S3: a caller that is one too many comes again when the API says, and not before.
func TestS3OneTooManyIsMadeAgainWhenTheAPISays(t *testing.T) {
	c, calls := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Retry-After", "1")
		say(http.StatusTooManyRequests, `{"status": 429, "code": "too_many_calls", "detail": "Later."}`)(w, r)
	}, say(http.StatusOK, `{"id": "x"}`))
	begun := time.Now()
	require.NoError(t, c.Call(t.Context(), http.MethodPost, "/v1/things", map[string]string{"a": "b"}, nil))
	require.GreaterOrEqual(t, time.Since(begun), time.Second)
	require.EqualValues(t, 2, calls.Load())
}

func TestWaitingForAnAnswerEndsWithTheContext(t *testing.T) {
	c, _ := serve(t, cut)
	ctx, stop := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer stop()
	require.Error(t, c.Call(ctx, http.MethodGet, "/v1/things", nil, nil))
}

func TestAListIsWalkedThroughToItsEnd(t *testing.T) {
	c, calls := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer a-token" || r.URL.Query().Get("status") != "issued" {
			say(http.StatusBadRequest, "{}")(w, r)
			return
		}
		if r.URL.Query().Get("cursor") == "" {
			say(http.StatusOK, `{"items": [1, 2], "next_cursor": "more"}`)(w, r)
			return
		}
		say(http.StatusOK, `{"items": [3], "next_cursor": null}`)(w, r)
	})
	var seen []int
	for n, err := range client.List[int](t.Context(), c, "/v1/invoices", url.Values{"status": {"issued"}}) {
		require.NoError(t, err)
		seen = append(seen, n)
	}
	require.Equal(t, []int{1, 2, 3}, seen)
	require.EqualValues(t, 2, calls.Load())
}
