package reconciliation

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"kaipiao/domain/ids"
	"kaipiao/domain/life"
	"kaipiao/domain/reconciliation"
	"kaipiao/office/paging"
	"kaipiao/office/query"
	"kaipiao/office/tx"
)

// Reconciliation reads one comparison with its figures; it refuses with not_found.
func (o *Office) Reconciliation(ctx context.Context, id ids.Reconciliation) (reconciliation.Reconciliation, error) {
	var found reconciliation.Reconciliation
	err := o.tx.Look(ctx, func(q *query.Queries) error {
		row, err := q.Reconciliation(ctx, id)
		if err != nil {
			return tx.Missing(err, "reconciliation")
		}
		whole, err := withFigures(ctx, q, []query.Reconciliation{row})
		if err == nil {
			found = whole[0]
		}
		return err
	})
	return found, err
}

// List lists the comparisons, newest first.
func (o *Office) List(ctx context.Context, page paging.Request) (paging.Page[reconciliation.Reconciliation], error) {
	var result paging.Page[reconciliation.Reconciliation]
	err := o.tx.Look(ctx, func(q *query.Queries) error {
		rows, err := q.Reconciliations(ctx, query.ReconciliationsParams{Before: page.After, PageSize: paging.Size(page)})
		if err != nil {
			return fmt.Errorf("read reconciliations: %w", err)
		}
		whole, err := withFigures(ctx, q, rows)
		if err != nil {
			return err
		}
		result = paging.Of(whole, page, func(r reconciliation.Reconciliation) reconciliation.Reconciliation { return r },
			func(r reconciliation.Reconciliation) ids.Reconciliation { return r.ID })
		return nil
	})
	return result, err
}

// Differences lists what a comparison has found. The cursor is an id.
func (o *Office) Differences(ctx context.Context, id ids.Reconciliation, page paging.Request) (paging.Page[reconciliation.Difference], error) {
	after, err := paging.NumericCursor(page)
	if err != nil {
		return paging.Page[reconciliation.Difference]{}, err
	}
	rows, err := o.tx.Reads().Differences(ctx, query.DifferencesParams{Reconciliation: id, After: after, PageSize: paging.Size(page)})
	if err != nil {
		return paging.Page[reconciliation.Difference]{}, fmt.Errorf("read differences: %w", err)
	}
	return paging.Of(rows, page, differenceOf, func(row query.Difference) string { return strconv.FormatInt(row.ID, 10) }), nil
}

// Last is when the last comparison of everything ended, with its figures and how many differences of each kind it found; no
// instant when there was none.
func (o *Office) Last(ctx context.Context) (ended *time.Time, figures reconciliation.Figures, counts []reconciliation.Count, err error) {
	err = o.tx.Look(ctx, func(q *query.Queries) error {
		row, err := q.LastReconciliation(ctx)
		if errors.Is(err, pgx.ErrNoRows) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("read reconciliations: %w", err)
		}
		whole, err := withFigures(ctx, q, []query.Reconciliation{row})
		if err != nil {
			return err
		}
		ended, figures = row.EndedAt, whole[0].Figures
		kinds, err := q.DifferencesByKind(ctx, row.ID)
		for _, kind := range kinds {
			counts = append(counts, reconciliation.Count{Kind: kind.Kind, Found: int(kind.Found), Left: int(kind.LeftOver)})
		}
		return err
	})
	return ended, figures, counts, err
}

// withFigures adds how many differences were found, with one query.
func withFigures(ctx context.Context, q *query.Queries, rows []query.Reconciliation) ([]reconciliation.Reconciliation, error) {
	whole, at, named := make([]reconciliation.Reconciliation, len(rows)), map[ids.Reconciliation]int{}, make([]ids.Reconciliation, len(rows))
	for i, row := range rows {
		at[row.ID], named[i] = i, row.ID
		whole[i] = reconciliation.Reconciliation{
			ID: row.ID, From: row.WindowFrom, To: row.WindowTo, Number: row.Number, Repairs: row.Repairs, RequestedBy: row.RequestedBy,
			BegunAt: row.BegunAt, EndedAt: row.EndedAt,
			Figures: reconciliation.Figures{Documents: count(row.Documents), Invoices: count(row.Invoices), Reversals: count(row.Reversals)},
		}
	}
	figures, err := q.DifferenceFigures(ctx, life.Text(named))
	if err != nil {
		return nil, fmt.Errorf("count differences: %w", err)
	}
	for _, f := range figures {
		of := &whole[at[f.Reconciliation]].Figures
		of.Differences, of.Repaired = int(f.Found), int(f.Repaired)
	}
	return whole, nil
}

func count(counted *int32) int {
	if counted == nil {
		return 0
	}
	return int(*counted)
}

func differenceOf(row query.Difference) reconciliation.Difference {
	d := reconciliation.Difference{
		ID: row.ID, Reconciliation: row.Reconciliation, Kind: row.Kind, Serial: row.Serial, Number: row.Number, Invoice: tx.Text(row.Invoice),
		Reversal: tx.Text(row.Reversal), Ours: row.Ours, Theirs: row.Theirs, Ledger: row.Ledger, FoundAt: row.FoundAt, Outcome: row.Outcome,
		RepairedAt: row.RepairedAt, RepairedBy: row.RepairedBy,
	}
	if row.Task != nil {
		d.Task = *row.Task
	}
	return d
}
