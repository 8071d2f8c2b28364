package server

import (
	"net"
	"net/http"
	"net/netip"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"

	"kaipiao/api/limits"
)

var (
	openNow = promauto.NewGauge(prometheus.GaugeOpts{Name: "kaipiao_http_connections", Help: "Connections of callers that are open."})
	cut     = promauto.NewCounter(prometheus.CounterOpts{
		Name: "kaipiao_http_connections_cut_total", Help: "Connections that were closed because there were too many.",
	})
)

// connections are those that are open. Where there are too many, one that has nothing to do makes room for a new one; where all have
// something to do, the new one is closed.
type connections struct {
	bounds limits.Connections

	counting sync.Mutex
	open     map[*connection]struct{}
	of       map[netip.Addr]int
}

func newConnections(bounds limits.Connections) *connections {
	return &connections{bounds: bounds, open: map[*connection]struct{}{}, of: map[netip.Addr]int{}}
}

// connection is one caller's.
type connection struct {
	net.Conn
	among   *connections
	address netip.Addr
	// idleSince is when it had nothing to do any more; zero while it has. The lock of all of them is over it.
	idleSince time.Time
	closing   sync.Once
}

// writeTimeout is how long a reader may take nothing at all; tests shorten it.
var writeTimeout = 30 * time.Second

// atOnce is how much a reader is offered at a time: who reads slowly is waited for, and who does not read is not.
const atOnce = 32 << 10

// Write writes as long as the reader takes something.
func (c *connection) Write(content []byte) (written int, err error) {
	for begun := false; !begun || written < len(content); begun = true {
		if err := c.SetWriteDeadline(time.Now().Add(writeTimeout)); err != nil {
			return written, err
		}
		n, err := c.Conn.Write(content[written:min(len(content), written+atOnce)])
		written += n
		if err != nil {
			return written, err
		}
	}
	return written, nil
}

// Close closes it, and forgets it.
func (c *connection) Close() error {
	c.closing.Do(func() { c.among.forget(c) })
	return c.Conn.Close()
}

// listening takes connections.
type listening struct {
	net.Listener
	open *connections
}

func (o *connections) on(listener net.Listener) listening { return listening{listener, o} }

// Accept waits for a connection for which there is room.
func (l listening) Accept() (net.Conn, error) {
	for {
		accepted, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		taken := &connection{Conn: accepted, among: l.open, idleSince: time.Now()}
		if remote, is := accepted.RemoteAddr().(*net.TCPAddr); is {
			taken.address = remote.AddrPort().Addr().Unmap()
		}
		if l.open.take(taken) {
			return taken, nil
		}
		_ = accepted.Close()
	}
}

// take makes room for a connection; false where there is none.
func (o *connections) take(c *connection) bool {
	o.counting.Lock()
	var leaves *connection
	room := true
	switch {
	case over(o.of[c.address], o.bounds.OfOneAddress) && !o.bounds.Trusts(c.address):
		leaves, room = o.longestIdle(func(other *connection) bool { return other.address == c.address })
	case over(len(o.open), o.bounds.InAll):
		leaves, room = o.longestIdle(func(*connection) bool { return true })
	}
	if room {
		o.open[c] = struct{}{}
		o.of[c.address]++
		openNow.Inc()
	}
	o.counting.Unlock()
	if leaves != nil || !room {
		cut.Inc()
	}
	if leaves != nil {
		_ = leaves.Close()
	}
	return room
}

func over(count, bound int) bool { return bound > 0 && count >= bound }

// longestIdle finds the connection that has had nothing to do for longest.
func (o *connections) longestIdle(among func(*connection) bool) (found *connection, any bool) {
	for c := range o.open {
		if !c.idleSince.IsZero() && among(c) && (found == nil || c.idleSince.Before(found.idleSince)) {
			found = c
		}
	}
	return found, found != nil
}

func (o *connections) forget(c *connection) {
	o.counting.Lock()
	defer o.counting.Unlock()
	if _, known := o.open[c]; !known {
		return
	}
	delete(o.open, c)
	if o.of[c.address]--; o.of[c.address] == 0 {
		delete(o.of, c.address)
	}
	openNow.Dec()
}

// changed is told by the server what becomes of a connection.
func (o *connections) changed(conn net.Conn, state http.ConnState) {
	c, ours := conn.(*connection)
	if !ours {
		return
	}
	o.counting.Lock()
	defer o.counting.Unlock()
	switch state {
	case http.StateIdle:
		c.idleSince = time.Now()
	case http.StateActive:
		c.idleSince = time.Time{}
	default:
	}
}
