package apitest_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/api"
	"kaipiao/api/apitest"
)

func contract(t *testing.T) *apitest.Contract {
	t.Helper()
	document, err := api.Document()
	require.NoError(t, err)
	read, err := apitest.Read(document)
	require.NoError(t, err)
	return read
}

// P1: what differs from the document is found, whatever it is.
func TestP1WhatDiffersIsFound(t *testing.T) {
	c := contract(t)
	answer := func(status int, kind, body string, headers ...string) error {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://service/v1/webhooks/w", http.NoBody)
		require.NoError(t, err)
		response := &http.Response{StatusCode: status, Header: http.Header{"Content-Type": {kind}, "X-Request-Id": {"r"}}}
		for _, name := range headers {
			response.Header.Set(name, "x")
		}
		return c.Answer(request, response, []byte(body))
	}
	const right = `{"id":"w","url":"https://example.com","documents":false,"status":"active","created_at":"2026-09-18T07:00:00Z","gone_at":null}`
	require.NoError(t, answer(http.StatusOK, "application/json", right))
	for what, body := range map[string]string{
		"another member": strings.Replace(right, `"id"`, `"new":1,"id"`, 1), "a missing one": strings.Replace(right, `,"gone_at":null`, "", 1),
		"another type": strings.Replace(right, `"w"`, "7", 1), "another word": strings.Replace(right, "active", "asleep", 1),
		"null": strings.Replace(right, `"w"`, "null", 1), "no instant": strings.Replace(right, "07:00:00Z", "noon", 1),
	} {
		require.Error(t, answer(http.StatusOK, "application/json", body), what)
	}
	require.Error(t, answer(http.StatusOK, "text/plain", "active"), "another type of content")
	require.Error(t, answer(http.StatusTeapot, "application/json", right), "another status")
	require.Error(t, answer(http.StatusOK, "application/json", right, "X-New"), "another header")
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://service/v1/no-such-call", http.NoBody)
	require.NoError(t, err)
	require.Error(t, c.Answer(request, &http.Response{StatusCode: http.StatusOK, Header: http.Header{}}, nil), "a call that there is not")
	require.NoError(t, c.Answer(request, &http.Response{StatusCode: http.StatusNotFound, Header: http.Header{}}, nil))
}

// P1: a request that the document forbids is found when it is taken.
func TestP1ARequestThatDiffersIsFound(t *testing.T) {
	c := contract(t)
	send := func(body string) error {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://service/v1/webhooks", http.NoBody)
		require.NoError(t, err)
		request.Header.Set("Content-Type", "application/json")
		return c.Request(request, []byte(body))
	}
	require.NoError(t, send(`{"url":"https://example.com/hooks"}`))
	require.Error(t, send(`{"url":"https://example.com/hooks","more":1}`), "requests are closed")
	require.Error(t, send(`{}`))
}
