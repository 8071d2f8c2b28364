package temporalgate

import (
	"context"
	"fmt"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"
	"go.temporal.io/sdk/contrib/opentelemetry"
	"go.temporal.io/sdk/interceptor"

	"kaipiao/domain/message"
	"kaipiao/office/outbox"
	"kaipiao/tracing"
)

// traced sees workflows and their steps; nobody where nothing is traced. A workflow carries its trace in its header, which is no part of its
// history that is gone through again, so that runs may be begun with tracing and ended without, and the other way round. What a running workflow
// is told belongs to the trace of who tells it, and links to the run's (sent).
func traced() ([]interceptor.ClientInterceptor, error) {
	if !tracing.On() {
		return nil, nil
	}
	made, err := opentelemetry.NewTracingInterceptor(opentelemetry.TracerOptions{
		Tracer: otel.Tracer("kaipiao/temporalgate"), TextMapPropagator: propagation.TraceContext{}, DisableBaggage: true,
		DisableSignalTracing: true, DisableQueryTracing: true, AllowInvalidParentSpans: true,
	})
	if err != nil {
		return nil, fmt.Errorf("prepare the tracing of workflows: %w", err)
	}
	return []interceptor.ClientInterceptor{made}, nil
}

// sent begins the span of a message that is handed to Temporal: in the trace in which it was written, and linked to the trace of the run that it is
// for. A seller's desk runs for ever and for everybody, so that it belongs to no invoice's trace, but to one of its own.
func sent(ctx context.Context, m outbox.Message) (context.Context, func()) {
	if !tracing.On() || m.Trace == "" {
		return ctx, func() {}
	}
	name, options := "start "+m.Workflow, []trace.SpanStartOption{trace.WithSpanKind(trace.SpanKindProducer)}
	if m.Signal != "" {
		name = "tell " + m.Signal
	}
	ctx = tracing.Continue(ctx, m.Trace)
	if m.Workflow == message.StartSellerDesk.Workflow {
		options = append(options, trace.WithNewRoot(), trace.WithLinks(tracing.LinkTo(m.Trace)))
	}
	if m.TraceOfRun != "" {
		options = append(options, trace.WithLinks(tracing.LinkTo(m.TraceOfRun)))
	}
	ctx, span := tracing.Start(ctx, name, append(options, trace.WithAttributes(attribute.String("temporalWorkflowID", m.WorkflowID)))...)
	return ctx, func() { span.End() }
}
