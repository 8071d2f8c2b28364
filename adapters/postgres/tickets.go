package postgres

import (
	"context"
	"fmt"

	"kaipiao/domain/event"
	"kaipiao/domain/invoice"
	"kaipiao/domain/promise"
	"kaipiao/domain/ticket"
	"kaipiao/office/paging"
	"kaipiao/office/query"
	"kaipiao/office/tickets"
)

// Ticket reads one ticket; it refuses with not_found.
func (r *Register) Ticket(ctx context.Context, id string) (ticket.Ticket, error) {
	var found ticket.Ticket
	err := r.look(ctx, func(q *query.Queries) (err error) {
		found, err = readTicket(ctx, q, id)
		return err
	})
	return found, err
}

// Tickets lists tickets, oldest first.
func (r *Register) Tickets(ctx context.Context, filter tickets.Filter, page paging.Request) (paging.Page[ticket.Ticket], error) {
	var result paging.Page[ticket.Ticket]
	err := r.look(ctx, func(q *query.Queries) error {
		rows, err := q.Tickets(ctx, query.TicketsParams{
			Account: filter.Account, Status: string(filter.Status), After: page.After, PageSize: pageSize(page),
		})
		if err != nil {
			return missing(err, "tickets")
		}
		whole, err := wholeTickets(ctx, q, rows)
		if err != nil {
			return err
		}
		result = pageOf(whole, page, func(t ticket.Ticket) ticket.Ticket { return t }, func(t ticket.Ticket) string { return t.ID })
		return nil
	})
	return result, err
}

// TicketTimeline lists what happened to a ticket, oldest first. After is the id of the last event seen.
func (r *Register) TicketTimeline(ctx context.Context, id string, after int64, size int) ([]event.Event, error) {
	rows, err := query.New(r.pool).TicketTimeline(ctx, query.TicketTimelineParams{
		Ticket: &id, After: after, PageSize: int32(size), //nolint:gosec // the edge allows 200 at most
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

// readTicket reads one ticket with everything that belongs to it, and where its customer is told.
func readTicket(ctx context.Context, q *query.Queries, id string) (ticket.Ticket, error) {
	row, err := q.Ticket(ctx, id)
	if err != nil {
		return ticket.Ticket{}, missing(err, "ticket")
	}
	whole, err := wholeTickets(ctx, q, []query.Ticket{row})
	if err != nil {
		return ticket.Ticket{}, err
	}
	if row.Application != nil {
		a, err := q.Application(ctx, *row.Application)
		whole[0].Email = a.Email
		return whole[0], missing(err, "application")
	}
	account, err := q.Account(ctx, row.Account)
	whole[0].Email = account.Email
	return whole[0], missing(err, "account")
}

// wholeTickets adds materials, what is missing, records and files to tickets, with one query each however many there are.
func wholeTickets(ctx context.Context, q *query.Queries, rows []query.Ticket) ([]ticket.Ticket, error) {
	ids, invoices, at := make([]string, len(rows)), []string{}, map[string]int{}
	whole := make([]ticket.Ticket, len(rows))
	for i, row := range rows {
		ids[i], at[row.ID], whole[i] = row.ID, i, ticketOf(row)
		if row.Kind == ticket.Lost {
			invoices = append(invoices, *row.Invoice)
		}
	}
	materials, err := q.MaterialsOfTickets(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("read materials: %w", err)
	}
	for _, row := range materials {
		of := &whole[at[row.Ticket]]
		of.Materials = append(of.Materials, materialOf(row))
	}
	needed, err := q.MissingMaterials(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("read what is missing: %w", err)
	}
	for _, row := range needed {
		of := &whole[at[row.Ticket]]
		if !of.Status.Closed() {
			of.Missing = append(of.Missing, row.Type)
		}
	}
	lines, err := q.ProformaLinesOfTickets(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("read pro-forma invoices: %w", err)
	}
	for _, row := range lines {
		of := &whole[at[row.Ticket]]
		of.Consumptions = append(of.Consumptions, row.Consumption)
	}
	files, err := q.FilesOfInvoices(ctx, invoices)
	if err != nil {
		return nil, fmt.Errorf("read files: %w", err)
	}
	for _, file := range files {
		for i := range whole {
			if whole[i].Kind == ticket.Lost && whole[i].Invoice == file.Invoice {
				whole[i].Files = append(whole[i].Files, invoice.File{Format: file.Format, SHA256: file.Sha256, Size: file.Size, Key: file.Key})
			}
		}
	}
	return whole, nil
}

func ticketOf(row query.Ticket) ticket.Ticket {
	found := ticket.Ticket{
		ID: row.ID, Kind: row.Kind, Account: row.Account, Application: text(row.Application), Invoice: text(row.Invoice), Address: row.Address,
		Note: row.Note, Status: row.Status, TurnNumber: int(row.Turn), ClaimedBy: row.ClaimedBy, AskedBecause: row.AskedBecause,
		OpenedBy: row.OpenedBy, OpenedAt: row.OpenedAt, ConfirmedAt: row.ConfirmedAt, DecidedBy: row.DecidedBy,
		DecisionReason: row.DecisionReason, DecidedAt: row.DecidedAt, Withdrawn: row.Withdrawn,
	}
	if row.DueAt != nil {
		found.Due = &promise.Promise{At: *row.DueAt, Provisional: row.DueProvisional}
	}
	return found
}

func materialOf(row query.TicketMaterial) ticket.Material {
	return ticket.Material{
		ID: row.ID, Type: row.Type, Freight: row.Freight, AddedBy: row.AddedBy, AddedAt: row.AddedAt,
		Content: ticket.Content{ContentType: row.ContentType, SHA256: row.Sha256, Size: row.Size, Key: row.Key},
	}
}
