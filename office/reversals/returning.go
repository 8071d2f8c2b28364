package reversals

import (
	"context"
	"fmt"
	"time"

	"kaipiao/domain/actor"
	"kaipiao/domain/contradiction"
	"kaipiao/domain/event"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/life"
	"kaipiao/domain/message"
	"kaipiao/domain/reversal"
	"kaipiao/domain/task"
	"kaipiao/office/applications"
	"kaipiao/office/books"
	"kaipiao/office/invoices"
	"kaipiao/office/lock"
	"kaipiao/office/outbox"
	"kaipiao/office/query"
	"kaipiao/office/read"
	"kaipiao/office/sellers"
	"kaipiao/office/tasks"
	"kaipiao/office/trail"
	"kaipiao/office/tx"
)

// Asked is since when and until when the buyer may confirm a red-letter form (V1), and how many of the mails about it were handed over.
type Asked struct {
	Since     time.Time
	ConfirmBy time.Time
	Reminded  int
}

// NoteForm stores the bureau's number of the form of a serial, unless one is stored.
func (o *Office) NoteForm(ctx context.Context, serial invoice.Serial, number string) error {
	return o.tx.Change(ctx, func(q *query.Queries) error {
		return q.NoteForm(ctx, query.NoteFormParams{Serial: &serial, FormNumber: &number})
	})
}

// RecordAwaitingBuyer stores that the buyer has to confirm the red-letter form, and returns until when (V1). Storing it
// again changes nothing.
func (o *Office) RecordAwaitingBuyer(ctx context.Context, id ids.Reversal, now time.Time) (Asked, error) {
	var stands Asked
	err := o.tx.Change(ctx, func(q *query.Queries) error {
		row, of, err := lock.Reversal(ctx, q, id)
		if err != nil {
			return err
		}
		if row.ConfirmBy != nil && row.AskedAt != nil {
			stands = Asked{Since: row.AskedAt.UTC(), ConfirmBy: row.ConfirmBy.UTC(), Reminded: int(row.Reminded)}
			return nil
		}
		stands = Asked{Since: now, ConfirmBy: now.Add(o.policy.Red.ConfirmWithin.Std())}
		asked, err := q.AwaitBuyer(ctx, query.AwaitBuyerParams{
			ID: id, Now: now, ConfirmBy: stands.ConfirmBy, Sources: life.Text(reversal.Life.Sources(reversal.AwaitsBuyer)),
		})
		if err != nil {
			return fmt.Errorf("store reversal: %w", err)
		}
		if asked == 0 {
			return differs(row, reversal.AwaitsBuyer, "")
		}
		if err := sellers.PassedByReversal(ctx, q, id, now); err != nil {
			return err
		}
		return trail.Note(ctx, q, event.Event{
			Application: of.Application, Invoice: of.ID, At: now, What: event.RedAwaitsBuyer, Who: actor.Provider, Detail: string(id),
		})
	})
	return stands, err
}

// RecordReminded stores that the customer was mailed that the buyer has to confirm: the first time with 0, then by each reminder.
func (o *Office) RecordReminded(ctx context.Context, id ids.Reversal, reminder int) error {
	mails := int32(reminder) + 1 //nolint:gosec // a small number
	if err := o.tx.Reads().RecordReminded(ctx, query.RecordRemindedParams{ID: id, Mails: mails}); err != nil {
		return fmt.Errorf("store that the customer is reminded: %w", err)
	}
	return nil
}

// RecordReversed books that an invoice is undone at the provider, wholly or in part: its amounts return to the ledger in
// the moment in which the red document exists, and not before (V4, L9). A void has no number. Booking it again changes
// nothing.
func (o *Office) RecordReversed(ctx context.Context, id ids.Reversal, number string, issuedAt *time.Time, now time.Time) error {
	return o.tx.Change(ctx, func(q *query.Queries) error {
		_, _, err := recordReversed(ctx, q, id, number, issuedAt, now)
		return err
	})
}

