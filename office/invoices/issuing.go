package invoices

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"kaipiao/domain/actor"
	"kaipiao/domain/contradiction"
	"kaipiao/domain/event"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/life"
	"kaipiao/domain/message"
	"kaipiao/domain/refusal"
	"kaipiao/office/books"
	"kaipiao/office/lock"
	"kaipiao/office/outbox"
	"kaipiao/office/query"
	"kaipiao/office/read"
	"kaipiao/office/sellers"
	"kaipiao/office/tasks"
	"kaipiao/office/trail"
	"kaipiao/office/tx"
)

// BeginIssuing stores the serial of an approved invoice before anybody calls the provider (I4), or finds the one that
// was stored before. What was refunded since the invoice was applied for is left out first (I7). While the seller is in
// trouble, an invoice is parked instead and the cause returned, unless it was let go (I5). It refuses with wrong_state when
// the invoice is not to be issued (any more).
func (o *Office) BeginIssuing(ctx context.Context, id ids.Invoice, now time.Time) (invoice.Serial, invoice.Cause, error) {
	var serial invoice.Serial
	var held invoice.Cause
	err := o.tx.Change(ctx, func(q *query.Queries) error {
		row, err := lock.Invoice(ctx, q, id)
		if err != nil {
			return err
		}
		if row.Serial != nil && row.Status != invoice.Failed && row.Status != invoice.Cancelled {
			if row.NotAcceptedAt != nil {
				if held, err = o.holdUp(ctx, q, row, now); err != nil || held != invoice.NoCause {
					return err
				}
			}
			serial = *row.Serial
			return nil
		}
		if err := invoice.Life.Check(string(id), row.Status, invoice.Issue, actor.Product); err != nil {
			return err
		}
		if row.Seller != invoice.Platform {
			return contradiction.New(contradiction.VendorsInvoice, id, row.Seller)
		}
		q.Ahead(func(q *query.Queries) {
			_, _ = q.RestoreIsOpen(ctx)
			_, _ = q.SellerIsPaused(ctx, row.Seller)
			_, _ = o.holdingTrouble(ctx, q, row)
			_, _ = q.SerialGeneration(ctx, id)
			books.AnnounceReservedBy(ctx, q, id)
			announceFreezing(ctx, q, row)
		})
		if held, err = o.holdUp(ctx, q, row, now); err != nil || held != invoice.NoCause {
			return err
		}
		generation, err := q.SerialGeneration(ctx, id)
		if err != nil {
			return fmt.Errorf("read serials: %w", err)
		}
		if left, err := leaveOutRefunded(ctx, q, row, now); err != nil || !left {
			return err
		}
		serial = invoice.SerialFor(id, int(generation)+1)
		return o.storeSerial(ctx, q, row, generation+1, serial, actor.Product, now)
	})
	if err == nil && serial == "" && held == invoice.NoCause {
		err = refusal.New(refusal.WrongState, "", invoice.Life.Words(invoice.Cancelled))
	}
	return serial, held, err
}

// storeSerial stores a serial of a locked invoice, with what is printed under it (A12).
func (o *Office) storeSerial(
	ctx context.Context, q *query.Queries, row query.Invoice, generation int32, serial invoice.Serial, who actor.Actor, now time.Time,
) error {
	printed, err := documentOf(ctx, q, row)
	if err != nil {
		return err
	}
	if err := q.InsertSerial(ctx, query.InsertSerialParams{Serial: serial, Invoice: row.ID, Generation: generation, Now: now}); err != nil {
		return fmt.Errorf("store serial: %w", err)
	}
	if err := o.freeze(ctx, q, row.ID, serial, printed, now); err != nil {
		return err
	}
	if err := q.SetSerial(ctx, query.SetSerialParams{ID: row.ID, Serial: string(serial)}); err != nil {
		return fmt.Errorf("store serial: %w", err)
	}
	return trail.Note(ctx, q, event.Event{
		Application: row.Application, Invoice: row.ID, At: now, What: event.SerialStored, Who: who, Detail: string(serial),
	})
}

