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
	Account ids.Account
	Status  ticket.Status
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

// List lists tickets, oldest first.
func (o *Office) List(ctx context.Context, filter Filter, page paging.Request) (paging.Page[ticket.Ticket], error) {
	var result paging.Page[ticket.Ticket]
	err := o.tx.Look(ctx, func(q *query.Queries) error {
		rows, err := q.Tickets(ctx, query.TicketsParams{
			Account: filter.Account, Status: string(filter.Status), After: ids.Ticket(page.After), PageSize: paging.Size(page),
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
