package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"kaipiao/domain/application"
	"kaipiao/domain/invoice"
	"kaipiao/domain/ledger"
	"kaipiao/domain/message"
	"kaipiao/domain/refusal"
	"kaipiao/office/query"
	"kaipiao/office/read"
)

// StopInvoice ends an approved invoice before its serial is stored, or one that the provider refused for good: its
// reservation is given back (R2). It refuses with already_sent or already_issued afterwards; stopping again changes nothing.
func (r *Register) StopInvoice(ctx context.Context, id, who, reason string, now time.Time) error {
	return r.change(ctx, func(q *query.Queries) error {
		row, err := lockForLedger(ctx, q, id)
		if err != nil {
			return err
		}
		return stopInvoice(ctx, q, row, who, reason, now)
	})
}

func stopInvoice(ctx context.Context, q *query.Queries, row query.Invoice, who, reason string, now time.Time) error {
	switch {
	case row.Status == invoice.Cancelled:
		return nil
	case row.Status == invoice.Approved && row.Serial != nil:
		return refusal.New(refusal.AlreadySent, "", row.ID)
	case !row.Status.CanBecome(invoice.Cancelled):
		return refusal.New(refusal.AlreadyIssued, "", row.ID)
	}
	if err := giveBackInvoice(ctx, q, row, now); err != nil {
		return err
	}
	if _, err := q.MarkCancelled(ctx, query.MarkCancelledParams{ID: row.ID, Sources: sources(invoice.Cancelled)}); err != nil {
		return fmt.Errorf("cancel invoice: %w", err)
	}
	if err := keepLate(ctx, q, row.OverdueSince, message.WorkflowOfInvoice(row.ID), now); err != nil {
		return err
	}
	if err := note(ctx, q, noted{application: row.Application, invoice: row.ID, at: now, what: "cancelled", who: who, detail: reason}); err != nil {
		return err
	}
	return lookAgain(ctx, q, row.ID, now)
}

// giveBackInvoice gives back what an invoice reserves; what was refunded meanwhile clears that debt instead (L9).
func giveBackInvoice(ctx context.Context, q *query.Queries, row query.Invoice, now time.Time) error {
	takes, outstanding, err := reservedBy(ctx, q, row.ID)
	if err != nil {
		return err
	}
	rest, refunded := ledger.LeaveOut(takes, outstanding)
	var entries []ledger.Entry
	give := func(to ledger.Bucket, takes []ledger.Take) {
		for _, take := range takes {
			entries = append(entries, ledger.Entry{
				Account: row.Account, Seller: row.Seller, TaxCode: take.TaxCode, FromConsumption: take.Consumption, From: ledger.Reserved,
				ToConsumption: take.Consumption, To: to, Amount: take.Amount, Application: row.Application, Invoice: row.ID, At: now,
			})
		}
	}
	give(ledger.Outstanding, refunded)
	give(ledger.Free, rest)
	return post(ctx, q, entries)
}

// ChangeAddress sends the paper of one invoice elsewhere, or that of a whole application where invoiceID is empty (R4). It
// refuses with address_fixed once the courier was ordered.
func (r *Register) ChangeAddress(ctx context.Context, applicationID, invoiceID string, address invoice.Address, who string, now time.Time) error {
	return r.change(ctx, func(q *query.Queries) error {
		return changeAddress(ctx, q, applicationID, invoiceID, address, who, now)
	})
}

func changeAddress(ctx context.Context, q *query.Queries, applicationID, invoiceID string, address invoice.Address, who string, now time.Time) error {
	if invoiceID != "" {
		row, err := q.LockInvoice(ctx, invoiceID)
		if err != nil {
			return missing(err, "invoice")
		}
		return changeInvoiceAddress(ctx, q, row, address, who, now)
	}
	row, err := q.LockApplication(ctx, applicationID)
	if err != nil {
		return missing(err, "application")
	}
	if row.Medium != invoice.Paper {
		return refusal.New(refusal.PaperOnly, "address")
	}
	switch row.Status {
	case application.PendingApproval:
		if _, err := q.SetApplicationAddress(ctx, query.SetApplicationAddressParams{ID: row.ID, Address: &address}); err != nil {
			return fmt.Errorf("change the address: %w", err)
		}
		return note(ctx, q, noted{application: row.ID, at: now, what: "address_changed", who: who})
	case application.Approved:
		return eachOf(ctx, q, row.ID, func(i query.Invoice) error { return changeInvoiceAddress(ctx, q, i, address, who, now) })
	default:
		return refusal.New(refusal.WrongState, "", string(row.Status))
	}
}

