package vendors

import (
	"context"
	"fmt"
	"time"

	"kaipiao/domain/actor"
	"kaipiao/domain/calendar"
	"kaipiao/domain/event"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/promise"
	"kaipiao/domain/refusal"
	"kaipiao/domain/upload"
	"kaipiao/domain/vendor"
	"kaipiao/office/books"
	"kaipiao/office/invoices"
	"kaipiao/office/lock"
	"kaipiao/office/outbox"
	"kaipiao/office/promises"
	"kaipiao/office/query"
	"kaipiao/office/read"
	"kaipiao/office/tasks"
	"kaipiao/office/trail"
	"kaipiao/office/tx"
)

// Issue books that a vendor has issued an invoice of its own (I8). Saying the same again changes nothing; another
// number or day is refused, because an issued invoice is a legal fact.
func (o *Office) Issue(ctx context.Context, id ids.Invoice, said vendor.Issue, now time.Time) error {
	return o.tx.Change(ctx, func(q *query.Queries) error {
		row, err := lock.Invoice(ctx, q, id)
		switch {
		case err != nil:
			return err
		case row.Seller != said.Vendor, row.Status == invoice.Planned:
			return refusal.New(refusal.NotFound, "", "invoice")
		case row.Number != nil && *row.Number == said.Number && calendar.DateOf(*row.IssuedAt) == said.IssuedOn:
			return nil
		}
		if err := invoice.Life.Check(string(id), row.Status, invoice.Issue, said.By); err != nil {
			return err
		}
		if err := checkPossible(ctx, q, row, said, now); err != nil {
			return err
		}
		if err := o.markIssuedByVendor(ctx, q, row, said); err != nil {
			return err
		}
		if err := invoices.FreezeVendors(ctx, q, row, o.policy, now); err != nil {
			return err
		}
		if err := books.BookIssued(ctx, q, row, now); err != nil {
			return err
		}
		if row.Medium == invoice.Paper {
			if err := tasks.CloseLate(ctx, q, row.OverdueSince, row.Workflow, now); err != nil {
				return err
			}
		}
		err = trail.Note(ctx, q, event.Event{Application: row.Application, Invoice: id, At: now, What: event.Issued, Who: said.By, Detail: said.Number})
		if err != nil {
			return err
		}
		return outbox.Resume(ctx, q, row.Workflow, now)
	})
}

// checkPossible: a number of the right form that stands on no other invoice of the vendor, and a day between the application
// and today (A10).
func checkPossible(ctx context.Context, q *query.Queries, row query.Invoice, said vendor.Issue, now time.Time) error {
	if !invoice.ValidNumber(row.Medium, said.Number) {
		return refusal.New(refusal.NumberInvalid, "number")
	}
	a, err := q.Application(ctx, row.Application)
	if err != nil {
		return tx.Missing(err, "application")
	}
	applied := calendar.DateOf(a.SubmittedAt)
	if said.IssuedOn.Before(applied) || calendar.DateOf(now).Before(said.IssuedOn) {
		return refusal.New(refusal.IssueDateImpossible, "issued_on", applied)
	}
	taken, err := q.NumberTaken(ctx, query.NumberTakenParams{Seller: row.Seller, Number: said.Number, ID: row.ID})
	if err != nil {
		return fmt.Errorf("look for the number: %w", err)
	}
	if taken {
		return refusal.New(refusal.NumberTaken, "number", said.Number)
	}
	return nil
}

