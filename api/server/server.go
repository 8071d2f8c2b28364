// Package server serves HTTP to callers of whom some mean harm (S2, S9): heads, bodies and answers have their time, and connections are
// bounded. What one call may take is the API's to say.
package server

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"time"

	"kaipiao/api/limits"
)

const (
	// headTimeout is how long a caller may take to send a request's head, and idleTimeout how long to think of another request.
	headTimeout = 10 * time.Second
	idleTimeout = 2 * time.Minute
	// largestHead is how long a head may be, in bytes.
	largestHead = 32 << 10
	// stopGrace is how long answers may take to end when the service stops.
	stopGrace = 10 * time.Second
)

// Serve serves until ctx ends, and then lets running answers end.
func Serve(ctx context.Context, listener net.Listener, handler http.Handler, bounds limits.Connections) error {
	open := newConnections(bounds)
	server := &http.Server{
		Handler: handler, ReadHeaderTimeout: headTimeout, IdleTimeout: idleTimeout, MaxHeaderBytes: largestHead, ConnState: open.changed,
		ErrorLog: slog.NewLogLogger(&seldom{Handler: slog.Default().Handler()}, slog.LevelWarn),
	}
	return Until(ctx, server, open.on(listener))
}

// Until has a server of its own settings serve until ctx ends, and then lets running answers end.
func Until(ctx context.Context, server *http.Server, listener net.Listener) error {
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	ctx, stop := context.WithTimeout(context.WithoutCancel(ctx), stopGrace)
	defer stop()
	return server.Shutdown(ctx)
}