// eachOf does something with every invoice of an application that was not cancelled, in the order of their positions.
func eachOf(ctx context.Context, q *query.Queries, applicationID string, work func(query.Invoice) error) error {
	rows, err := q.InvoicesOfApplication(ctx, applicationID)
	if err != nil {
		return fmt.Errorf("read invoices: %w", err)
	}
	for _, row := range rows {
		if row, err = q.LockInvoice(ctx, row.ID); err != nil {
			return fmt.Errorf("lock invoice: %w", err)
		}
		if row.Status == invoice.Cancelled {
			continue
		}
		if err := work(row); err != nil {
			return err
		}
	}
	return nil
}

func changeInvoiceAddress(ctx context.Context, q *query.Queries, row query.Invoice, address invoice.Address, who string, now time.Time) error {
	if row.Medium != invoice.Paper {
		return refusal.New(refusal.PaperOnly, "address")
	}
	changed, err := q.SetInvoiceAddress(ctx, query.SetInvoiceAddressParams{ID: row.ID, Address: &address})
	if err != nil {
		return fmt.Errorf("change the address: %w", err)
	}
	if changed == 0 && (row.CourierOrderedAt != nil || row.Status == invoice.Shipped) {
		return refusal.New(refusal.AddressFixed, "", row.ID)
	}
	if changed == 0 {
		return refusal.New(refusal.WrongState, "", string(row.Status))
	}
	if err := note(ctx, q, noted{application: row.Application, invoice: row.ID, at: now, what: "address_changed", who: who}); err != nil {
		return err
	}
	if row.Status != invoice.Issued && row.Status != invoice.Shipped {
		return nil
	}
	// A courier that refused the old address may take the new one.
	return lookAgain(ctx, q, row.ID, now)
}

// FixAddress notes that the courier is about to be asked for an invoice's parcel, so that the address stays as it is, and
// returns the invoice as it is then. It refuses what is being undone, or is so already: that stays in the house (V3).
func (r *Register) FixAddress(ctx context.Context, id string, now time.Time) (read.Invoice, error) {
	err := r.change(ctx, func(q *query.Queries) error {
		row, err := q.LockInvoice(ctx, id)
		if err != nil {
			return missing(err, "invoice")
		}
		if _, err := toBeSent(ctx, q, row); err != nil {
			return err
		}
		if err := q.FixAddress(ctx, query.FixAddressParams{ID: id, Now: &now}); err != nil {
			return fmt.Errorf("fix the address: %w", err)
		}
		return nil
	})
	if err != nil {
		return read.Invoice{}, err
	}
	return r.Invoice(ctx, id)
}

// UnfixAddress notes that the courier refused the parcel for good: another address may help.
func (r *Register) UnfixAddress(ctx context.Context, id string) error {
	return query.New(r.pool).UnfixAddress(ctx, id)
}

// Correct gives an invoice that the provider refused for good the buyer's data as they should be; it is issued anew under
// the serial of the next generation (I4).
func (r *Register) Correct(ctx context.Context, id string, buyer invoice.Party, who string, now time.Time) error {
	return r.change(ctx, func(q *query.Queries) error {
		row, err := q.LockInvoice(ctx, id)
		if err != nil {
			return missing(err, "invoice")
		}
		if row.Status != invoice.Failed {
			return refusal.New(refusal.WrongState, "", string(row.Status))
		}
		if _, err := q.CorrectInvoice(ctx, query.CorrectInvoiceParams{ID: id, Buyer: &buyer, Sources: []string{string(invoice.Failed)}}); err != nil {
			return fmt.Errorf("correct invoice: %w", err)
		}
		if err := note(ctx, q, noted{application: row.Application, invoice: id, at: now, what: "corrected", who: who, detail: row.Failure}); err != nil {
			return err
		}
		return lookAgain(ctx, q, id, now)
	})
}

// lookAgain tells an invoice's workflow that what held it up was seen to.
func lookAgain(ctx context.Context, q *query.Queries, id string, now time.Time) error {
	payload, err := json.Marshal(message.Resume{})
	if err != nil {
		return err
	}
	return enqueue(ctx, q, query.InsertOutboxParams{
		WorkflowID: message.WorkflowOfInvoice(id), Kind: message.SignalWorkflow, Signal: message.ResumeSignal, Payload: payload, Now: now,
	})
}
