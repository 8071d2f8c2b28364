package tickets

import (
	"context"

	"kaipiao/domain/event"
	"kaipiao/domain/ids"
	"kaipiao/domain/ticket"
	"kaipiao/office/paging"
	"kaipiao/office/query"
	"kaipiao/office/read"
	"kaipiao/office/trail"
	"kaipiao/office/tx"
)

// Filter narrows the list of tickets; zero values do not narrow.
type Filter struct {
	// OnlyOf: a customer sees its own account's, whatever else is asked for.
	OnlyOf  ids.Account
	Account ids.Account
	Status  ticket.Status
	Kind    ticket.Kind
	// Number is that of an invoice that a ticket concerns.
	Number string
	// Opened: those that were opened then, in that order.
	Opened paging.Span
}

// Ticket reads one ticket; it refuses with not_found.
func (o *Office) Ticket(ctx context.Context, id ids.Ticket) (ticket.Ticket, error) {
	var found ticket.Ticket
	err := o.tx.Look(ctx, func(q *query.Queries) (err error) {
		found, err = read.Ticket(ctx, q, id)
		return err
	})
	return found, err
}

// List lists tickets: oldest first, or as they were opened where the list is narrowed to a time.
func (o *Office) List(ctx context.Context, filter Filter, page paging.Request) (paging.Page[ticket.Ticket], error) {
	var result paging.Page[ticket.Ticket]
	err := o.tx.Look(ctx, func(q *query.Queries) error {
		if err := q.PlanForWhatIsAsked(ctx); err != nil {
			return tx.Missing(err, "tickets")
		}
		rows, err := q.Tickets(ctx, query.TicketsParams{
			OwnAccount: string(filter.OnlyOf), Account: string(filter.Account), Status: string(filter.Status), Kind: string(filter.Kind),
			Number: filter.Number, From: filter.Opened.From, Until: filter.Opened.Until, ByDay: filter.Opened.Given(),
			After: page.After, PageSize: paging.Size(page),
		})
		if err != nil {
			return tx.Missing(err, "tickets")
		}
		whole, err := read.Tickets(ctx, q, rows)
		if err != nil {
			return err
		}
		result = paging.Of(whole, page, func(t ticket.Ticket) ticket.Ticket { return t }, func(t ticket.Ticket) ids.Ticket { return t.ID })
		return nil
	})
	return result, err
}

// Timeline lists what happened to a ticket, oldest first. After is the id of the last event seen.
func (o *Office) Timeline(ctx context.Context, id ids.Ticket, after int64, size int) ([]event.Event, error) {
	rows, err := o.tx.Reads().TicketTimeline(ctx, query.TicketTimelineParams{
		Ticket: &id, After: after, PageSize: int32(size), //nolint:gosec // the edge allows 200 at most
	})
	if err != nil {
		return nil, tx.Missing(err, "timeline")
	}
	events := make([]event.Event, len(rows))
	for i, row := range rows {
		events[i] = trail.EventOf(row)
	}
	return events, nil
}
