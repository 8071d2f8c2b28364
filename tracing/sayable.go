package tracing

import (
	"context"
	"slices"
	"strings"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/sdk/trace"
)

// idsOf begins the names of our own attributes: kaipiao.invoice, kaipiao.application, kaipiao.serial.
const idsOf = "kaipiao."

// seen are the attributes that leave the process. They hold ids, and words of a few: methods, routes, statuses, codes. No address that was called,
// because an address may let somebody in; no statement's text or arguments; no words of an error.
var seen = []attribute.Key{
	"http.request.method", "http.route", "http.response.status_code", "server.address", "server.port", "error.type",
	"db.system.name", "db.operation.name", "db.operation.batch.size", "db.collection.name", "pgx.sql_state",
	"temporalWorkflowID", "temporalRunID", "temporalActivityID", "temporalUpdateID",
}

// sayable is an exporter that is told nothing but what may be seen, whatever libraries put into spans (S6).
type sayable struct{ trace.SpanExporter }

// ExportSpans hands spans on.
func (s sayable) ExportSpans(ctx context.Context, spans []trace.ReadOnlySpan) error {
	said := make([]trace.ReadOnlySpan, len(spans))
	for n, span := range spans {
		said[n] = sayableSpan{span}
	}
	return s.SpanExporter.ExportSpans(ctx, said)
}

// sayableSpan is a span without what others have written.
type sayableSpan struct{ trace.ReadOnlySpan }

// Attributes are those that may be seen.
func (s sayableSpan) Attributes() []attribute.KeyValue {
	return slices.DeleteFunc(slices.Clone(s.ReadOnlySpan.Attributes()), func(a attribute.KeyValue) bool {
		return !slices.Contains(seen, a.Key) && !strings.HasPrefix(string(a.Key), idsOf)
	})
}

// Events are none: they repeat errors.
func (s sayableSpan) Events() []trace.Event { return nil }

// Status says whether it failed, and not in whose words. The attributes say of which kind it is.
func (s sayableSpan) Status() trace.Status {
	status := s.ReadOnlySpan.Status()
	if status.Code == codes.Error {
		status.Description = "failed"
	}
	return status
}

// Links are those of ours, without attributes.
func (s sayableSpan) Links() []trace.Link {
	links := slices.Clone(s.ReadOnlySpan.Links())
	for n := range links {
		links[n].Attributes = nil
	}
	return links
}
