package activities

import (
	"context"

	"kaipiao/domain/ids"
	"kaipiao/domain/message"
	"kaipiao/domain/promise"
	"kaipiao/domain/ticket"
)

// TicketStanding is where a ticket stands, as a run of its workflow learns it when it begins.
type TicketStanding struct {
	Kind        ticket.Kind               `json:"kind"`
	Application ids.Application           `json:"application,omitempty"`
	Now         message.TicketTurnedNews  `json:"now"`
	Decided     message.TicketDecidedNews `json:"decided,omitzero"`
}

// TakeUpTicket says whose turn it is with a ticket, or how it was decided.
func (r *Register) TakeUpTicket(ctx context.Context, id ids.Ticket) (TicketStanding, error) {
	t, err := r.Office.Tickets.Ticket(ctx, id)
	if err != nil {
		return TicketStanding{}, stepFailure(err)
	}
	standing := TicketStanding{
		Kind: t.Kind, Application: t.Application, Now: message.TicketTurnedNews{Status: t.Status, Turn: t.TurnNumber, Missing: t.Missing},
	}
	if t.Due != nil {
		standing.Now.DueAt, standing.Now.WarnAt = t.Due.At, promise.TicketWarning(t.Due.At)
	}
	if t.Status.Closed() {
		standing.Decided = message.TicketDecidedNews{Status: t.Status, Withdrawn: t.Withdrawn}
	}
	return standing, nil
}
