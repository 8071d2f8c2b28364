package stack

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/devstack/freeport"
	"kaipiao/metrics"
)

// Prometheus finds the processes of a stack and takes the alerts.
func TestPrometheusWatchesAStack(t *testing.T) {
	t.Chdir("../..")
	process := httptest.NewServer(metrics.Handler())
	t.Cleanup(process.Close)
	dir := t.TempDir()
	require.ErrorContains(t, Observe(t.Context(), dir, new(bytes.Buffer)), "make run")
	require.NoError(t, writeTargets(dir, map[string]string{"starter": strings.TrimPrefix(process.URL, "http://"), "worker": metrics.None}))
	address, err := freeport.FindAddress()
	require.NoError(t, err)
	t.Setenv("KAIPIAO_PROMETHEUS_ADDR", address)
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- Observe(ctx, dir, new(bytes.Buffer)) }()
	t.Cleanup(func() { stop(); require.ErrorIs(t, <-ended, context.Canceled) })
	asked := func(path string, into any) bool {
		response, err := http.Get("http://" + address + "/api/v1/" + path)
		if err != nil {
			return false
		}
		defer response.Body.Close()
		return json.NewDecoder(response.Body).Decode(into) == nil
	}
	require.Eventually(t, func() bool {
		var told struct {
			Data struct {
				ActiveTargets []struct{ Labels map[string]string }
			}
		}
		return asked("targets", &told) && len(told.Data.ActiveTargets) == 1 && told.Data.ActiveTargets[0].Labels["job"] == "kaipiao-api"
	}, 30*time.Second, 100*time.Millisecond)
	var rules struct {
		Data struct {
			Groups []struct{ Rules []any }
		}
	}
	require.True(t, asked("rules", &rules))
	require.Len(t, rules.Data.Groups, 3)
}
