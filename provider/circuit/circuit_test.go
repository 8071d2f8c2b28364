package circuit_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/domain/invoice"
	"kaipiao/provider"
	"kaipiao/provider/aggregator"
	"kaipiao/provider/circuit"
	"kaipiao/provider/observed"
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
	}, RedElsewhere: func(t *testing.T, number string) {
		t.Helper()
		sandbox.Elsewhere(t, "reds", taxbureau.Deed{Number: number})
	}, BuyerBegins: func(t *testing.T, number string) {
		t.Helper()
		sandbox.Elsewhere(t, "red-forms", taxbureau.Deed{Number: number})
	}}
	providertest.Run(t, account, func(*testing.T) provider.Client {
		return circuit.Around(observed.Around("aggregator", aggregator.New(aggregator.Config{BaseURL: sandbox.URL + "/provider"})), observed.Circuit("aggregator"))
	})
}

// I5: a provider that does not answer five times in a row is left alone for a while; what is held back was not asked.
func TestI5AProviderThatDoesNotAnswerIsLeftAlone(t *testing.T) {
	sandbox := sandboxtest.Start(t, "")
	client := circuit.Around(aggregator.New(aggregator.Config{BaseURL: sandbox.URL + "/provider"}))
	// Five failures are ordered and no more: a sixth call that got through would be answered.
	sandbox.Order(t, faults.Fault{Operation: faults.Issue, Mode: faults.Error500, Times: 5})
	document := providertest.Document(providertest.NewSerial(), providertest.Seller)
	for range 5 {
		_, err := client.Submit(t.Context(), document)
		require.Error(t, err)
	}
	answer, err := client.Submit(t.Context(), document)
	require.NoError(t, err)
	require.Equal(t, provider.Unavailable, answer.State)
	_, err = client.ReserveNumber(t.Context(), document)
	require.ErrorIs(t, err, provider.ErrUnavailable)
	everythingElseIsHeldBack(t, client, document.Serial)
	require.Empty(t, sandbox.Issued(t), "it was not sent")

	require.Eventually(t, func() bool {
		answer, err := client.Submit(t.Context(), document)
		return err == nil && answer.State != provider.Unavailable
	}, 20*time.Second, 200*time.Millisecond, "after a while one call may try, and closes the circuit")
	require.Equal(t, provider.Issued, providertest.Decided(t, client, document.Serial).State)
}

// everythingElseIsHeldBack: what undoes documents, what is only read, and the files pass the same circuit.
func everythingElseIsHeldBack(t *testing.T, client *circuit.Breaker, serial invoice.Serial) {
	t.Helper()
	_, err := client.Usage(t.Context(), provider.Key{Number: "26112000000000000001"})
	require.ErrorIs(t, err, provider.ErrUnavailable)
	_, err = client.Standing(t.Context(), providertest.Seller.TaxpayerID)
	require.ErrorIs(t, err, provider.ErrUnavailable)
	_, err = client.File(t.Context(), provider.Key{Number: "26112000000000000001"}, invoice.PDF)
	require.ErrorIs(t, err, provider.ErrUnavailable)
	void, err := client.Void(t.Context(), provider.Key{Number: "26112000000000000001"})
	require.NoError(t, err)
	require.Equal(t, provider.Unavailable, void.State)
	asked, err := client.RequestRed(t.Context(), invoice.RedDocument{Serial: serial})
	require.NoError(t, err)
	queried, err := client.QueryRed(t.Context(), serial)
	require.NoError(t, err)
	withdrawn, err := client.WithdrawRed(t.Context(), serial)
	require.NoError(t, err)
	for _, answer := range []provider.Answer{asked, queried, withdrawn} {
		require.Equal(t, provider.Unavailable, answer.State)
	}
}

// I5: callers that go away, and files that do not come, say nothing about the provider; issuing goes on.
func TestI5OnlyAProviderThatDoesNotAnswerOpensTheCircuit(t *testing.T) {
	sandbox := sandboxtest.Start(t, "")
	client := circuit.Around(aggregator.New(aggregator.Config{BaseURL: sandbox.URL + "/provider"}))
	gone, leave := context.WithCancel(t.Context())
	leave()
	sandbox.Order(t, faults.Fault{Operation: faults.File, Mode: faults.Error500})
	for range 6 {
		_, err := client.Standing(gone, providertest.Seller.TaxpayerID)
		require.ErrorIs(t, err, context.Canceled)
		_, err = client.File(t.Context(), provider.Key{Number: "26112000000000000001"}, invoice.PDF)
		require.Error(t, err)
		require.NotErrorIs(t, err, provider.ErrUnavailable)
	}
	_, err := client.Standing(t.Context(), providertest.Seller.TaxpayerID)
	require.NoError(t, err)
}

// I5: a provider that cannot be reached opens the circuit for what is only read, too.
func TestI5ReadersWaitForNobodyWhileTheCircuitIsOpen(t *testing.T) {
	sandbox := sandboxtest.Start(t, "")
	client := circuit.Around(aggregator.New(aggregator.Config{BaseURL: sandbox.URL + "/provider"}))
	sandbox.Stop()
	for range 5 {
		_, err := client.Usage(t.Context(), provider.Key{Number: "26112000000000000001"})
		require.Error(t, err)
		require.NotErrorIs(t, err, provider.ErrUnavailable)
	}
	_, err := client.Standing(t.Context(), providertest.Seller.TaxpayerID)
	require.ErrorIs(t, err, provider.ErrUnavailable)
}
