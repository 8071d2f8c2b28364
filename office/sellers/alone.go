package sellers

import (
	"context"
	"fmt"
	"time"

	"kaipiao/domain/contradiction"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/message"
	"kaipiao/domain/task"
	"kaipiao/office/outbox"
	"kaipiao/office/query"
	"kaipiao/office/tx"
)

// One that fails alone is let try by itself: after a while at first, then ever more rarely.
const (
	firstTryAlone   = 5 * time.Minute
	longestTryAlone = time.Hour
	// aloneAtOnce is how many of them may try at the same time.
	aloneAtOnce = 16
)

// pauseAlone doubles from the first to the longest, after so many vain tries.
func pauseAlone(tries int32) time.Duration {
	return min(firstTryAlone<<min(max(tries-2, 0), 6), longestTryAlone)
}

// parkAgain stores that something is held up by the same cause again, and reports whether it fails alone.
func parkAgain(ctx context.Context, q *query.Queries, before query.Parked, held query.ParkParams) (bool, error) {
	again := query.ParkAgainParams{
		ID: before.ID, DueAt: held.DueAt, Net: held.Net, Round: held.Round, Now: held.Now, NextTryAt: held.Now.Add(pauseAlone(before.Tries + 1)),
	}
	if !held.Cause.InTurn() {
		again.Behind = 1
	}
	if err := q.ParkAgain(ctx, again); err != nil {
		return false, fmt.Errorf("park it: %w", err)
	}
	return tellApart(ctx, q, before, held.Now)
}

// tellApart finds out whether one that was let go and has tried in vain fails alone: not for the first time, others have passed
// since it failed before, and nobody else has failed since they passed. Then it becomes a task of its own, and holds the seller's
// trouble open no more. Where everybody fails again it is the seller's trouble. It reports whether it fails alone.
func tellApart(ctx context.Context, q *query.Queries, before query.Parked, now time.Time) (bool, error) {
	if before.Task != nil {
		return true, nil
	}
	if before.ReleasedAt == nil || before.TriedInVainAt == nil || !before.Cause.Alone() {
		return false, nil
	}
	passed, err := lastPassed(ctx, q, before)
	if err != nil || passed.Before(*before.TriedInVainAt) {
		return false, err
	}
	failed, err := q.OthersFailed(ctx, query.OthersFailedParams{Seller: before.Seller, Cause: before.Cause, Besides: before.ID, Since: passed})
	if err != nil || failed {
		return false, err
	}
	return true, becomeTask(ctx, q, before, now)
}

// lastPassed is when others passed last.
func lastPassed(ctx context.Context, q *query.Queries, row query.Parked) (at time.Time, err error) {
	besides, kind := tx.Text(row.Invoice), task.Kind(row.Cause)
	if row.Cause == invoice.FileMissing {
		at, err = q.LastFiled(ctx, query.LastFiledParams{Seller: row.Seller, Kind: kind, Besides: besides})
	} else {
		at, err = q.LastIssued(ctx, query.LastIssuedParams{Seller: row.Seller, Kind: kind, Besides: besides})
	}
	return at, tx.Missing(err, "trouble")
}

// becomeTask opens the task of one that fails alone, of which the seller's desk tells the operators.
func becomeTask(ctx context.Context, q *query.Queries, row query.Parked, now time.Time) error {
	subject, document, err := subjectOf(ctx, q, row)
	if err != nil {
		return err
	}
	said := task.FailsAlone(document, row.Cause)
	id, err := q.RaiseOfDocument(ctx, query.RaiseOfDocumentParams{
		Kind: task.Alone, Seller: row.Seller, Subject: subject, Code: contradiction.Code(row.Cause), Detail: said.English, DetailZh: said.Chinese, Now: now,
	})
	if err != nil {
		return fmt.Errorf("open the task of what fails alone: %w", err)
	}
	if err := q.FailsAlone(ctx, query.FailsAloneParams{ID: row.ID, Task: id, NextTryAt: now.Add(pauseAlone(row.Tries + 1))}); err != nil {
		return fmt.Errorf("set apart what fails alone: %w", err)
	}
	return outbox.TellDesk(ctx, q, row.Seller, invoice.NoCause, now)
}

// subjectOf is the workflow of what is parked, and what it is called.
func subjectOf(ctx context.Context, q *query.Queries, row query.Parked) (workflow, document string, err error) {
	if row.Invoice != nil {
		held, err := q.Invoice(ctx, *row.Invoice)
		return held.Workflow, string(*row.Invoice), tx.Missing(err, "invoice")
	}
	of, err := q.Reversal(ctx, *row.Reversal)
	return message.WorkflowOfReversals(of.Invoice), string(*row.Reversal), tx.Missing(err, "reversal")
}

// putBack has those wait again that were let go and gave no answer within patience, as if they had tried in vain: a workflow that
// is dead holds nobody up, and one that is only slow is parked again, or passes.
func putBack(ctx context.Context, q *query.Queries, which query.SilentParams, patience time.Duration) error {
	silent, err := q.Silent(ctx, which)
	if err != nil {
		return fmt.Errorf("find those that give no answer: %w", err)
	}
	for _, row := range silent {
		at := row.ReleasedAt.Add(patience)
		err := q.ParkAgain(ctx, query.ParkAgainParams{
			ID: row.ID, DueAt: row.DueAt, Net: row.Net, Round: row.Round, Behind: 1, Now: at, NextTryAt: at.Add(pauseAlone(row.Tries + 1)),
		})
		if err != nil {
			return fmt.Errorf("put those back that give no answer: %w", err)
		}
		if _, err := tellApart(ctx, q, row, at); err != nil {
			return err
		}
	}
	return nil
}

// Apart is what a seller has of those that fail alone: how many, and when to let the next ones try.
type Apart struct {
	Count  int
	NextAt time.Time
}

// Apart reads how many of a seller's fail alone, and when the next ones try.
func (o *Office) Apart(ctx context.Context, seller ids.Seller) (Apart, error) {
	next, err := o.tx.Reads().NextAlone(ctx, seller)
	return Apart{Count: int(next.Alone), NextAt: next.NextAt}, tx.Missing(err, "seller")
}

// ReleaseAlone lets those that fail alone try whose time has come. Patience is how long they are waited for.
func (o *Office) ReleaseAlone(ctx context.Context, seller ids.Seller, patience time.Duration, now time.Time) (Apart, error) {
	var apart Apart
	err := o.tx.Change(ctx, func(q *query.Queries) error {
		if err := putBack(ctx, q, query.SilentParams{Seller: seller, Alone: true, Before: now.Add(-patience)}, patience); err != nil {
			return err
		}
		rows, err := q.ReleaseAlone(ctx, query.ReleaseAloneParams{Seller: seller, HowMany: aloneAtOnce, Now: now, LookAt: now.Add(patience)})
		if err != nil {
			return fmt.Errorf("release what fails alone: %w", err)
		}
		if err := tellAll(ctx, q, rows, now); err != nil {
			return err
		}
		next, err := q.NextAlone(ctx, seller)
		apart = Apart{Count: int(next.Alone), NextAt: next.NextAt}
		return err
	})
	return apart, err
}

// ReleaseOfTask lets the one try that has a task of its own, because somebody has seen to it.
func ReleaseOfTask(ctx context.Context, q *query.Queries, id int64, now time.Time) error {
	rows, err := q.ReleaseOfTask(ctx, query.ReleaseOfTaskParams{Task: id, Now: now, LookAt: now.Add(firstTryAlone)})
	if err != nil {
		return fmt.Errorf("release what fails alone: %w", err)
	}
	return tellAll(ctx, q, rows, now)
}