// markIssuedByVendor stores number and day; of the hour nothing is known. The promise of an e-invoice goes on until its
// file is there, on paper that of shipping begins (I2).
func (o *Office) markIssuedByVendor(ctx context.Context, q *query.Queries, row query.Invoice, said vendor.Issue) error {
	issuedAt := said.IssuedOn.At(0, 0, 0)
	due := promises.NextDue{Promise: promise.Promise{Provisional: row.DueProvisional, CalendarVersion: row.CalendarVersion}, At: row.DueAt}
	if row.Medium == invoice.Paper {
		var err error
		if due, err = o.promises.AfterIssue(ctx, q, row.Medium, issuedAt); err != nil {
			return err
		}
	}
	_, err := q.MarkIssuedByVendor(ctx, query.MarkIssuedByVendorParams{
		ID: row.ID, Sources: invoices.Sources(invoice.Issued), Number: said.Number, IssuedAt: issuedAt,
		DueAt: due.At, DueProvisional: due.Provisional, CalendarVersion: due.CalendarVersion,
	})
	if err != nil {
		return fmt.Errorf("mark issued: %w", err)
	}
	return nil
}

// HandedIn is a file that a vendor hands in for an e-invoice of its own.
type HandedIn struct {
	Vendor  ids.Seller
	Format  invoice.FileFormat
	Content []byte
	By      actor.Actor
}

// Files keeps bytes under keys; a key is written once, and writing the same again changes nothing.
type Files interface {
	Put(ctx context.Context, key string, content []byte, contentType string) error
}

// inspect looks at a file as at those that are made here (S11).
func (h HandedIn) inspect() error {
	if !h.Format.Matches(h.Content) {
		return refusal.New(refusal.FileNotOfFormat, "", string(h.Format))
	}
	if err := upload.InspectAs(upload.Format(h.Format.ContentType()), h.Content); err != nil {
		return upload.Refusal(err, "")
	}
	return nil
}

// HandIn takes in a file that a vendor hands in for an e-invoice of its own (I8). With the first one the invoice is complete, and its
// workflow is told. The same file again changes nothing.
func (o *Office) HandIn(ctx context.Context, id ids.Invoice, handed HandedIn, files Files, now time.Time) error {
	file := invoice.FileOf("invoices/"+string(id), handed.Format, handed.Content)
	return o.tx.Change(ctx, func(q *query.Queries) error {
		row, err := q.LockInvoice(ctx, id)
		if err != nil {
			return tx.Missing(err, "invoice")
		}
		if row.Seller != handed.Vendor || row.Status == invoice.Planned {
			return refusal.New(refusal.NotFound, "", "invoice")
		}
		whole, err := read.Invoices(ctx, q, []query.Invoice{row})
		if err != nil {
			return err
		}
		if err := whole[0].Takes(file, handed.By); err != nil {
			return err
		}
		if err := handed.inspect(); err != nil {
			return err
		}
		// The bytes first: a row without its file would be a promise that a download breaks. What is handed in again may have been lost.
		if err := files.Put(ctx, file.Key, handed.Content, handed.Format.ContentType()); err != nil {
			return err
		}
		if whole[0].Has(file.Format) {
			return nil
		}
		if err := q.InsertInvoiceFiles(ctx, read.KeptFiles(id, now, file)); err != nil {
			return fmt.Errorf("store file: %w", err)
		}
		err = trail.Note(ctx, q,
			event.Event{Application: row.Application, Invoice: id, At: now, What: event.FileStored, Who: handed.By, Detail: string(file.Format)})
		if err != nil {
			return err
		}
		return completeVendorInvoice(ctx, q, row, now)
	})
}

func completeVendorInvoice(ctx context.Context, q *query.Queries, row query.Invoice, now time.Time) error {
	completed, err := q.CompleteVendorInvoice(ctx, row.ID)
	if err != nil {
		return fmt.Errorf("complete invoice: %w", err)
	}
	if completed == 0 {
		return nil
	}
	if err := tasks.CloseLate(ctx, q, row.OverdueSince, row.Workflow, now); err != nil {
		return err
	}
	if row.Medium == invoice.Electronic {
		err := trail.NoteOnce(ctx, q, event.Event{Application: row.Application, Invoice: row.ID, At: now, What: event.FilesReady, Who: actor.Product})
		if err != nil {
			return err
		}
	}
	return outbox.Resume(ctx, q, row.Workflow, now)
}
