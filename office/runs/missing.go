package runs

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"kaipiao/domain/actor"
	"kaipiao/domain/event"
	"kaipiao/office/query"
	"kaipiao/office/tasks"
	"kaipiao/office/tx"
)

// How often a run is started again that goes missing again and again: twice as long after each time, up to the longest. After so many times
// somebody has to look at it, and a day without one is forgotten.
const (
	firstPause   = 30 * time.Second
	longestPause = time.Hour
	forgotten    = 24 * time.Hour
	toldAfter    = 5
)

// Owed lists the workflows that must run, in the order of their ids: those after one, some at a time.
func (o *Office) Owed(ctx context.Context, after string, size int) ([]string, error) {
	owed, err := o.tx.Reads().OwedRuns(ctx, query.OwedRunsParams{After: after, PageSize: int32(size)}) //nolint:gosec // a page
	if err != nil {
		return nil, fmt.Errorf("read what must run: %w", err)
	}
	return owed, nil
}

// Count is how many workflows must run.
func (o *Office) Count(ctx context.Context) (int, error) {
	owed, err := o.tx.Reads().CountOwedRuns(ctx)
	if err != nil {
		return 0, fmt.Errorf("count what must run: %w", err)
	}
	return int(owed), nil
}

// Among are those of some workflows that must run.
func (o *Office) Among(ctx context.Context, workflows []string) ([]string, error) {
	owed, err := o.tx.Reads().AreOwed(ctx, workflows)
	if err != nil {
		return nil, fmt.Errorf("read what must run: %w", err)
	}
	return owed, nil
}

// Startable are those of some missing workflows of which no start is about to be sent.
func (o *Office) Startable(ctx context.Context, workflows []string) ([]string, error) {
	startable, err := o.tx.Reads().StartableRuns(ctx, workflows)
	if err != nil {
		return nil, fmt.Errorf("read what must run: %w", err)
	}
	return startable, nil
}

// Restart has a workflow started again that must run and does not (O6), with what it was started with: it learns the rest from the
// register. It reports whether it did so. What is about to be started anyway, and what was started again a moment ago, is left alone.
func (o *Office) Restart(ctx context.Context, workflow string, now time.Time) (restarted bool, err error) {
	err = o.tx.Change(ctx, func(q *query.Queries) error {
		restarted = false
		row, err := q.LockMissingRun(ctx, workflow)
		if errors.Is(err, pgx.ErrNoRows) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("read what must run: %w", err)
		}
		times := int(row.Restarts)
		if row.RestartedAt != nil {
			if now.Before(row.RestartedAt.Add(pauseAfter(times))) {
				return nil
			}
			if now.After(row.RestartedAt.Add(forgotten)) {
				times = 0
			}
		}
		restarted = true
		return startAgain(ctx, q, row, times+1, now)
	})
	return restarted, err
}

func startAgain(ctx context.Context, q *query.Queries, row query.Run, times int, now time.Time) error {
	err := q.RecordRestart(ctx, query.RecordRestartParams{Workflow: row.Workflow, Restarts: int32(times), Now: now}) //nolint:gosec // some times
	if err != nil {
		return fmt.Errorf("store that it is started again: %w", err)
	}
	err = q.InsertOutbox(ctx, query.InsertOutboxParams{WorkflowID: row.Workflow, Workflow: tx.Optional(row.Type), Start: row.Start, Now: now, Trace: row.Trace})
	if err != nil {
		return fmt.Errorf("store outbox message: %w", err)
	}
	if err := q.NotifyOutbox(ctx); err != nil {
		return fmt.Errorf("wake the dispatcher: %w", err)
	}
	if times >= toldAfter {
		if err := tasks.OpenKeepsEnding(ctx, q, row.Workflow, row.Type, times, now); err != nil {
			return err
		}
	}
	return note(ctx, q, row.Workflow, event.RunRestarted, actor.Product, now)
}

// pauseAfter doubles from the first to the longest, after so many restarts.
func pauseAfter(times int) time.Duration {
	return min(firstPause<<min(max(times-1, 0), 7), longestPause)
}
