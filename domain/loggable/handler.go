package loggable

import (
	"context"
	"log/slog"
)

// Handler hands every entry on, with what may be said of its errors.
func Handler(to slog.Handler) slog.Handler { return handler{to} }

type handler struct{ slog.Handler }

// Handle writes one entry.
func (h handler) Handle(ctx context.Context, record slog.Record) error {
	said := slog.NewRecord(record.Time, record.Level, record.Message, record.PC)
	record.Attrs(func(attribute slog.Attr) bool {
		said.AddAttrs(sayable(attribute))
		return true
	})
	return h.Handler.Handle(ctx, said)
}

// WithAttrs keeps to it.
func (h handler) WithAttrs(attributes []slog.Attr) slog.Handler {
	said := make([]slog.Attr, len(attributes))
	for i, attribute := range attributes {
		said[i] = sayable(attribute)
	}
	return handler{h.Handler.WithAttrs(said)}
}

// WithGroup keeps to it.
func (h handler) WithGroup(name string) slog.Handler { return handler{h.Handler.WithGroup(name)} }

// sayable is an attribute without what others have written.
func sayable(attribute slog.Attr) slog.Attr {
	value := attribute.Value.Resolve()
	if value.Kind() == slog.KindGroup {
		var said []slog.Attr
		for _, inner := range value.Group() {
			said = append(said, sayable(inner))
		}
		return slog.Attr{Key: attribute.Key, Value: slog.GroupValue(said...)}
	}
	switch held := value.Any().(type) {
	case error:
		return slog.String(attribute.Key, Text(held))
	case []error:
		var said []string
		for _, err := range held {
			said = append(said, Text(err))
		}
		return slog.Any(attribute.Key, said)
	}
	return attribute
}
