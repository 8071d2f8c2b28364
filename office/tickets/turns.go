package tickets

import (
	"context"
	"fmt"
	"time"

	"kaipiao/domain/actor"
	"kaipiao/domain/event"
	"kaipiao/domain/ids"
	"kaipiao/domain/life"
	"kaipiao/domain/message"
	"kaipiao/domain/promise"
	"kaipiao/domain/refusal"
	"kaipiao/domain/ticket"
	"kaipiao/office/outbox"
	"kaipiao/office/promises"
	"kaipiao/office/query"
	"kaipiao/office/read"
	"kaipiao/office/tasks"
	"kaipiao/office/trail"
	"kaipiao/office/tx"
)

// ticketPromise is until when finance acts from this moment on; nil in a state in which it owes nothing (I9).
func (o *Office) ticketPromise(ctx context.Context, q *query.Queries, status ticket.Status, now time.Time) (*promise.Promise, error) {
	if status.Turn() != ticket.FinancesTurn {
		return nil, nil
	}
	c, err := o.promises.LockCalendar(ctx, q)
	if err != nil {
		return nil, err
	}
	due := promise.Ticket(o.policy, c, now)
	return &due, promises.WarnProvisional(ctx, q, due, now)
}

// eventOfTicket is something that happened to a ticket, and to what it is about.
func eventOfTicket(row query.Ticket, what event.Name, who actor.Actor, detail string, now time.Time) event.Event {
	return event.Event{
		Application: tx.Text(row.Application), Invoice: tx.Text(row.Invoice), Ticket: row.ID, At: now, What: what, Who: who, Detail: detail,
	}
}

// turn gives a ticket another state, in which it is somebody's turn, and tells its workflow. The promise of finance counts
// anew from each of its turns.
func (o *Office) turn(ctx context.Context, q *query.Queries, row query.Ticket, status ticket.Status, why event.Event, now time.Time) error {
	due, err := o.ticketPromise(ctx, q, status, now)
	if err != nil {
		return err
	}
	turned := query.TurnTicketParams{ID: row.ID, Status: status, Sources: life.Text(ticket.Life.Sources(status)), Now: now}
	news := message.TicketTurnedNews{Status: status, Turn: int(row.Turn) + 1}
	if due != nil {
		turned.DueAt, turned.DueProvisional = &due.At, due.Provisional
		news.WarnAt, news.DueAt = promise.TicketWarning(due.At), due.At
	}
	switch done, err := q.TurnTicket(ctx, turned); {
	case err != nil:
		return fmt.Errorf("turn ticket: %w", err)
	case done == 0:
		return refusal.New(refusal.WrongState, "", ticket.Life.Words(row.Status))
	}
	if err := tasks.CloseLate(ctx, q, row.OverdueSince, message.WorkflowOfTicket(row.ID), now); err != nil {
		return err
	}
	if err := trail.Note(ctx, q, why); err != nil {
		return err
	}
	if news.Missing, err = missingOf(ctx, q, row.ID); err != nil {
		return err
	}
	return outbox.Enqueue(ctx, q, now, message.TicketTurned.To(message.WorkflowOfTicket(row.ID), news))
}

// missingOf lists what a ticket cannot be decided without.
func missingOf(ctx context.Context, q *query.Queries, id ids.Ticket) ([]ticket.MaterialType, error) {
	rows, err := q.MissingMaterials(ctx, []ids.Ticket{id})
	if err != nil {
		return nil, fmt.Errorf("read what is missing: %w", err)
	}
	types := make([]ticket.MaterialType, len(rows))
	for i, row := range rows {
		types[i] = row.Type
	}
	return types, nil
}

// Claim lets somebody of finance take a ticket; from then on nobody else of finance decides about it.
func (o *Office) Claim(ctx context.Context, id ids.Ticket, who actor.Actor, now time.Time) (ticket.Ticket, error) {
	return o.onTicket(ctx, id, func(q *query.Queries, row query.Ticket) error {
		if row.ClaimedBy == who && !row.Status.Closed() {
			return nil
		}
		if err := read.TicketOf(row).Check(ticket.Claim, who); err != nil {
			return err
		}
		if err := q.ClaimTicket(ctx, query.ClaimTicketParams{ID: id, Who: who, Now: &now}); err != nil {
			return fmt.Errorf("claim ticket: %w", err)
		}
		return trail.Note(ctx, q, eventOfTicket(row, event.TicketClaimed, who, string(id), now))
	})
}

