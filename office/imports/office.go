// Package imports has the use cases about files of consumption that are handed in (F7). A file is one unit: it is read and judged as a
// whole before anything of it is booked, and then booked page by page, each of which may be repeated. What a file says, the domain knows;
// who reads it hands rows in.
package imports

import (
	"context"
	"errors"
	"fmt"
	"time"

	"kaipiao/domain/actor"
	"kaipiao/domain/bill"
	"kaipiao/domain/ids"
	"kaipiao/domain/message"
	"kaipiao/domain/refusal"
	"kaipiao/office/books"
	"kaipiao/office/outbox"
	"kaipiao/office/paging"
	"kaipiao/office/query"
	"kaipiao/office/tx"
)

// Office decides about them, each in one transaction, or one for a page.
type Office struct {
	tx    *tx.DB
	books *books.Office
}

// New makes it.
func New(db *tx.DB, ofBooks *books.Office) *Office { return &Office{tx: db, books: ofBooks} }

// pageSize is how many items are judged or booked at a time; a call that records consumption has as many at most.
const pageSize = 1000

// ErrOutrun says that another reading of the file has begun meanwhile: who is told so has nothing to do any more.
var ErrOutrun = errors.New("the file is read anew by somebody else")

// Order hands a file in that is kept already.
type Order struct {
	ID     ids.Import
	Terms  bill.Terms
	File   string
	SHA256 string
	Size   int64
	By     actor.Actor
}

// Receive takes a file in, with the message that has it read. The same file under the same id again finds what was made of it, and the
// copy that came with it is not needed; another one is refused.
func (o *Office) Receive(ctx context.Context, order Order, now time.Time) (received bill.Import, repeated bool, err error) {
	if err := order.Terms.Check(); err != nil {
		return bill.Import{}, false, err
	}
	err = o.tx.Change(ctx, func(q *query.Queries) error {
		made, err := q.InsertImport(ctx, query.InsertImportParams{
			ID: order.ID, Terms: order.Terms, File: order.File, Sha256: order.SHA256, Size: order.Size, RequestedBy: order.By, Now: now,
		})
		if err != nil {
			return fmt.Errorf("store the import: %w", err)
		}
		row, err := q.FindImport(ctx, order.ID)
		if err != nil {
			return tx.Missing(err, "import")
		}
		received = importOf(row)
		if repeated = made == 0; repeated {
			if received.SHA256 != order.SHA256 || !received.Terms.Same(order.Terms) {
				return refusal.New(refusal.ConflictingDuplicate, "id", order.ID)
			}
			return nil
		}
		return outbox.Enqueue(ctx, q, now, message.StartImport.With(message.ImportStart{Import: order.ID}))
	})
	return received, repeated, err
}

// Import reads one; it refuses with not_found.
func (o *Office) Import(ctx context.Context, id ids.Import) (bill.Import, error) {
	row, err := o.tx.Reads().FindImport(ctx, id)
	return importOf(row), tx.Missing(err, "import")
}

// List lists them, newest first.
func (o *Office) List(ctx context.Context, page paging.Request) (paging.Page[bill.Import], error) {
	rows, err := o.tx.Reads().ListImports(ctx, query.ListImportsParams{Before: page.After, PageSize: paging.Size(page)})
	if err != nil {
		return paging.Page[bill.Import]{}, tx.Missing(err, "imports")
	}
	return paging.Of(rows, page, importOf, func(row query.Import) ids.Import { return row.ID }), nil
}

func importOf(row query.Import) bill.Import {
	return bill.Import{
		ID: row.ID, Status: row.Status, Terms: row.Terms, File: row.File, SHA256: row.Sha256, Size: row.Size, By: row.RequestedBy,
		Progress: row.Progress, Report: row.Report, ReceivedAt: row.ReceivedAt, EndedAt: row.EndedAt,
	}
}
