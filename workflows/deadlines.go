package workflows

import (
	"time"

	"go.temporal.io/sdk/workflow"
)

// awaitUntil waits for a condition, until an instant at the latest; it reports whether the condition came true. A timer
// that lost the race is cancelled, so that it does not wake the workflow weeks later for nothing.
func awaitUntil(ctx workflow.Context, instant time.Time, summary string, condition func() bool) (bool, error) {
	if condition() {
		return true, nil
	}
	remaining := instant.Sub(workflow.Now(ctx))
	if remaining <= 0 {
		return false, nil
	}
	timerCtx, cancel := workflow.WithCancel(ctx)
	defer cancel()
	timer := workflow.NewTimerWithOptions(timerCtx, remaining, workflow.TimerOptions{Summary: summary})
	if err := workflow.Await(ctx, func() bool { return timer.IsReady() || condition() }); err != nil {
		return false, err
	}
	return condition(), nil
}
