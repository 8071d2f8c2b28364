package workflows

import (
	"fmt"

	"kaipiao/activities"
	"kaipiao/domain/message"

	"go.temporal.io/sdk/workflow"
)

// Sweep starts again what must run and does not (O6): whatever was terminated, reset or deleted, or lost with Temporal's database. What
// ended lately as it should not comes first. Then one page is looked at, where the last sweep stopped; or everything, at night, or where
// fewer runs are there than must be. Its result is where the next one goes on, and what this run has found.
func Sweep(ctx workflow.Context, start message.SweepStart) (activities.Swept, error) {
	s, ctx := newSteps(ctx, nil)
	var done activities.Swept
	if !start.InFull && workflow.HasLastCompletionResult(ctx) {
		if err := workflow.GetLastCompletionResult(ctx, &done); err != nil {
			workflow.GetLogger(ctx).Warn("the last sweep's result cannot be read; begins at the beginning", "error", err)
		}
	}
	done = activities.Swept{Next: done.Next}
	inFull := start.InFull
	if start.After == "" {
		lately, err := s.sweep(ctx, &done, runs.SweepLately, activities.SweepPage{})
		if err != nil {
			return done, err
		}
		inFull = inFull || lately.Fewer
	}
	if inFull {
		done.Next = start.After
	}
	for {
		s.show(ctx, fmt.Sprintf("Holds what the register owes against what runs (O6): %d looked at, %d missing, %d started again.\n\nNothing to do.",
			done.Looked, done.Missing, done.Restarted))
		page, err := s.sweep(ctx, &done, runs.Sweep, activities.SweepPage{After: done.Next})
		if done.Next = page.Next; err != nil || !inFull || done.Next == "" {
			return done, err
		}
		if isLong(ctx) { // N7, with hundreds of thousands that must run
			return done, workflow.NewContinueAsNewError(ctx, message.StartSweep.Workflow, message.SweepStart{InFull: true, After: done.Next})
		}
	}
}

// sweep does one part, and adds up.
func (s *steps) sweep(ctx workflow.Context, done *activities.Swept, activity any, page activities.SweepPage) (activities.Swept, error) {
	var part activities.Swept
	err := s.outside(sweeping(ctx, "hold what must run against what runs"), activity, page).Get(ctx, &part)
	done.Looked, done.Missing, done.Restarted = done.Looked+part.Looked, done.Missing+part.Missing, done.Restarted+part.Restarted
	return part, err
}
