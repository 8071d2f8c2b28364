// Package exports has the use cases about files that people ask for (P6). Which file, and what became of it, is the register's; who makes
// the file reads it in pages here, and hands it to the store.
package exports

import (
	"context"
	"errors"
	"fmt"
	"time"

	"kaipiao/domain/actor"
	"kaipiao/domain/export"
	"kaipiao/domain/ids"
	"kaipiao/domain/life"
	"kaipiao/domain/message"
	"kaipiao/domain/refusal"
	"kaipiao/office/outbox"
	"kaipiao/office/paging"
	"kaipiao/office/query"
	"kaipiao/office/tx"
)

// Office decides about them, each in one transaction.
type Office struct {
	tx *tx.DB
}

// New makes it.
func New(db *tx.DB) *Office { return &Office{tx: db} }

// ErrOutrun says that somebody else makes the file meanwhile: who is told so has nothing to do any more.
var ErrOutrun = errors.New("the file is made anew by somebody else")

// Order asks for a file.
type Order struct {
	ID    ids.Export
	Terms export.Terms
	By    actor.Actor
}

// Request asks for a file, with the message that has it made. The same order under the same id again finds what became of it; another one
// is refused.
func (o *Office) Request(ctx context.Context, order Order, now time.Time) (export.Export, error) {
	var asked export.Export
	if err := order.Terms.Check(); err != nil {
		return asked, err
	}
	err := o.tx.Change(ctx, func(q *query.Queries) error {
		account, err := accountOf(ctx, q, order.Terms)
		if err != nil {
			return err
		}
		if err := chosenAreThere(ctx, q, order.Terms); err != nil {
			return err
		}
		made, err := q.InsertExport(ctx, query.InsertExportParams{ID: order.ID, Account: account, Terms: order.Terms, RequestedBy: order.By, Now: now})
		if err != nil {
			return fmt.Errorf("store the export: %w", err)
		}
		row, err := q.FindExport(ctx, order.ID)
		if err != nil {
			return tx.Missing(err, "export")
		}
		if asked = exportOf(row); made == 0 {
			if !asked.Terms.Same(order.Terms) || asked.By != order.By {
				return refusal.New(refusal.ConflictingDuplicate, "Idempotency-Key", order.ID)
			}
			return nil
		}
		return outbox.Enqueue(ctx, q, now, message.StartExport.With(message.ExportStart{Export: order.ID, Account: order.Terms.Account}))
	})
	return asked, err
}

// accountOf finds the account that is meant; nil for all.
func accountOf(ctx context.Context, q *query.Queries, terms export.Terms) (*ids.Account, error) {
	if terms.Account == "" {
		return nil, nil //nolint:nilnil // all accounts
	}
	if _, err := q.Account(ctx, terms.Account); err != nil {
		return nil, tx.Missing(err, "account")
	}
	return &terms.Account, nil
}

// chosenAreThere refuses with not_found what is chosen and is not there, or is another account's.
func chosenAreThere(ctx context.Context, q *query.Queries, terms export.Terms) error {
	if len(terms.Invoices) == 0 {
		return nil
	}
	found, err := q.CountChosen(ctx, query.CountChosenParams{Chosen: life.Text(terms.Invoices), Account: string(terms.Account)})
	if err != nil {
		return fmt.Errorf("look for the chosen invoices: %w", err)
	}
	if int(found) < len(terms.Invoices) {
		return refusal.New(refusal.NotFound, "invoices", "invoice")
	}
	return nil
}

// Export reads one; it refuses with not_found.
func (o *Office) Export(ctx context.Context, id ids.Export) (export.Export, error) {
	row, err := o.tx.Reads().FindExport(ctx, id)
	return exportOf(row), tx.Missing(err, "export")
}

// Filter says whose exports are listed.
type Filter struct {
	// OnlyOf: those that an account's own customers have asked for.
	OnlyOf ids.Account
	// WithoutPacks leaves out what only auditors and finance see.
	WithoutPacks bool
}

// List lists them, newest first.
func (o *Office) List(ctx context.Context, filter Filter, page paging.Request) (paging.Page[export.Export], error) {
	var rows []query.Export
	err := o.read(ctx, func(q *query.Queries) (err error) {
		rows, err = q.ListExports(ctx, query.ListExportsParams{
			Account: string(filter.OnlyOf), WithoutPacks: filter.WithoutPacks, Before: page.After, PageSize: paging.Size(page),
		})
		return err
	})
	if err != nil {
		return paging.Page[export.Export]{}, tx.Missing(err, "exports")
	}
	return paging.Of(rows, page, exportOf, func(row query.Export) ids.Export { return row.ID }), nil
}

// read reads in one snapshot, with plans for what is asked.
func (o *Office) read(ctx context.Context, work func(*query.Queries) error) error {
	return o.tx.Look(ctx, func(q *query.Queries) error {
		if err := q.PlanForWhatIsAsked(ctx); err != nil {
			return err
		}
		return work(q)
	})
}

func exportOf(row query.Export) export.Export {
	return export.Export{
		ID: row.ID, Terms: row.Terms, By: row.RequestedBy, RequestedAt: row.RequestedAt, Status: row.Status, Progress: row.Progress,
		File: export.File{Key: row.File, SHA256: row.Sha256, Size: row.Size}, Why: refusal.Words{English: row.Why, Chinese: row.WhyZh}, EndedAt: row.EndedAt,
	}
}
