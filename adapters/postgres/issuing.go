package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"kaipiao/domain/actor"
	"kaipiao/domain/invoice"
	"kaipiao/domain/ledger"
	"kaipiao/domain/message"
	"kaipiao/domain/promise"
	"kaipiao/domain/refusal"
	"kaipiao/office/query"

	"github.com/jackc/pgx/v5"
)

// BeginIssuing stores the serial of an approved invoice before anybody calls the provider (I4), or finds the one that
// was stored before. What was refunded since the invoice was applied for is left out first (I7). While the seller is in
// trouble, an invoice is parked instead and the cause returned, unless it was let go (I5). It refuses with wrong_state when
// the invoice is not to be issued (any more).
func (r *Register) BeginIssuing(ctx context.Context, id string, now time.Time) (invoice.Serial, invoice.Cause, error) {
	var serial invoice.Serial
	var held invoice.Cause
	err := r.change(ctx, func(q *query.Queries) error {
		row, err := lockForLedger(ctx, q, id)
		if err != nil {
			return err
		}
		if row.Serial != nil && row.Status != invoice.Failed {
			serial = *row.Serial
			return nil
		}
		if row.Status != invoice.Approved {
			return refusal.New(refusal.WrongState, "", string(row.Status))
		}
		if row.Seller != invoice.Platform {
			return fmt.Errorf("invoice %s is the vendor %s's to issue; our tax provider must not be asked for it (I8)", id, row.Seller)
		}
		if held, err = r.holdUp(ctx, q, row, now); err != nil || held != invoice.NoCause {
			return err
		}
		if left, err := leaveOutRefunded(ctx, q, row, now); err != nil || !left {
			return err
		}
		generation, err := q.SerialGeneration(ctx, id)
		if err != nil {
			return fmt.Errorf("read serials: %w", err)
		}
		serial = invoice.SerialFor(id, int(generation)+1)
		if err := q.InsertSerial(ctx, query.InsertSerialParams{Serial: serial, Invoice: id, Generation: generation + 1, Now: now}); err != nil {
			return fmt.Errorf("store serial: %w", err)
		}
		if _, err := q.SetSerial(ctx, query.SetSerialParams{ID: id, Serial: string(serial)}); err != nil {
			return fmt.Errorf("store serial: %w", err)
		}
		return note(ctx, q, noted{application: row.Application, invoice: id, at: now, what: "serial_stored", who: actor.Product, detail: string(serial)})
	})
	if err == nil && serial == "" && held == invoice.NoCause {
		err = refusal.New(refusal.WrongState, "", string(invoice.Cancelled))
	}
	return serial, held, err
}

// holdUp parks an invoice whose seller is in trouble already, without asking the provider once more (I5). Where smaller
// invoices may go first, each tries once whether it fits into the quota.
func (r *Register) holdUp(ctx context.Context, q *query.Queries, row query.Invoice, now time.Time) (invoice.Cause, error) {
	if row.ReleasedAt != nil {
		return invoice.NoCause, nil
	}
	kinds := []string{string(invoice.SessionExpired), string(invoice.ProviderDown)}
	if !r.policy.Issue.SmallerFirst {
		kinds = append(kinds, string(invoice.QuotaExhausted))
	}
	trouble, err := q.HoldingTrouble(ctx, query.HoldingTroubleParams{Seller: row.Seller, Kinds: kinds})
	if err != nil || trouble == "" {
		return invoice.NoCause, err
	}
	return invoice.Cause(trouble), park(ctx, q, row, invoice.Cause(trouble), now)
}

