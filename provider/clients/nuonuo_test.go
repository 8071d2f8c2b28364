package clients_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/domain/invoice"
	"kaipiao/provider"
	"kaipiao/provider/clients"
	"kaipiao/sandbox/nuonuo"
	"kaipiao/sandbox/sandboxtest"
)

// accountOfNuonuo is the file of one account at the sandbox.
func accountOfNuonuo(address, more string) string {
	return `
providers:
  - name: nuonuo
    kind: nuonuo
    url: "` + address + nuonuo.Path + `"
    settings:
      token_url: "` + address + nuonuo.TokenPath + `"
      app_key: "` + nuonuo.AppKey + `"
      app_secret: ` + nuonuo.AppSecret + `
      tax_number: "` + nuonuo.TaxNumber + `"` + more + "\n"
}

func TestAnAccountAtNuonuoIsReadFromTheFile(t *testing.T) {
	sandbox := sandboxtest.Start(t, "")
	directory, err := clients.Open(file(t, accountOfNuonuo(sandbox.URL, `
      clerk: 王芳
      extension: "1"
      xml: true
      texts: {session: [登录]}
      standing_age: 90m`)), around())
	require.NoError(t, err)
	found, err := directory.For("", invoice.Electronic)
	require.NoError(t, err)
	require.Equal(t, invoice.FileFormats, found.Client.Capabilities().Formats)
	answer, err := found.Client.Query(t.Context(), "KPAAAAAAAAAAAAAAAAAA")
	require.NoError(t, err)
	require.Equal(t, provider.Answer{State: provider.NotFound}, answer)
}

// S7: what is wrong with an account is said without what stands in it.
func TestS7AnAccountAtNuonuoThatLacksSomethingIsRefusedWithoutItsSecrets(t *testing.T) {
	for _, more := range []string{"", "app_seecret: hush-hush", "renewals: hush-hush", "clerk: 王芳\n      extension: hush-hush"} {
		_, err := clients.Open(file(t, accountOfNuonuo("http://127.0.0.1:1", "\n      "+more)), around())
		require.Error(t, err, more)
		require.NotContains(t, err.Error(), nuonuo.AppSecret)
		require.NotContains(t, err.Error(), "hush-hush")
	}
}
