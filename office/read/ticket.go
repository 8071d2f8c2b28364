package read

import (
	"context"
	"fmt"

	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/money"
	"kaipiao/domain/promise"
	"kaipiao/domain/ticket"
	"kaipiao/office/query"
	"kaipiao/office/tx"
)

// Ticket reads one ticket with everything that belongs to it, and where its customer is told.
func Ticket(ctx context.Context, q *query.Queries, id ids.Ticket) (ticket.Ticket, error) {
	row, err := q.Ticket(ctx, id)
	if err != nil {
		return ticket.Ticket{}, tx.Missing(err, "ticket")
	}
	whole, err := Tickets(ctx, q, []query.Ticket{row})
	if err != nil {
		return ticket.Ticket{}, err
	}
	if row.Application != nil {
		a, err := q.Application(ctx, *row.Application)
		whole[0].Email = a.Email
		return whole[0], tx.Missing(err, "application")
	}
	account, err := q.Account(ctx, row.Account)
	whole[0].Email = account.Email
	return whole[0], tx.Missing(err, "account")
}

// Tickets adds materials, what is missing, records and files to tickets, with one query each however many there are.
func Tickets(ctx context.Context, q *query.Queries, rows []query.Ticket) ([]ticket.Ticket, error) {
	tickets, invoices, at := make([]ids.Ticket, len(rows)), []ids.Invoice{}, map[ids.Ticket]int{}
	whole := make([]ticket.Ticket, len(rows))
	for i, row := range rows {
		tickets[i], at[row.ID], whole[i] = row.ID, i, TicketOf(row)
		if row.Kind == ticket.Lost {
			invoices = append(invoices, *row.Invoice)
		}
	}
	if err := addProposals(ctx, q, whole); err != nil {
		return nil, err
	}
	materials, err := q.MaterialsOfTickets(ctx, tickets)
	if err != nil {
		return nil, fmt.Errorf("read materials: %w", err)
	}
	for _, row := range materials {
		of := &whole[at[row.Ticket]]
		of.Materials = append(of.Materials, MaterialOf(row))
	}
	needed, err := q.MissingMaterials(ctx, tickets)
	if err != nil {
		return nil, fmt.Errorf("read what is missing: %w", err)
	}
	for _, row := range needed {
		of := &whole[at[row.Ticket]]
		if !of.Status.Closed() {
			of.Missing = append(of.Missing, row.Type)
		}
	}
	if err := addStands(ctx, q, whole); err != nil {
		return nil, err
	}
	lines, err := q.ProformaLinesOfTickets(ctx, tickets)
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

// addProposals says which acceptances that the first of two people has proposed still hold: that much is still what is outstanding.
func addProposals(ctx context.Context, q *query.Queries, whole []ticket.Ticket) error {
	var accounts []string
	for _, t := range whole {
		if t.Proposed != nil && !t.Status.Closed() {
			accounts = append(accounts, string(t.Account))
		}
	}
	if len(accounts) == 0 {
		return nil
	}
	rows, err := q.OutstandingOfAccounts(ctx, accounts)
	if err != nil {
		return fmt.Errorf("read what is outstanding: %w", err)
	}
	owed := map[ids.Account]money.Amount{}
	for _, row := range rows {
		owed[row.Account] = row.Outstanding
	}
	for i, t := range whole {
		whole[i].ProposalStands = t.Proposed != nil && !t.Status.Closed() && owed[t.Account].Equal(t.ProposedAmount)
	}
	return nil
}

// TicketOf shows the row of a ticket, without what belongs to it.
func TicketOf(row query.Ticket) ticket.Ticket {
	found := ticket.Ticket{
		ID: row.ID, Kind: row.Kind, Account: row.Account, Application: tx.Text(row.Application), Invoice: tx.Text(row.Invoice), Address: row.Address,
		Note: row.Note, Status: row.Status, TurnNumber: int(row.Turn), ClaimedBy: row.ClaimedBy, ClaimedAt: row.ClaimedAt, AskedBecause: row.AskedBecause,
		OpenedBy: row.OpenedBy, OpenedAt: row.OpenedAt, ConfirmedAt: row.ConfirmedAt, DecidedBy: row.DecidedBy,
		DecisionReason: row.DecisionReason, DecidedAt: row.DecidedAt, Withdrawn: row.Withdrawn,
		AcceptOutstanding: row.AcceptOutstanding, OutdatedAt: row.OutdatedAt,
		Proposed: proposed(row.ProposedBy, row.ProposedAt), ProposedAmount: row.ProposedAmount,
	}
	if row.AcceptedSubject > 0 {
		found.Accepted = &row.AcceptedAmount
	}
	if row.DueAt != nil {
		found.Due = &promise.Promise{At: *row.DueAt, Provisional: row.DueProvisional}
	}
	return found
}

// MaterialOf is one material of a ticket.
func MaterialOf(row query.TicketMaterial) ticket.Material {
	return ticket.Material{
		ID: row.ID, Type: row.Type, Freight: row.Freight, AddedBy: row.AddedBy, AddedAt: row.AddedAt,
		Content: ticket.Content{ContentType: row.ContentType, SHA256: row.Sha256, Size: row.Size, Key: row.Key},
	}
}