// Document is the legal document of a serial, as it was frozen when the serial was stored (A12): submitted again it is the same to
// the byte.
func (o *Office) Document(ctx context.Context, id ids.Invoice, serial invoice.Serial) (invoice.Document, error) {
	var document invoice.Document
	err := o.tx.Look(ctx, func(q *query.Queries) error {
		of := []ids.Invoice{id}
		q.Ahead(func(q *query.Queries) {
			_, _ = q.Invoice(ctx, id)
			_, _ = q.SerialRow(ctx, serial)
			_, _ = q.DocumentsOfInvoices(ctx, of)
		})
		row, err := q.Invoice(ctx, id)
		if err != nil {
			return tx.Missing(err, "invoice")
		}
		if stored := tx.Text((*string)(row.Serial)); stored != string(serial) {
			return contradiction.New(contradiction.SerialDiffers, id, serial, contradiction.Or(stored))
		}
		key, err := q.SerialRow(ctx, serial)
		if err != nil {
			return tx.Missing(err, "serial")
		}
		frozen, err := read.Documents(ctx, q, of)
		if err != nil {
			return err
		}
		if document = frozen[id]; document.Serial != serial {
			return contradiction.New(contradiction.SerialDiffers, id, serial, contradiction.Or(string(document.Serial)))
		}
		document.ReservedNumber = tx.Text(key.ReservedNumber)
		return nil
	})
	return document, err
}

// ReserveNumber stores the number that the provider drew for a serial, before it is used; the first one stays.
func (o *Office) ReserveNumber(ctx context.Context, serial invoice.Serial, number string) (string, error) {
	stored, err := o.tx.Reads().ReserveNumber(ctx, query.ReserveNumberParams{Serial: serial, Number: &number})
	return tx.Text(stored), tx.Missing(err, "serial")
}

// NewsOfSerial tells the invoice or the reversal of a serial to ask the provider now. Once it is decided there is nothing
// to ask.
func (o *Office) NewsOfSerial(ctx context.Context, serial invoice.Serial, now time.Time) error {
	return o.tx.Change(ctx, func(q *query.Queries) error {
		key, err := q.SerialRow(ctx, serial)
		if errors.Is(err, pgx.ErrNoRows) {
			return newsOfReversal(ctx, q, serial, now)
		}
		if err != nil {
			return tx.Missing(err, "serial")
		}
		row, err := q.Invoice(ctx, key.Invoice)
		if err != nil {
			return tx.Missing(err, "invoice")
		}
		if row.Status != invoice.Approved || row.Serial == nil || *row.Serial != serial {
			return nil
		}
		return outbox.TellNews(ctx, q, row.Workflow, now)
	})
}

func newsOfReversal(ctx context.Context, q *query.Queries, serial invoice.Serial, now time.Time) error {
	row, err := q.ReversalOfSerial(ctx, &serial)
	if err != nil {
		return tx.Missing(err, "serial")
	}
	if !row.Status.Open() {
		return nil
	}
	of, err := q.Invoice(ctx, row.Invoice)
	if err != nil {
		return tx.Missing(err, "invoice")
	}
	return outbox.TellReversals(ctx, q, of, message.Resume, message.Nothing{}, now)
}

