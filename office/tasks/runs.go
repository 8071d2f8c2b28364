package tasks

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"kaipiao/domain/contradiction"
	"kaipiao/domain/invoice"
	"kaipiao/domain/refusal"
	"kaipiao/domain/task"
	"kaipiao/office/outbox"
	"kaipiao/office/query"
)

// OpenKeepsEnding opens the task of a run that was started again so many times (O6), unless it is open, and has the platform's desk mail
// the operators: whoever sells, a run is the platform's. It closes in the statement that settles the run.
func OpenKeepsEnding(ctx context.Context, q *query.Queries, workflow, workflowType string, times int, now time.Time) error {
	return openOfRun(ctx, q, task.KeepsEnding, workflow, workflowType, task.RunKeepsEnding(workflow, times), now)
}

// OpenPaused opens the task of a run of which somebody has paused an activity, or everything, in the same way.
func OpenPaused(ctx context.Context, q *query.Queries, workflow, activity string, now time.Time) error {
	return openOfRun(ctx, q, task.Paused, workflow, activity, task.RunPaused(workflow, activity), now)
}

func openOfRun(ctx context.Context, q *query.Queries, kind task.Kind, workflow, code string, said refusal.Words, now time.Time) error {
	_, err := q.RaiseOfDocument(ctx, query.RaiseOfDocumentParams{
		Kind: kind, Seller: invoice.Platform, Subject: workflow, Code: contradiction.Code(code), Detail: said.English, DetailZh: said.Chinese, Now: now,
	})
	if errors.Is(err, pgx.ErrNoRows) {
		return nil // it is open
	}
	if err != nil {
		return fmt.Errorf("open the task of a run: %w", err)
	}
	return outbox.TellDesk(ctx, q, invoice.Platform, invoice.NoCause, now)
}

// seeToRun closes it because somebody has looked: the run is started again at the next sweep, and its restarts are counted anew.
func seeToRun(ctx context.Context, q *query.Queries, closing query.CloseTaskParams, workflow string) error {
	if err := q.ForgetRestarts(ctx, workflow); err != nil {
		return fmt.Errorf("count the restarts of %s anew: %w", workflow, err)
	}
	if _, err := q.CloseTask(ctx, closing); err != nil {
		return fmt.Errorf("close operator task: %w", err)
	}
	return nil
}
