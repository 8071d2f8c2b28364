package webhook_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	adapter "kaipiao/adapters/webhook"
	"kaipiao/domain/webhook"
)

// The worked example that the Standard Webhooks libraries share.
const (
	exampleSecret    = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
	exampleID        = "msg_p5jXN8AQM9LWM0D4loKWxJek"
	exampleBody      = `{"test": 2432232314}`
	exampleSignature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
)

var exampleTime = time.Unix(1614265330, 0)

func TestO3SignedAsStandardWebhooksSays(t *testing.T) {
	secret, err := webhook.ParseSecret(exampleSecret)
	require.NoError(t, err)
	require.Equal(t, exampleSignature, adapter.Sign(secret, exampleID, exampleTime, []byte(exampleBody)))
	header := func(id, timestamp, signature string) http.Header {
		return http.Header{"Webhook-Id": {id}, "Webhook-Timestamp": {timestamp}, "Webhook-Signature": {signature}}
	}
	good := header(exampleID, "1614265330", exampleSignature)
	require.NoError(t, adapter.Verify(secret, good, []byte(exampleBody), exampleTime.Add(5*time.Minute)))
	both := header(exampleID, "1614265330", "v1,AAAA v2,BBBB "+exampleSignature)
	require.NoError(t, adapter.Verify(secret, both, []byte(exampleBody), exampleTime), "one of several is enough")
	for name, wrong := range map[string]error{
		"another body":    adapter.Verify(secret, good, []byte(exampleBody+" "), exampleTime),
		"another secret":  adapter.Verify(webhook.Secret("another secret of some bytes"), good, []byte(exampleBody), exampleTime),
		"another id":      adapter.Verify(secret, header("msg_other", "1614265330", exampleSignature), []byte(exampleBody), exampleTime),
		"another time":    adapter.Verify(secret, header(exampleID, "1614265331", exampleSignature), []byte(exampleBody), exampleTime),
		"no time":         adapter.Verify(secret, header(exampleID, "", exampleSignature), []byte(exampleBody), exampleTime),
		"long ago":        adapter.Verify(secret, good, []byte(exampleBody), exampleTime.Add(5*time.Minute+time.Second)),
		"yet to come":     adapter.Verify(secret, good, []byte(exampleBody), exampleTime.Add(-5*time.Minute-time.Second)),
		"no signature":    adapter.Verify(secret, header(exampleID, "1614265330", ""), []byte(exampleBody), exampleTime),
		"another version": adapter.Verify(secret, header(exampleID, "1614265330", "v2"+exampleSignature[2:]), []byte(exampleBody), exampleTime),
	} {
		require.ErrorIs(t, wrong, adapter.ErrSignature, name)
	}
}

var at = time.Date(2026, 9, 18, 7, 0, 0, 0, time.UTC)

// owed is a delivery to an address.
func owed(url string) webhook.Claimed {
	return webhook.Claimed{
		Delivery: webhook.Delivery{ID: 1, Event: webhook.Event{ID: 42, At: at, What: "issued", Application: "a1", Invoice: "i1", Status: "issued"}},
		Endpoint: webhook.Endpoint{URL: url}, Secret: webhook.Secret(strings.Repeat("k", 32)),
	}
}

func send(t *testing.T, targets webhook.Targets, url string) webhook.Outcome {
	t.Helper()
	return adapter.NewSender(targets, func() time.Time { return at }).Call(t.Context(), owed(url))
}

