package runs

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"kaipiao/domain/actor"
	"kaipiao/office/query"
	"kaipiao/office/tasks"
)

// NotePaused says what is paused in Temporal now, by workflow: its work stands still and no promise may be watched over, so that the operators
// are told of each that must run, once (O6). Whatever is not among them goes on.
func (o *Office) NotePaused(ctx context.Context, paused map[string]string, now time.Time) error {
	workflows := slices.AppendSeq([]string{}, maps.Keys(paused)) // empty is not null
	slices.Sort(workflows)
	err := o.tx.Change(ctx, func(q *query.Queries) error {
		owed, err := q.AreOwed(ctx, workflows)
		if err != nil {
			return err
		}
		for _, workflow := range owed {
			if err := tasks.OpenPaused(ctx, q, workflow, paused[workflow], now); err != nil {
				return err
			}
		}
		return q.CloseUnpaused(ctx, query.CloseUnpausedParams{Paused: workflows, Who: actor.Product, Now: &now})
	})
	if err != nil {
		return fmt.Errorf("note what is paused: %w", err)
	}
	return nil
}
