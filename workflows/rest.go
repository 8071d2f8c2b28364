package workflows

import (
	"go.temporal.io/sdk/workflow"
)

// longHistory is how many events a run has at most before it goes on as another one: far below what Temporal bears, so that what goes on
// beside the main line may still come to its end.
const longHistory = 2000

type asideKey struct{}

// aside does something beside the main line of a run, which ends and goes on as another one only when it is done.
func (s *steps) aside(ctx workflow.Context, work func(workflow.Context)) {
	s.busy++
	workflow.Go(workflow.WithValue(ctx, asideKey{}, true), func(ctx workflow.Context) {
		defer func() { s.busy-- }()
		work(ctx)
	})
}

// mayRest reports whether a run of a long history goes on as another one now: nothing goes on beside, and every message was answered. The
// next run learns from the register how far its subject has come.
func (s *steps) mayRest(ctx workflow.Context) bool {
	return isLong(ctx) && ctx.Value(asideKey{}) == nil && s.goOnAs != nil && s.busy == 0 && quiet(ctx, s.unanswered())
}

// isLong reports whether the history of a run is long.
func isLong(ctx workflow.Context) bool {
	info := workflow.GetInfo(ctx)
	return info.GetCurrentHistoryLength() >= longHistory || info.GetContinueAsNewSuggested()
}

// goesOnAs says what a run goes on as when its history is long. Changing counts the messages that are not answered yet; nil for none.
func (s *steps) goesOnAs(ctx workflow.Context, workflowType string, start any, changing *int) {
	s.unanswered = func() int {
		if changing == nil {
			return 0
		}
		return *changing
	}
	s.goOnAs = func() error {
		s.leave(ctx)
		return workflow.NewContinueAsNewError(ctx, workflowType, start)
	}
}
