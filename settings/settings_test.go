package settings

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestEnvironmentWinsOverTheStackFileWhichWinsOverDefaults(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, StackFile), []byte("KAIPIAO_HTTP_ADDR=127.0.0.1:1111\nKAIPIAO_SMTP_ADDR=127.0.0.1:2222\n"), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "courier-secret"), []byte("hush\n"), 0o600))
	s, err := load(map[string]string{"KAIPIAO_RUN_DIR": dir, "KAIPIAO_HTTP_ADDR": "127.0.0.1:3333", "KAIPIAO_SMTP_ADDR": ""})
	require.NoError(t, err)
	require.Equal(t, "127.0.0.1:3333", s.HTTPAddr)
	require.Equal(t, "127.0.0.1:2222", s.SMTPAddr)
	require.Equal(t, "127.0.0.1:7233", s.TemporalAddr)
	require.Equal(t, "hush", s.CourierSecret)
	require.True(t, s.InStack)
	require.Equal(t, "http://127.0.0.1:3333/v1/courier/events", s.CourierEventsURL)
	require.Equal(t, filepath.Join(dir, "files"), s.FilesDir)
	require.Equal(t, "http://127.0.0.1:8090/provider", s.ProviderURL)
	require.True(t, s.TemporalEmbedded)
}

// M2: whether the provider is the sandbox decides whether the default seller is allowed.
func TestM2TheProviderIsTheSandboxWhereItsAddressSaysSo(t *testing.T) {
	for provider, sandbox := range map[string]bool{
		"": true, "http://sandbox:8090/provider": true, "https://api.provider.example": false, "http://127.0.0.1:8090/provider": false, "%": false,
	} {
		s, err := load(map[string]string{"KAIPIAO_RUN_DIR": t.TempDir(), "KAIPIAO_SANDBOX_ADDR": "sandbox:8090", "KAIPIAO_PROVIDER_URL": provider})
		require.NoError(t, err)
		require.Equal(t, sandbox, s.ProviderIsSandbox(), provider)
	}
}

func TestNothingSaidIsTheDefaults(t *testing.T) {
	s, err := load(map[string]string{"KAIPIAO_RUN_DIR": t.TempDir()})
	require.NoError(t, err)
	require.Equal(t, "127.0.0.1:8080", s.HTTPAddr)
	require.Empty(t, s.CourierSecret)
	require.False(t, s.InStack)
	require.Equal(t, "default", s.TemporalNamespace)
	_, err = load(map[string]string{"KAIPIAO_TEMPORAL_EMBEDDED": "perhaps"})
	require.Error(t, err)
}

// Where an existing Temporal is, its own variables and profile may say; we say it only when we are told.
func TestAnExistingTemporalIsWhereItsOwnVariablesSay(t *testing.T) {
	s, err := load(map[string]string{"KAIPIAO_RUN_DIR": t.TempDir(), "KAIPIAO_TEMPORAL_EMBEDDED": "false"})
	require.NoError(t, err)
	require.Empty(t, s.TemporalAddr)
	require.Empty(t, s.TemporalNamespace)
	s, err = load(map[string]string{"KAIPIAO_RUN_DIR": t.TempDir(), "KAIPIAO_TEMPORAL_EMBEDDED": "false", "KAIPIAO_TEMPORAL_ADDR": "temporal:7233"})
	require.NoError(t, err)
	require.Equal(t, "temporal:7233", s.TemporalAddr)
}

// O2: where a workflow is looked at in a browser; its id is one part of the path, whatever is in it.
func TestO2WhereAWorkflowIsLookedAt(t *testing.T) {
	s := Settings{TemporalUIAddr: "ui.example:8233", TemporalNamespace: "invoices.a1b2c"}
	require.Equal(t, "http://ui.example:8233/namespaces/invoices.a1b2c/workflows", s.WorkflowsURL())
	require.Equal(t, "http://ui.example:8233/namespaces/invoices.a1b2c/workflows/application%2Fa-1", s.WorkflowURL("application/a-1"))
	s.TemporalNamespace = ""
	require.Equal(t, "http://ui.example:8233/namespaces/default/workflows/seller%2Fisv%2F1%3F", s.WorkflowURL("seller/isv/1?"))
}

