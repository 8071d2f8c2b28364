package clients_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/domain/invoice"
	"kaipiao/provider"
	"kaipiao/provider/clients"
	"kaipiao/sandbox/baiwang"
	"kaipiao/sandbox/sandboxtest"
)

// accountOfBaiwang is the file of one account at the sandbox.
func accountOfBaiwang(address, more string) string {
	return `
providers:
  - name: baiwang
    kind: baiwang
    url: "` + address + baiwang.Path + `"
    settings:
      app_key: "` + baiwang.AppKey + `"
      app_secret: ` + baiwang.AppSecret + `
      user: ` + baiwang.User + `
      salt: ` + baiwang.Salt + `
      tax_number: "` + baiwang.TaxNumber + `"` + more + "\n"
}

func TestAnAccountAtBaiwangIsReadFromTheFile(t *testing.T) {
	sandbox := sandboxtest.Start(t, "")
	directory, err := clients.Open(file(t, accountOfBaiwang(sandbox.URL, `
      password: `+baiwang.Password+`
      password_version: "6.0"
      voids_paper: true
      xml_return_type: "4"
      texts: {session: [登录]}
      refusal_codes: ["70169"]`)), around())
	require.NoError(t, err)
	found, err := directory.For("", invoice.Electronic)
	require.NoError(t, err)
	require.True(t, found.Client.Capabilities().VoidsPaper)
	require.Equal(t, invoice.FileFormats, found.Client.Capabilities().Formats)
	answer, err := found.Client.Query(t.Context(), "KPAAAAAAAAAAAAAAAAAA")
	require.NoError(t, err)
	require.Equal(t, provider.Answer{State: provider.NotFound}, answer)
}

// S7: what is wrong with an account is said without what stands in it.
func TestS7AnAccountAtBaiwangThatLacksSomethingIsRefusedWithoutItsSecrets(t *testing.T) {
	for _, more := range []string{"", "pass_word: " + baiwang.Password, "calls_per_second: " + baiwang.Password} {
		more = "\n      " + more
		_, err := clients.Open(file(t, accountOfBaiwang("http://127.0.0.1:1", more)), around())
		require.Error(t, err, more)
		require.NotContains(t, err.Error(), baiwang.AppSecret)
		require.NotContains(t, err.Error(), baiwang.Password)
	}
}
