package tickets

import (
	"context"
	"fmt"
	"time"

	"kaipiao/domain/actor"
	"kaipiao/domain/application"
	"kaipiao/domain/event"
	"kaipiao/domain/invoice"
	"kaipiao/domain/message"
	"kaipiao/domain/refusal"
	"kaipiao/domain/ticket"
	"kaipiao/office/applications"
	"kaipiao/office/invoices"
	"kaipiao/office/outbox"
	"kaipiao/office/query"
	"kaipiao/office/read"
	"kaipiao/office/reversals"
	"kaipiao/office/tasks"
	"kaipiao/office/trail"
	"kaipiao/office/tx"
)

// Accept does what a ticket asks for and closes it, all of it or nothing; accepting again changes nothing. What
// cannot be done any more, and what lacks a material, is refused with the reason, and the ticket stays as it is. A paper
// that is out is taken back only when it is here again: then the ticket awaits materials (R2, V3).
func (o *Office) Accept(ctx context.Context, id string, who actor.Actor, reason string, prints Prints, now time.Time) (ticket.Ticket, error) {
	return o.decideTicket(ctx, id, func(q *query.Queries, row query.Ticket) error {
		if row.Status == ticket.Done {
			return nil
		}
		if err := checkDecidable(row, who); err != nil {
			return err
		}
		// A pro-forma invoice is the customer's to confirm, and done when the seal is on it (A9).
		if row.Kind == ticket.Proforma && row.ConfirmedAt == nil {
			return refusal.New(refusal.WrongState, "", string(row.Status))
		}
		lacking, err := lackingNow(ctx, q, row)
		if err != nil {
			return err
		}
		if len(lacking) > 0 && row.Kind == ticket.Cancel && row.Status == ticket.Open {
			return o.turn(ctx, q, row, ticket.AwaitsMaterials, eventOfTicket(row, event.OriginalAskedFor, who, row.ID, now), now)
		}
		if len(lacking) > 0 {
			return refusal.New(refusal.MaterialsMissing, "", listed(lacking))
		}
		if err := o.carryOut(ctx, q, row, who, reason, prints, now); err != nil {
			return err
		}
		return closeTicket(ctx, q, row, ending{status: ticket.Done, who: who, reason: reason}, now)
	})
}

// Refuse closes a ticket without doing what it asks for.
func (o *Office) Refuse(ctx context.Context, id string, who actor.Actor, reason string, now time.Time) (ticket.Ticket, error) {
	if reason == "" {
		return ticket.Ticket{}, refusal.New(refusal.InvalidRequest, "reason", "Tell the customer why.")
	}
	return o.onTicket(ctx, id, func(q *query.Queries, row query.Ticket) error {
		if row.Status == ticket.Refused {
			return nil
		}
		if err := checkDecidable(row, who); err != nil {
			return err
		}
		return closeTicket(ctx, q, row, ending{status: ticket.Refused, who: who, reason: reason}, now)
	})
}

// Withdraw closes a ticket that its customer takes back. Withdrawing again changes nothing.
func (o *Office) Withdraw(ctx context.Context, id string, who actor.Actor, reason string, now time.Time) (ticket.Ticket, error) {
	return o.onTicket(ctx, id, func(q *query.Queries, row query.Ticket) error {
		if row.Withdrawn {
			return nil
		}
		if row.Status.Closed() {
			return refusal.New(refusal.WrongState, "", string(row.Status))
		}
		if row.OpenedBy == actor.Product {
			return refusal.New(refusal.WrongState, "", "opened by "+row.OpenedBy.String()) // finance owes it, whatever the customer thinks (V7)
		}
		return closeTicket(ctx, q, row, ending{status: ticket.Refused, who: who, reason: reason, withdrawn: true}, now)
	})
}

// decideTicket locks the ticket's account, application and ticket, in the order in which everybody locks.
func (o *Office) decideTicket(ctx context.Context, id string, work func(*query.Queries, query.Ticket) error) (ticket.Ticket, error) {
	var decided ticket.Ticket
	err := o.tx.Change(ctx, func(q *query.Queries) error {
		row, err := q.Ticket(ctx, id)
		if err != nil {
			return tx.Missing(err, "ticket")
		}
		if _, err := q.LockAccounts(ctx, []string{row.Account}); err != nil {
			return fmt.Errorf("lock account: %w", err)
		}
		if row.Application != nil {
			if _, err := q.LockApplication(ctx, *row.Application); err != nil {
				return fmt.Errorf("lock application: %w", err)
			}
		}
		if row, err = q.LockTicket(ctx, id); err != nil {
			return fmt.Errorf("lock ticket: %w", err)
		}
		if err := work(q, row); err != nil {
			return err
		}
		decided, err = read.Ticket(ctx, q, id)
		return err
	})
	return decided, err
}

