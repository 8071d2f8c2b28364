package baiwang_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/provider"
	"kaipiao/provider/baiwang"
	"kaipiao/provider/providertest"
	vendor "kaipiao/sandbox/baiwang"
	"kaipiao/sandbox/sandboxtest"
	"kaipiao/sandbox/taxbureau"
	"kaipiao/sandbox/world"
)

// often is more readings of the list of forms a day than a test makes.
const often = 1000

func TestBaiwangKeepsThePromisesOfTheProviderPort(t *testing.T) {
	for name, change := range map[string]func(*baiwang.Config){
		"with what is confirmed":     func(config *baiwang.Config) { config.FormListsPerDay = often },
		"with what is not confirmed": everything,
	} {
		t.Run(name, func(t *testing.T) {
			sandbox := started(t)
			providertest.Run(t, account(sandbox), func(t *testing.T) provider.Client { return client(t, sandbox, change) })
		})
	}
}

// everything is offered of what the vendor has not confirmed, and its list of forms may be read often.
func everything(config *baiwang.Config) {
	config.VoidsPaper, config.XMLReturnType, config.FormListsPerDay = true, "4", often
}

// started is a sandbox whose list of forms may be read often.
func started(t *testing.T, changes ...func(*world.Config)) *sandboxtest.Sandbox {
	t.Helper()
	return sandboxtest.Start(t, "", append(changes, func(config *world.Config) { config.Baiwang.FormListsPerDay = often })...)
}

// client is one with the sandbox's account and a memory of its own.
func client(t *testing.T, sandbox *sandboxtest.Sandbox, changes ...func(*baiwang.Config)) *baiwang.Client {
	t.Helper()
	config := configured(sandbox.URL + vendor.Path)
	for _, change := range changes {
		change(&config)
	}
	made, err := baiwang.New(config)
	require.NoError(t, err)
	return made
}

func configured(address string) baiwang.Config {
	return baiwang.Config{
		BaseURL: address, AppKey: vendor.AppKey, AppSecret: vendor.AppSecret, User: vendor.User, Password: vendor.Password, Salt: vendor.Salt,
		TaxNumber: vendor.TaxNumber, Drawer: "王芳", CallsPerSecond: 1000, Now: time.Now, Memory: providertest.NewMemory(time.Now),
	}
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
