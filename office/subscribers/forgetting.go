package subscribers

import (
	"context"
	"fmt"
	"time"

	"kaipiao/office/query"
)

// forgottenAtOnce is how many deliveries are forgotten in one transaction, so that nobody waits for it.
const forgottenAtOnce = 1000

// Forget forgets what subscribers were told, and is settled since before an instant, with which a month begins in Shanghai; it says how much that was.
// What is still waiting or parked stays.
func (o *Office) Forget(ctx context.Context, before time.Time) (forgotten int, err error) {
	for {
		some, err := o.tx.Reads().ForgetDeliveries(ctx, query.ForgetDeliveriesParams{Before: before, Most: forgottenAtOnce})
		if err != nil {
			return forgotten, fmt.Errorf("forget what subscribers were told: %w", err)
		}
		forgotten += int(some)
		if some < forgottenAtOnce {
			return forgotten, nil
		}
	}
}

// Old is how many deliveries of the events of before an instant there are to forget, and how many are not, because they are still owed.
func (o *Office) Old(ctx context.Context, before time.Time) (told, owed int64, err error) {
	row, err := o.tx.Reads().OldDeliveries(ctx, before)
	if err != nil {
		return 0, 0, fmt.Errorf("count what subscribers were told: %w", err)
	}
	return row.Told, row.Owed, nil
}
