package invoices

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"kaipiao/domain/actor"
	"kaipiao/domain/application"
	"kaipiao/domain/event"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
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

// Stop ends an approved invoice before its serial is stored, or one that the provider refused for good: its
// reservation is given back (R2). It refuses with already_sent or already_issued afterwards; the same call again changes nothing.
func (o *Office) Stop(ctx context.Context, id ids.Invoice, who actor.Actor, reason string, now time.Time) error {
	return o.tx.Change(ctx, func(q *query.Queries) error {
		row, err := lock.Invoice(ctx, q, id)
		if err != nil {
			return err
		}
		return Stop(ctx, q, row, who, reason, now)
	})
}

// Stop ends a locked invoice, as Office.Stop does, in a transaction that is open already.
func Stop(ctx context.Context, q *query.Queries, row query.Invoice, who actor.Actor, reason string, now time.Time) error {
	if row.Status == invoice.Cancelled {
		return stoppedBy(ctx, q, row, who, reason)
	}
	if err := read.InvoiceOf(row).CheckCancel(who); err != nil {
		return err
	}
	return GiveUp(ctx, q, row, event.Event{What: event.Cancelled, Who: who, Detail: reason}, now)
}

// GiveUp ends a locked invoice that will not be issued: its reservation is given back, and its workflow hears of it.
func GiveUp(ctx context.Context, q *query.Queries, row query.Invoice, why event.Event, now time.Time) error {
	if err := books.UnreserveInvoice(ctx, q, row, now); err != nil {
		return err
	}
	if _, err := q.MarkCancelled(ctx, query.MarkCancelledParams{ID: row.ID, Sources: Sources(invoice.Cancelled)}); err != nil {
		return fmt.Errorf("cancel invoice: %w", err)
	}
	if _, err := sellers.EndParking(ctx, q, row.ID, now); err != nil {
		return err
	}
	if err := tasks.CloseLate(ctx, q, row.OverdueSince, row.Workflow, now); err != nil {
		return err
	}
	if err := closeRefused(ctx, q, row, why.Who, now); err != nil {
		return err
	}
	why.Application, why.Invoice, why.At = row.Application, row.ID, now
	if err := trail.Note(ctx, q, why); err != nil {
		return err
	}
	return outbox.Resume(ctx, q, row.Workflow, now)
}

// stoppedBy lets the same call pass once more; who comes second is told that it is cancelled already (R3).
func stoppedBy(ctx context.Context, q *query.Queries, row query.Invoice, who actor.Actor, reason string) error {
	last, err := q.LastOfInvoice(ctx, query.LastOfInvoiceParams{Invoice: &row.ID, What: event.Cancelled})
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return fmt.Errorf("read who cancelled it: %w", err)
	}
	if last.Who == who && last.Detail == reason {
		return nil
	}
	return refusal.New(refusal.WrongState, "", invoice.Life.Words(row.Status))
}

// ChangeAddress sends the paper of one invoice elsewhere, or that of a whole application where invoiceID is empty (R4). It
// refuses with address_fixed once the courier was ordered.
func (o *Office) ChangeAddress(
	ctx context.Context, applicationID ids.Application, invoiceID ids.Invoice, address invoice.Address, who actor.Actor, now time.Time,
) error {
	return o.tx.Change(ctx, func(q *query.Queries) error {
		return ChangeAddress(ctx, q, applicationID, invoiceID, address, who, now)
	})
}

// ChangeAddress sends paper elsewhere, as Office.ChangeAddress does, in a transaction that is open already.
func ChangeAddress(
	ctx context.Context, q *query.Queries, applicationID ids.Application, invoiceID ids.Invoice, address invoice.Address, who actor.Actor, now time.Time,
) error {
	if invoiceID != "" {
		row, err := q.LockInvoice(ctx, invoiceID)
		if err != nil {
			return tx.Missing(err, "invoice")
		}
		return ChangeInvoiceAddress(ctx, q, row, address, who, now)
	}
	row, err := q.LockApplication(ctx, applicationID)
	if err != nil {
		return tx.Missing(err, "application")
	}
	if row.Medium != invoice.Paper {
		return refusal.New(refusal.PaperOnly, "address")
	}
	if err := application.Life.Check(string(row.ID), row.Status, application.ChangeAddress, who); err != nil {
		return err
	}
	if row.Status == application.PendingApproval {
		if _, err := q.SetApplicationAddress(ctx, query.SetApplicationAddressParams{ID: row.ID, Address: &address}); err != nil {
			return fmt.Errorf("change the address: %w", err)
		}
		return trail.Note(ctx, q, event.Event{Application: row.ID, At: now, What: event.AddressChanged, Who: who})
	}
	return EachOf(ctx, q, row.ID, func(i query.Invoice) error { return ChangeInvoiceAddress(ctx, q, i, address, who, now) })
}

// EachOf does something with every invoice of an application that was not cancelled, in the order of their positions.
func EachOf(ctx context.Context, q *query.Queries, applicationID ids.Application, work func(query.Invoice) error) error {
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

// ChangeInvoiceAddress sends the paper of one locked invoice elsewhere (R4).
func ChangeInvoiceAddress(ctx context.Context, q *query.Queries, row query.Invoice, address invoice.Address, who actor.Actor, now time.Time) error {
	if err := read.InvoiceOf(row).CheckAddress(who); err != nil {
		return err
	}
	if err := q.SetInvoiceAddress(ctx, query.SetInvoiceAddressParams{ID: row.ID, Address: &address}); err != nil {
		return fmt.Errorf("change the address: %w", err)
	}
	if err := trail.Note(ctx, q, event.Event{Application: row.Application, Invoice: row.ID, At: now, What: event.AddressChanged, Who: who}); err != nil {
		return err
	}
	if row.Status != invoice.Issued && row.Status != invoice.Shipped {
		return nil
	}
	// A courier that refused the old address may take the new one.
	return outbox.Resume(ctx, q, row.Workflow, now)
}

// closeRefused closes the task of what the provider refused for good, because it was corrected or given up.
func closeRefused(ctx context.Context, q *query.Queries, row query.Invoice, who actor.Actor, now time.Time) error {
	if row.Status != invoice.Failed {
		return nil
	}
	if err := decideCorrection(ctx, q, row, replaced, who, now); err != nil {
		return err
	}
	return tasks.CloseRefused(ctx, q, row.Workflow, who, now)
}
