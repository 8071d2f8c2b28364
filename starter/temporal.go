package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"

	"go.temporal.io/sdk/client"
	sdklog "go.temporal.io/sdk/log"

	"kaipiao/settings"
)

// dialTemporal connects to Temporal.
func dialTemporal(ctx context.Context, s settings.Settings) (client.Client, error) {
	connected, err := client.DialContext(ctx, temporalOptions(s))
	if err != nil {
		return nil, fmt.Errorf("Temporal at %s does not answer (KAIPIAO_TEMPORAL_ADDR): %w", s.TemporalAddr, err)
	}
	return connected, nil
}

func temporalOptions(s settings.Settings) client.Options {
	return client.Options{
		HostPort: s.TemporalAddr, Namespace: s.TemporalNamespace,
		Logger: sdklog.NewStructuredLogger(slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))),
	}
}
