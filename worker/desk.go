package main

import (
	"context"
	"log/slog"
	"time"

	"kaipiao/domain/invoice"
	"kaipiao/office"
)

// openPlatformsDesk has the platform's desk run, which always does; those of other sellers start with their first trouble. A worker that starts while the
// database is away goes on with it when that is there.
func openPlatformsDesk(ctx context.Context, register *office.Office) {
	untilDone(ctx, func() error { return register.Sellers.OpenDesk(ctx, invoice.Platform, time.Now()) }, func(err error) {
		slog.Warn("the platform's desk is not opened for a moment", "error", err)
	})
}
