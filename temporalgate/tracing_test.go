package temporalgate

import (
	"context"
	"errors"
	"path/filepath"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"go.temporal.io/sdk/interceptor"
	"go.temporal.io/sdk/worker"

	"kaipiao/office/outbox"
	"kaipiao/tracing"
)

// everything keeps its spans when it is closed.
type everything struct{ *tracetest.InMemoryExporter }

func (*everything) Shutdown(context.Context) error { return nil }

// exported turns tracing on for one test; what it returns turns it off and tells all spans.
func exported(t *testing.T) func() tracetest.SpanStubs {
	t.Helper()
	exporter := &everything{tracetest.NewInMemoryExporter()}
	stop, err := tracing.Export(t.Context(), exporter, "test", "v0")
	require.NoError(t, err)
	t.Cleanup(stop)
	return func() tracetest.SpanStubs { stop(); return exporter.GetSpans() }
}

// Nothing is hooked into Temporal where nothing is traced, so that nothing is to be paid for it.
func TestWithoutTracesNothingIsHookedIn(t *testing.T) {
	hooked, err := traced()
	require.NoError(t, err)
	require.Empty(t, hooked)
}

// A run that was begun without traces goes on with them, and does the same.
func TestRunsGoOnWhenTracesAreTurnedOn(t *testing.T) {
	spans := exported(t)
	hooked, err := traced()
	require.NoError(t, err)
	var interceptors []interceptor.WorkerInterceptor
	for _, one := range hooked {
		interceptors = append(interceptors, one.(interceptor.WorkerInterceptor))
	}
	require.NotEmpty(t, interceptors)
	files, err := filepath.Glob("../workflows/testdata/histories/*.json")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		replayer, err := worker.NewWorkflowReplayerWithOptions(worker.WorkflowReplayerOptions{Interceptors: interceptors})
		require.NoError(t, err)
		RegisterWorkflows(replayer)
		require.NoError(t, replayer.ReplayWorkflowHistoryFromJSONFile(nil, file), file)
	}
	require.NotEmpty(t, spans())
}

// A start goes on in the trace in which it was written; what a running workflow is told links to its trace; a seller's desk has a trace of its own.
func TestMessagesKeepTheirTrace(t *testing.T) {
	spans := exported(t)
	const written, ofRun = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
	for _, m := range []outbox.Message{
		{WorkflowID: "application/a", Workflow: "Application", Trace: written},
		{WorkflowID: "application/a", Signal: "resume", Trace: written, TraceOfRun: ofRun},
		{WorkflowID: "seller/platform", Workflow: "SellerDesk", Signal: "trouble", Trace: written},
		{WorkflowID: "application/b", Workflow: "Application"},
	} {
		_, ended := sent(t.Context(), m)
		ended()
	}
	told := spans()
	require.Len(t, told, 3, "what was written without a trace begins none")
	require.Equal(t, "start Application", told[0].Name)
	require.Equal(t, "4bf92f3577b34da6a3ce929d0e0e4736", told[0].SpanContext.TraceID().String())
	require.Empty(t, told[0].Links)
	require.Equal(t, "4bf92f3577b34da6a3ce929d0e0e4736", told[1].SpanContext.TraceID().String())
	require.Equal(t, "0af7651916cd43dd8448eb211c80319c", told[1].Links[0].SpanContext.TraceID().String())
	require.NotEqual(t, "4bf92f3577b34da6a3ce929d0e0e4736", told[2].SpanContext.TraceID().String())
	require.Equal(t, "4bf92f3577b34da6a3ce929d0e0e4736", told[2].Links[0].SpanContext.TraceID().String())
}

// The SDK's figures keep their kind: what only rises is a counter. One name may have different labels.
func TestTheSDKsFiguresKeepTheirKind(t *testing.T) {
	registry := prometheus.NewRegistry()
	figures := newSDKFigures(registry)
	of := figures.handler(nil)
	of.Counter("temporal_request").Inc(2)
	of.WithTags(map[string]string{"operation": "Poll"}).Counter("temporal_request").Inc(3)
	of.WithTags(map[string]string{"operation": "Poll"}).Counter("temporal_request").Inc(4)
	of.WithTags(map[string]string{"task_queue": "kaipiao"}).Gauge("temporal_num_pollers").Update(5)
	of.Timer("temporal_request_latency").Record(1500_000_000)
	families, err := registry.Gather()
	require.NoError(t, err)
	values := map[string]float64{}
	for _, family := range families {
		for _, one := range family.GetMetric() {
			values[family.GetName()] += one.GetCounter().GetValue() + one.GetGauge().GetValue() + one.GetHistogram().GetSampleSum()
		}
	}
	require.Equal(t, map[string]float64{"temporal_request_total": 9, "temporal_num_pollers": 5, "temporal_request_latency_seconds": 1.5}, values)
	count(outbox.Message{Workflow: "Invoice"}, errors.New("away"))
}
