package stack

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/courier/clients"
	"kaipiao/courier/couriertest"
	"kaipiao/sandbox/sandboxtest"
	"kaipiao/settings"
)

// What is written for the sandbox's SF Express is a contract that it takes, and nobody else reads.
func TestTheSandboxTakesTheContractThatIsWritten(t *testing.T) {
	sandbox := sandboxtest.Start(t, "")
	s := &Stack{settings: settings.Settings{RunDir: t.TempDir(), Courier: clients.SF, SandboxAddr: strings.TrimPrefix(sandbox.URL, "http://")}}
	require.NoError(t, s.prepareCourier())
	info, err := os.Stat(s.settings.CourierFile)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	client, err := clients.New(clients.Config{Name: clients.SF, File: s.settings.CourierFile, Now: time.Now})
	require.NoError(t, err)
	_, err = client.Ship(t.Context(), couriertest.Order())
	require.NoError(t, err)

	s.settings.Courier = "pigeon"
	require.ErrorContains(t, s.prepareCourier(), "KAIPIAO_COURIER")
}