// RecordIssued books that the legal document of a serial exists: reserved becomes invoiced. Booking it again changes
// nothing; another number for the same serial is a contradiction. It returns by when a paper invoice
// is to be shipped (I2), and nil for an e-invoice.
func (o *Office) RecordIssued(ctx context.Context, id ids.Invoice, serial invoice.Serial, number string, issuedAt, now time.Time) (*time.Time, error) {
	var shipBy *time.Time
	err := o.tx.Change(ctx, func(q *query.Queries) error {
		row, err := lock.Invoice(ctx, q, id)
		if err != nil {
			return err
		}
		due, err := o.promises.AfterIssue(ctx, q, row.Medium, issuedAt)
		if err != nil {
			return err
		}
		shipBy = due.At
		if row.Number != nil && *row.Number == number {
			return sellers.NothingHolds(ctx, q, row, now)
		}
		as := query.MarkIssuedParams{
			ID: id, Serial: &serial, Sources: Sources(invoice.Issued), Number: number, IssuedAt: issuedAt,
			DueAt: due.At, DueProvisional: due.Provisional, CalendarVersion: due.CalendarVersion,
		}
		q.Ahead(func(q *query.Queries) {
			_, _ = q.MarkIssued(ctx, as)
			_, _ = sellers.Passed(ctx, q, id, now)
			books.AnnounceReservedBy(ctx, q, id)
		})
		issued, err := q.MarkIssued(ctx, as)
		if tx.Violates(err, "one_invoice_per_number") {
			return contradiction.New(contradiction.NumberTaken, "invoice "+id, number)
		}
		if err != nil {
			return fmt.Errorf("mark issued: %w", err)
		}
		if issued == 0 {
			return differs(row, invoice.Issued, serial, number)
		}
		if _, err := sellers.Passed(ctx, q, id, now); err != nil {
			return err
		}
		if err := books.BookIssued(ctx, q, row, now); err != nil {
			return err
		}
		if err := tasks.CloseLate(ctx, q, row.OverdueSince, row.Workflow, now); err != nil {
			return err
		}
		return trail.Note(ctx, q, event.Event{Application: row.Application, Invoice: id, At: now, What: event.Issued, Who: actor.Provider, Detail: number})
	})
	return shipBy, err
}

// RecordFailed stores the provider's final refusal, and opens its task. The reservation is kept until finance decides (I4). Storing it again
// changes nothing.
func (o *Office) RecordFailed(ctx context.Context, id ids.Invoice, serial invoice.Serial, reason string, now time.Time) error {
	return o.tx.Change(ctx, func(q *query.Queries) error {
		row, err := q.LockInvoice(ctx, id)
		if err != nil {
			return tx.Missing(err, "invoice")
		}
		if row.Status == invoice.Failed || row.Status == invoice.Cancelled || tx.Text((*string)(row.Serial)) != string(serial) {
			return nil // it was stored before, and perhaps corrected or given up since
		}
		failed, err := q.MarkFailed(ctx, query.MarkFailedParams{ID: id, Serial: &serial, Sources: Sources(invoice.Failed), Failure: reason})
		if err != nil {
			return fmt.Errorf("mark failed: %w", err)
		}
		if failed == 0 {
			return differs(row, invoice.Failed, serial, "")
		}
		if _, err := sellers.Passed(ctx, q, id, now); err != nil {
			return err
		}
		if err := tasks.OpenRefused(ctx, q, row.Seller, row.Workflow, string(id), serial, now); err != nil {
			return err
		}
		return trail.Note(ctx, q, event.Event{Application: row.Application, Invoice: id, At: now, What: event.Failed, Who: actor.Provider, Detail: reason})
	})
}

// RecordWaiting stores what an approved invoice waits for, so that everybody can see it (I5).
func (o *Office) RecordWaiting(ctx context.Context, id ids.Invoice, waitingFor invoice.WaitingFor, now time.Time) error {
	return o.tx.Change(ctx, func(q *query.Queries) error {
		changed, err := q.SetWaitingFor(ctx, query.SetWaitingForParams{ID: id, WaitingFor: waitingFor, Waits: life.Text(invoice.Waits)})
		if err != nil {
			return fmt.Errorf("store what it waits for: %w", err)
		}
		over := sellers.EndParking // no answer is nobody's pass
		if waitingFor == invoice.WaitingForNothing {
			over = sellers.Passed
		}
		ended, err := over(ctx, q, id, now)
		if err != nil || (changed == 0 && !ended) || waitingFor == invoice.WaitingForNothing {
			return err
		}
		row, err := q.Invoice(ctx, id)
		if err != nil {
			return tx.Missing(err, "invoice")
		}
		return trail.Note(ctx, q, event.Event{
			Application: row.Application, Invoice: id, At: now, What: event.Waiting, Who: actor.Product, Detail: string(waitingFor),
		})
	})
}
