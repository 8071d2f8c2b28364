// Package freeport finds ports on loopback for processes that are about to start.
package freeport

import (
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"sync/atomic"
	"syscall"
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

// Find returns a port that nobody listens on. It never returns one twice, and two processes of a user that run side by side never return the same.
func Find() (int, error) {
	for range count {
		port := first + int((int64(os.Getpid())*apart+asked.Add(1))%count)
		if !claim(port) {
			continue // somebody is about to listen on it
		}
		if listener, err := net.Listen("tcp", Address(port)); err == nil {
			return port, listener.Close()
		}
	}
	return 0, errors.New("find a free port: none is")
}

// claimed are the files of the ports that this process has found. They are open, and so locked, until it ends.
var claimed sync.Map

// claim takes a port for this process, or reports that another one has it: between being found and being listened on, nothing else tells. Where no
// file can be locked, nobody is asked.
func claim(port int) bool {
	folder := filepath.Join(os.TempDir(), fmt.Sprintf("kaipiao-ports-%d", os.Getuid()))
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return true
	}
	file, err := os.OpenFile(filepath.Join(folder, strconv.Itoa(port)), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return true
	}
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		_ = file.Close()
		return !errors.Is(err, syscall.EWOULDBLOCK)
	}
	claimed.Store(port, file)
	return true
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
