package postgres

import (
	"context"
	"fmt"
	"time"

	"kaipiao/domain/actor"
	"kaipiao/domain/calendar"
	"kaipiao/domain/invoice"
	"kaipiao/domain/message"
	"kaipiao/domain/promise"
	"kaipiao/domain/refusal"
	"kaipiao/domain/vendor"
	"kaipiao/office/query"
)

// handToVendor leaves out of an approved invoice of a marketplace vendor what was refunded since it was applied for (I7). It
// is in the vendor's queue now, who may be issuing it in this moment: its amounts stay as they are from here on (I8).
func handToVendor(ctx context.Context, q *query.Queries, row query.Invoice, now time.Time) error {
	if row.Seller == invoice.Platform {
		return nil
	}
	row, err := q.LockInvoice(ctx, row.ID)
	if err != nil {
		return missing(err, "invoice")
	}
	left, err := leaveOutRefunded(ctx, q, row, now)
	if err != nil || !left {
		return err
	}
	return note(ctx, q, noted{
		application: row.Application, invoice: row.ID, at: now, what: "waiting", who: actor.Product, detail: string(invoice.WaitingForVendor),
	})
}

// IssueByVendor books that a vendor has issued an invoice of its own (I8). Saying the same again changes nothing; another
// number or day is refused, for an issued invoice is a legal fact.
func (r *Register) IssueByVendor(ctx context.Context, id string, said vendor.Issue, now time.Time) error {
	return r.change(ctx, func(q *query.Queries) error {
		row, err := lockForLedger(ctx, q, id)
		switch {
		case err != nil:
			return err
		case row.Seller != said.Vendor, row.Status == invoice.Planned:
			return refusal.New(refusal.NotFound, "", "invoice")
		case row.Number != nil && *row.Number == said.Number && calendar.DateOf(*row.IssuedAt) == said.IssuedOn:
			return nil
		case row.Number != nil:
			return refusal.New(refusal.AlreadyIssued, "", id)
		case row.Status != invoice.Approved:
			return refusal.New(refusal.WrongState, "", string(row.Status))
		}
		if err := possible(ctx, q, row, said, now); err != nil {
			return err
		}
		if err := r.markIssuedByVendor(ctx, q, row, said); err != nil {
			return err
		}
		if err := bookIssued(ctx, q, row, now); err != nil {
			return err
		}
		if row.Medium == invoice.Paper {
			if err := keepLate(ctx, q, row.OverdueSince, message.WorkflowOfInvoice(id), now); err != nil {
				return err
			}
		}
		if err := note(ctx, q, noted{application: row.Application, invoice: id, at: now, what: "issued", who: said.By, detail: said.Number}); err != nil {
			return err
		}
		return lookAgain(ctx, q, id, now)
	})
}

// possible: a number of the right form that stands on no other invoice of the vendor, and a day between the application
// and today (A10).
func possible(ctx context.Context, q *query.Queries, row query.Invoice, said vendor.Issue, now time.Time) error {
	if !invoice.ValidNumber(row.Medium, said.Number) {
		return refusal.New(refusal.NumberInvalid, "number")
	}
	a, err := q.Application(ctx, row.Application)
	if err != nil {
		return missing(err, "application")
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
func (r *Register) markIssuedByVendor(ctx context.Context, q *query.Queries, row query.Invoice, said vendor.Issue) error {
	issuedAt := said.IssuedOn.At(0, 0, 0)
	due := nextDue{Promise: promise.Promise{Provisional: row.DueProvisional, CalendarVersion: row.CalendarVersion}, at: row.DueAt}
	if row.Medium == invoice.Paper {
		var err error
		if due, err = r.dueAfterIssue(ctx, q, row.Medium, issuedAt); err != nil {
			return err
		}
	}
	_, err := q.MarkIssuedByVendor(ctx, query.MarkIssuedByVendorParams{
		ID: row.ID, Sources: sources(invoice.Issued), Number: said.Number, IssuedAt: issuedAt,
		DueAt: due.at, DueProvisional: due.Provisional, CalendarVersion: due.CalendarVersion,
	})
	if err != nil {
		return fmt.Errorf("mark issued: %w", err)
	}
	return nil
}

// StoreVendorFile stores where a file is kept that a vendor handed in for an e-invoice of its own (I8). With the first one
// the invoice is complete, and its workflow is told. The same file again changes nothing.
func (r *Register) StoreVendorFile(ctx context.Context, id, vendor string, file invoice.File, who string, now time.Time) error {
	return r.change(ctx, func(q *query.Queries) error {
		row, err := q.LockInvoice(ctx, id)
		if err != nil {
			return missing(err, "invoice")
		}
		if row.Seller != vendor {
			return refusal.New(refusal.NotFound, "", "invoice")
		}
		whole, err := wholeInvoices(ctx, q, []query.Invoice{row})
		if err != nil {
			return err
		}
		if err := whole[0].Takes(file); err != nil {
			return err
		}
		if whole[0].Has(file.Format) {
			return nil
		}
		err = q.InsertInvoiceFile(ctx, query.InsertInvoiceFileParams{
			Invoice: id, Format: file.Format, Sha256: file.SHA256, Size: file.Size, Key: file.Key, Now: now,
		})
		if err != nil {
			return fmt.Errorf("store file: %w", err)
		}
		if err := note(ctx, q, noted{application: row.Application, invoice: id, at: now, what: "file_stored", who: who, detail: string(file.Format)}); err != nil {
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
	if err := keepLate(ctx, q, row.OverdueSince, message.WorkflowOfInvoice(row.ID), now); err != nil {
		return err
	}
	return lookAgain(ctx, q, row.ID, now)
}
