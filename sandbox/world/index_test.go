package world_test

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/domain/invoice"
	"kaipiao/provider/aggregator"
	"kaipiao/provider/providertest"
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

func TestTheFirstPageTellsRedAndVoidedDocumentsFromOthers(t *testing.T) {
	sandbox := sandboxtest.Start(t, "")
	provider := aggregator.New(aggregator.Config{BaseURL: sandbox.URL + "/provider"})
	numbers := []string{}
	for range 2 {
		document := providertest.Document(providertest.NewSerial(), providertest.Seller)
		document.Medium = invoice.Paper
		_, err := provider.Submit(t.Context(), document)
		require.NoError(t, err)
		numbers = append(numbers, providertest.Decided(t, provider, document.Serial).Number)
	}
	red := `{"serial":"KPRED","number":"` + numbers[0] + `","reason":"1","lines":[{"line":1,"net":"-100.00","tax":"-6.00","gross":"-106.00"}],
		"net":"-100.00","tax":"-6.00","gross":"-106.00"}`
	for path, body := range map[string]string{"red-forms": red, "voids": `{"number":"` + numbers[1] + `"}`} {
		response, err := http.Post(sandbox.URL+"/provider/v1/"+path, "application/json", strings.NewReader(body))
		require.NoError(t, err)
		require.NoError(t, response.Body.Close())
	}
	require.Eventually(t, func() bool { return len(sandbox.Issued(t)) == 3 }, 10*time.Second, 10*time.Millisecond)
	page := get(t, sandbox.URL+"/", http.StatusOK)
	require.Contains(t, page, "red of 红冲 "+numbers[0])
	require.Equal(t, 1, strings.Count(page, "voided 已作废"))
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
