package tracing

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	of "go.opentelemetry.io/otel/trace"
)

// kept has spans be kept in memory; what it returns sends the last ones and tells all.
func kept(t *testing.T) func() tracetest.SpanStubs {
	t.Helper()
	var all tracetest.SpanStubs
	exporter := &everything{tracetest.NewInMemoryExporter()}
	stop, err := Export(t.Context(), exporter, "test", "v0")
	require.NoError(t, err)
	t.Cleanup(func() { on.Store(false) })
	return func() tracetest.SpanStubs {
		stop()
		all = exporter.GetSpans()
		return all
	}
}

// everything keeps its spans when it is closed.
type everything struct{ *tracetest.InMemoryExporter }

func (*everything) Shutdown(context.Context) error { return nil }

// Without a collector nothing is traced, whatever else the environment says.
func TestTracesAreOffUnlessACollectorIsNamed(t *testing.T) {
	for _, given := range []struct {
		variables map[string]string
		asked     bool
	}{
		{nil, false},
		{map[string]string{"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4318"}, true},
		{map[string]string{"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://127.0.0.1:4318/v1/traces"}, true},
		{map[string]string{"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4318", "OTEL_SDK_DISABLED": "true"}, false},
		{map[string]string{"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4318", "OTEL_TRACES_EXPORTER": "none"}, false},
	} {
		require.Equal(t, given.asked, asked(func(name string) string { return given.variables[name] }), given.variables)
	}
	require.False(t, On())
	require.Nil(t, Database())
	require.Nil(t, Transport("nobody", nil))
	require.Empty(t, Parent(t.Context()))
}

// S6: whatever is put into a span, ids alone leave the process.
func TestS6SpansHaveIDsAlone(t *testing.T) {
	spans := kept(t)
	ctx, span := Start(t.Context(), "Submit")
	span.SetAttributes(attribute.String("url.full", "https://provider.example/?sign=hush"), attribute.String("db.query.text", "select '13800000000'"),
		attribute.String("enduser.id", "张三"), attribute.Int("http.response.status_code", 200))
	Concerns(ctx, "invoice", "inv-1")
	span.RecordError(errors.New("the title 某某公司 is wrong"))
	span.SetStatus(codes.Error, "the title 某某公司 is wrong")
	span.AddLink(of.Link{SpanContext: span.SpanContext(), Attributes: []attribute.KeyValue{attribute.String("mail", "a@b.c")}})
	span.End()
	told := spans()
	require.Len(t, told, 1)
	ids := []attribute.KeyValue{attribute.Int("http.response.status_code", 200), attribute.String("kaipiao.invoice", "inv-1")}
	require.ElementsMatch(t, ids, told[0].Attributes)
	require.Empty(t, told[0].Events)
	require.Equal(t, "failed", told[0].Status.Description)
	require.Empty(t, told[0].Links[0].Attributes)
}

// A trace goes on with what was written down of it, in another process and much later.
func TestATraceGoesOnWithItsParent(t *testing.T) {
	spans := kept(t)
	ctx, first := Start(t.Context(), "first")
	parent := Parent(ctx)
	first.End()
	_, second := Start(Continue(t.Context(), parent), "second", of.WithLinks(LinkTo(parent)))
	second.End()
	require.Equal(t, t.Context(), Continue(t.Context(), ""))
	require.Equal(t, parent, Parent(As(t.Context(), ctx)), "who does the work of several writes each into its own trace")
	require.False(t, of.SpanContextFromContext(Continue(t.Context(), "nonsense")).IsValid())
	told := spans()
	require.Len(t, told, 2)
	require.Equal(t, told[0].SpanContext.TraceID(), told[1].SpanContext.TraceID())
	require.Equal(t, told[0].SpanContext.SpanID(), told[1].Parent.SpanID())
	require.Len(t, told[1].Links, 1)
}

// S7: who is called hears nothing of our traces, and the address that let us in stays out of them.
func TestS7CallsOutsideAreSpansWithoutTheirAddress(t *testing.T) {
	spans := kept(t)
	heard := make(chan http.Header, 1)
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { heard <- r.Header }))
	defer server.Close()
	ctx, around := Start(t.Context(), "around")
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, server.URL+"/13800000000?sign=hush", nil)
	require.NoError(t, err)
	answer, err := (&http.Client{Transport: Transport("Nuonuo", nil)}).Do(request)
	require.NoError(t, err)
	require.NoError(t, answer.Body.Close())
	around.End()
	require.NotContains(t, <-heard, "Traceparent")
	told := spans()
	require.Len(t, told, 2)
	require.Equal(t, "GET Nuonuo", told[0].Name)
	for _, a := range told[0].Attributes {
		require.NotContains(t, a.Value.String(), "hush")
		require.NotContains(t, a.Value.String(), "13800000000")
	}
}

func TestStatementsAreCalledByTheirNames(t *testing.T) {
	for sql, name := range map[string]string{
		"-- name: LockAccount :one\nselect 1": "LockAccount", "begin": "begin", "commit;": "commit", "select '13800000000'": "select",
	} {
		require.Equal(t, name, statementName(sql))
	}
}
