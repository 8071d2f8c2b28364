package tx

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// sweepEvery is how often what was postponed is looked for.
const sweepEvery = 2 * time.Second

// WheneverTold does the work at once, whenever a transaction notifies the channel, and in sweeps, until ctx ends. It returns
// the error of the work, or the database's when the connection is lost.
func (d *DB) WheneverTold(ctx context.Context, channel string, work func(context.Context) error) error {
	conn, err := d.pool.Acquire(ctx)
	if err != nil {
		return fmt.Errorf("listen to %s: %w", channel, err)
	}
	defer conn.Release()
	if _, err := conn.Exec(ctx, "listen "+channel); err != nil {
		return fmt.Errorf("listen to %s: %w", channel, err)
	}
	for {
		if err := work(ctx); err != nil {
			return err
		}
		waiting, stop := context.WithTimeout(ctx, sweepEvery)
		_, err := conn.Conn().WaitForNotification(waiting)
		stop()
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil && !errors.Is(err, context.DeadlineExceeded) {
			return fmt.Errorf("listen to %s: %w", channel, err)
		}
	}
}
