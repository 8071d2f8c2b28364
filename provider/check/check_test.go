package check_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/provider/aggregator"
	"kaipiao/provider/check"
	"kaipiao/provider/providertest"
	"kaipiao/sandbox/faults"
	"kaipiao/sandbox/sandboxtest"
)

// With good credentials everything works, and nothing is issued; with a provider that is down, each step says so.
func TestACheckSaysWhatWorksAndIssuesNothing(t *testing.T) {
	sandbox := sandboxtest.Start(t, "")
	client := aggregator.New(aggregator.Config{BaseURL: sandbox.URL + "/provider", Timeout: time.Second})
	steps := check.Run(t.Context(), client, providertest.Seller.TaxpayerID, time.Now())
	require.True(t, check.Works(steps))
	require.Len(t, steps, 4)
	for _, step := range steps {
		require.NotEmpty(t, step.Says.English)
		require.NotEmpty(t, step.Says.Chinese)
	}
	require.Contains(t, steps[2].Says.English, "CNY is left")
	require.Empty(t, sandbox.Issued(t))

	sandbox.Order(t, faults.Fault{Operation: faults.Query, Mode: faults.Error500, Times: 10})
	steps = check.Run(t.Context(), client, providertest.Seller.TaxpayerID, time.Now())
	require.False(t, check.Works(steps))
	require.Error(t, steps[0].Failed)

	gone := aggregator.New(aggregator.Config{BaseURL: "http://127.0.0.1:1/provider"})
	for _, step := range check.Run(t.Context(), gone, providertest.Seller.TaxpayerID, time.Now()) {
		require.Error(t, step.Failed)
	}
}
