package invoices

import (
	"context"
	"fmt"
	"time"

	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/office/lock"
	"kaipiao/office/query"
	"kaipiao/office/tx"
)

// Submission is what is submitted under a serial.
type Submission struct {
	invoice.Document
	// GivenUp: the invoice was cancelled, or all of it was refunded, while the provider had not accepted it. Nothing is submitted (I10).
	GivenUp bool
	// Again: the provider did not accept it before, and held nothing until now.
	Again bool
}

// ToSubmit builds the document of a serial, right before it is submitted. A serial that was not accepted held nothing: what was
// refunded since is left out (I7), what was cancelled is not submitted, and from here on the serial, which stays the same, holds
// the invoice again (I10). Whoever comes first, it or a cancellation, is seen by the other.
func (o *Office) ToSubmit(ctx context.Context, id ids.Invoice, serial invoice.Serial, now time.Time) (Submission, error) {
	row, err := o.tx.Reads().Invoice(ctx, id)
	if err != nil {
		return Submission{}, tx.Missing(err, "invoice")
	}
	submission := Submission{GivenUp: row.Status == invoice.Cancelled}
	if row.NotAcceptedAt != nil && row.Status == invoice.Approved {
		if submission, err = o.holdAgain(ctx, id, now); err != nil {
			return submission, err
		}
	}
	if submission.GivenUp {
		return submission, nil
	}
	if submission.Document, err = o.Document(ctx, id, serial); err != nil {
		return submission, err
	}
	return submission, o.noteAttempt(ctx, serial, "submitted", "", now)
}

// holdAgain takes an invoice up whose serial was not accepted.
func (o *Office) holdAgain(ctx context.Context, id ids.Invoice, now time.Time) (Submission, error) {
	var submission Submission
	err := o.tx.Change(ctx, func(q *query.Queries) error {
		submission = Submission{}
		row, err := lock.Invoice(ctx, q, id)
		if err != nil {
			return err
		}
		if row.Status != invoice.Approved || row.NotAcceptedAt == nil {
			submission.GivenUp = row.Status == invoice.Cancelled
			return nil
		}
		left, err := leaveOutRefunded(ctx, q, row, now)
		if err != nil || !left {
			submission.GivenUp = err == nil
			return err
		}
		if err := freezeAnew(ctx, q, row, now); err != nil {
			return err
		}
		submission.Again = true
		if _, err := q.HoldAgain(ctx, id); err != nil {
			return fmt.Errorf("take up what was not accepted: %w", err)
		}
		return nil
	})
	return submission, err
}

// NotSubmitted notes that a serial that was not accepted was not submitted after all: nobody was asked.
func (o *Office) NotSubmitted(ctx context.Context, id ids.Invoice, now time.Time) error {
	_, err := o.tx.Reads().SetNotAccepted(ctx, query.SetNotAcceptedParams{ID: id, Now: now})
	return tx.Missing(err, "invoice")
}
