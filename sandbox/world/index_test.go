package world_test

import (
	"io"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/adapters/provider/aggregator"
	"kaipiao/adapters/provider/providertest"
	"kaipiao/domain/invoice"
	"kaipiao/sandbox/faults"
	"kaipiao/sandbox/sandboxtest"
)

func TestTheFirstPageShowsWhatTheWorldHolds(t *testing.T) {
	sandbox := sandboxtest.Start(t, "")
	sandbox.Order(t, faults.Fault{Operation: faults.Mail, Mode: faults.Hang, Match: "<script>"})
	provider := aggregator.New(aggregator.Config{BaseURL: sandbox.URL + "/provider"})
	document := providertest.Document(providertest.NewSerial(), providertest.Seller)
	document.Buyer = invoice.Party{Name: "<b>王芳</b>"}
	_, err := provider.Submit(t.Context(), document)
	require.NoError(t, err)
	issued := providertest.Decided(t, provider, document.Serial)

	page := get(t, sandbox.URL+"/", http.StatusOK)
	require.Contains(t, page, issued.Number)
	require.Contains(t, page, "1374.82")
	require.Contains(t, page, "&lt;b&gt;王芳&lt;/b&gt;", "what others wrote is shown, not run")
	require.Contains(t, page, "&lt;script&gt;")
	require.Equal(t, "ok\n", get(t, sandbox.URL+"/healthz", http.StatusOK))
	get(t, sandbox.URL+"/nothing", http.StatusNotFound)
}

func get(t *testing.T, url string, status int) string {
	t.Helper()
	response, err := http.Get(url)
	require.NoError(t, err)
	defer func() { require.NoError(t, response.Body.Close()) }()
	require.Equal(t, status, response.StatusCode)
	content, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	return string(content)
}
