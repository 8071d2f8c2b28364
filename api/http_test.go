package api_test

import (
	"compress/gzip"
	"encoding/json"
	"io"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

// P12: who holds a file already is not sent it again.
func TestP12WhatACallerHoldsIsNotSentAgain(t *testing.T) {
	s := newService(t)
	const form = "/v1/templates/void_note"
	first := s.call(customer, get, form, nil)
	require.Equal(t, http.StatusOK, first.status)
	tag := first.header.Get("ETag")
	require.NotEmpty(t, tag)
	for _, held := range []string{tag, "W/" + tag, `"another", ` + tag, "*"} {
		again := s.call(customer, get, form, nil, "If-None-Match", held)
		require.Equal(t, http.StatusNotModified, again.status, held)
		require.Empty(t, again.bytes)
		require.Equal(t, tag, again.header.Get("ETag"))
	}
	require.Equal(t, first.bytes, s.call(customer, get, form, nil, "If-None-Match", `"another"`).bytes)
	// A call without a tag, and one that is refused, are answered as ever.
	require.Equal(t, http.StatusOK, s.call(finance, get, "/v1/policy", nil, "If-None-Match", "*").status)
	require.Equal(t, http.StatusUnauthorized, s.call(nobody, get, form, nil, "If-None-Match", tag).status)
}

// P12: answers in JSON are compressed for callers who take that; the documents themselves are compressed already.
func TestP12AnswersAreCompressed(t *testing.T) {
	s := newService(t)
	request, err := http.NewRequestWithContext(t.Context(), get, s.url+"/openapi.json", nil)
	require.NoError(t, err)
	request.Header.Set("Accept-Encoding", "gzip")
	a, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	defer a.Body.Close()
	require.Equal(t, "gzip", a.Header.Get("Content-Encoding"))
	unpacked, err := gzip.NewReader(a.Body)
	require.NoError(t, err)
	content, err := io.ReadAll(unpacked)
	require.NoError(t, err)
	require.True(t, json.Valid(content))
	require.Contains(t, a.Header.Values("Vary"), "Accept-Encoding")
	plain := s.call(finance, get, "/v1/policy", nil, "Accept-Encoding", "identity")
	require.Empty(t, plain.header.Get("Content-Encoding"))
	require.Empty(t, s.call(customer, get, "/v1/templates/void_note", nil, "Accept-Encoding", "gzip").header.Get("Content-Encoding"))
}
