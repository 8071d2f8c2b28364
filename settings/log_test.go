package settings_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"log/slog"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"go.temporal.io/sdk/log"

	"kaipiao/settings"
	"kaipiao/temporalgate"
	"kaipiao/tracing"
)

// P12: there is one log in one format, whoever writes into it.
func TestP12OneLogInOneFormat(t *testing.T) {
	before := slog.Default()
	t.Cleanup(func() { slog.SetDefault(before) })
	write := func(format string) string {
		var chosen settings.LogFormat
		require.NoError(t, chosen.UnmarshalText([]byte(format)))
		var written bytes.Buffer
		chosen.Open(&written)
		slog.Error("a call failed", "error", errors.New("two\nlines"))
		temporalgate.Warnings().Warn("of the SDK", "attempt", 2)
		temporalgate.Warnings().Info("is not told")
		return written.String()
	}
	lines := bytes.Split(bytes.TrimSpace([]byte(write("json"))), []byte("\n"))
	require.Len(t, lines, 2)
	for _, line := range lines {
		var entry map[string]any
		require.NoError(t, json.Unmarshal(line, &entry), string(line))
		require.NotEmpty(t, entry["msg"])
	}
	text := write("text")
	require.Regexp(t, `(?m)^time=\S+ level=ERROR msg="a call failed" error="two\\nlines"$`, text)
	require.Regexp(t, `(?m)^time=\S+ level=WARN msg="of the SDK" attempt=2$`, text)
	require.Error(t, new(settings.LogFormat).UnmarshalText([]byte("xml")))
}

// An entry that belongs to a trace says so, the SDK's in the same words as ours.
func TestP12AnEntryKnowsItsTrace(t *testing.T) {
	before := slog.Default()
	t.Cleanup(func() { slog.SetDefault(before) })
	stop, err := tracing.Export(t.Context(), tracetest.NewInMemoryExporter(), "test", "v0")
	require.NoError(t, err)
	t.Cleanup(stop)
	ctx, span := tracing.Start(t.Context(), "test")
	defer span.End()
	var written bytes.Buffer
	settings.LogFormat("text").Open(&written)
	slog.WarnContext(ctx, "ours")
	slog.Warn("nobody's")
	log.With(temporalgate.Warnings(), "TraceID", span.SpanContext().TraceID(), "SpanID", span.SpanContext().SpanID()).Warn("the SDK's")
	trace, at := tracing.IDs(ctx)
	require.Regexp(t, `(?m)msg=ours trace_id=`+trace+` span_id=`+at+`$`, written.String())
	require.Regexp(t, `(?m)msg=nobody's$`, written.String())
	require.Regexp(t, `(?m)msg="the SDK's" trace_id=`+trace+` span_id=`+at+`$`, written.String())
}
