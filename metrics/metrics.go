// Package metrics serves what Prometheus and profilers ask a process for, on an address of its own that no caller reaches (S1).
package metrics

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/http/pprof"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// None is the address of a process that serves none.
const None = "off"

// headTimeout is how long whoever asks may take to say so.
const headTimeout = 5 * time.Second

// Serve serves the process's own figures and those of more, until ctx ends. Where the address cannot be had, the log says so and the
// process does its work without: no invoice waits for its figures.
func Serve(ctx context.Context, address string, more ...prometheus.Gatherer) {
	if address == None {
		return
	}
	listener, err := net.Listen("tcp", address)
	if err != nil {
		slog.Warn("metrics are not served; set KAIPIAO_METRICS_ADDR to a free address, or to off", "address", address, "error", err)
		return
	}
	server := &http.Server{Handler: Handler(more...), ReadHeaderTimeout: headTimeout}
	stopped := context.AfterFunc(ctx, func() { _ = server.Close() })
	defer stopped()
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		slog.Warn("metrics are not served any more", "address", address, "error", err)
	}
}

// Handler answers /metrics and /debug/pprof/.
func Handler(more ...prometheus.Gatherer) http.Handler {
	gatherers := append(prometheus.Gatherers{prometheus.DefaultGatherer}, more...)
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(gatherers, promhttp.HandlerOpts{ErrorHandling: promhttp.ContinueOnError}))
	mux.HandleFunc("GET /debug/pprof/", pprof.Index)
	mux.HandleFunc("GET /debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("GET /debug/pprof/trace", pprof.Trace)
	return mux
}