// recordReversed books it, and reports whether it was not booked before.
func recordReversed(
	ctx context.Context, q *query.Queries, id ids.Reversal, number string, issuedAt *time.Time, now time.Time,
) (of query.Invoice, booked bool, err error) {
	row, of, err := lock.Reversal(ctx, q, id)
	if err != nil || (row.Status == reversal.Done && tx.Text(row.Number) == number) {
		return of, false, err
	}
	ended, err := q.EndReversal(ctx, query.EndReversalParams{
		ID: id, Status: reversal.Done, Sources: life.Text(reversal.Life.Sources(reversal.Done)), Number: tx.Optional(number), IssuedAt: issuedAt, Now: now,
	})
	if tx.Violates(err, "reversals_number_key") {
		return of, false, contradiction.New(contradiction.NumberTaken, "reversal "+id, number)
	}
	if err != nil {
		return of, false, fmt.Errorf("store reversal: %w", err)
	}
	if ended == 0 {
		return of, false, differs(row, reversal.Done, number)
	}
	if err := closed(ctx, q, row, of, now); err != nil {
		return of, false, err
	}
	lines, err := namedLines(ctx, q, row)
	if err != nil {
		return of, false, err
	}
	if err := books.BookReturn(ctx, q, of, lines, now); err != nil {
		return of, false, err
	}
	return of, true, markReversed(ctx, q, row, of, number, now)
}

// closed ends what waits because of a reversal: it is parked no more, and finance need not answer the buyer's form any more.
func closed(ctx context.Context, q *query.Queries, row query.Reversal, of query.Invoice, now time.Time) error {
	if err := sellers.PassedByReversal(ctx, q, row.ID, now); err != nil || row.Origin != reversal.ByBuyer {
		return err
	}
	return tasks.CloseMatter(ctx, q, task.BuyersForm, message.WorkflowOfReversals(of.ID), actor.Product, now)
}

// namedLines are the lines of a reversal with the products and tax codes of the invoice's.
func namedLines(ctx context.Context, q *query.Queries, row query.Reversal) ([]invoice.Line, error) {
	rows, err := q.InvoiceLines(ctx, row.Invoice)
	if err != nil {
		return nil, fmt.Errorf("read invoice lines: %w", err)
	}
	undone, err := q.LinesOfReversals(ctx, []ids.Reversal{row.ID})
	if err != nil {
		return nil, fmt.Errorf("read lines of the reversal: %w", err)
	}
	var lines []invoice.Line
	for _, u := range undone {
		for _, named := range rows {
			if named.Line == u.Line {
				line := read.LineOf(named)
				line.Net, line.Tax, line.Gross = u.Net, u.Tax, u.Gross
				lines = append(lines, line)
			}
		}
	}
	return lines, nil
}

// markReversed gives the invoice its state: voided, red-issued, or partly so. Whoever is about to ship it is told.
func markReversed(ctx context.Context, q *query.Queries, row query.Reversal, of query.Invoice, number string, now time.Time) error {
	left, err := linesLeft(ctx, q, of.ID)
	if err != nil {
		return err
	}
	next := invoice.RedIssued
	switch {
	case row.Kind == reversal.Void:
		next = invoice.Voided
	case len(left) > 0:
		next = invoice.PartlyRedIssued
	}
	waits, err := sellers.EndParkingButForFiles(ctx, q, of.ID, now)
	if err != nil {
		return err
	}
	marked, err := q.MarkReversed(ctx, query.MarkReversedParams{ID: of.ID, Status: next, Waits: waits, Sources: invoices.Sources(next)})
	if err != nil {
		return fmt.Errorf("mark reversed: %w", err)
	}
	if marked == 0 {
		return contradiction.New(contradiction.NotReversible, of.ID, row.ID, of.Status)
	}
	if err := tasks.CloseLate(ctx, q, of.OverdueSince, of.Workflow, now); err != nil {
		return err
	}
	if err := tasks.CloseLate(ctx, q, row.OverdueSince, message.WorkflowOfReversals(of.ID), now); err != nil {
		return err
	}
	who := actor.Provider
	if row.Origin == reversal.ByVendor {
		who = row.RequestedBy
	}
	err = trail.Note(ctx, q, event.Event{Application: of.Application, Invoice: of.ID, At: now, What: event.OfReversed(next), Who: who, Detail: number})
	if err != nil {
		return err
	}
	if err := applications.EndTakenBack(ctx, q, of.Application, now); err != nil || of.Medium != invoice.Paper || of.Status == invoice.Delivered {
		return err
	}
	return outbox.Enqueue(ctx, q, now, message.Reversed.To(of.Workflow, message.Nothing{}))
}

