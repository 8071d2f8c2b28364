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
	"kaipiao/domain/refusal"
	"kaipiao/domain/secondperson"
	"kaipiao/domain/ticket"
	"kaipiao/office/applications"
	"kaipiao/office/invoices"
	"kaipiao/office/outbox"
	"kaipiao/office/query"
	"kaipiao/office/read"
	"kaipiao/office/tasks"
	"kaipiao/office/trail"
	"kaipiao/office/tx"
)

// Accept does what a ticket asks for and closes it, all of it or nothing; the same call again changes nothing. What
// cannot be done any more, and what lacks a material, is refused with the reason, and the ticket stays as it is. A paper
// that is out is taken back only when it is here again: then the ticket awaits materials (R2, V3).
// What is outstanding is accepted by two people: the first call of one of them proposes it (L13).
func (o *Office) Accept(
	ctx context.Context, id ids.Ticket, by secondperson.Clerk, reason string, prints Prints, now time.Time,
) (ticket.Ticket, error) {
	who := by.Actor
	return o.decideTicket(ctx, id, func(q *query.Queries, row query.Ticket) error {
		if row.Status == ticket.Done {
			return repeated(row, who, reason)
		}
		t := read.TicketOf(row)
		err := checkOpen(row, ticket.Accept, who)
		if err != nil {
			return err
		}
		if t.Missing, err = lackingNow(ctx, q, row); err != nil {
			return err
		}
		if t.AsksForOriginal() {
			return o.turn(ctx, q, row, ticket.AwaitsMaterials, eventOfTicket(row, event.OriginalAskedFor, who, string(row.ID), now), now)
		}
		if err := t.CheckMaterials(); err != nil {
			return err
		}
		if proposed, err := proposeAcceptance(ctx, q, row, by, now); err != nil || proposed {
			return err
		}
		if err := deeds[row.Kind.Row().Deed](ctx, o, q, row, acceptance{who, reason, prints, now}); err != nil {
			return err
		}
		if err := closeTicket(ctx, q, row, ending{status: ticket.Done, who: who, reason: reason}, now); err != nil || row.Application == nil {
			return err
		}
		return applications.EndTakenBack(ctx, q, *row.Application, now)
	})
}

// Refuse closes a ticket without doing what it asks for.
func (o *Office) Refuse(ctx context.Context, id ids.Ticket, who actor.Actor, reason string, now time.Time) (ticket.Ticket, error) {
	if reason == "" {
		return ticket.Ticket{}, refusal.BadInput("reason", "Tell the customer why.", "请填写告知客户的原因。")
	}
	return o.onTicket(ctx, id, func(q *query.Queries, row query.Ticket) error {
		if row.Status == ticket.Refused && !row.Withdrawn {
			return repeated(row, who, reason)
		}
		if err := checkOpen(row, ticket.Refuse, who); err != nil {
			return err
		}
		return closeTicket(ctx, q, row, ending{status: ticket.Refused, who: who, reason: reason}, now)
	})
}

// Withdraw closes a ticket that its customer takes back. The same call again changes nothing.
func (o *Office) Withdraw(ctx context.Context, id ids.Ticket, who actor.Actor, reason string, now time.Time) (ticket.Ticket, error) {
	return o.onTicket(ctx, id, func(q *query.Queries, row query.Ticket) error {
		if row.Withdrawn {
			return repeated(row, who, reason)
		}
		if err := checkOpen(row, ticket.Withdraw, who); err != nil {
			return err
		}
		return closeTicket(ctx, q, row, ending{status: ticket.Refused, who: who, reason: reason, withdrawn: true}, now)
	})
}

// repeated lets the same call pass once more: the same one decides the same for the same reason. Anybody else comes second, and is
// told what was decided (R3).
func repeated(row query.Ticket, who actor.Actor, reason string) error {
	if row.DecidedBy == who && row.DecisionReason == reason {
		return nil
	}
	return refusal.New(refusal.WrongState, "", decided(row))
}

// checkOpen refuses a decision about a ticket that is decided already, with what was decided, or that is not this one's to make.
func checkOpen(row query.Ticket, do life.Action, who actor.Actor) error {
	if row.Status.Closed() {
		return refusal.New(refusal.WrongState, "", decided(row))
	}
	return read.TicketOf(row).Check(do, who)
}

// decided says in words how a ticket ended.
func decided(row query.Ticket) refusal.Words {
	switch {
	case row.Withdrawn:
		return refusal.Words{English: "withdrawn by the customer", Chinese: "客户已撤回"}
	case row.Status == ticket.Refused:
		return refusal.Decided(ticket.Life.Words(row.Status), row.DecisionReason)
	default:
		return ticket.Life.Words(row.Status)
	}
}

// decideTicket locks the ticket's account, application and ticket, in the order in which everybody locks.
func (o *Office) decideTicket(ctx context.Context, id ids.Ticket, work func(*query.Queries, query.Ticket) error) (ticket.Ticket, error) {
	var decided ticket.Ticket
	err := o.tx.Change(ctx, func(q *query.Queries) error {
		row, err := q.Ticket(ctx, id)
		if err != nil {
			return tx.Missing(err, "ticket")
		}
		if _, err := q.LockAccounts(ctx, []ids.Account{row.Account}); err != nil {
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
			stand := read.StandOf(row.Kind, i)
			if err := stand.CheckSeller(); err != nil {
				return err
			}
			for _, needed := range stand.Needs {
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

// ending is how a ticket is closed.
type ending struct {
	status    ticket.Status
	who       actor.Actor
	reason    string
	withdrawn bool
}

func closeTicket(ctx context.Context, q *query.Queries, row query.Ticket, how ending, now time.Time) error {
	decided, err := q.DecideTicket(ctx, query.DecideTicketParams{
		ID: row.ID, Status: how.status, Sources: life.Text(ticket.Life.Sources(how.status)), Who: how.who, Reason: how.reason,
		Withdrawn: how.withdrawn, Now: &now,
	})
	if err != nil {
		return fmt.Errorf("decide ticket: %w", err)
	}
	if decided == 0 {
		return refusal.New(refusal.WrongState, "", ticket.Life.Words(row.Status))
	}
	if err := tasks.CloseLate(ctx, q, row.OverdueSince, message.WorkflowOfTicket(row.ID), now); err != nil {
		return err
	}
	if how.status == ticket.Refused {
		if err := q.GiveUpProforma(ctx, row.ID); err != nil {
			return fmt.Errorf("give up the pro-forma invoice: %w", err)
		}
	}
	if err := trail.Note(ctx, q, eventOfTicket(row, event.OfTicketClosed(how.status, how.withdrawn), how.who, string(row.ID)+" "+how.reason, now)); err != nil {
		return err
	}
	news := message.TicketDecidedNews{Status: how.status, Withdrawn: how.withdrawn}
	return outbox.Enqueue(ctx, q, now, message.TicketDecided.To(message.WorkflowOfTicket(row.ID), news))
}
