package tracing

import (
	"context"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/propagation"
	of "go.opentelemetry.io/otel/trace"
)

// parentField is the field in which W3C has a trace be carried.
const parentField = "traceparent"

// Parent is where a context stands in its trace, as W3C writes it (traceparent), for whoever goes on later; empty where nothing is traced.
func Parent(ctx context.Context) string {
	if !On() || !of.SpanContextFromContext(ctx).IsValid() {
		return ""
	}
	carried := propagation.MapCarrier{}
	propagation.TraceContext{}.Inject(ctx, carried)
	return carried[parentField]
}

// Continue goes on in the trace of a parent. What is no parent is none.
func Continue(ctx context.Context, parent string) context.Context {
	if !On() || parent == "" {
		return ctx
	}
	return propagation.TraceContext{}.Extract(ctx, propagation.MapCarrier{parentField: parent})
}

// As has a context stand where another one does in its trace, for work that is done for several together.
func As(ctx, other context.Context) context.Context {
	if !On() {
		return ctx
	}
	return of.ContextWithSpan(ctx, of.SpanFromContext(other))
}

// LinkTo is a link to a parent in another trace; it is of no use where the parent is none.
func LinkTo(parent string) of.Link {
	return of.Link{SpanContext: of.SpanContextFromContext(Continue(context.Background(), parent))}
}

// Concerns notes on the span of a context which object it is about: "kaipiao.invoice" and its id. Nothing else than an id may be noted.
func Concerns[ID ~string](ctx context.Context, what string, id ID) {
	if On() && id != "" {
		of.SpanFromContext(ctx).SetAttributes(attribute.String(idsOf+what, string(id)))
	}
}

// IDs are the trace and the span of a context, for the log; empty where nothing is traced.
func IDs(ctx context.Context) (trace, span string) {
	if !On() {
		return "", ""
	}
	if at := of.SpanContextFromContext(ctx); at.IsValid() {
		return at.TraceID().String(), at.SpanID().String()
	}
	return "", ""
}
