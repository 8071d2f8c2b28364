package subscriber_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/sandbox/faults"
	"kaipiao/sandbox/sandboxtest"
)

// post sends a message and returns the status it was answered with; 0 for no answer.
func post(t *testing.T, url, id, body string) int {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, strings.NewReader(body))
	require.NoError(t, err)
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("webhook-id", id)
	request.Header.Set("Webhook-Signature", "v1,AAAA")
	request.Header.Set("Authorization", "not kept")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return 0
	}
	require.NoError(t, response.Body.Close())
	return response.StatusCode
}

func TestMessagesAreKeptAsTheyCame(t *testing.T) {
	sandbox := sandboxtest.Start(t, "")
	require.Equal(t, http.StatusOK, post(t, sandbox.URL+"/webhooks", "1", `{"type":  "invoice.issued"}`))
	require.Equal(t, http.StatusOK, post(t, sandbox.URL+"/webhooks/other", "2", "no JSON at all"))
	messages := sandbox.Messages(t)
	require.Len(t, messages, 2)
	require.Equal(t, "/webhooks", messages[0].Path)
	require.Equal(t, map[string]string{"webhook-id": "1", "webhook-signature": "v1,AAAA", "content-type": "application/json"}, messages[0].Headers)
	require.Len(t, messages[0].Body, len(`{"type":  "invoice.issued"}`), "byte for byte")
	require.JSONEq(t, `{"type":  "invoice.issued"}`, messages[0].Body)
	require.Equal(t, "/webhooks/other", messages[1].Path)
}

func TestFaultsStrikeTheMessagesThatTheyMatch(t *testing.T) {
	sandbox := sandboxtest.Start(t, "")
	const issued = `{"type":"invoice.issued","data":{"invoice":"i1","application":"a1"}}`
	for match, kept := range map[string]bool{
		"": false, "/webhooks/x": false, "7": false, "invoice.": false, "i1": false, "a1": false, "/webhooks/y": true, "application.": true, "i2": true,
	} {
		sandbox.ClearFaults(t)
		before := len(sandbox.Messages(t))
		sandbox.Order(t, faults.Fault{Operation: faults.Webhook, Mode: faults.Error500, Match: match})
		status := post(t, sandbox.URL+"/webhooks/x", "7", issued)
		require.Equal(t, map[bool]int{false: 500, true: 200}[kept], status, match)
		require.Equal(t, kept, len(sandbox.Messages(t)) > before, match)
	}
	sandbox.ClearFaults(t)
	for _, expected := range []struct {
		mode   faults.Mode
		status int
		kept   bool
	}{{faults.DropAfterCommit, 0, true}, {faults.Reject, http.StatusGone, false}} {
		before := len(sandbox.Messages(t))
		sandbox.Order(t, faults.Fault{Operation: faults.Webhook, Mode: expected.mode, Times: 1})
		require.Equal(t, expected.status, post(t, sandbox.URL+"/webhooks", "8", issued), expected.mode)
		require.Equal(t, expected.kept, len(sandbox.Messages(t)) > before, expected.mode)
	}
}
