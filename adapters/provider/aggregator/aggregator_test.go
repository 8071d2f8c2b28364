package aggregator_test

import (
	"testing"

	"kaipiao/activities"
	"kaipiao/adapters/provider/aggregator"
	"kaipiao/adapters/provider/providertest"
	"kaipiao/sandbox/sandboxtest"
)

func TestAggregatorKeepsThePromisesOfTheProviderPort(t *testing.T) {
	sandbox := sandboxtest.Start(t, "")
	providertest.Run(t, providertest.Seller, func(*testing.T) activities.TaxProvider {
		return aggregator.New(aggregator.Config{BaseURL: sandbox.URL + "/provider"})
	})
}
