package wires

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

const (
	sandbox = "127.0.0.1:8090"
	api     = "127.0.0.1:8080"
)

// between are wires whose proxies are there already.
func between(provider string) (w *Wires, at map[string]string) {
	at = map[string]string{}
	for n, link := range Links(provider) {
		at[link] = fmt.Sprintf("127.0.0.1:%d", 9000+n)
	}
	return &Wires{addresses: at}, at
}

func told(t *testing.T, providers, courier string) map[string]string {
	t.Helper()
	told := map[string]string{
		"KAIPIAO_DATABASE_URL": "postgres://127.0.0.1:5432/kaipiao", "KAIPIAO_TEMPORAL_ADDR": "127.0.0.1:7233", "KAIPIAO_SANDBOX_ADDR": sandbox,
		"KAIPIAO_HTTP_ADDR": api, "KAIPIAO_SMTP_ADDR": "127.0.0.1:2525",
	}
	for variable, content := range map[string]string{"KAIPIAO_PROVIDERS": providers, "KAIPIAO_COURIER_FILE": courier} {
		if content != "" {
			told[variable] = filepath.Join(t.TempDir(), "contract.yaml")
			require.NoError(t, os.WriteFile(told[variable], []byte(content), 0o600))
		}
	}
	return told
}

// Every address of a vendor, and the one at which it calls back, leads through a proxy.
func TestTheContractsWithVendorsLeadThroughTheProxies(t *testing.T) {
	w, at := between("nuonuo")
	providers := `{url: "http://` + sandbox + `/nuonuo", token_url: "http://` + sandbox + `/nuonuo/token", callback_url: "http://` + api +
		`/v1/provider/nuonuo/x"}`
	courier := "base_url: http://" + sandbox + "/sf\n"
	toWorker, toStarter := told(t, providers, courier), told(t, providers, courier)
	require.NoError(t, w.Route("worker", toWorker))
	require.NoError(t, w.Route("starter", toStarter))
	expected := func(outside string) string {
		return `{url: "http://` + outside + `/nuonuo", token_url: "http://` + outside + `/nuonuo/token", callback_url: "http://` + at[ProviderStarter] +
			`/v1/provider/nuonuo/x"}`
	}
	for path, content := range map[string]string{
		toWorker["KAIPIAO_PROVIDERS"]: expected(at[WorkerProvider]), toStarter["KAIPIAO_PROVIDERS"]: expected(at[StarterProvider]),
		toWorker["KAIPIAO_COURIER_FILE"]: "base_url: http://" + at[WorkerCourier] + "/sf\n",
	} {
		read, err := os.ReadFile(path)
		require.NoError(t, err)
		require.Equal(t, content, string(read))
		info, err := os.Stat(path)
		require.NoError(t, err)
		require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	}
	require.Equal(t, at[WorkerProvider], toWorker["KAIPIAO_SANDBOX_ADDR"], "the provider is the sandbox still")
}

// Where the sandbox itself is told where to report, it reports through a proxy too.
func TestTheCourierReportsThroughAProxy(t *testing.T) {
	w, at := between("baiwang")
	toSandbox := told(t, "", "")
	require.NoError(t, w.Route("sandbox", toSandbox))
	require.Equal(t, "http://"+at[CourierStarter]+"/v1/courier/events", toSandbox["KAIPIAO_COURIER_EVENTS_URL"])
	require.Equal(t, sandbox, toSandbox["KAIPIAO_SANDBOX_ADDR"], "that is where it listens")
}

// A vendor that would be called with nothing in between is an error.
func TestAContractWithoutTheVendorsAddressIsRefused(t *testing.T) {
	w, _ := between("baiwang")
	require.ErrorContains(t, w.Route("worker", told(t, `{url: "http://127.0.0.1:1/baiwang"}`, "")), "KAIPIAO_PROVIDERS of worker")
}
