package nuonuo_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/domain/invoice"
	"kaipiao/provider"
	"kaipiao/provider/nuonuo"
	"kaipiao/provider/providertest"
	vendor "kaipiao/sandbox/nuonuo"
	"kaipiao/sandbox/sandboxtest"
	"kaipiao/sandbox/taxbureau"
)

func TestNuonuoKeepsThePromisesOfTheProviderPort(t *testing.T) {
	sandbox := sandboxtest.Start(t, "")
	memory := providertest.NewMemory(time.Now)
	providertest.Run(t, account(sandbox), func(t *testing.T) provider.Client {
		t.Helper()
		return client(t, sandbox, func(config *nuonuo.Config) { config.Memory = memory })
	})
}

// client is one with the sandbox's account, and a memory of its own.
func client(t testing.TB, sandbox *sandboxtest.Sandbox, changes ...func(*nuonuo.Config)) *nuonuo.Client {
	t.Helper()
	config := configured(sandbox.URL)
	for _, change := range changes {
		change(&config)
	}
	made, err := nuonuo.New(config)
	require.NoError(t, err)
	return made
}

func configured(address string) nuonuo.Config {
	return nuonuo.Config{
		BaseURL: address + vendor.Path, TokenURL: address + vendor.TokenPath, AppKey: vendor.AppKey, AppSecret: vendor.AppSecret,
		TaxNumber: vendor.TaxNumber, Clerk: "王芳", XML: true, Now: time.Now, Memory: providertest.NewMemory(time.Now),
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

// stateOf is the state of what was heard.
func stateOf(answer provider.Answer, err error) provider.State {
	return provider.Heard(answer, err).State
}

// issued issues a document and returns by what it is found.
func issued(t *testing.T, client *nuonuo.Client, document invoice.Document) provider.Key {
	t.Helper()
	_, err := client.Submit(t.Context(), document)
	require.NoError(t, err)
	answer := providertest.Decided(t, client, document.Serial)
	require.Equal(t, provider.Issued, answer.State, answer.Reason)
	return provider.Key{Serial: document.Serial, Number: answer.Number}
}
