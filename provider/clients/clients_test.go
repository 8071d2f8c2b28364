package clients_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/domain/invoice"
	"kaipiao/provider/circuit"
	"kaipiao/provider/clients"
	"kaipiao/provider/providertest"
	"kaipiao/provider/routing"

	"kaipiao/provider"
)

// around is what clients get in tests.
func around() clients.Around {
	return clients.Around{Now: time.Now, Memory: func(string) provider.Memory { return providertest.NewMemory(time.Now) }}
}

// file writes a file of providers.
func file(t *testing.T, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "providers.yaml")
	require.NoError(t, os.WriteFile(path, []byte(content), 0o600))
	return path
}

const two = `
providers:
  - {name: first, kind: aggregator, url: "http://127.0.0.1:1"}
  - {name: papers, kind: aggregator, url: "http://127.0.0.1:2"}
rules:
  - {medium: paper, seller: 91110000802100433B, provider: papers}
  - {provider: first}
`

// I5: whoever asks for a provider gets it with its circuit breaker before it.
func TestI5EveryProviderStandsBehindABreaker(t *testing.T) {
	directory, err := clients.Single(clients.Entry{Name: "aggregator", Kind: "aggregator", URL: "http://127.0.0.1:1"}, around())
	require.NoError(t, err)
	found, err := directory.For("", invoice.Electronic)
	require.NoError(t, err)
	require.IsType(t, &circuit.Breaker{}, found.Client)
	require.True(t, found.Client.Capabilities().ReservesNumbers)
}

func TestAProviderThatThereIsNotIsRefusedWithTheOnesThatThereAre(t *testing.T) {
	_, err := clients.Single(clients.Entry{Name: "abacus", Kind: "abacus"}, around())
	require.ErrorContains(t, err, `provider abacus: its kind is no kind of tax provider: aggregator, baiwang, nuonuo`)
}

// A seller's papers go to one provider, and everything else to another one.
func TestRulesChooseBySellerAndMedium(t *testing.T) {
	directory, err := clients.Open(file(t, two), around())
	require.NoError(t, err)
	for _, given := range []struct {
		seller string
		medium invoice.Medium
		want   string
	}{
		{"91110000802100433B", invoice.Paper, "papers"},
		{"91110000802100433B", invoice.Electronic, "first"},
		{"91440300MA5FAKE00D", invoice.Paper, "first"},
	} {
		found, err := directory.For(given.seller, given.medium)
		require.NoError(t, err)
		require.Equal(t, given.want, found.Name, given)
	}
}

// The file is read again when it changes; one that cannot be used changes nothing.
func TestTheFileIsReadAgain(t *testing.T) {
	path := file(t, two)
	directory, err := clients.Open(path, around())
	require.NoError(t, err)
	before, err := directory.Named("first")
	require.NoError(t, err)
	change := func(content string) {
		require.NoError(t, os.WriteFile(path, []byte(content), 0o600))
		require.NoError(t, os.Chtimes(path, time.Now(), time.Now().Add(time.Duration(len(content))*time.Second)))
	}
	// when it is broken
	change("providers: nothing")
	require.Len(t, directory.All(), 2)
	// when one is taken out
	change("providers:\n  - {name: first, kind: aggregator, url: \"http://127.0.0.1:1\"}\n")
	require.Len(t, directory.All(), 1)
	// then the other one is the same as before, with what its breaker has seen
	after, err := directory.Named("first")
	require.NoError(t, err)
	require.Same(t, before.Client, after.Client)
	_, err = directory.Named("papers")
	require.ErrorIs(t, err, routing.ErrNotConfigured)
}

// What is wrong is said in a sentence, and no value is repeated, because it may be a secret.
func TestWhatIsWrongWithTheFile(t *testing.T) {
	for content, says := range map[string]string{
		"":              "there is no provider in it",
		"providers: []": "there is no provider in it",
		"provider: []":  "there is no setting provider",
		"providers: [{name: \"Hush-Hush\", kind: aggregator}]":                                          "provider 1 has no name",
		"providers: [{name: a, kind: aggregator}, {name: a, kind: aggregator}]\nrules: [{provider: a}]": "provider 2 has the name of another one",
		"providers: [{name: a, kind: aggregator}]\nrules: [{provider: hush-hush}]":                      "rule 1 names a provider that is not in the file",
		"providers: [{name: a, kind: aggregator}]\nrules: [{provider: a, medium: hush-hush}]":           "rule 1 names no medium",
		"providers: [{name: a, kind: aggregator}, {name: b, kind: aggregator}]":                         "no rule says where everything else goes",
		"providers: [{name: a, kind: aggregator, settings: {app_secret: hush-hush}}]":                   "there is no setting app_secret",
		"providers: [{name: a, kind: aggregator, sekret: hush-hush}]":                                   "there is no setting sekret",
		"providers: [{name: [hush-hush], kind: aggregator}]":                                            "a value is of the wrong kind",
	} {
		_, err := clients.Open(file(t, content), around())
		require.ErrorContains(t, err, says, content)
		require.NotContains(t, strings.ToLower(err.Error()), "hush-hush")
	}
	path := file(t, two)
	require.NoError(t, os.Chmod(path, 0o644))
	_, err := clients.Open(path, around())
	require.ErrorContains(t, err, "chmod 600")
	_, err = clients.Open(path+"x", around())
	require.ErrorIs(t, err, os.ErrNotExist)
}
