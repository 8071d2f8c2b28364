package console_test

import (
	"context"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"kaipiao/console/consoletest"
	"kaipiao/tracing"
)

// everySpan keeps its spans when it is closed.
type everySpan struct{ *tracetest.InMemoryExporter }

func (everySpan) Shutdown(context.Context) error { return nil }

// S6: a page is a span by its address, and the calls that it makes are in it, with the ids of what they found; nothing that was asked for is.
func TestS6APageIsASpan(t *testing.T) {
	exporter := everySpan{tracetest.NewInMemoryExporter()}
	stop, err := tracing.Export(t.Context(), exporter, "test", "v0")
	require.NoError(t, err)
	// given pages of a process that is traced
	w := consoletest.New(t)
	w.Account("acct")
	w.Consumed("record", "acct", "1060.00")
	issued := w.Approved(w.Applied("issued", consoletest.EInvoice("1060.00")))[0]
	w.LetIn(consoletest.Customer)
	pages := walked{World: w}
	require.Equal(t, http.StatusOK, pages.status(consoletest.Customer, "/console/invoices/"+issued+"?from=secret"))
	stop()
	// then each is a span
	seen := map[string]tracetest.SpanStub{}
	for _, span := range exporter.GetSpans() {
		seen[span.Name] = span
		for _, said := range span.Attributes {
			require.NotContains(t, said.Value.String(), "secret")
		}
	}
	require.Contains(t, seen, "GET /console/invoices/{id}")
	call := seen["GET /v1/invoices/{id}"]
	var callers []string
	for _, span := range exporter.GetSpans() {
		if span.SpanContext.SpanID() == call.Parent.SpanID() {
			callers = append(callers, span.Name)
		}
	}
	require.Equal(t, []string{"GET /console/invoices/{id}"}, callers)
}
