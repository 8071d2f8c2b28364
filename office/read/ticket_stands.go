package read

import (
	"context"
	"fmt"
	"slices"

	"kaipiao/domain/actor"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/reversal"
	"kaipiao/domain/ticket"
	"kaipiao/office/query"
)

// addStands adds to open tickets how the invoices that they mean stand now.
func addStands(ctx context.Context, q *query.Queries, whole []ticket.Ticket) error {
	var tickets []ids.Ticket
	at := map[ids.Ticket]int{}
	for i, t := range whole {
		if !t.Status.Closed() && t.Application != "" && t.Kind.Row().Deed != ticket.Nothing {
			tickets, at[t.ID] = append(tickets, t.ID), i
		}
	}
	if len(tickets) == 0 {
		return nil
	}
	rows, err := q.InvoicesOfTickets(ctx, tickets)
	if err != nil {
		return fmt.Errorf("read the invoices of tickets: %w", err)
	}
	invoices := make([]ids.Invoice, len(rows))
	for i, row := range rows {
		invoices[i] = row.Invoice.ID
	}
	reversals, err := reversalsOf(ctx, q, invoices)
	if err != nil {
		return err
	}
	for _, row := range rows {
		of := &whole[at[row.Ticket]]
		if row.Invoice.Status == invoice.Cancelled {
			continue
		}
		stand := StandOf(of.Kind, row.Invoice)
		stand.Refused = checkDeed(of.Kind.Row().Deed, Invoice{Invoice: InvoiceOf(row.Invoice), Reversals: reversals[row.Invoice.ID]})
		stand.Undo = undoOf(of.Kind.Row().Deed, row.Invoice, reversals[row.Invoice.ID])
		of.Stands = append(of.Stands, stand)
	}
	return nil
}

// StandOf is how an invoice stands to a ticket of a kind.
func StandOf(kind ticket.Kind, i query.Invoice) ticket.Stand {
	return ticket.Stand{Invoice: i.ID, Seller: i.Seller, Needs: kind.Needs(i.Kind, isOut(i))}
}

// checkDeed says why finance cannot do to an invoice what a ticket asks for, or nil. What is not approved yet belongs to its
// application, which may still be changed in every way.
func checkDeed(deed ticket.Deed, i Invoice) error {
	by := actor.Actor{Kind: actor.Finance}
	switch {
	case i.Status == invoice.Planned:
		return nil
	case deed == ticket.SendToOther:
		return i.CheckAddress(by)
	case deed == ticket.Reverse, deed == ticket.CopyTheStub:
		return i.CheckReversible(by)
	case deed != ticket.TakeBack, i.Status == invoice.Voided, i.Status == invoice.RedIssued:
		return nil
	case i.Status.CanBecome(invoice.RedIssued):
		return i.CheckReversible(by)
	default:
		return i.CheckCancel(by)
	}
}

// undoOf is what decides how what a ticket asks for undoes an invoice; nil where nothing is issued, or left, to be undone.
func undoOf(deed ticket.Deed, i query.Invoice, before []reversal.Reversal) *reversal.Undo {
	if (deed != ticket.Reverse && deed != ticket.TakeBack) || i.IssuedAt == nil || !i.Status.CanBecome(invoice.RedIssued) {
		return nil
	}
	return &reversal.Undo{Medium: i.Medium, IssuedAt: *i.IssuedAt, VoidRefused: slices.ContainsFunc(before, func(r reversal.Reversal) bool {
		return reversal.RefusedVoid(r.Kind, r.Status)
	})}
}

// isOut reports whether a paper has left the house, or is about to: then its original has to come back.
func isOut(i query.Invoice) bool {
	return i.Status == invoice.Shipped || i.Status == invoice.Delivered || (i.Status == invoice.Issued && i.CourierOrderedAt != nil)
}
