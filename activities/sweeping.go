package activities

import (
	"context"
	"time"
)

// pageOfRuns is how many workflows are held against what runs in one step.
const pageOfRuns = 1000

// endedLately is how far back runs are looked for that ended as they should not. Longer than the time between two sweeps.
const endedLately = 10 * time.Minute

// SweepPage asks for the next workflows to be held against what runs: those after one.
type SweepPage struct {
	After string `json:"after,omitempty"`
}

// Swept is what came of it.
type Swept struct {
	// Next is after which to go on; empty when there are no more.
	Next string `json:"next,omitempty"`
	// Looked are how many must run, Missing those of them that did not, and Restarted those that were started again.
	Looked    int `json:"looked"`
	Missing   int `json:"missing"`
	Restarted int `json:"restarted"`
	// Fewer runs are there than must be: go on to look.
	Fewer bool `json:"fewer,omitempty"`
}

// SweepLately starts what must run again where its run ended lately as it should not: terminated, failed, cancelled or timed out. And it
// says whether fewer runs are there than must be, because something was deleted, or Temporal has lost everything. What is paused cannot be
// started again; the operators are told of it.
func (r *Runs) SweepLately(ctx context.Context, _ SweepPage) (Swept, error) {
	ended, err := r.Temporal.EndedBadly(ctx, r.Now().Add(-endedLately))
	if err != nil {
		return Swept{}, failure(err)
	}
	owed, err := r.Office.Runs.Among(ctx, ended)
	if err != nil {
		return Swept{}, failure(err)
	}
	swept, err := r.sweep(ctx, owed)
	if err != nil {
		return swept, failure(err)
	}
	paused, err := r.Temporal.Paused(ctx)
	if err != nil {
		return swept, failure(err)
	}
	if err := r.Office.Runs.NotePaused(ctx, paused, r.Now()); err != nil {
		return swept, failure(err)
	}
	must, err := r.Office.Runs.Count(ctx)
	if err != nil {
		return swept, failure(err)
	}
	running, err := r.Temporal.CountRunning(ctx)
	swept.Fewer = running < must
	return swept, failure(err)
}

// Sweep holds a page of what must run against what runs, and starts again what is missing (O6).
func (r *Runs) Sweep(ctx context.Context, page SweepPage) (Swept, error) {
	defer alive(ctx)()
	owed, err := r.Office.Runs.Owed(ctx, page.After, pageOfRuns)
	if err != nil {
		return Swept{}, failure(err)
	}
	swept, err := r.sweep(ctx, owed)
	if len(owed) == pageOfRuns {
		swept.Next = owed[len(owed)-1]
	}
	return swept, failure(err)
}

func (r *Runs) sweep(ctx context.Context, owed []string) (Swept, error) {
	swept := Swept{Looked: len(owed)}
	missing, err := r.Temporal.Missing(ctx, owed)
	if err != nil {
		return swept, err
	}
	swept.Missing = len(missing)
	for _, workflow := range missing {
		restarted, err := r.Office.Runs.Restart(ctx, workflow, r.Now())
		if err != nil {
			return swept, err
		}
		if restarted {
			swept.Restarted++
		}
	}
	return swept, nil
}