func TestO3TheEndpointCanCheckWhoSent(t *testing.T) {
	var received *http.Request
	var body []byte
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		received = r
		body, _ = io.ReadAll(r.Body)
		w.WriteHeader(http.StatusAccepted)
	}))
	defer server.Close()
	require.Equal(t, webhook.Outcome{Kind: webhook.Taken, Answer: "answered with 202"}, send(t, webhook.Development, server.URL+"/hooks"))
	require.Equal(t, "application/json", received.Header.Get("Content-Type"))
	require.Equal(t, "42", received.Header.Get("webhook-id"))
	require.Equal(t, "1789714800", received.Header.Get("webhook-timestamp"))
	// checked as the specification words it, without any code of ours
	mac := hmac.New(sha256.New, []byte(strings.Repeat("k", 32)))
	mac.Write([]byte("42.1789714800." + string(body)))
	require.Equal(t, "v1,"+base64.StdEncoding.EncodeToString(mac.Sum(nil)), received.Header.Get("webhook-signature"))
	require.Contains(t, string(body), `"type":"invoice.issued"`)
}

func TestO3WhatAnAnswerMeans(t *testing.T) {
	for status, expected := range map[int]webhook.OutcomeKind{
		200: webhook.Taken, 204: webhook.Taken, 299: webhook.Taken, 301: webhook.Refused, 307: webhook.Refused, 304: webhook.Refused, 400: webhook.Refused,
		401: webhook.Refused, 404: webhook.Refused, 410: webhook.Gone, 429: webhook.Refused, 500: webhook.Refused, 503: webhook.Refused,
	} {
		var calls atomic.Int32
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			calls.Add(1)
			w.Header().Set("Location", "http://"+r.Host+"/elsewhere")
			w.WriteHeader(status)
			_, _ = w.Write([]byte(strings.Repeat("what the endpoint says does not matter ", 10_000)))
		}))
		outcome := send(t, webhook.Development, server.URL)
		server.Close()
		require.Equal(t, expected, outcome.Kind, status)
		require.EqualValues(t, 1, calls.Load(), "a redirect is not followed")
		require.NotContains(t, outcome.Answer, "endpoint says")
	}
}

func TestO3NoAnswerIsUnknown(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/cut" {
			panic(http.ErrAbortHandler)
		}
		_, _ = io.Copy(io.Discard, r.Body) // only then the server hears that the client has gone
		<-r.Context().Done()
	}))
	defer server.Close()
	require.Equal(t, webhook.Outcome{Kind: webhook.Unknown, Answer: "no answer"}, send(t, webhook.Development, server.URL+"/cut"))
	// its time is over while it waits
	ctx, stop := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer stop()
	sender := adapter.NewSender(webhook.Development, func() time.Time { return at })
	require.Equal(t, webhook.Outcome{Kind: webhook.Unknown, Answer: "no answer in time"}, sender.Call(ctx, owed(server.URL+"/hang")))
	// the process stops while it waits
	ctx, stop = context.WithCancel(t.Context())
	time.AfterFunc(50*time.Millisecond, stop)
	require.Equal(t, webhook.Outcome{Kind: webhook.Unknown, Answer: "broken off"}, sender.Call(ctx, owed(server.URL+"/hang")))
}

// Where a message must not go nobody is connected to, whatever the name stands for.
func TestNobodyIsReachedWhoMustNotBe(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	var connected atomic.Int32
	go func() {
		for {
			connection, err := listener.Accept()
			if err != nil {
				return
			}
			connected.Add(1)
			_ = connection.Close()
		}
	}()
	port := listener.Addr().(*net.TCPAddr).Port
	for _, url := range []string{"https://localhost:%d/", "https://127.0.0.1:%d/", "http://localhost:%d/"} {
		outcome := send(t, webhook.Public, strings.Replace(url, "%d", strconv.Itoa(port), 1))
		require.Equal(t, webhook.NotSent, outcome.Kind)
		require.Contains(t, outcome.Answer, "sends nothing to such an address")
	}
	require.NoError(t, listener.Close())
	require.Zero(t, connected.Load())
	outcome := send(t, webhook.Development, "http://127.0.0.1:"+strconv.Itoa(port)+"/")
	require.Equal(t, webhook.Outcome{Kind: webhook.NotSent, Answer: "not sent: the endpoint cannot be reached"}, outcome, "nobody listens there any more")
}