// RecordNotReversed stores that nothing came of a reversal: denied, lapsed, withdrawn or refused. The invoice stays valid
// and its amounts stay invoiced. What the bureau does not void (any more) is red-issued instead (V3): its original is here.
func (o *Office) RecordNotReversed(ctx context.Context, id ids.Reversal, status reversal.Status, why string, now time.Time) error {
	return o.tx.Change(ctx, func(q *query.Queries) error {
		row, of, err := lock.Reversal(ctx, q, id)
		if err != nil || row.Status == status {
			return err
		}
		if !row.Status.Open() {
			return differs(row, status, "")
		}
		if _, err := q.EndReversal(ctx, query.EndReversalParams{
			ID: id, Status: status, Sources: life.Text(reversal.Life.Sources(status)), Why: why, Now: now,
		}); err != nil {
			return fmt.Errorf("store reversal: %w", err)
		}
		if err := closed(ctx, q, row, of, now); err != nil {
			return err
		}
		if err := tasks.CloseLate(ctx, q, row.OverdueSince, message.WorkflowOfReversals(of.ID), now); err != nil {
			return err
		}
		err = trail.Note(ctx, q, event.Event{
			Application: of.Application, Invoice: of.ID, At: now, What: event.OfReversalInVain(row.Kind, status), Who: actor.Provider, Detail: why,
		})
		switch {
		case err != nil:
			return err
		case row.Kind == reversal.Void && status == reversal.Refused:
			_, err = Start(ctx, q, of, Order{Reason: row.Reason, By: row.RequestedBy}, now)
			return err
		case status == reversal.Refused && row.Serial != nil:
			if err := tasks.OpenRefused(ctx, q, of.Seller, message.WorkflowOfReversals(of.ID), string(id), *row.Serial, now); err != nil {
				return err
			}
			return shipAfterAll(ctx, q, of, now)
		default:
			return shipAfterAll(ctx, q, of, now)
		}
	})
}

// shipAfterAll tells the workflow of a paper that it may be shipped, because nothing came of undoing it.
func shipAfterAll(ctx context.Context, q *query.Queries, of query.Invoice, now time.Time) error {
	if of.Medium != invoice.Paper || of.Status == invoice.Delivered {
		return nil
	}
	return outbox.Resume(ctx, q, of.Workflow, now)
}

// RecordReversalFiles stores where files of an invoice's red document are kept (I6); the first one of a format stays. With the last of them it is told,
// once, that all are there.
func (o *Office) RecordReversalFiles(ctx context.Context, id ids.Reversal, of ids.Invoice, files []invoice.File, all bool, now time.Time) error {
	kept := read.KeptRedFiles(id, now, files...)
	if len(files) == 0 && !all {
		return nil
	}
	if !all {
		return o.tx.Reads().InsertReversalFiles(ctx, kept)
	}
	return o.tx.Change(ctx, func(q *query.Queries) error {
		row, err := q.LockInvoice(ctx, of)
		if err != nil {
			return tx.Missing(err, "invoice")
		}
		if err := q.InsertReversalFiles(ctx, kept); err != nil {
			return err
		}
		return trail.NoteOnce(ctx, q, event.Event{
			Application: row.Application, Invoice: of, At: now, What: event.RedFilesReady, Who: actor.Product, Detail: string(id),
		})
	})
}
