package e2e

import (
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// tryStart starts a stack that cannot start, and returns what it says.
func tryStart(t *testing.T, environment ...string) string {
	t.Helper()
	command := exec.CommandContext(t.Context(), ".build/bin/devstack", "run")
	command.Dir, command.Env = root, append(shared.environment, environment...)
	output, err := command.CombinedOutput()
	require.Error(t, err, string(output))
	return string(output)
}

func TestAPortInUseIsOneClearLine(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer listener.Close()
	// given somebody else has the API's address
	other := notStarted(t)
	said := tryStart(t, append(other.environment, "KAIPIAO_HTTP_ADDR="+listener.Addr().String())...)
	require.Equal(t, 1, strings.Count(said, "\n"), said)
	require.Contains(t, said, listener.Addr().String())
	require.Contains(t, said, "KAIPIAO_HTTP_ADDR")
}

func TestTwoStacksCannotShareARunDirectory(t *testing.T) {
	t.Parallel()
	said := tryStart(t)
	require.Equal(t, 1, strings.Count(said, "\n"), said)
	require.Contains(t, said, "KAIPIAO_RUN_DIR")
}

func TestAMissingToolIsOneClearLine(t *testing.T) {
	t.Parallel()
	other := notStarted(t)
	said := tryStart(t, append(other.environment, "PG_BINDIR=/nowhere")...)
	require.Contains(t, said, "PG_BINDIR")
	require.NotContains(t, said, "panic")
}

func TestAPolicyThatCannotBeMeantIsOneClearLine(t *testing.T) {
	t.Parallel()
	other := notStarted(t)
	file := filepath.Join(other.RunDir, "policy.yaml")
	require.NoError(t, os.WriteFile(file, []byte("limits: {minimum: 0.00}\n"), 0o600))
	said := tryStart(t, other.environment...)
	require.Equal(t, 1, strings.Count(said, "\n"), said)
	require.Contains(t, said, "limits.minimum must be at least 0.01")
}

// Starting the API alone says the same about its address.
func TestTheAPIAloneSaysWhoseAddressIsInUse(t *testing.T) {
	t.Parallel()
	output, err := shared.starter("serve")
	require.Error(t, err)
	require.Contains(t, output, "set KAIPIAO_HTTP_ADDR to a free address")
}
