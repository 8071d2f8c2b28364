package wire_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/wire"
)

// serving is a server, and a caller that calls it.
func serving(t *testing.T, handler http.HandlerFunc) (address string, caller *wire.Caller) {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return server.URL, wire.NewCaller("The other side", 250*time.Millisecond, nil)
}

// I4: what is no answer in time and in size is an error, and an error page, half an answer or one in another character set is none.
func TestI4WhatIsNoAnswerIsAnError(t *testing.T) {
	for name, handler := range map[string]http.HandlerFunc{
		"a 5xx that looks well": func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusBadGateway)
			_, _ = io.WriteString(w, `{"code":"OK"}`)
		},
		"an error page": func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "<html>502 Bad Gateway</html>") },
		"half of it":    func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, `{"code":"OK","resu`) },
		"GBK": func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, "{\"code\":\"\xb6\xee\xb6\xc8\"}")
		},
		"nothing": func(http.ResponseWriter, *http.Request) {},
		"a broken line": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "100")
			_, _ = io.WriteString(w, "{")
		},
		"no end": func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, `"`+strings.Repeat("x", 9<<20)+`"`)
		},
		"no beginning": func(_ http.ResponseWriter, r *http.Request) {
			_, _ = io.Copy(io.Discard, r.Body) // only then does the server see that the caller has gone
			<-r.Context().Done()
		},
	} {
		t.Run(name, func(t *testing.T) {
			address, caller := serving(t, handler)
			answer, err := caller.Answer(t.Context(), wire.Call{Address: address + "?token=hush-hush", Body: []byte("{}")})
			if err == nil {
				err = answer.Read(new(any))
			}
			require.Error(t, err)
			for _, hidden := range []string{"hush-hush", "html", address} {
				require.NotContains(t, err.Error(), hidden)
			}
		})
	}
}

// S7: who sends us elsewhere is not followed; and nobody is called who cannot be, or where a password stands in the address.
func TestS7NobodyIsFollowedElsewhere(t *testing.T) {
	var followed atomic.Int64
	other, _ := serving(t, func(http.ResponseWriter, *http.Request) { followed.Add(1) })
	address, caller := serving(t, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, other, http.StatusTemporaryRedirect) })
	answer, err := caller.Answer(t.Context(), wire.Call{Address: address, Body: []byte("{}"), Header: map[string]string{"accessToken": "t"}})
	require.NoError(t, err)
	require.Equal(t, http.StatusTemporaryRedirect, answer.Status)
	require.Zero(t, followed.Load())
	for _, address := range []string{"", "::", "ftp://example.com/x", "file:///etc/passwd", "http://user:word@example.com/", "/only/a/path", "https://"} {
		_, err := caller.Answer(t.Context(), wire.Call{Address: address})
		require.ErrorIs(t, err, wire.ErrAddress, address)
		require.False(t, wire.IsAddress(address), address)
	}
}

func TestACallIsSentAsItIs(t *testing.T) {
	var method, body, sent string
	address, caller := serving(t, func(w http.ResponseWriter, r *http.Request) {
		content, _ := io.ReadAll(r.Body)
		method, body, sent = r.Method, string(content), r.Header.Get("X-Sign")
		_, _ = io.WriteString(w, `{"a":1}`)
	})
	answer, err := caller.Answer(t.Context(), wire.Call{Address: address, Body: []byte("what is signed"), Header: map[string]string{"X-Sign": "s"}})
	require.NoError(t, err)
	require.Equal(t, []string{"POST", "what is signed", "s"}, []string{method, body, sent})
	var read wire.Object
	require.NoError(t, answer.Read(&read))
	require.Equal(t, "1", read.String("a"))
	_, err = caller.Answer(t.Context(), wire.Call{Address: address})
	require.NoError(t, err)
	require.Equal(t, "GET", method)
}

// I6: a page with an error is never taken for a file, and one that is not there is told from one that cannot be fetched.
func TestI6OnlyAFileIsAFile(t *testing.T) {
	missing := errors.New("missing")
	isPDF := func(content []byte) bool { return strings.HasPrefix(string(content), "%PDF-") }
	for content, given := range map[string]struct {
		status int
		err    error
	}{
		"%PDF-1.7":            {http.StatusOK, nil},
		"<html>later</html>":  {http.StatusOK, wire.ErrNotTheFile},
		"%PDF-1.4 of a page":  {http.StatusForbidden, wire.ErrNotTheFile},
		"":                    {http.StatusOK, wire.ErrNotTheFile},
		"there is no such":    {http.StatusNotFound, missing},
		"%PDF-1.5 not for us": {http.StatusInternalServerError, wire.ErrNotTheFile},
	} {
		address, caller := serving(t, func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(given.status)
			_, _ = io.WriteString(w, content)
		})
		file, err := caller.Download(t.Context(), address, isPDF, missing)
		require.ErrorIs(t, err, given.err, content)
		require.Equal(t, given.err == nil, string(file) == content && content != "", content)
	}
}
