package api_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/provider/aggregator"
	"kaipiao/provider/circuit"
	"kaipiao/sandbox/faults"
	"kaipiao/sandbox/sandboxtest"
)

// I5: a provider that does not answer is left alone by the API, too; whoever asks meanwhile is answered as before.
func TestI5ThePreFlightAndTheQuotaSpareAProviderThatDoesNotAnswer(t *testing.T) {
	s, sandbox := newService(t), sandboxtest.Start(t, "")
	s.provider = circuit.Around(aggregator.New(aggregator.Config{BaseURL: sandbox.URL + "/provider"}))
	s.account("acct")
	s.consumed(bill("c1", "acct", "300.00"))
	path := "/v1/invoices/" + s.electronic()["id"] + "/red-issue"
	seller := func() object { return s.must(auditor, http.MethodGet, "/v1/sellers/platform", nil) }
	require.NotNil(t, seller()["quota"], "it answers")
	sandbox.Order(t, faults.Fault{Operation: faults.Query, Mode: faults.Error500, Times: 5})
	for range 5 {
		s.refused(http.StatusServiceUnavailable, "provider_unavailable", "", customer, http.MethodGet, path, nil)
	}
	// given the circuit is open, nothing is asked: the faults are used up, so that the seller's standing would be told
	s.refused(http.StatusServiceUnavailable, "provider_unavailable", "", customer, http.MethodGet, path, nil)
	require.Nil(t, seller()["quota"])
	require.Equal(t, "unknown", seller()["session"])
	require.Equal(t, []any{}, seller()["troubles"])
}