// Document builds the legal document of a serial.
func (r *Register) Document(ctx context.Context, id string, serial invoice.Serial) (invoice.Document, error) {
	var document invoice.Document
	err := r.look(ctx, func(q *query.Queries) error {
		row, err := q.Invoice(ctx, id)
		if err != nil {
			return missing(err, "invoice")
		}
		if row.Serial == nil || *row.Serial != serial {
			return refusal.New(refusal.NotFound, "", "serial")
		}
		key, err := q.SerialRow(ctx, serial)
		if err != nil {
			return missing(err, "serial")
		}
		whole, err := wholeInvoices(ctx, q, []query.Invoice{row})
		if err != nil {
			return err
		}
		i := whole[0]
		document = invoice.Document{
			Serial: serial, ReservedNumber: text(key.ReservedNumber), Kind: i.Kind, Medium: i.Medium, Seller: r.policy.Seller, Buyer: i.Buyer,
			Lines: i.Lines, TaxRate: i.TaxRate, Net: i.Net, Tax: i.Tax, Gross: i.Amount, Remark: i.Remark,
		}
		return nil
	})
	return document, err
}

// ReserveNumber stores the number that the provider drew for a serial, before it is used; the first one stays.
func (r *Register) ReserveNumber(ctx context.Context, serial invoice.Serial, number string) (string, error) {
	stored, err := query.New(r.pool).ReserveNumber(ctx, query.ReserveNumberParams{Serial: serial, Number: &number})
	return text(stored), missing(err, "serial")
}

// NewsOfSerial tells the invoice or the reversal of a serial to ask the provider now. Once it is decided there is nothing
// to ask.
func (r *Register) NewsOfSerial(ctx context.Context, serial invoice.Serial, now time.Time) error {
	return r.change(ctx, func(q *query.Queries) error {
		key, err := q.SerialRow(ctx, serial)
		if errors.Is(err, pgx.ErrNoRows) {
			return newsOfReversal(ctx, q, serial, now)
		}
		if err != nil {
			return missing(err, "serial")
		}
		row, err := q.Invoice(ctx, key.Invoice)
		if err != nil {
			return missing(err, "invoice")
		}
		if row.Status != invoice.Approved || row.Serial == nil || *row.Serial != serial {
			return nil
		}
		return lookAgain(ctx, q, row.ID, now)
	})
}

func newsOfReversal(ctx context.Context, q *query.Queries, serial invoice.Serial, now time.Time) error {
	row, err := q.ReversalOfSerial(ctx, &serial)
	if err != nil {
		return missing(err, "serial")
	}
	if !row.Status.Open() {
		return nil
	}
	of, err := q.Invoice(ctx, row.Invoice)
	if err != nil {
		return missing(err, "invoice")
	}
	return tellReversal(ctx, q, of, message.ResumeSignal, message.Resume{}, now)
}

// RecordIssued books that the legal document of a serial exists: reserved becomes invoiced. Booking it again changes
// nothing; another number for the same serial is an error that somebody has to look at. It returns by when a paper invoice
// is to be shipped (I2), and nil for an e-invoice.
func (r *Register) RecordIssued(ctx context.Context, id string, serial invoice.Serial, number string, issuedAt, now time.Time) (*time.Time, error) {
	var shipBy *time.Time
	err := r.change(ctx, func(q *query.Queries) error {
		row, err := lockForLedger(ctx, q, id)
		if err != nil {
			return err
		}
		due, err := r.dueAfterIssue(ctx, q, row.Medium, issuedAt)
		if err != nil {
			return err
		}
		shipBy = due.at
		if row.Number != nil && *row.Number == number {
			return nil
		}
		issued, err := q.MarkIssued(ctx, query.MarkIssuedParams{
			ID: id, Serial: &serial, Sources: sources(invoice.Issued), Number: number, IssuedAt: issuedAt,
			DueAt: due.at, DueProvisional: due.Provisional, CalendarVersion: due.CalendarVersion,
		})
		if err != nil {
			return fmt.Errorf("mark issued: %w", err)
		}
		if issued == 0 {
			return fmt.Errorf("invoice %s is %s with number %q and serial %s; the provider says number %s for serial %s",
				id, row.Status, text(row.Number), text((*string)(row.Serial)), number, serial)
		}
		if err := bookIssued(ctx, q, row, now); err != nil {
			return err
		}
		if err := keepLate(ctx, q, row.OverdueSince, message.WorkflowOfInvoice(id), now); err != nil {
			return err
		}
		return note(ctx, q, noted{application: row.Application, invoice: id, at: now, what: "issued", who: "provider", detail: number})
	})
	return shipBy, err
}

