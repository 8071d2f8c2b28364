package sellers

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"kaipiao/domain/actor"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/life"
	"kaipiao/domain/task"
	"kaipiao/office/query"
)

// Passed notes that what held an invoice up has passed: it got what it waited for. It reports whether something held it up.
func Passed(ctx context.Context, q *query.Queries, id ids.Invoice, now time.Time) (bool, error) {
	return endAndWake(ctx, q, query.EndParkingParams{Invoice: &id}, true, now)
}

// EndParking notes that nothing holds an invoice up any more, because it is wanted no more, or waits for something else: by its own run, or by who
// wakes that anyway. It reports whether something did.
func EndParking(ctx context.Context, q *query.Queries, id ids.Invoice, now time.Time) (bool, error) {
	ended, err := end(ctx, q, query.EndParkingParams{Invoice: &id}, false, now)
	return len(ended) > 0, err
}

// EndParkingButForFiles notes that nothing holds an invoice up any more, because it is undone; the files of what was issued are owed all the same
// (I6). It reports whether they still hold it up.
func EndParkingButForFiles(ctx context.Context, q *query.Queries, id ids.Invoice, now time.Time) (bool, error) {
	if _, err := endAndWake(ctx, q, query.EndParkingParams{Invoice: &id, Unless: invoice.FileMissing}, false, now); err != nil {
		return false, err
	}
	_, err := q.Parked(ctx, query.ParkedParams{Invoice: &id})
	if errors.Is(err, pgx.ErrNoRows) {
		return false, nil
	}
	return err == nil, err
}

// NothingHolds notes that a locked, issued invoice waits for nobody any more, and clears what callers see of it; files that are missing are waited for all
// the same (I6). A step that died may have issued it, so that its run asked about it, and was parked.
func NothingHolds(ctx context.Context, q *query.Queries, row query.Invoice, now time.Time) error {
	if row.WaitingFor == invoice.WaitingForNothing {
		return nil
	}
	ended, err := endAndWake(ctx, q, query.EndParkingParams{Invoice: &row.ID, Unless: invoice.FileMissing}, true, now)
	if err != nil || !ended {
		return err
	}
	_, err = q.SetWaitingFor(ctx, query.SetWaitingForParams{ID: row.ID, WaitingFor: invoice.WaitingForNothing, Waits: life.Text(invoice.Waits)})
	if err != nil {
		return fmt.Errorf("store that it waits for nobody: %w", err)
	}
	return nil
}

// PassedByReversal notes that what held a reversal up has passed.
func PassedByReversal(ctx context.Context, q *query.Queries, id ids.Reversal, now time.Time) error {
	_, err := endAndWake(ctx, q, query.EndParkingParams{Reversal: &id}, true, now)
	return err
}

// UnparkReversal notes that what held a reversal up has passed.
func (o *Office) UnparkReversal(ctx context.Context, id ids.Reversal, now time.Time) error {
	return o.tx.Change(ctx, func(q *query.Queries) error { return PassedByReversal(ctx, q, id, now) })
}

// endAndWake ends what holds something up, and wakes the run that the desk has not let go: no desk will any more, because nothing of it is parked. It
// reports whether something did.
func endAndWake(ctx context.Context, q *query.Queries, which query.EndParkingParams, through bool, now time.Time) (bool, error) {
	ended, err := end(ctx, q, which, through, now)
	if err != nil {
		return false, err
	}
	for _, row := range ended {
		if row.ReleasedAt != nil {
			continue
		}
		if err := tellReleased(ctx, q, row, now); err != nil {
			return false, err
		}
	}
	return len(ended) > 0, nil
}

// end deletes what holds something up, with the task that it had of its own, and returns what that was.
func end(ctx context.Context, q *query.Queries, which query.EndParkingParams, through bool, now time.Time) ([]query.Parked, error) {
	ended, err := q.EndParking(ctx, which)
	if err != nil {
		return nil, fmt.Errorf("end parking: %w", err)
	}
	for _, row := range ended {
		if through {
			err = passed(ctx, q, row, now)
		} else {
			err = closeOwnTask(ctx, q, row, now)
		}
		if err != nil {
			return nil, err
		}
	}
	return ended, nil
}

// passed closes the task that a row has of its own, and notes for the others that somebody passed.
func passed(ctx context.Context, q *query.Queries, row query.Parked, now time.Time) error {
	if err := closeOwnTask(ctx, q, row, now); err != nil {
		return err
	}
	err := q.NotePassed(ctx, query.NotePassedParams{Seller: row.Seller, Kind: task.Kind(row.Cause), Now: now, UnlessAfter: now.Add(-time.Second)})
	if err != nil {
		return fmt.Errorf("note that one passed: %w", err)
	}
	return nil
}

func closeOwnTask(ctx context.Context, q *query.Queries, row query.Parked, now time.Time) error {
	if row.Task == nil {
		return nil
	}
	if _, err := q.CloseTask(ctx, query.CloseTaskParams{ID: *row.Task, Who: actor.Product, Now: &now}); err != nil {
		return fmt.Errorf("close the task of what failed alone: %w", err)
	}
	return nil
}
