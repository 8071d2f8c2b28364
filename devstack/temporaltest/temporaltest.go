// Package temporaltest gives a test a real Temporal server of its own, as the stack on one machine runs it, in memory. A checkout in which
// it is not built fails the test.
package temporaltest

import (
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/devstack/freeport"
)

// Namespace is the one that the server has.
const Namespace = "default"

// readyWithin is how long the server may take to start on a busy machine.
const readyWithin = time.Minute

// Start starts a server, which ends with the test, and returns its address.
func Start(t testing.TB) string {
	t.Helper()
	binary := filepath.Join(checkout(t), ".build", "bin", "temporal")
	require.FileExists(t, binary, "the Temporal server is not built; run the tests with `make test`, or build it with `.build/bin/devstack build`")
	address, err := freeport.FindAddress()
	require.NoError(t, err)
	uiAddress, err := freeport.FindAddress()
	require.NoError(t, err)
	server := exec.Command(binary, "--addr", address, "--ui-addr", uiAddress, "--namespace", Namespace)
	server.Stderr = os.Stderr
	server.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL} // should the test end without its cleanup
	launched, ended := make(chan error), make(chan struct{})
	go func() {
		runtime.LockOSThread() // it dies with the thread that starts it
		defer close(ended)
		err := server.Start()
		launched <- err
		if err == nil {
			_ = server.Wait()
		}
	}()
	require.NoError(t, <-launched)
	t.Cleanup(func() {
		_ = server.Process.Kill() // it has nothing to keep
		<-ended
	})
	require.Eventually(t, func() bool {
		connection, err := net.DialTimeout("tcp", address, time.Second)
		return err == nil && connection.Close() == nil
	}, readyWithin, 20*time.Millisecond, "the Temporal server does not listen")
	return address
}

// checkout is the folder of the module, above the package that is tested.
func checkout(t testing.TB) string {
	t.Helper()
	folder, err := os.Getwd()
	require.NoError(t, err)
	for {
		if _, err := os.Stat(filepath.Join(folder, "devstack", "temporaltest")); err == nil {
			return folder
		}
		above := filepath.Dir(folder)
		require.NotEqual(t, above, folder, "not in a checkout")
		folder = above
	}
}
