package read

import (
	"context"
	"fmt"

	"kaipiao/domain/invoice"
	"kaipiao/domain/ticket"
	"kaipiao/office/query"
)

// addStands adds to open tickets how the invoices that they mean stand, where their kind asks for papers back.
func addStands(ctx context.Context, q *query.Queries, whole []ticket.Ticket) error {
	var ids []string
	at := map[string]int{}
	for i, t := range whole {
		if !t.Status.Closed() && t.Application != "" && len(t.Kind.Row().Needs) > 0 {
			ids, at[t.ID] = append(ids, t.ID), i
		}
	}
	if len(ids) == 0 {
		return nil
	}
	rows, err := q.InvoicesOfTickets(ctx, ids)
	if err != nil {
		return fmt.Errorf("read the invoices of tickets: %w", err)
	}
	for _, row := range rows {
		if of := &whole[at[row.Ticket]]; row.Invoice.Status != invoice.Cancelled {
			of.Stands = append(of.Stands, StandOf(of.Kind, row.Invoice))
		}
	}
	return nil
}

// StandOf is how an invoice stands to a ticket of a kind.
func StandOf(kind ticket.Kind, i query.Invoice) ticket.Stand {
	return ticket.Stand{Invoice: i.ID, Seller: i.Seller, Needs: kind.Needs(i.Kind, isOut(i))}
}

// isOut reports whether a paper has left the house, or is about to: then its original has to come back.
func isOut(i query.Invoice) bool {
	return i.Status == invoice.Shipped || i.Status == invoice.Delivered || (i.Status == invoice.Issued && i.CourierOrderedAt != nil)
}
