package nuonuo_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/provider"
	"kaipiao/provider/nuonuo"
	"kaipiao/provider/providertest"
)

// I5: Nuonuo counts each call for a token, answered or not, and there are 50 in 30 days. Where tokens do not come for a day, whoever asks every few
// seconds must not use all of them up: nothing would be issued for weeks after it.
func TestI5AnOutageOfTheTokensDoesNotUseThemUp(t *testing.T) {
	now := time.Date(2026, 11, 28, 10, 0, 0, 0, time.UTC)
	clock := func() time.Time { return now }
	memory := providertest.NewMemory(clock)
	vendor := script(t, map[string]string{"token": "<html>502 Bad Gateway</html>"})
	client := vendor.client(t, func(config *nuonuo.Config) { config.Now, config.Memory = clock, memory })
	for range 24 * time.Hour / (5 * time.Second) {
		require.ErrorContains(t, second(client.Query(t.Context(), serial)), "token")
		now = now.Add(5 * time.Second)
	}
	require.Greater(t, vendor.tokens, 10, "it is tried again and again")
	require.Less(t, vendor.tokens, 20, "one is left for each day of the 30")
	require.ErrorIs(t, second(client.Query(t.Context(), serial)), provider.ErrUnavailable, "nobody is asked")

	vendor.mutex.Lock()
	delete(vendor.answers, "token")
	vendor.mutex.Unlock()
	now = now.Add(2 * time.Hour)
	require.NoError(t, second(client.Query(t.Context(), serial)))
}

// I5: what has failed once is tried again after seconds.
func TestI5ATokenThatDidNotComeIsAskedForSoon(t *testing.T) {
	now := time.Date(2026, 11, 28, 10, 0, 0, 0, time.UTC)
	clock := func() time.Time { return now }
	vendor := script(t, map[string]string{"token": ""})
	client := vendor.client(t, func(config *nuonuo.Config) { config.Now, config.Memory = clock, providertest.NewMemory(clock) })
	require.Error(t, second(client.Query(t.Context(), serial)))
	vendor.mutex.Lock()
	delete(vendor.answers, "token")
	vendor.mutex.Unlock()
	now = now.Add(15 * time.Second)
	require.NoError(t, second(client.Query(t.Context(), serial)))
}
