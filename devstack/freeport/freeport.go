// Package freeport finds ports on loopback for processes that are about to start.
package freeport

import (
	"errors"
	"fmt"
	"net"
	"os"
	"strconv"
	"sync/atomic"
)

// Ports below those that the kernel gives to outgoing connections (32768 and up, on Linux): a port that it names itself, and that
// nobody listens on yet, may be a connection's own by the time its process has started.
const (
	first = 20_000
	count = 12_000
	// apart is how far processes that were started one after the other look from each other.
	apart = 41
)

var asked atomic.Int64

// Find returns a port that nobody listens on. It never returns one twice, and two processes hardly ever return the same.
func Find() (int, error) {
	for range count {
		port := first + int((int64(os.Getpid())*apart+asked.Add(1))%count)
		if listener, err := net.Listen("tcp", Address(port)); err == nil {
			return port, listener.Close()
		}
	}
	return 0, errors.New("find a free port: none is")
}

// Address is a port on loopback.
func Address(port int) string { return net.JoinHostPort("127.0.0.1", strconv.Itoa(port)) }

// FindAddress is Find with the address.
func FindAddress() (string, error) {
	port, err := Find()
	if err != nil {
		return "", fmt.Errorf("find an address: %w", err)
	}
	return Address(port), nil
}