type nextDue struct {
	promise.Promise
	at *time.Time
}

// dueAfterIssue: paper is shipped within some days of issue (I2); nothing more is promised for an e-invoice.
func (r *Register) dueAfterIssue(ctx context.Context, q *query.Queries, medium invoice.Medium, issuedAt time.Time) (nextDue, error) {
	if medium != invoice.Paper {
		return nextDue{}, nil
	}
	c, err := r.promising(ctx, q)
	promise := promise.Ship(r.policy, c, issuedAt)
	return nextDue{Promise: promise, at: &promise.At}, err
}

// bookIssued moves what the invoice reserves to invoiced.
func bookIssued(ctx context.Context, q *query.Queries, row query.Invoice, now time.Time) error {
	takes, _, err := reservedBy(ctx, q, row.ID)
	if err != nil {
		return err
	}
	entries := make([]ledger.Entry, len(takes))
	for i, take := range takes {
		entries[i] = ledger.Entry{
			Account: row.Account, Seller: row.Seller, TaxCode: take.TaxCode, FromConsumption: take.Consumption, From: ledger.Reserved,
			ToConsumption: take.Consumption, To: ledger.Invoiced, Amount: take.Amount, Application: row.Application, Invoice: row.ID, At: now,
		}
	}
	return post(ctx, q, entries)
}

// lockForLedger locks the invoice's account, then the invoice: the order in which everybody locks.
func lockForLedger(ctx context.Context, q *query.Queries, id string) (query.Invoice, error) {
	row, err := q.Invoice(ctx, id)
	if err != nil {
		return row, missing(err, "invoice")
	}
	if _, err := q.LockAccounts(ctx, []string{row.Account}); err != nil {
		return row, fmt.Errorf("lock account: %w", err)
	}
	row, err = q.LockInvoice(ctx, id)
	return row, missing(err, "invoice")
}

// RecordFailed stores the provider's final refusal. The reservation is kept until finance decides (I4).
func (r *Register) RecordFailed(ctx context.Context, id string, serial invoice.Serial, reason string, now time.Time) error {
	return r.change(ctx, func(q *query.Queries) error {
		failed, err := q.MarkFailed(ctx, query.MarkFailedParams{ID: id, Serial: &serial, Sources: sources(invoice.Failed), Failure: reason})
		if err != nil || failed == 0 {
			return err
		}
		row, err := q.Invoice(ctx, id)
		if err != nil {
			return missing(err, "invoice")
		}
		return note(ctx, q, noted{application: row.Application, invoice: id, at: now, what: "failed", who: "provider", detail: reason})
	})
}

// RecordWaiting stores what an approved invoice waits for, so that everybody can see it (I5).
func (r *Register) RecordWaiting(ctx context.Context, id string, waitingFor invoice.WaitingFor, now time.Time) error {
	return r.change(ctx, func(q *query.Queries) error {
		changed, err := q.SetWaitingFor(ctx, query.SetWaitingForParams{ID: id, WaitingFor: waitingFor})
		if err != nil || changed == 0 || waitingFor == invoice.WaitingForNothing {
			return err
		}
		row, err := q.Invoice(ctx, id)
		if err != nil {
			return missing(err, "invoice")
		}
		return note(ctx, q, noted{application: row.Application, invoice: id, at: now, what: "waiting", who: actor.Product, detail: string(waitingFor)})
	})
}

// RecordFile stores where a file of an issued invoice is kept (I6); the first one of a format stays.
func (r *Register) RecordFile(ctx context.Context, id string, file invoice.File, now time.Time) error {
	return query.New(r.pool).InsertInvoiceFile(ctx, query.InsertInvoiceFileParams{
		Invoice: id, Format: file.Format, Sha256: file.SHA256, Size: file.Size, Key: file.Key, Now: now,
	})
}
