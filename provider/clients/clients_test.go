package clients_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/provider/circuit"
	"kaipiao/provider/clients"
)

// I5: whoever asks for a provider gets it with its circuit breaker before it.
func TestI5EveryProviderStandsBehindABreaker(t *testing.T) {
	made, err := clients.New(clients.Config{Name: "aggregator", BaseURL: "http://127.0.0.1:1"})
	require.NoError(t, err)
	require.IsType(t, &circuit.Breaker{}, made)
	require.True(t, made.Capabilities().ReservesNumbers)
}

func TestAProviderThatThereIsNotIsRefusedWithTheOnesThatThereAre(t *testing.T) {
	_, err := clients.New(clients.Config{Name: "abacus"})
	require.EqualError(t, err, `"abacus" (KAIPIAO_PROVIDER) is no tax provider: aggregator`)
}
