// Package tracing has what happens to one invoice be seen as one trace, from the call through the workflow, its steps, the database and the tax
// provider. Spans have ids and names, and nothing that people or outside systems have written (S6): whatever else somebody hangs on one is taken
// off before it leaves the process. Unless the environment names a collector nothing is traced, and nothing of this is in the way of the work.
package tracing

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"sync/atomic"
	"time"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/resource"
	"go.opentelemetry.io/otel/sdk/trace"
	of "go.opentelemetry.io/otel/trace"

	"kaipiao/domain/loggable"
)

// lastWords is how long the last spans may take to leave a process that ends.
const lastWords = 3 * time.Second

// on is whether spans leave this process.
var on atomic.Bool

// On reports whether something is traced at all. Who only has work to do for tracing does none otherwise.
func On() bool { return on.Load() }

// Open sends the spans of this process to the collector that OTEL_EXPORTER_OTLP_ENDPOINT (or its variant for traces) names, by OTLP over HTTP.
// Sampling, headers, certificates and the rest are said by the standard variables too. Without a collector it does nothing. What it returns
// sends the last spans; the collector being away disturbs nobody.
func Open(ctx context.Context, service, version string) (stop func(), err error) {
	if !asked(os.Getenv) {
		return func() {}, nil
	}
	exporter, err := otlptracehttp.New(ctx)
	if err != nil {
		return nil, fmt.Errorf("prepare the export of traces (OTEL_EXPORTER_OTLP_…): %w", err)
	}
	return Export(ctx, exporter, service, version)
}

// asked is whether the standard variables ask for traces.
func asked(variable func(string) string) bool {
	return cmp.Or(variable("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"), variable("OTEL_EXPORTER_OTLP_ENDPOINT")) != "" &&
		!strings.EqualFold(variable("OTEL_SDK_DISABLED"), "true") && variable("OTEL_TRACES_EXPORTER") != "none"
}

// Export sends spans to an exporter, with nothing in them but what may be seen.
func Export(ctx context.Context, to trace.SpanExporter, service, version string) (stop func(), err error) {
	from, err := resource.New(ctx, resource.WithAttributes(
		attribute.String("service.name", service), attribute.String("service.namespace", "kaipiao"), attribute.String("service.version", version),
	), resource.WithFromEnv())
	if err != nil {
		return nil, fmt.Errorf("read OTEL_RESOURCE_ATTRIBUTES: %w", err)
	}
	provider := trace.NewTracerProvider(trace.WithResource(from), trace.WithBatcher(sayable{to}))
	otel.SetTracerProvider(provider)
	otel.SetTextMapPropagator(propagation.TraceContext{})
	otel.SetErrorHandler(otel.ErrorHandlerFunc(func(err error) {
		slog.Warn("spans are lost", "error", loggable.Hide(err, "the collector does not take them"))
	}))
	on.Store(true)
	return func() {
		on.Store(false)
		ctx, stop := context.WithTimeout(context.WithoutCancel(ctx), lastWords)
		defer stop()
		_ = provider.Shutdown(ctx) // whoever has lost them said so
	}, nil
}

// Start begins a span of ours, within the one of the context.
func Start(ctx context.Context, name string, more ...of.SpanStartOption) (context.Context, of.Span) { //nolint:ireturn // OpenTelemetry's
	return otel.Tracer("kaipiao").Start(ctx, name, more...)
}
