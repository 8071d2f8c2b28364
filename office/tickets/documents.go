package tickets

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"kaipiao/domain/actor"
	"kaipiao/domain/application"
	"kaipiao/domain/calendar"
	"kaipiao/domain/document"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/ledger"
	"kaipiao/domain/refusal"
	"kaipiao/domain/ticket"
	"kaipiao/office/books"
	"kaipiao/office/query"
	"kaipiao/office/read"
	"kaipiao/office/reversals"
	"kaipiao/office/tx"
)

// copyStub adds a copy of the stub of a lost paper invoice to its ticket, unless finance handed in a scan of the original.
// The invoice stays as it is, and nothing is issued again (V6).
func copyStub(ctx context.Context, _ *Office, q *query.Queries, row query.Ticket, a acceptance) error {
	return meant(ctx, q, row, func(i query.Invoice) error {
		if err := reversals.CheckReversible(ctx, q, i, a.who); err != nil {
			return err
		}
		materials, err := q.MaterialsOfTickets(ctx, []ids.Ticket{row.ID})
		if err != nil {
			return fmt.Errorf("read materials: %w", err)
		}
		if slices.ContainsFunc(materials, func(m query.TicketMaterial) bool { return m.Type == ticket.StampedScan }) {
			return nil
		}
		frozen, err := read.Documents(ctx, q, []ids.Invoice{i.ID})
		if err != nil {
			return err
		}
		content, err := a.prints.stubCopy(ctx, row.ID, stubOf(read.InvoiceOf(i), frozen[i.ID], row.ID, a.now))
		if err != nil {
			return err
		}
		return insertMaterial(ctx, q, row.ID, ticket.Material{Type: ticket.StubCopyMaterial, Content: content, AddedBy: actor.Product}, a.now)
	})
}

// stubOf is a copy of the stub of an issued invoice: what was frozen of it, and nothing that the policy or the account says now (A12).
func stubOf(i invoice.Invoice, of invoice.Document, ticket ids.Ticket, now time.Time) document.StubCopy {
	return document.StubCopy{Document: of, Number: i.Number, IssuedOn: *i.IssuedOn(), Reference: string(ticket), CopiedOn: calendar.DateOf(now)}
}

// recordsOnProforma is how many records stand on one pro-forma invoice at most; the next one takes those that are left.
const recordsOnProforma = 1000

// openProforma makes the pro-forma invoice of a customer abroad, who gets no VAT invoice whatever its type (A11), of the records that are named or of
// everything that could be invoiced and stands on none yet (A9). It reserves nothing.
func (o *Office) openProforma(ctx context.Context, q *query.Queries, t ticket.Ticket, now time.Time) (opening, error) {
	row, err := q.Account(ctx, t.Account)
	if err != nil {
		return opening{}, tx.Missing(err, "account")
	}
	account := read.AccountOf(row)
	if account.Region == application.Mainland || !account.Certification.Type.Certified() {
		return opening{}, refusal.New(refusal.ProformaNotOffered, "")
	}
	takes, err := proformaRecords(ctx, q, row, t.Consumptions, now)
	if err != nil {
		return opening{}, err
	}
	first := opening{status: ticket.AwaitsCustomer, proforma: &document.Proforma{
		Number: proformaNumber(t.ID, now), Reference: string(t.ID), Date: calendar.DateOf(now), Account: account.ID, Seller: o.policy.Seller.Party,
		SellerNameEN: o.policy.Seller.NameEN, SellerAddressEN: o.policy.Seller.AddressEN,
	}}
	if first.proforma.Customer, err = customerOf(ctx, q, account); err != nil {
		return opening{}, err
	}
	taken := make([]ids.Consumption, len(takes))
	for i, take := range takes {
		taken[i] = take.Consumption
	}
	consumptions, err := q.Consumptions(ctx, taken)
	if err != nil {
		return opening{}, fmt.Errorf("read consumptions: %w", err)
	}
	paid := map[ids.Consumption]time.Time{}
	for _, c := range consumptions {
		paid[c.ID] = c.PaidAt
	}
	for i, take := range takes {
		first.proforma.Lines = append(first.proforma.Lines, document.ProformaLine{
			Product: take.Product, Period: document.On(calendar.DateOf(paid[take.Consumption])), TaxRate: take.TaxRate, Amount: take.Amount,
		})
		first.lines = append(first.lines, query.InsertProformaLinesParams{
			Ticket: t.ID, Line: int32(i + 1), Consumption: take.Consumption, Amount: take.Amount,
		})
	}
	return first, nil
}

// proformaRecords are the records of a new pro-forma invoice. One that stands on another already is refused by name, and
// left out where none are named.
func proformaRecords(ctx context.Context, q *query.Queries, account query.Account, named []ids.Consumption, now time.Time) ([]ledger.Take, error) {
	if len(named) == 0 {
		free, err := q.RecordsForProforma(ctx, query.RecordsForProformaParams{
			Account: account.ID, Subject: account.Subject, Seller: invoice.Platform, At: now, PageSize: recordsOnProforma,
		})
		if err != nil {
			return nil, fmt.Errorf("read free records: %w", err)
		}
		if len(free) == 0 {
			return nil, refusal.New(refusal.NothingAvailable, "")
		}
		named = free
	}
	before, err := q.ProformasOfRecords(ctx, named)
	if err != nil {
		return nil, fmt.Errorf("read pro-forma invoices: %w", err)
	}
	var refused refusal.List
	for _, line := range before {
		at := slices.Index(named, line.Consumption)
		ticket, err := q.Ticket(ctx, line.Ticket)
		if err != nil {
			return nil, tx.Missing(err, "ticket")
		}
		if ticket.Account == account.ID { // another account's record is refused as one that is not there
			refused = append(refused, refusal.New(refusal.ProformaBefore, fmt.Sprintf("consumptions[%d]", at), line.Consumption, line.Ticket))
		}
	}
	request := application.Request{Account: account.ID, Seller: invoice.Platform, Consumptions: named}
	takes, unpickable, err := books.PickRecords(ctx, q, account, request, now)
	if err != nil {
		return nil, err
	}
	return takes, append(refused, unpickable...).ErrorOrNil()
}

// customerOf is the customer as it stands on a pro-forma invoice: under its certified name, with the address of its default
// invoice information where that is of the same name.
func customerOf(ctx context.Context, q *query.Queries, account application.Account) (invoice.Party, error) {
	party := invoice.Party{Name: account.Certification.Name, TaxpayerID: account.Certification.TaxpayerID}
	titles, err := q.AllTitles(ctx, account.ID)
	if err != nil {
		return party, fmt.Errorf("read invoice information: %w", err)
	}
	for _, title := range titles {
		if title.IsDefault && invoice.SameTitle(title.Title, party.Name) {
			party.AddressPhone, party.BankAccount = title.AddressPhone, title.BankAccount
		}
	}
	return party, nil
}

// proformaNumber is the number of the pro-forma invoice of a ticket: the day, and the end of the ticket's id.
func proformaNumber(ticket ids.Ticket, now time.Time) string {
	day := strings.ReplaceAll(calendar.DateOf(now).String(), "-", "")
	return "PF-" + day + "-" + strings.ToUpper(string(ticket[max(0, len(ticket)-12):]))
}
