package circuit_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/activities"
	"kaipiao/adapters/provider/aggregator"
	"kaipiao/adapters/provider/circuit"
	"kaipiao/adapters/provider/providertest"
	"kaipiao/sandbox/faults"
	"kaipiao/sandbox/sandboxtest"
)

func TestABreakerKeepsThePromisesOfTheProviderPort(t *testing.T) {
	sandbox := sandboxtest.Start(t, "")
	providertest.Run(t, providertest.Account{Seller: providertest.Seller}, func(*testing.T) activities.TaxProvider {
		return circuit.Around(aggregator.New(aggregator.Config{BaseURL: sandbox.URL + "/provider"}))
	})
}

// I5: a provider that does not answer five times in a row is left alone for a while; what is held back was not asked.
func TestI5AProviderThatDoesNotAnswerIsLeftAlone(t *testing.T) {
	sandbox := sandboxtest.Start(t, "")
	provider := circuit.Around(aggregator.New(aggregator.Config{BaseURL: sandbox.URL + "/provider"}))
	// Five failures are ordered and no more: a sixth call that got through would be answered.
	sandbox.Order(t, faults.Fault{Operation: faults.Issue, Mode: faults.Error500, Times: 5})
	document := providertest.Document(providertest.NewSerial(), providertest.Seller)
	for range 5 {
		_, err := provider.Submit(t.Context(), document)
		require.Error(t, err)
	}
	answer, err := provider.Submit(t.Context(), document)
	require.NoError(t, err)
	require.Equal(t, activities.ProviderUnavailable, answer.State)
	_, err = provider.ReserveNumber(t.Context(), document.Serial)
	require.ErrorIs(t, err, activities.ErrUnavailable)
	require.Empty(t, sandbox.Issued(t), "it was not sent")

	require.Eventually(t, func() bool {
		answer, err := provider.Submit(t.Context(), document)
		return err == nil && answer.State != activities.ProviderUnavailable
	}, 20*time.Second, 200*time.Millisecond, "after a while one call may try, and closes the circuit")
	require.Equal(t, activities.ProviderIssued, providertest.Decided(t, provider, document.Serial).State)
}
