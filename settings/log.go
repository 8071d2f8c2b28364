package settings

import (
	"context"
	"fmt"
	"io"
	"log/slog"

	"kaipiao/domain/loggable"
	"kaipiao/tracing"
)

// LogFormat is how a program writes its log: text or json, one line for each entry.
type LogFormat string

// UnmarshalText reads "text" and "json", and nothing else.
func (f *LogFormat) UnmarshalText(written []byte) error {
	switch string(written) {
	case "text", "json":
		*f = LogFormat(written)
		return nil
	default:
		return fmt.Errorf("write text or json, not %q", written)
	}
}

// Open has the whole program write one log in this format: our own entries, the HTTP server's and those of Temporal's SDK (P12). What people and
// outside systems have written is left out of it (S6).
func (f LogFormat) Open(to io.Writer) {
	var handler slog.Handler = slog.NewTextHandler(to, nil)
	if f == "json" {
		handler = slog.NewJSONHandler(to, nil)
	}
	slog.SetDefault(slog.New(loggable.Handler(inTrace{handler})))
}

// inTrace says with each entry in which trace it was written, where there is one.
type inTrace struct{ slog.Handler }

// Handle writes one entry.
func (h inTrace) Handle(ctx context.Context, record slog.Record) error {
	if trace, span := tracing.IDs(ctx); trace != "" {
		record = record.Clone()
		record.AddAttrs(slog.String("trace_id", trace), slog.String("span_id", span))
	}
	return h.Handler.Handle(ctx, record)
}

// WithAttrs keeps saying it.
func (h inTrace) WithAttrs(attributes []slog.Attr) slog.Handler {
	return inTrace{h.Handler.WithAttrs(attributes)}
}

// WithGroup keeps saying it.
func (h inTrace) WithGroup(name string) slog.Handler { return inTrace{h.Handler.WithGroup(name)} }
