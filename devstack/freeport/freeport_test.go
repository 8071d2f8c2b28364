package freeport_test

import (
	"net"
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
