package main

import (
	"context"
	"time"
)

// repeat does something now, and then as often as that, until ctx ends.
func repeat(ctx context.Context, pause time.Duration, do func(now time.Time)) {
	do(time.Now())
	ticks := time.NewTicker(pause)
	defer ticks.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case now := <-ticks.C:
			do(now)
		}
	}
}
