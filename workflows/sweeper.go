package workflows

import (
	"fmt"

	"kaipiao/activities"
	"kaipiao/domain/message"

	"go.temporal.io/sdk/workflow"
)

// Sweep starts again what must run and does not (O6): whatever was terminated, reset or deleted, or lost with Temporal's database. What
// ended lately as it should not comes first. Then one page is looked at, where the last sweep stopped; or everything, at night, or where
// fewer runs are there than must be. Its result is where the next one goes on.
func Sweep(ctx workflow.Context, start message.SweepStart) (activities.Swept, error) {
	s, ctx := newSteps(ctx, nil)
	var done activities.Swept
	if !start.InFull && workflow.HasLastCompletionResult(ctx) {
		if err := workflow.GetLastCompletionResult(ctx, &done); err != nil {
			workflow.GetLogger(ctx).Warn("the last sweep's result cannot be read; begins at the beginning", "error", err)
		}
	}
	done = activities.Swept{Next: done.Next}
	if err := s.sweep(ctx, &done, runs.SweepLately, nil); err != nil {
		return done, err
	}
	inFull := start.InFull || done.Fewer
	if inFull {
		done.Next = ""
	}
	for {
		s.show(ctx, fmt.Sprintf("Holds what the register owes against what runs (O6): %d looked at, %d missing, %d started again.\n\nNothing to do.",
			done.Looked, done.Missing, done.Restarted))
		if err := s.sweep(ctx, &done, runs.Sweep, activities.SweepPage{After: done.Next}); err != nil || !inFull || done.Next == "" {
			return done, err
		}
	}
}

// sweep does one part, and adds up.
func (s *steps) sweep(ctx workflow.Context, done *activities.Swept, activity, argument any) error {
	var part activities.Swept
	ctx = sweeping(ctx, "hold what must run against what runs")
	future := s.begin(func() workflow.Future {
		if argument == nil {
			return workflow.ExecuteActivity(ctx, activity)
		}
		return workflow.ExecuteActivity(ctx, activity, argument)
	})
	if err := future.Get(ctx, &part); err != nil {
		return err
	}
	if argument != nil {
		done.Next = part.Next
	}
	done.Looked, done.Missing, done.Restarted = done.Looked+part.Looked, done.Missing+part.Missing, done.Restarted+part.Restarted
	done.Fewer = done.Fewer || part.Fewer
	return nil
}
