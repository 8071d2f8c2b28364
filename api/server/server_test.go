package server

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/api/limits"
)

// serve serves a handler until the test ends.
func serve(t *testing.T, bounds limits.Connections, handler http.HandlerFunc) (address string) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- Serve(ctx, listener, handler, bounds) }()
	t.Cleanup(func() { stop(); require.NoError(t, <-ended) })
	return listener.Addr().String()
}

func ok(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "ok") }

func dial(t *testing.T, address string) net.Conn {
	t.Helper()
	connection, err := net.Dial("tcp", address)
	require.NoError(t, err)
	t.Cleanup(func() { _ = connection.Close() })
	return connection
}

// asks makes a call over a connection, and tells whether it was answered.
func asks(connection net.Conn) bool {
	if _, err := fmt.Fprint(connection, "GET / HTTP/1.1\r\nHost: x\r\n\r\n"); err != nil {
		return false
	}
	response, err := http.ReadResponse(bufio.NewReader(connection), nil)
	if err != nil {
		return false
	}
	defer response.Body.Close()
	_, err = io.Copy(io.Discard, response.Body)
	time.Sleep(20 * time.Millisecond) // the server notes that it is idle
	return err == nil && response.StatusCode == http.StatusOK
}

// S2: where there are too many connections, the one that has had nothing to do for longest makes room for a new one.
func TestS2IdleConnectionsMakeRoom(t *testing.T) {
	address := serve(t, limits.Connections{InAll: 3}, ok)
	first, second, third := dial(t, address), dial(t, address), dial(t, address)
	require.True(t, asks(first))
	require.True(t, asks(second))
	require.True(t, asks(third))
	require.True(t, asks(first), "the second one is idle for longest now")
	require.True(t, asks(dial(t, address)))
	require.False(t, asks(second))
	require.True(t, asks(first))
}

// S2: a connection that is being answered is not cut for a new one, which is closed instead.
func TestS2WhoIsAnsweredIsNotCut(t *testing.T) {
	begun, goOn := make(chan struct{}), make(chan struct{})
	address := serve(t, limits.Connections{InAll: 1}, func(w http.ResponseWriter, r *http.Request) { close(begun); <-goOn; ok(w, r) })
	answered := make(chan bool, 1)
	working := dial(t, address)
	go func() { answered <- asks(working) }()
	<-begun
	require.False(t, asks(dial(t, address)))
	close(goOn)
	require.True(t, <-answered)
}

// S2: one address has no more than its share, unless it is a proxy's; others find room.
func TestS2OneAddressHasItsShare(t *testing.T) {
	bounds := limits.Connections{InAll: 100, OfOneAddress: 2}
	o := newConnections(bounds)
	from := func(address string) *connection {
		near, _ := net.Pipe()
		return &connection{Conn: near, among: o, address: netip.MustParseAddr(address)} // it has something to do
	}
	require.True(t, o.take(from("203.0.113.7")))
	second := from("203.0.113.7")
	require.True(t, o.take(second))
	require.False(t, o.take(from("203.0.113.7")))
	require.True(t, o.take(from("203.0.113.8")))
	require.NoError(t, second.Close())
	require.NoError(t, second.Close())
	require.True(t, o.take(from("203.0.113.7")))
	o.bounds.Proxies = []netip.Prefix{netip.MustParsePrefix("203.0.113.0/24")}
	require.True(t, o.take(from("203.0.113.7")))
	require.Len(t, o.open, 4)
}

// S2: who reads slowly is waited for as long as it reads; who does not read is cut.
func TestS2AReaderThatReadsNothingIsCut(t *testing.T) {
	const size = 8 << 20
	before := writeTimeout
	writeTimeout = time.Second
	t.Cleanup(func() { writeTimeout = before })
	ended := make(chan int64, 2)
	address := serve(t, limits.Connections{}, func(w http.ResponseWriter, _ *http.Request) {
		n, _ := w.Write(make([]byte, size))
		ended <- int64(n)
	})
	silent := dial(t, address)
	fmt.Fprint(silent, "GET / HTTP/1.1\r\nHost: x\r\n\r\n")
	select {
	case n := <-ended:
		require.Less(t, n, int64(size))
	case <-time.After(10 * time.Second):
		t.Fatal("it is still written to")
	}
	slow := dial(t, address)
	fmt.Fprint(slow, "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
	begun, read := time.Now(), int64(0)
	for {
		n, err := io.CopyN(io.Discard, slow, 1<<20)
		if read += n; err != nil {
			break
		}
		time.Sleep(300 * time.Millisecond)
	}
	require.Greater(t, read, int64(size))
	require.Greater(t, time.Since(begun), 2*time.Second, "longer than a reader may be silent")
	require.Equal(t, int64(size), <-ended)
}

// S9: a head that does not come, or is larger than any, ends its connection.
func TestS9AHeadWithoutEndIsCut(t *testing.T) {
	address := serve(t, limits.Connections{}, ok)
	large := dial(t, address)
	go func() {
		fmt.Fprint(large, "GET / HTTP/1.1\r\nHost: x\r\nX: ")
		_, _ = large.Write(make([]byte, 1<<20))
	}()
	response, err := http.ReadResponse(bufio.NewReader(large), nil)
	require.NoError(t, err)
	defer response.Body.Close()
	require.Equal(t, http.StatusRequestHeaderFieldsTooLarge, response.StatusCode)
	require.NoError(t, large.SetReadDeadline(time.Now().Add(5*time.Second)))
	_, err = io.Copy(io.Discard, large)
	require.NotErrorIs(t, err, os.ErrDeadlineExceeded, "the connection ends")
}
