package main

import (
	"context"
	"log/slog"
	"time"

	"kaipiao/domain/invoice"
	"kaipiao/office"
)

// openPlatformsDesk has the platform's desk run, which always does; those of other sellers start with their first trouble. While the database cannot be
// reached it is tried again, until ctx ends: a worker that starts in an outage goes on with it when the outage is over.
func openPlatformsDesk(ctx context.Context, register *office.Office) {
	for {
		err := register.Sellers.OpenDesk(ctx, invoice.Platform, time.Now())
		if err == nil || ctx.Err() != nil {
			return
		}
		slog.Warn("the platform's desk is not opened for a moment", "error", err)
		select {
		case <-ctx.Done():
		case <-time.After(afterTrouble):
		}
	}
}
