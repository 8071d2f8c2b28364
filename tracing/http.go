package tracing

import (
	"net/http"

	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/propagation"
	of "go.opentelemetry.io/otel/trace"
)

// Transport makes a span of each call to a party outside, which is called by its method and the party: an address may let somebody in. Outside
// nobody is told of our traces. Where nothing is traced it is the transport itself, and nil stays the standard one.
func Transport(party string, through http.RoundTripper) http.RoundTripper {
	if !On() {
		return through
	}
	return otelhttp.NewTransport(through, otelhttp.WithPropagators(propagation.NewCompositeTextMapPropagator()),
		otelhttp.WithSpanNameFormatter(func(_ string, r *http.Request) string { return r.Method + " " + party }))
}

// Serve begins the span of a call that we serve, in the trace of who calls. What it returns ends it, when the route is known.
func Serve(r *http.Request) (*http.Request, func(route string, status int)) {
	ctx := propagation.TraceContext{}.Extract(r.Context(), propagation.HeaderCarrier(r.Header))
	ctx, span := Start(ctx, r.Method, of.WithSpanKind(of.SpanKindServer))
	return r.WithContext(ctx), func(route string, status int) {
		span.SetName(r.Method + " " + route)
		span.SetAttributes(attribute.String("http.request.method", r.Method), attribute.String("http.route", route),
			attribute.Int("http.response.status_code", status))
		if status >= http.StatusInternalServerError {
			span.SetStatus(codes.Error, "")
		}
		span.End()
	}
}
