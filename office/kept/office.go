// Package kept has the use cases about the files that the register says are kept: of invoices, of red documents, and of tickets (I6, V3).
// The files themselves are in the file store, which may have lost some.
package kept

import (
	"context"
	"errors"
	"fmt"
	"time"

	"kaipiao/domain/actor"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/ticket"
	"kaipiao/office/query"
	"kaipiao/office/tx"
)

// Office reads about them.
type Office struct {
	tx *tx.DB
}

// New makes it.
func New(db *tx.DB) *Office {
	return &Office{tx: db}
}

// File is one file that the register says is kept. It is of an invoice, of a red document, or a material of a ticket.
type File struct {
	Key         string
	SHA256      string
	Size        int64
	ContentType string

	Invoice  ids.Invoice
	Reversal ids.Reversal
	// Format, Serial and Number are of the document, and Seller is who has issued it.
	Format invoice.FileFormat
	Serial invoice.Serial
	Number string
	Seller ids.Seller

	Ticket   ids.Ticket
	Material ids.Material
	Type     ticket.MaterialType
	AddedBy  actor.Actor
	AddedAt  time.Time
}

// pageSize is how many files are read at a time.
const pageSize = 500

// Each calls found with every file, in pages.
func (o *Office) Each(ctx context.Context, found func(File) error) error {
	for _, pages := range []func(context.Context, File) ([]File, error){o.ofInvoices, o.ofReversals, o.ofTickets} {
		for last, more := (File{}), true; more; {
			page, err := pages(ctx, last)
			if err != nil {
				return fmt.Errorf("read which files are kept: %w", err)
			}
			for _, file := range page {
				if err := found(file); err != nil {
					return err
				}
				last = file
			}
			more = len(page) == pageSize
		}
	}
	return nil
}

func (o *Office) ofInvoices(ctx context.Context, last File) ([]File, error) {
	rows, err := o.tx.Reads().KeptOfInvoices(ctx, query.KeptOfInvoicesParams{
		AfterInvoice: string(last.Invoice), AfterFormat: string(last.Format), PageSize: pageSize,
	})
	page := make([]File, len(rows))
	for n, row := range rows {
		page[n] = File{
			Key: row.Key, SHA256: row.Sha256, Size: row.Size, ContentType: row.Format.ContentType(), Invoice: row.Invoice, Format: row.Format,
			Serial: invoice.Serial(tx.Text((*string)(row.Serial))), Number: tx.Text(row.Number), Seller: row.Seller,
		}
	}
	return page, err
}

func (o *Office) ofReversals(ctx context.Context, last File) ([]File, error) {
	rows, err := o.tx.Reads().KeptOfReversals(ctx, query.KeptOfReversalsParams{
		AfterReversal: string(last.Reversal), AfterFormat: string(last.Format), PageSize: pageSize,
	})
	page := make([]File, len(rows))
	for n, row := range rows {
		page[n] = File{
			Key: row.Key, SHA256: row.Sha256, Size: row.Size, ContentType: row.Format.ContentType(), Reversal: row.Reversal, Format: row.Format,
			Serial: invoice.Serial(tx.Text((*string)(row.Serial))), Number: tx.Text(row.Number), Seller: row.Seller,
		}
	}
	return page, err
}

func (o *Office) ofTickets(ctx context.Context, last File) ([]File, error) {
	rows, err := o.tx.Reads().KeptOfTickets(ctx, query.KeptOfTicketsParams{After: last.Material, PageSize: pageSize})
	page := make([]File, len(rows))
	for n, row := range rows {
		page[n] = File{
			Key: row.Key, SHA256: row.Sha256, Size: row.Size, ContentType: row.ContentType, Ticket: row.Ticket, Material: row.ID, Type: row.Type,
			AddedBy: row.AddedBy, AddedAt: row.AddedAt,
		}
	}
	return page, err
}

// ErrChanged says that the row of a file is another one by now.
var ErrChanged = errors.New("the file was replaced meanwhile")

// Replace notes that a lost file was made anew by the provider, with other bytes.
func (o *Office) Replace(ctx context.Context, lost File, with invoice.File, now time.Time) error {
	return o.tx.Change(ctx, func(q *query.Queries) (err error) {
		replaced := int64(0)
		if lost.Reversal != "" {
			replaced, err = q.ReplaceReversalFile(ctx, query.ReplaceReversalFileParams{
				Reversal: lost.Reversal, Format: lost.Format, Lost: lost.Key, Sha256: with.SHA256, Size: with.Size, Key: with.Key, Now: now,
			})
		} else {
			replaced, err = q.ReplaceInvoiceFile(ctx, query.ReplaceInvoiceFileParams{
				Invoice: lost.Invoice, Format: lost.Format, Lost: lost.Key, Sha256: with.SHA256, Size: with.Size, Key: with.Key, Now: now,
			})
		}
		if err == nil && replaced == 0 {
			err = ErrChanged
		}
		return err
	})
}
