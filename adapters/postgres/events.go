package postgres

import (
	"context"
	"fmt"
	"time"

	"kaipiao/domain/event"
	"kaipiao/office/query"
)

// event is something that happened to an application, to one of its invoices, or to a ticket.
type noted struct {
	application string
	invoice     string
	ticket      string
	at          time.Time
	what        string
	who         string
	detail      string
}

// note writes events into the timeline, in the transaction that makes them true and after what makes them true: the database
// tells subscribers of them (O3) and names the changes of the transaction after the last one (O4).
func note(ctx context.Context, q *query.Queries, events ...noted) error {
	rows := make([]query.InsertEventsParams, len(events))
	for i, e := range events {
		rows[i] = query.InsertEventsParams{
			Application: optional(e.application), Invoice: optional(e.invoice), Ticket: optional(e.ticket), At: e.at, What: e.what, Who: e.who, Detail: e.detail,
		}
	}
	if _, err := q.InsertEvents(ctx, rows); err != nil {
		return fmt.Errorf("store events: %w", err)
	}
	return nil
}

// Timeline lists what happened to an invoice and its application, oldest first. After is the id of the last event seen.
func (r *Register) Timeline(ctx context.Context, invoiceID string, after int64, size int) ([]event.Event, error) {
	q := query.New(r.pool)
	row, err := q.Invoice(ctx, invoiceID)
	if err != nil {
		return nil, missing(err, "invoice")
	}
	rows, err := q.InvoiceTimeline(ctx, query.InvoiceTimelineParams{
		Invoice: &invoiceID, Application: &row.Application, After: after, PageSize: int32(size), //nolint:gosec // the edge allows 200 at most
	})
	if err != nil {
		return nil, missing(err, "timeline")
	}
	events := make([]event.Event, len(rows))
	for i, row := range rows {
		events[i] = eventOf(row)
	}
	return events, nil
}

func eventOf(row query.Event) event.Event {
	return event.Event{ID: row.ID, At: row.At, What: row.What, Who: row.Who, Detail: row.Detail}
}
