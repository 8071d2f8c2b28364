package postgres

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"kaipiao/adapters/postgres/query"
	"kaipiao/domain/application"
	"kaipiao/domain/invoice"
	"kaipiao/domain/refusal"
	"kaipiao/domain/register"
)

// OpenTicket takes a ticket in, with the message that starts its workflow. The same key and request answer with the same
// ticket; what cannot come true any more is refused at once.
func (r *Register) OpenTicket(ctx context.Context, request register.TicketRequest, now time.Time) (register.Ticket, error) {
	var opened register.Ticket
	err := r.change(ctx, func(q *query.Queries) error {
		if _, err := q.LockAccounts(ctx, []string{request.Account}); err != nil {
			return fmt.Errorf("lock account: %w", err)
		}
		known, err := q.IdempotencyKey(ctx, query.IdempotencyKeyParams{Account: request.Account, Key: request.Key})
		switch {
		case err == nil && (known.Ticket == nil || !bytes.Equal(known.Request, request.Fingerprint)):
			return refusal.New(refusal.IdempotencyKeyReused, "Idempotency-Key")
		case err == nil:
			opened, err = readTicket(ctx, q, *known.Ticket)
			return err
		case !errors.Is(err, pgx.ErrNoRows):
			return fmt.Errorf("read idempotency key: %w", err)
		}
		a, err := q.Application(ctx, request.Application)
		if err != nil {
			return missing(err, "application")
		}
		if err := openable(a, request.Ticket); err != nil {
			return err
		}
		if err := r.storeTicket(ctx, q, request, now); err != nil {
			return err
		}
		opened, err = readTicket(ctx, q, request.ID)
		return err
	})
	return opened, err
}

// openable: there is something to be taken back, or a paper to be sent.
func openable(a query.Application, t register.Ticket) error {
	switch {
	case a.Status != invoice.PendingApproval && a.Status != invoice.ApplicationApproved:
		return refusal.New(refusal.WrongState, "", string(a.Status))
	case t.Kind == register.ChangeAddressTicket && a.Medium != invoice.Paper:
		return refusal.New(refusal.PaperOnly, "address")
	default:
		return nil
	}
}

func (r *Register) storeTicket(ctx context.Context, q *query.Queries, request register.TicketRequest, now time.Time) error {
	c, err := r.promising(ctx, q)
	if err != nil {
		return err
	}
	due := application.TicketPromise(r.policy, c, now)
	if err := warnProvisional(ctx, q, due, now); err != nil {
		return err
	}
	err = q.InsertTicket(ctx, query.InsertTicketParams{
		ID: request.ID, Kind: request.Kind, Account: request.Account, Application: request.Application, Invoice: optional(request.Invoice),
		Address: request.Address, Note: request.Note, DueAt: due.At, DueProvisional: due.Provisional, OpenedBy: request.OpenedBy, Now: now,
	})
	if err != nil {
		return fmt.Errorf("store ticket: %w", err)
	}
	if request.Key != "" { // one that the product opens by itself has none
		err = q.InsertIdempotencyKey(ctx, query.InsertIdempotencyKeyParams{
			Account: request.Account, Key: request.Key, Request: request.Fingerprint, Ticket: &request.ID, Now: now,
		})
		if err != nil {
			return fmt.Errorf("store idempotency key: %w", err)
		}
	}
	err = note(ctx, q, event{
		application: request.Application, invoice: request.Invoice, at: now, what: "ticket_opened", who: request.OpenedBy,
		detail: string(request.Kind) + " " + request.ID,
	})
	if err != nil {
		return err
	}
	payload, err := json.Marshal(register.TicketStart{
		Ticket: request.ID, Kind: request.Kind, Account: request.Account, Application: request.Application,
		WarnAt: application.TicketWarning(due.At), DueAt: due.At,
	})
	if err != nil {
		return err
	}
	return enqueue(ctx, q, query.InsertOutboxParams{WorkflowID: "ticket/" + request.ID, Kind: outboxTicket, Payload: payload, Now: now})
}

// AcceptTicket does what a ticket asks for and closes it, all of it or nothing; accepting again changes nothing. What
// cannot be done any more is refused with the reason, and the ticket stays open. A paper that was shipped is taken back
// only when it is here again: then the ticket awaits materials (R2).
func (r *Register) AcceptTicket(ctx context.Context, id, who, reason string, now time.Time) (register.Ticket, error) {
	return r.decideTicket(ctx, id, func(q *query.Queries, row query.Ticket) error {
		if row.Status == register.TicketDone {
			return nil
		}
		if row.Status.Closed() {
			return refusal.New(refusal.WrongState, "", string(row.Status))
		}
		if row.Kind == register.CancelTicket {
			out, err := paperIsOut(ctx, q, row)
			if err != nil {
				return err
			}
			if out {
				return awaitMaterials(ctx, q, row, who, now)
			}
		}
		if err := r.carryOut(ctx, q, row, who, reason, now); err != nil {
			return err
		}
		return closeTicket(ctx, q, row, register.TicketDone, who, reason, now)
	})
}

// RefuseTicket closes a ticket without doing what it asks for.
func (r *Register) RefuseTicket(ctx context.Context, id, who, reason string, now time.Time) (register.Ticket, error) {
	return r.decideTicket(ctx, id, func(q *query.Queries, row query.Ticket) error {
		if row.Status == register.TicketRefused {
			return nil
		}
		if row.Status.Closed() {
			return refusal.New(refusal.WrongState, "", string(row.Status))
		}
		return closeTicket(ctx, q, row, register.TicketRefused, who, reason, now)
	})
}

