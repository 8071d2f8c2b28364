package tickets

import (
	"context"
	"fmt"
	"time"

	"kaipiao/domain/calendar"
	"kaipiao/domain/document"
	"kaipiao/domain/ids"
	"kaipiao/domain/ticket"
	"kaipiao/office/query"
	"kaipiao/office/read"
	"kaipiao/office/tx"
)

// Reprint prints again what the product has made for a ticket, as of the instant at which it did: the same bytes, unless what it is made
// of has changed since. Of other materials it gives nothing.
func (o *Office) Reprint(ctx context.Context, id ids.Ticket, what ticket.MaterialType, made time.Time, press Press) ([]byte, error) {
	var proforma *document.Proforma
	var stub *document.StubCopy
	err := o.tx.Look(ctx, func(q *query.Queries) error {
		row, err := q.Ticket(ctx, id)
		if err != nil {
			return tx.Missing(err, "ticket")
		}
		switch what {
		case ticket.ProformaMaterial:
			proforma, err = o.proformaAgain(ctx, q, row, made)
		case ticket.StubCopyMaterial:
			stub, err = o.stubAgain(ctx, q, row, made)
		default:
		}
		return err
	})
	switch {
	case err != nil:
		return nil, err
	case proforma != nil:
		return press.Proforma(*proforma)
	case stub != nil:
		return press.StubCopy(*stub)
	default:
		return nil, nil
	}
}

// proformaAgain is a pro-forma invoice as it was made, of the records that stand on it.
func (o *Office) proformaAgain(ctx context.Context, q *query.Queries, row query.Ticket, made time.Time) (*document.Proforma, error) {
	account, err := q.Account(ctx, row.Account)
	if err != nil {
		return nil, tx.Missing(err, "account")
	}
	again := &document.Proforma{
		Number: proformaNumber(row.ID, made), Reference: string(row.ID), Date: calendar.DateOf(made), Account: row.Account, Seller: o.policy.Seller.Party,
		SellerNameEN: o.policy.Seller.NameEN, SellerAddressEN: o.policy.Seller.AddressEN,
	}
	if again.Customer, err = customerOf(ctx, q, read.AccountOf(account)); err != nil {
		return nil, err
	}
	lines, err := q.ProformaLinesOfTickets(ctx, []ids.Ticket{row.ID})
	if err != nil {
		return nil, fmt.Errorf("read pro-forma invoice: %w", err)
	}
	named := make([]ids.Consumption, len(lines))
	for n, line := range lines {
		named[n] = line.Consumption
	}
	rows, err := q.Consumptions(ctx, named)
	if err != nil {
		return nil, fmt.Errorf("read consumptions: %w", err)
	}
	of := map[ids.Consumption]query.Consumption{}
	for _, consumption := range rows {
		of[consumption.ID] = consumption
	}
	for _, line := range lines {
		record := of[line.Consumption]
		again.Lines = append(again.Lines, document.ProformaLine{
			Product: record.Product, Period: document.On(calendar.DateOf(record.PaidAt)), TaxRate: record.TaxRate, Amount: line.Amount,
		})
	}
	return again, nil
}

// stubAgain is the copy of a stub as it was made.
func (o *Office) stubAgain(ctx context.Context, q *query.Queries, row query.Ticket, made time.Time) (*document.StubCopy, error) {
	of, err := q.Invoice(ctx, tx.Text(row.Invoice))
	if err != nil {
		return nil, tx.Missing(err, "invoice")
	}
	frozen, err := read.Documents(ctx, q, []ids.Invoice{of.ID})
	if err != nil {
		return nil, err
	}
	again := stubOf(read.InvoiceOf(of), frozen[of.ID], row.ID, made)
	return &again, nil
}