// Unclaim puts a claimed ticket back for everybody of finance.
func (o *Office) Unclaim(ctx context.Context, id ids.Ticket, who actor.Actor, now time.Time) (ticket.Ticket, error) {
	return o.onTicket(ctx, id, func(q *query.Queries, row query.Ticket) error {
		if err := read.TicketOf(row).Check(ticket.Unclaim, who); err != nil || row.ClaimedBy.IsNobody() {
			return err
		}
		if err := q.ClaimTicket(ctx, query.ClaimTicketParams{ID: id, Who: actor.Nobody}); err != nil {
			return fmt.Errorf("unclaim ticket: %w", err)
		}
		return trail.Note(ctx, q, eventOfTicket(row, event.TicketUnclaimed, who, string(id), now))
	})
}

// AskForMaterials asks the customer for materials, also for what was handed in before and is of no use. It is the customer's
// turn until all of them are there.
func (o *Office) AskForMaterials(
	ctx context.Context, id ids.Ticket, types []ticket.MaterialType, who actor.Actor, reason string, now time.Time,
) (ticket.Ticket, error) {
	return o.onTicket(ctx, id, func(q *query.Queries, row query.Ticket) error {
		if err := read.TicketOf(row).Check(ticket.Ask, who); err != nil {
			return err
		}
		for i, asked := range types {
			if !row.Kind.Takes(asked) || !asked.AskedOfCustomer() {
				return refusal.New(refusal.MaterialUnsuitable, fmt.Sprintf("types[%d]", i), row.Kind, asked)
			}
			if err := q.NeedMaterialAnew(ctx, query.NeedMaterialAnewParams{Ticket: id, Type: asked}); err != nil {
				return fmt.Errorf("store what is needed: %w", err)
			}
		}
		if err := q.SetTicketAsk(ctx, query.SetTicketAskParams{ID: id, Because: reason}); err != nil {
			return fmt.Errorf("store the reason: %w", err)
		}
		return o.turn(ctx, q, row, ticket.AwaitsMaterials, eventOfTicket(row, event.MaterialsAskedFor, who, ticket.Listed(types)+": "+reason, now), now)
	})
}

// Confirm says that the customer agrees to its pro-forma invoice, and that finance affixes the seal (A9). The same
// call again changes nothing.
func (o *Office) Confirm(ctx context.Context, id ids.Ticket, who actor.Actor, now time.Time) (ticket.Ticket, error) {
	return o.onTicket(ctx, id, func(q *query.Queries, row query.Ticket) error {
		if row.ConfirmedAt != nil && row.Status != ticket.Refused {
			return confirmedBy(ctx, q, row, who)
		}
		if err := read.TicketOf(row).Check(ticket.Confirm, who); err != nil {
			return err
		}
		if err := q.ConfirmTicket(ctx, query.ConfirmTicketParams{ID: id, At: &now}); err != nil {
			return fmt.Errorf("confirm ticket: %w", err)
		}
		if err := q.NeedMaterialAnew(ctx, query.NeedMaterialAnewParams{Ticket: id, Type: ticket.StampedScan}); err != nil {
			return fmt.Errorf("store what is needed: %w", err)
		}
		return o.turn(ctx, q, row, ticket.Verifying, eventOfTicket(row, event.TicketConfirmed, who, string(id), now), now)
	})
}

// confirmedBy lets the same customer confirm once more; who comes second is told how the ticket stands (R3).
func confirmedBy(ctx context.Context, q *query.Queries, row query.Ticket, who actor.Actor) error {
	last, err := q.LastOfTicket(ctx, query.LastOfTicketParams{Ticket: &row.ID, What: event.TicketConfirmed})
	if err == nil && last.Who != who {
		err = refusal.New(refusal.WrongState, "", ticket.Life.Words(row.Status))
	}
	return err
}

// AskForChanges says that the customer wants its pro-forma invoice otherwise, and that finance makes another template (A9).
func (o *Office) AskForChanges(ctx context.Context, id ids.Ticket, who actor.Actor, reason string, now time.Time) (ticket.Ticket, error) {
	return o.onTicket(ctx, id, func(q *query.Queries, row query.Ticket) error {
		if err := read.TicketOf(row).Check(ticket.Changes, who); err != nil {
			return err
		}
		if err := q.SetTicketAsk(ctx, query.SetTicketAskParams{ID: id, Because: reason}); err != nil {
			return fmt.Errorf("store the reason: %w", err)
		}
		return o.turn(ctx, q, row, ticket.Open, eventOfTicket(row, event.ChangesAskedFor, who, reason, now), now)
	})
}

// onTicket locks a ticket, lets work change it, and reads the result.
func (o *Office) onTicket(ctx context.Context, id ids.Ticket, work func(*query.Queries, query.Ticket) error) (ticket.Ticket, error) {
	var changed ticket.Ticket
	err := o.tx.Change(ctx, func(q *query.Queries) error {
		row, err := q.LockTicket(ctx, id)
		if err != nil {
			return tx.Missing(err, "ticket")
		}
		if err := work(q, row); err != nil {
			return err
		}
		changed, err = read.Ticket(ctx, q, id)
		return err
	})
	return changed, err
}
