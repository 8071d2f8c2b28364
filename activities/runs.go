package activities

import (
	"cmp"
	"context"
	"time"

	"kaipiao/domain/actor"
	"kaipiao/domain/event"
	"kaipiao/office"
)

// RunsOf is what Temporal knows about its runs.
type RunsOf interface {
	// CancelRequestedBy is who asked to cancel a run, as Temporal knows them; empty when nobody did.
	CancelRequestedBy(ctx context.Context, workflow, run string) (string, error)
	// Missing are those of some workflows that do not run.
	Missing(ctx context.Context, workflows []string) ([]string, error)
	// EndedBadly lists what was terminated, cancelled, timed out or failed since an instant.
	EndedBadly(ctx context.Context, since time.Time) ([]string, error)
	// Paused is what somebody has paused, by workflow: an activity, or everything.
	Paused(ctx context.Context) (map[string]string, error)
	// CountRunning is how many run of the types that the register owes.
	CountRunning(ctx context.Context) (int, error)
}

// Runs does what workflows ask about themselves and each other.
type Runs struct {
	Temporal RunsOf
	Office   *office.Office
	Now      func() time.Time
}

// CancelRequested names a run that somebody asked Temporal to cancel.
type CancelRequested struct {
	Workflow string `json:"workflow"`
	Run      string `json:"run"`
	// About is the workflow of ours in whose timeline it is noted; its own where that is empty.
	About string `json:"about,omitempty"`
}

// NoteCancelRequest writes into the timeline of what a run is about that somebody asked Temporal to cancel the run, and answers who.
func (r *Runs) NoteCancelRequest(ctx context.Context, asked CancelRequested) (string, error) {
	by, err := r.Temporal.CancelRequestedBy(ctx, asked.Workflow, asked.Run)
	if err != nil {
		return "", failure(err)
	}
	if by == "" {
		by = "temporal"
	}
	return by, failure(r.Office.Runs.Note(ctx, cmp.Or(asked.About, asked.Workflow), event.CancelRequested, actor.FromMessage(by), r.Now()))
}
