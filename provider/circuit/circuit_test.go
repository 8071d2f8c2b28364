package circuit_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/activities"
	"kaipiao/domain/invoice"
	"kaipiao/provider/aggregator"
	"kaipiao/provider/circuit"
	"kaipiao/provider/providertest"
	"kaipiao/sandbox/faults"
	"kaipiao/sandbox/sandboxtest"
	"kaipiao/sandbox/taxbureau"
)

func TestABreakerKeepsThePromisesOfTheProviderPort(t *testing.T) {
	sandbox := sandboxtest.Start(t, "")
	account := providertest.Account{Seller: providertest.Seller, BuyerUses: func(t *testing.T, number string) {
		t.Helper()
		sandbox.OrderBuyer(t, number, taxbureau.BuyerOrder{Used: new(true)})
	}}
	providertest.Run(t, account, func(*testing.T) activities.TaxProvider {
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
	undoingIsHeldBack(t, provider, document.Serial)
	require.Empty(t, sandbox.Issued(t), "it was not sent")

	require.Eventually(t, func() bool {
		answer, err := provider.Submit(t.Context(), document)
		return err == nil && answer.State != activities.ProviderUnavailable
	}, 20*time.Second, 200*time.Millisecond, "after a while one call may try, and closes the circuit")
	require.Equal(t, activities.ProviderIssued, providertest.Decided(t, provider, document.Serial).State)
}

// undoingIsHeldBack: what undoes documents passes the same circuit.
func undoingIsHeldBack(t *testing.T, provider *circuit.Breaker, serial invoice.Serial) {
	t.Helper()
	_, err := provider.Usage(t.Context(), "26112000000000000001")
	require.ErrorIs(t, err, activities.ErrUnavailable)
	void, err := provider.Void(t.Context(), "26112000000000000001")
	require.NoError(t, err)
	require.Equal(t, activities.VoidUnavailable, void.State)
	asked, err := provider.RequestRed(t.Context(), invoice.RedDocument{Serial: serial})
	require.NoError(t, err)
	queried, err := provider.QueryRed(t.Context(), serial)
	require.NoError(t, err)
	withdrawn, err := provider.WithdrawRed(t.Context(), serial)
	require.NoError(t, err)
	for _, answer := range []activities.RedAnswer{asked, queried, withdrawn} {
		require.Equal(t, activities.RedUnavailable, answer.State)
	}
}
