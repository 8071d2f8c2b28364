package freeport_test

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/devstack/freeport"
)

func TestAPortIsFoundOnceAndIsNotTheKernels(t *testing.T) {
	seen := map[int]bool{}
	for range 200 {
		port, err := freeport.Find()
		require.NoError(t, err)
		require.False(t, seen[port], "%d is found twice", port)
		require.Less(t, port, 32768, "the kernel may give it to a connection")
		seen[port] = true
	}
}

// given somebody listens on the next port, when one is looked for, then it is another one.
func TestAPortThatIsTakenIsPassedOver(t *testing.T) {
	port, err := freeport.Find()
	require.NoError(t, err)
	listener, err := net.Listen("tcp", freeport.Address(port+1))
	if err == nil {
		defer listener.Close()
	}
	next, err := freeport.Find()
	require.NoError(t, err)
	require.NotEqual(t, port+1, next)
}

// given another process that has found a port and does not listen yet, when this one looks for ports, then it finds others.
func TestAPortThatAnotherProcessHasFoundIsPassedOver(t *testing.T) {
	port, err := freeport.Find()
	require.NoError(t, err)
	next := port + 1
	folder := filepath.Join(os.TempDir(), fmt.Sprintf("kaipiao-ports-%d", os.Getuid()))
	other, err := os.OpenFile(filepath.Join(folder, strconv.Itoa(next)), os.O_CREATE|os.O_RDWR, 0o600)
	require.NoError(t, err)
	defer func() { require.NoError(t, other.Close()) }()
	if syscall.Flock(int(other.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) != nil {
		return // somebody else has it, which is the same
	}
	found, err := freeport.Find()
	require.NoError(t, err)
	require.NotEqual(t, next, found)
}
