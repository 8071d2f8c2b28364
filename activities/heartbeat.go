package activities

import (
	"context"
	"time"

	"go.temporal.io/sdk/activity"
)

// heartbeatEvery is how often an activity says that its worker lives; Temporal believes that it died after some times as long.
const heartbeatEvery = 3 * time.Second

// alive says that the worker of an activity lives until it is stopped, so that a worker that dies is found out in seconds and not at the
// end of the activity's time.
func alive(ctx context.Context) (stop func()) {
	return aliveWith(ctx, nil)
}

// aliveWith says so, and how far the activity has come; details may be nil.
func aliveWith(ctx context.Context, details func() any) (stop func()) {
	if !activity.IsActivity(ctx) {
		return func() {}
	}
	done := make(chan struct{})
	go func() {
		ticker := time.NewTicker(heartbeatEvery)
		defer ticker.Stop()
		for {
			select {
			case <-done:
				return
			case <-ticker.C:
				if details == nil {
					activity.RecordHeartbeat(ctx)
				} else {
					activity.RecordHeartbeat(ctx, details())
				}
			}
		}
	}()
	return func() { close(done) }
}