// lackingNow is what a ticket cannot be decided without, as its invoices are now: a paper may have left the house since.
func lackingNow(ctx context.Context, q *query.Queries, row query.Ticket) ([]ticket.MaterialType, error) {
	if row.Application != nil {
		err := meant(ctx, q, row, func(i query.Invoice) error {
			needs := row.Kind.Needs(i.Kind, isOut(i))
			if len(needs) > 0 && i.Seller != invoice.Platform {
				return refusal.New(refusal.IssuedByVendor, "", i.ID, i.Seller) // nobody sends us an original in vain
			}
			for _, needed := range needs {
				if err := q.NeedMaterial(ctx, query.NeedMaterialParams{Ticket: row.ID, Type: needed}); err != nil {
					return fmt.Errorf("store what is needed: %w", err)
				}
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return missingOf(ctx, q, row.ID)
}

// isOut reports whether a paper has left the house, or is about to: then its original has to come back.
func isOut(i query.Invoice) bool {
	return i.Status == invoice.Shipped || i.Status == invoice.Delivered || (i.Status == invoice.Issued && i.CourierOrderedAt != nil)
}

// meant does something with the invoices that a ticket means.
func meant(ctx context.Context, q *query.Queries, row query.Ticket, work func(query.Invoice) error) error {
	if row.Invoice == nil {
		return invoices.EachOf(ctx, q, *row.Application, work)
	}
	i, err := q.LockInvoice(ctx, *row.Invoice)
	if err != nil {
		return tx.Missing(err, "invoice")
	}
	return work(i)
}

// carryOut does what a ticket asks for.
func (o *Office) carryOut(ctx context.Context, q *query.Queries, row query.Ticket, who actor.Actor, reason string, prints Prints, now time.Time) error {
	switch row.Kind {
	case ticket.ChangeAddress:
		return invoices.ChangeAddress(ctx, q, *row.Application, tx.Text(row.Invoice), *row.Address, who, now)
	case ticket.Cancel:
		return cancelAnyhow(ctx, q, row, who, reason, now)
	case ticket.Void:
		return meant(ctx, q, row, func(i query.Invoice) error {
			_, err := reversals.Start(ctx, q, i, reversals.Order{Reason: invoice.RedError, By: who}, now)
			return err
		})
	case ticket.Lost:
		return o.copyStub(ctx, q, row, prints, now)
	default:
		return nil // finance has done it, or said all there is to say (V5)
	}
}

// cancelAnyhow takes an application or an invoice back, however far it is: pending, on its way, or issued (R2).
func cancelAnyhow(ctx context.Context, q *query.Queries, row query.Ticket, who actor.Actor, reason string, now time.Time) error {
	a, err := q.Application(ctx, *row.Application)
	if err != nil {
		return tx.Missing(err, "application")
	}
	if a.Status == application.PendingApproval {
		if err := applications.CloseAndTell(ctx, q, a, application.Cancelled, who, reason, now); err != nil {
			return err
		}
		return applications.GiveBack(ctx, q, a, event.Event{What: event.Cancelled, Who: who, Detail: reason}, now)
	}
	return meant(ctx, q, row, func(i query.Invoice) error {
		switch {
		case i.Status == invoice.Voided || i.Status == invoice.RedIssued:
			return nil // undone already
		case i.Status.CanBecome(invoice.RedIssued):
			_, err := reversals.Start(ctx, q, i, reversals.Order{Reason: invoice.RedError, By: who}, now)
			return err
		default:
			return invoices.Stop(ctx, q, i, who, reason, now)
		}
	})
}

// ending is how a ticket is closed.
type ending struct {
	status    ticket.Status
	who       actor.Actor
	reason    string
	withdrawn bool
}

func closeTicket(ctx context.Context, q *query.Queries, row query.Ticket, how ending, now time.Time) error {
	_, err := q.DecideTicket(ctx, query.DecideTicketParams{
		ID: row.ID, Status: how.status, Who: how.who, Reason: how.reason, Withdrawn: how.withdrawn, Now: &now,
	})
	if err != nil {
		return fmt.Errorf("decide ticket: %w", err)
	}
	if err := tasks.CloseLate(ctx, q, row.OverdueSince, message.WorkflowOfTicket(row.ID), now); err != nil {
		return err
	}
	if how.status == ticket.Refused {
		if err := q.GiveUpProforma(ctx, row.ID); err != nil {
			return fmt.Errorf("give up the pro-forma invoice: %w", err)
		}
	}
	if err := trail.Note(ctx, q, eventOfTicket(row, event.OfTicketClosed(how.status, how.withdrawn), how.who, row.ID+" "+how.reason, now)); err != nil {
		return err
	}
	news := message.TicketDecidedNews{Status: how.status, Withdrawn: how.withdrawn}
	return outbox.Enqueue(ctx, q, now, message.TicketDecided.To(message.WorkflowOfTicket(row.ID), news))
}
