package temporalgate

import (
	"context"
	"log/slog"
	"slices"

	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/contrib/envconfig"
	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/interceptor"
	"go.temporal.io/sdk/log"

	"kaipiao/domain/loggable"
	"kaipiao/settings"
)

// Options say how Temporal is reached, and what is hooked into the connection. TLS, client certificates, API key and headers
// come from Temporal's own variables (TEMPORAL_…) and profile file.
type Options struct {
	// Address and Namespace win over these; empty for what they say.
	Address   string
	Namespace string
	// Embedded is the stack's own server on this machine, which asks for nothing: variables and profile are about another one.
	Embedded bool

	// Deployment is the name under which workers have versions, Build what the version of the workers is called that are made here; without
	// a deployment there are no versions.
	Deployment, Build string

	// Plaintext: another machine is spoken to without TLS, because the network in between is trusted.
	Plaintext bool

	// Keys is the file of the keys with which everything is encrypted that Temporal keeps. Every program of ours has one.
	Keys string
	// DataConverter and FailureConverter write and read payloads and errors where there are no keys; nil for JSON.
	DataConverter    converter.DataConverter
	FailureConverter converter.FailureConverter
	// Metrics counts the SDK's calls and tasks; nil for nobody.
	Metrics client.MetricsHandler
	// Interceptors see every call. Tracing hooks itself in, where something is traced.
	Interceptors []interceptor.ClientInterceptor
	// Logger hears what the SDK says; nil for its warnings in the program's log.
	Logger log.Logger

	// environment is where TEMPORAL_ variables are looked up; nil for the process's.
	environment envconfig.EnvLookup
}

// From are the options that follow from the settings.
func From(s settings.Settings) Options {
	return Options{
		Address: s.TemporalAddr, Namespace: s.TemporalNamespace, Embedded: s.TemporalEmbedded, Plaintext: bool(s.TemporalPlaintext), Keys: s.TemporalKeys,
		Metrics: sdkMetrics.handler(nil), Deployment: s.Deployment, Build: s.BuildID,
	}
}

// Warnings are what the SDK has to say to operators, in the program's own log; without what people and outside systems have written (S6).
func Warnings() log.Logger {
	return log.NewStructuredLogger(slog.New(fromWarnings{loggable.Handler(slog.Default().Handler())}))
}

// inOurWords is how our log calls what the SDK calls otherwise.
var inOurWords = map[string]string{"TraceID": "trace_id", "SpanID": "span_id"}

// fromWarnings leaves out what is said below the level of a warning.
type fromWarnings struct{ slog.Handler }

// Enabled leaves it out.
func (h fromWarnings) Enabled(ctx context.Context, level slog.Level) bool {
	return level >= slog.LevelWarn && h.Handler.Enabled(ctx, level)
}

// WithAttrs keeps leaving it out.
func (h fromWarnings) WithAttrs(attributes []slog.Attr) slog.Handler {
	said := slices.Clone(attributes)
	for n, attribute := range said {
		if ours, others := inOurWords[attribute.Key]; others {
			said[n].Key = ours
		}
	}
	return fromWarnings{h.Handler.WithAttrs(said)}
}

// WithGroup keeps leaving it out.
func (h fromWarnings) WithGroup(name string) slog.Handler {
	return fromWarnings{h.Handler.WithGroup(name)}
}
