package trail

import (
	"context"
	"fmt"

	"kaipiao/domain/event"
	"kaipiao/domain/ids"
	"kaipiao/office/query"
	"kaipiao/office/tx"
)

// Note writes events into the timeline, in the transaction that makes them true and after what makes them true: the database
// tells subscribers of them (O3) and names the changes of the transaction after the last one (O4). Nothing else writes them, and what is
// not in the catalogue is refused: a fault of ours, which undoes the transaction. With an event goes the mail that the register owes
// because of it.
func Note(ctx context.Context, q *query.Queries, events ...event.Event) error {
	var rows query.InsertEventsParams
	for _, e := range events {
		if err := e.Check(); err != nil {
			return err
		}
		rows.Applications = append(rows.Applications, string(e.Application))
		rows.Invoices = append(rows.Invoices, string(e.Invoice))
		rows.Tickets = append(rows.Tickets, string(e.Ticket))
		rows.Ats = append(rows.Ats, e.At)
		rows.Whats = append(rows.Whats, string(e.What))
		rows.Whos = append(rows.Whos, e.Who.String())
		rows.Details = append(rows.Details, e.Detail)
		owe(&rows, e)
	}
	if err := q.InsertEvents(ctx, rows); err != nil {
		return fmt.Errorf("store events: %w", err)
	}
	return nil
}

// NoteOnce is Note for what happens to an invoice once. The caller has locked the invoice, so that two of them cannot both be the first.
func NoteOnce(ctx context.Context, q *query.Queries, e event.Event) error {
	before, err := q.HasHappened(ctx, query.HasHappenedParams{Invoice: string(e.Invoice), What: e.What, Detail: e.Detail})
	if err != nil {
		return fmt.Errorf("look for an event: %w", err)
	}
	if before {
		return nil
	}
	return Note(ctx, q, e)
}

// owe adds the mail that is owed because of an event, if there is one; each kind of event once.
func owe(rows *query.InsertEventsParams, e event.Event) {
	entry, _ := event.Find(e.What)
	of := event.SubjectOf(e.Invoice, e.Ticket)
	about, owed := entry.Owes[of]
	if !owed {
		return
	}
	for i := range rows.MailedWhats {
		if rows.MailedWhats[i] == string(e.What) && rows.MailedOf[i] == string(of) {
			return
		}
	}
	rows.MailedWhats, rows.MailedOf = append(rows.MailedWhats, string(e.What)), append(rows.MailedOf, string(of))
	rows.Mails = append(rows.Mails, string(about))
}

// Timeline lists what happened to an invoice and its application, oldest first. After is the id of the last event seen.
func (o *Office) Timeline(ctx context.Context, invoiceID ids.Invoice, after int64, size int) ([]event.Event, error) {
	q := o.tx.Reads()
	row, err := q.Invoice(ctx, invoiceID)
	if err != nil {
		return nil, tx.Missing(err, "invoice")
	}
	rows, err := q.InvoiceTimeline(ctx, query.InvoiceTimelineParams{
		Invoice: &invoiceID, Application: &row.Application, After: after, PageSize: int32(size), //nolint:gosec // the edge allows 200 at most
	})
	if err != nil {
		return nil, tx.Missing(err, "timeline")
	}
	events := make([]event.Event, len(rows))
	for i, row := range rows {
		events[i] = EventOf(row)
	}
	return events, nil
}

// OfApplication lists what happened to an application and its invoices, oldest first. After is the id of the last event seen.
func (o *Office) OfApplication(ctx context.Context, id ids.Application, after int64, size int) ([]event.Event, error) {
	rows, err := o.tx.Reads().ApplicationTimeline(ctx, query.ApplicationTimelineParams{
		Application: &id, After: after, PageSize: int32(size), //nolint:gosec // the edge allows 200 at most
	})
	if err != nil {
		return nil, tx.Missing(err, "timeline")
	}
	events := make([]event.Event, len(rows))
	for i, row := range rows {
		events[i] = EventOf(row)
	}
	return events, nil
}

// EventOf is an event as it was stored.
func EventOf(row query.Event) event.Event {
	return event.Event{ID: row.ID, At: row.At, What: row.What, Who: row.Who, Detail: row.Detail}
}
