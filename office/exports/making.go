package exports

import (
	"context"
	"fmt"
	"time"

	"kaipiao/domain/export"
	"kaipiao/domain/ids"
	"kaipiao/domain/refusal"
	"kaipiao/office/query"
	"kaipiao/office/tx"
)

// Making is one making of a file, from its beginning. Nobody but the latest making of a file may say how it went.
type Making struct {
	office *Office
	of     ids.Export
	number int32
	export.Progress
}

// Number counts the makings of a file, so that each keeps its file under a key of its own.
func (m *Making) Number() int { return int(m.number) }

// BeginMaking begins to make a file. It answers nil where something came of it before, or nothing for good.
func (o *Office) BeginMaking(ctx context.Context, id ids.Export) (*Making, export.Export, error) {
	var found export.Export
	var begun *Making
	of := 0
	row, err := o.Export(ctx, id)
	if err == nil && !row.Status.Ended() {
		of, err = o.rows(ctx, row)
	}
	if err != nil {
		return nil, row, err
	}
	err = o.tx.Change(ctx, func(q *query.Queries) error {
		begun = nil
		row, err := q.LockExport(ctx, id)
		if err != nil {
			return tx.Missing(err, "export")
		}
		if found = exportOf(row); found.Status.Ended() {
			return nil
		}
		begun = &Making{office: o, of: id, number: row.Making + 1, Progress: export.Progress{Of: of}}
		return q.BeginMaking(ctx, query.BeginMakingParams{ID: id, Progress: begun.Progress})
	})
	if err != nil {
		return nil, found, fmt.Errorf("begin to make an export: %w", err)
	}
	return begun, found, nil
}

// rows is about how many rows a file will have.
func (o *Office) rows(ctx context.Context, of export.Export) (rows int, err error) {
	account := string(of.Terms.Account)
	err = o.read(ctx, func(q *query.Queries) error {
		if len(of.Terms.Invoices) > 0 {
			rows = len(of.Terms.Invoices)
			return nil
		}
		if of.Terms.What != export.Ledger {
			issued, err := q.CountIssued(ctx, query.CountIssuedParams{Since: of.Terms.Since(), Until: of.Terms.Until(), Account: account})
			if err != nil {
				return fmt.Errorf("count invoices: %w", err)
			}
			rows += int(issued)
		}
		if of.Terms.What != export.Invoices && of.Terms.What != export.Documents {
			if err := q.ReadFromEndToEnd(ctx); err != nil {
				return fmt.Errorf("count records: %w", err)
			}
			records, err := q.CountRecords(ctx, account)
			if err != nil {
				return fmt.Errorf("count records: %w", err)
			}
			rows += int(records)
		}
		return nil
	})
	return rows, err
}

// change does something in the name of this making.
func (m *Making) change(ctx context.Context, work func(*query.Queries) error) error {
	return m.office.tx.Change(ctx, func(q *query.Queries) error {
		row, err := q.LockExport(ctx, m.of)
		if err != nil {
			return tx.Missing(err, "export")
		}
		if row.Making != m.number || row.Status != export.Making {
			return ErrOutrun
		}
		return work(q)
	})
}

// Note says how far the making has come.
func (m *Making) Note(ctx context.Context) error {
	return m.change(ctx, func(q *query.Queries) error {
		return q.NoteExportProgress(ctx, query.NoteExportProgressParams{ID: m.of, Progress: m.Progress})
	})
}

// Finish says that the file is kept, whole.
func (m *Making) Finish(ctx context.Context, file export.File, now time.Time) error {
	m.Of = m.Done
	return m.change(ctx, func(q *query.Queries) error {
		return q.EndExport(ctx, query.EndExportParams{
			ID: m.of, Status: export.Ready, Progress: m.Progress, File: file.Key, Sha256: file.SHA256, Size: file.Size, Now: now,
		})
	})
}

// Fail says that nothing comes of it, and why.
func (m *Making) Fail(ctx context.Context, why refusal.Words, now time.Time) error {
	return m.change(ctx, func(q *query.Queries) error {
		return q.EndExport(ctx, query.EndExportParams{
			ID: m.of, Status: export.Failed, Progress: m.Progress, Why: why.English, WhyZh: why.Chinese, Now: now,
		})
	})
}

// GiveUp says that nothing comes of an export that could not be made for long. One that has ended stays as it is.
func (o *Office) GiveUp(ctx context.Context, id ids.Export, why refusal.Words, now time.Time) (export.Export, error) {
	err := o.tx.Change(ctx, func(q *query.Queries) error {
		row, err := q.LockExport(ctx, id)
		if err != nil {
			return tx.Missing(err, "export")
		}
		if row.Status.Ended() {
			return nil
		}
		return q.EndExport(ctx, query.EndExportParams{
			ID: id, Status: export.Failed, Progress: row.Progress, Why: why.English, WhyZh: why.Chinese, Now: now,
		})
	})
	if err != nil {
		return export.Export{}, err
	}
	return o.Export(ctx, id)
}
