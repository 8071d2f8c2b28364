package metrics_test

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/stretchr/testify/require"

	"kaipiao/metrics"
)

func get(t *testing.T, url string) (int, string) {
	t.Helper()
	response, err := http.Get(url)
	if err != nil {
		return 0, err.Error()
	}
	defer response.Body.Close()
	content, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	return response.StatusCode, string(content)
}

// S1: figures and profiles are served on an address of their own, until the process ends.
func TestS1FiguresHaveAnAddressOfTheirOwn(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	address := listener.Addr().String()
	require.NoError(t, listener.Close())
	own := prometheus.NewRegistry()
	own.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "kaipiao_test", Help: "x"}, func() float64 { return 7 }))
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() { metrics.Serve(ctx, address, own); close(ended) }()
	require.Eventually(t, func() bool { status, _ := get(t, "http://"+address+"/metrics"); return status == http.StatusOK }, 5*time.Second, 10*time.Millisecond)
	_, told := get(t, "http://"+address+"/metrics")
	require.Contains(t, told, "kaipiao_test 7")
	require.Contains(t, told, "go_goroutines")
	status, _ := get(t, "http://"+address+"/debug/pprof/")
	require.Equal(t, http.StatusOK, status)
	stop()
	<-ended
}

// A process whose address somebody else has says so, and does its work.
func TestS1WithoutAnAddressTheProcessGoesOn(t *testing.T) {
	before := slog.Default()
	t.Cleanup(func() { slog.SetDefault(before) })
	var log bytes.Buffer
	slog.SetDefault(slog.New(slog.NewTextHandler(&log, nil)))
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer listener.Close()
	metrics.Serve(t.Context(), listener.Addr().String())
	require.Contains(t, log.String(), "KAIPIAO_METRICS_ADDR")
	metrics.Serve(t.Context(), metrics.None)
}