// P14: callers through Temporal are switched on by the words on and encrypted, and by nothing else.
func TestP14CallersAreSwitchedOnByWord(t *testing.T) {
	for word, expected := range map[string]Callers{"": CallersOff, "off": CallersOff, "on": CallersOn, "encrypted": CallersEncrypted} {
		s, err := load(map[string]string{"KAIPIAO_RUN_DIR": t.TempDir(), "KAIPIAO_TEMPORAL_CALLERS": word})
		require.NoError(t, err, word)
		require.Equal(t, expected, s.TemporalCallers, word)
		require.Equal(t, expected != CallersOff, s.TemporalCallers.Some(), word)
	}
	_, err := load(map[string]string{"KAIPIAO_RUN_DIR": t.TempDir(), "KAIPIAO_TEMPORAL_CALLERS": "true"})
	require.ErrorContains(t, err, "on, encrypted or off")
}

// S6: nothing is spoken in clear unless somebody says so, and nobody may have payloads decrypted unless somebody says where.
func TestS6WhatIsSaidOfTemporalIsClosedByDefault(t *testing.T) {
	dir := t.TempDir()
	s, err := load(map[string]string{"KAIPIAO_RUN_DIR": dir, "KAIPIAO_CODEC_ADDR": "off"})
	require.NoError(t, err)
	require.Equal(t, filepath.Join(dir, "temporal-keys"), s.TemporalKeys)
	require.False(t, bool(s.TemporalPlaintext))
	require.Empty(t, s.CodecAddr)
	require.Equal(t, []string{"http://127.0.0.1:8233"}, s.CodecOrigins)
	s, err = load(map[string]string{"KAIPIAO_RUN_DIR": dir, "KAIPIAO_CODEC_ORIGINS": "https://temporal.example,https://ui.example:8443"})
	require.NoError(t, err)
	require.Empty(t, s.CodecAddr)
	require.Equal(t, []string{"https://temporal.example", "https://ui.example:8443"}, s.CodecOrigins)
}

// S4: whether a process belongs to an embedded stack is nothing that its environment can say.
func TestS4OnlyARunningStackSaysThatThisIsTheEmbeddedStack(t *testing.T) {
	s, err := load(map[string]string{"KAIPIAO_RUN_DIR": t.TempDir(), "KAIPIAO_IN_STACK": "true", "IN_STACK": "true", "InStack": "true"})
	require.NoError(t, err)
	require.False(t, s.InStack)
}

// Nothing said is no versions; what Temporal could not tell apart is refused.
func TestAVersionOfTheWorkersIsNamed(t *testing.T) {
	of := func(deployment, build string) (Settings, error) {
		return load(map[string]string{"KAIPIAO_RUN_DIR": t.TempDir(), "KAIPIAO_DEPLOYMENT": deployment, "KAIPIAO_BUILD_ID": build})
	}
	s, err := of("", "")
	require.NoError(t, err)
	require.Empty(t, s.Deployment)
	s, err = of("kaipiao", "v0.1.0-3-g47a7aee")
	require.NoError(t, err)
	require.Equal(t, "v0.1.0-3-g47a7aee", s.BuildID)
	for _, wrong := range [][2]string{{"kai.piao", ""}, {"kai:piao", ""}, {"kai piao", ""}, {"kaipiao", "v1:2"}, {"kaipiao", "v 1"}} {
		_, err := of(wrong[0], wrong[1])
		require.ErrorIs(t, err, errVersionName, wrong)
	}
}

// A worker's memory is bounded, whatever waits: by default to some hundred megabytes.
func TestRunsInMemoryAreBounded(t *testing.T) {
	s, err := load(map[string]string{"KAIPIAO_RUN_DIR": t.TempDir()})
	require.NoError(t, err)
	require.Equal(t, 2000, s.RunsInMemory)
	_, err = load(map[string]string{"KAIPIAO_RUN_DIR": t.TempDir(), "KAIPIAO_RUNS_IN_MEMORY": "0"})
	require.ErrorIs(t, err, errRunsInMemory)
}
