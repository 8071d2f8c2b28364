// Package restores has the use cases about a register that was restored to an earlier state: nothing is submitted to the tax provider
// before people have said that it is mended. What the register has forgotten, the provider may have issued.
package restores

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"kaipiao/domain/actor"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/office/months"
	"kaipiao/office/outbox"
	"kaipiao/office/query"
	"kaipiao/office/tx"
)

// leap is how far every number that the register counts is moved on: further than it could have counted since the backup.
const leap = 1_000_000_000

// Office decides about them, each in one transaction.
type Office struct {
	tx     *tx.DB
	months *months.Office
}

// New makes it.
func New(db *tx.DB, of *months.Office) *Office {
	return &Office{tx: db, months: of}
}

// Restore says that the register was restored to an earlier state.
type Restore struct {
	NotedAt time.Time
	// KnownUntil is the instant of the last thing that the register knows of.
	KnownUntil time.Time
	// Reconciliation is the comparison with the provider that was made because of it; empty for none yet.
	Reconciliation ids.Reconciliation
}

// Begin notes that the register was restored; from now on nothing is submitted to the provider. Where it is noted already, nothing
// changes. Numbers that may have been given out since the backup are not given out again, because subscribers know messages by them. Everybody is signed
// out: a session that has ended since the backup goes on in what was restored, whoever ended it.
func (o *Office) Begin(ctx context.Context, now time.Time) (Restore, error) {
	// Of a month that has begun since the backup numbers may have been given out, too: they leap within that one.
	if err := o.months.Keep(ctx, now); err != nil {
		return Restore{}, err
	}
	var begun query.Restore
	err := o.tx.Change(ctx, func(q *query.Queries) error {
		open, err := q.OpenRestore(ctx)
		if !errors.Is(err, pgx.ErrNoRows) {
			begun = open
			return err
		}
		known, err := q.KnownUntil(ctx)
		if err != nil {
			return err
		}
		if begun, err = q.InsertRestore(ctx, query.InsertRestoreParams{Now: now, KnownUntil: known}); err != nil {
			return err
		}
		if _, err := q.EndAllSessions(ctx, query.EndAllSessionsParams{Now: now, Who: actor.Of(ctx).String()}); err != nil {
			return fmt.Errorf("sign everybody out: %w", err)
		}
		return q.LeapNumbers(ctx, leap)
	})
	if err != nil {
		return Restore{}, fmt.Errorf("note that the register was restored: %w", err)
	}
	return restoreOf(begun), nil
}

// Compared notes the comparison with the provider that was made because of it.
func (o *Office) Compared(ctx context.Context, id ids.Reconciliation) error {
	err := o.tx.Change(ctx, func(q *query.Queries) error { return q.SetReconciliationOfRestore(ctx, string(id)) })
	if err != nil {
		return fmt.Errorf("note the comparison of a restore: %w", err)
	}
	return nil
}

// Open reads the restore that is not mended yet; it refuses with not_found where there is none.
func (o *Office) Open(ctx context.Context) (Restore, error) {
	row, err := o.tx.Reads().OpenRestore(ctx)
	return restoreOf(row), tx.Missing(err, "restore")
}

// ErrNotCompared says that nobody has held the register against the provider since it was restored.
var ErrNotCompared = errors.New("the register was not held against the provider yet: say `starter restored` first")

// Done says that the register is mended, and what was held goes on; unless something that was found is left to do, of which it answers
// how much.
func (o *Office) Done(ctx context.Context, now time.Time) (left int, err error) {
	err = o.tx.Change(ctx, func(q *query.Queries) error {
		open, err := q.OpenRestore(ctx)
		if err != nil {
			return tx.Missing(err, "restore")
		}
		if open.Reconciliation == nil {
			return ErrNotCompared
		}
		counted, err := q.LeftOfRestore(ctx)
		if err != nil {
			return fmt.Errorf("count what is left to do: %w", err)
		}
		if left = int(counted); left > 0 {
			return nil
		}
		if _, err := q.CloseRestore(ctx, now); err != nil {
			return fmt.Errorf("note that a restore is mended: %w", err)
		}
		return outbox.TellDesk(ctx, q, invoice.Platform, invoice.Restored, now)
	})
	return left, err
}

// Holds reports whether nothing may be submitted to the provider, because a restore is not mended yet.
func (o *Office) Holds(ctx context.Context) (bool, error) {
	open, err := o.tx.Reads().RestoreIsOpen(ctx)
	if err != nil {
		return false, fmt.Errorf("ask whether the register was restored: %w", err)
	}
	return open, nil
}

func restoreOf(row query.Restore) Restore {
	return Restore{NotedAt: row.NotedAt, KnownUntil: row.KnownUntil, Reconciliation: tx.Text(row.Reconciliation)}
}
