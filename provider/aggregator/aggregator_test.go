package aggregator_test

import (
	"testing"

	"kaipiao/provider"
	"kaipiao/provider/aggregator"
	"kaipiao/provider/providertest"
	"kaipiao/sandbox/sandboxtest"
	"kaipiao/sandbox/taxbureau"
)

func TestAggregatorKeepsThePromisesOfTheProviderPort(t *testing.T) {
	sandbox := sandboxtest.Start(t, "")
	providertest.Run(t, account(sandbox), func(*testing.T) provider.Client {
		return aggregator.New(aggregator.Config{BaseURL: sandbox.URL + "/provider"})
	})
}

// account is the sandbox's, where anybody can play the buyer.
func account(sandbox *sandboxtest.Sandbox) providertest.Account {
	return providertest.Account{Seller: providertest.Seller, BuyerUses: func(t *testing.T, number string) {
		t.Helper()
		sandbox.OrderBuyer(t, number, taxbureau.BuyerOrder{Used: new(true)})
	}, RedElsewhere: func(t *testing.T, number string) {
		t.Helper()
		sandbox.Elsewhere(t, "reds", taxbureau.Deed{Number: number})
	}, BuyerBegins: func(t *testing.T, number string) {
		t.Helper()
		sandbox.Elsewhere(t, "red-forms", taxbureau.Deed{Number: number})
	}}
}
