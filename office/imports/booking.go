package imports

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"kaipiao/domain/actor"
	"kaipiao/domain/bill"
	"kaipiao/domain/ids"
	"kaipiao/domain/ledger"
	"kaipiao/office/query"
	"kaipiao/office/tx"
)

// BookPage books the next page of a file that was judged good, and ends the import with the last one. It may be repeated at any point: a
// page that is booked already is passed over by its ids. Ended imports stay as they are.
func (o *Office) BookPage(ctx context.Context, id ids.Import, now time.Time) (bill.Import, error) {
	row, err := o.tx.Reads().FindImport(ctx, id)
	if err != nil {
		return bill.Import{}, tx.Missing(err, "import")
	}
	if row.Status != bill.Booking {
		return importOf(row), nil
	}
	ctx = actor.With(ctx, row.RequestedBy) // in the trail it is whoever handed the file in (O4)
	if row.BookedTo == 0 {
		if err := o.makeAccounts(ctx, id, now); err != nil {
			return importOf(row), err
		}
	}
	page, err := o.tx.Reads().ItemsToBook(ctx, query.ItemsToBookParams{Import: id, After: row.BookedTo, PageSize: pageSize})
	if err != nil {
		return importOf(row), fmt.Errorf("read what is to be booked: %w", err)
	}
	if len(page) > 0 {
		items := make([]ledger.Consumption, len(page))
		for i, item := range page {
			items[i] = item.Content
		}
		if err := o.books.RecordConsumptions(ctx, items, now); err != nil {
			return importOf(row), err
		}
	}
	return o.advance(ctx, row, page, now)
}

// makeAccounts makes the accounts that the file names and nobody knows, some at a time.
func (o *Office) makeAccounts(ctx context.Context, id ids.Import, now time.Time) error {
	for after := ""; ; {
		var page []string
		err := o.tx.Change(ctx, func(q *query.Queries) (err error) {
			page, err = q.MakeImportedAccounts(ctx, query.MakeImportedAccountsParams{Import: id, After: after, PageSize: pageSize, Now: now})
			return err
		})
		if err != nil {
			return fmt.Errorf("make accounts: %w", err)
		}
		if len(page) < pageSize {
			return nil
		}
		after = page[len(page)-1]
	}
}

// advance notes that a page is booked. Somebody who was faster has done so.
func (o *Office) advance(ctx context.Context, before query.Import, page []query.ImportItem, now time.Time) (bill.Import, error) {
	err := o.tx.Change(ctx, func(q *query.Queries) error {
		row, err := q.LockImport(ctx, before.ID)
		if err != nil || row.Status != bill.Booking || row.BookedTo != before.BookedTo {
			return tx.Missing(err, "import")
		}
		row.Progress.Booked += len(page)
		if len(page) == pageSize {
			return q.NoteBooked(ctx, query.NoteBookedParams{ID: row.ID, BookedTo: page[len(page)-1].N, Progress: row.Progress})
		}
		if err := forget(ctx, q, row.ID); err != nil {
			return err
		}
		return q.EndImport(ctx, query.EndImportParams{ID: row.ID, Status: bill.Booked, Progress: row.Progress, Report: row.Report, Now: now})
	})
	if err != nil {
		return bill.Import{}, err
	}
	return o.Import(ctx, before.ID)
}

// Remark is one line of the report about one line of the file: a bad row with its reason, or a note about a group.
type Remark struct {
	ID     int64
	Kind   string
	Line   int
	Reason string
	Note   *bill.Note
}

// Remarks are what the report says of single lines, in the order in which they were found. After is the id of the last one seen.
func (o *Office) Remarks(ctx context.Context, id ids.Import, after int64, size int) ([]Remark, error) {
	rows, err := o.tx.Reads().Remarks(ctx, query.RemarksParams{Import: id, After: after, PageSize: int32(size)}) //nolint:gosec // a page
	if err != nil {
		return nil, fmt.Errorf("read remarks: %w", err)
	}
	remarks := make([]Remark, len(rows))
	for i, row := range rows {
		var kept remark
		if err := json.Unmarshal(row.Remark, &kept); err != nil {
			return nil, fmt.Errorf("read remarks: %w", err)
		}
		remarks[i] = Remark{ID: row.ID, Kind: row.Kind, Line: int(row.Line), Reason: kept.Reason, Note: kept.Note}
	}
	return remarks, nil
}