// decideTicket locks the ticket's account, application and ticket, in the order in which everybody locks.
func (r *Register) decideTicket(ctx context.Context, id string, work func(*query.Queries, query.Ticket) error) (register.Ticket, error) {
	var decided register.Ticket
	err := r.change(ctx, func(q *query.Queries) error {
		row, err := q.Ticket(ctx, id)
		if err != nil {
			return missing(err, "ticket")
		}
		if _, err := q.LockAccounts(ctx, []string{row.Account}); err != nil {
			return fmt.Errorf("lock account: %w", err)
		}
		if _, err := q.LockApplication(ctx, row.Application); err != nil {
			return fmt.Errorf("lock application: %w", err)
		}
		if row, err = q.LockTicket(ctx, id); err != nil {
			return fmt.Errorf("lock ticket: %w", err)
		}
		if err := work(q, row); err != nil {
			return err
		}
		decided, err = readTicket(ctx, q, id)
		return err
	})
	return decided, err
}

// carryOut does what a ticket asks for.
func (r *Register) carryOut(ctx context.Context, q *query.Queries, row query.Ticket, who, reason string, now time.Time) error {
	if row.Kind == register.OtherTicket {
		return nil // people have seen to it
	}
	if row.Kind == register.ChangeAddressTicket {
		return changeAddress(ctx, q, row.Application, text(row.Invoice), *row.Address, who, now)
	}
	a, err := q.Application(ctx, row.Application)
	if err != nil {
		return missing(err, "application")
	}
	if a.Status == invoice.PendingApproval {
		if err := closeAndTell(ctx, q, a, invoice.ApplicationCancelled, who, reason, now); err != nil {
			return err
		}
		return giveBack(ctx, q, a, event{what: "cancelled", who: who, detail: reason}, now)
	}
	return meant(ctx, q, row, func(i query.Invoice) error { return stopInvoice(ctx, q, i, who, reason, now) })
}

// meant does something with the invoices that a ticket means.
func meant(ctx context.Context, q *query.Queries, row query.Ticket, work func(query.Invoice) error) error {
	if row.Invoice == nil {
		return eachOf(ctx, q, row.Application, work)
	}
	i, err := q.LockInvoice(ctx, *row.Invoice)
	if err != nil {
		return missing(err, "invoice")
	}
	return work(i)
}

// paperIsOut reports whether any of the papers that are meant was shipped.
func paperIsOut(ctx context.Context, q *query.Queries, row query.Ticket) (out bool, err error) {
	err = meant(ctx, q, row, func(i query.Invoice) error {
		out = out || i.Status == invoice.Shipped || i.Status == invoice.Delivered
		return nil
	})
	return out, err
}

func awaitMaterials(ctx context.Context, q *query.Queries, row query.Ticket, who string, now time.Time) error {
	changed, err := q.AwaitMaterials(ctx, row.ID)
	if err != nil || changed == 0 {
		return err
	}
	return note(ctx, q, event{application: row.Application, invoice: text(row.Invoice), at: now, what: "original_asked_for", who: who, detail: row.ID})
}

func closeTicket(ctx context.Context, q *query.Queries, row query.Ticket, status register.TicketStatus, who, reason string, now time.Time) error {
	_, err := q.DecideTicket(ctx, query.DecideTicketParams{ID: row.ID, Status: status, Who: who, Reason: reason, Now: &now})
	if err != nil {
		return fmt.Errorf("decide ticket: %w", err)
	}
	if err := keepLate(ctx, q, row.OverdueSince, "ticket/"+row.ID, now); err != nil {
		return err
	}
	err = note(ctx, q, event{
		application: row.Application, invoice: text(row.Invoice), at: now, what: "ticket_" + string(status), who: who, detail: row.ID + " " + reason,
	})
	if err != nil {
		return err
	}
	payload, err := json.Marshal(register.TicketDecided{Status: status})
	if err != nil {
		return err
	}
	return enqueue(ctx, q, query.InsertOutboxParams{
		WorkflowID: "ticket/" + row.ID, Kind: outboxSignal, Signal: register.TicketDecidedSignal, Payload: payload, Now: now,
	})
}

// Ticket reads one ticket; it refuses with not_found.
func (r *Register) Ticket(ctx context.Context, id string) (register.Ticket, error) {
	return readTicket(ctx, query.New(r.pool), id)
}

// Tickets lists tickets, oldest first.
func (r *Register) Tickets(ctx context.Context, filter register.TicketFilter, page register.PageRequest) (register.Page[register.Ticket], error) {
	rows, err := query.New(r.pool).Tickets(ctx, query.TicketsParams{
		Account: filter.Account, Status: string(filter.Status), After: page.After, PageSize: pageSize(page),
	})
	if err != nil {
		return register.Page[register.Ticket]{}, missing(err, "tickets")
	}
	return pageOf(rows, page, ticketOf, func(row query.Ticket) string { return row.ID }), nil
}

func readTicket(ctx context.Context, q *query.Queries, id string) (register.Ticket, error) {
	row, err := q.Ticket(ctx, id)
	return ticketOf(row), missing(err, "ticket")
}

func ticketOf(row query.Ticket) register.Ticket {
	return register.Ticket{
		ID: row.ID, Kind: row.Kind, Account: row.Account, Application: row.Application, Invoice: text(row.Invoice), Address: row.Address,
		Note: row.Note, Status: row.Status, Due: application.Promise{At: row.DueAt, Provisional: row.DueProvisional},
		OpenedBy: row.OpenedBy, OpenedAt: row.OpenedAt, DecidedBy: row.DecidedBy, DecisionReason: row.DecisionReason, DecidedAt: row.DecidedAt,
	}
}
