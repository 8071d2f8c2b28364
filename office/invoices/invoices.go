package invoices

import (
	"context"
	"fmt"
	"time"

	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/life"
	"kaipiao/domain/money"
	"kaipiao/domain/refusal"
	"kaipiao/office/paging"
	"kaipiao/office/query"
	"kaipiao/office/read"
	"kaipiao/office/tx"
)

// Filter narrows the list of invoices; zero values do not narrow.
type Filter struct {
	Account ids.Account
	// Vendor: those that this marketplace vendor issues, whatever else is asked for.
	Vendor     ids.Seller
	Seller     ids.Seller
	Statuses   []invoice.Status
	WaitingFor invoice.WaitingFor
	DueBefore  *time.Time
	// ByDue: those of which something is owed, the most urgent first.
	ByDue bool
	// Latest: the latest first.
	Latest bool
	// View narrows as the views of a customer's list do, and Desk as those of the print desk.
	View View
	Desk PrintStage
	// Proposed: those with a correction that waits for a second person (A4).
	Proposed bool
	// AmountFrom: those of so much at least.
	AmountFrom *money.Amount
	// Chosen: these, by their ids.
	Chosen []ids.Invoice
	// Title is compared as titles are (A4).
	Title      string
	TaxpayerID string
	Medium     invoice.Medium
	Kind       invoice.Kind
	// Number and Serial: the invoice's own, in force or not, or those of one of its reversals.
	Number         string
	Serial         string
	TrackingNumber string
	// Issued: those that were issued then, in that order.
	Issued paging.Span
}

// Invoice reads one invoice; it refuses with not_found, also while the application is not approved.
func (o *Office) Invoice(ctx context.Context, id ids.Invoice) (read.Invoice, error) {
	var found read.Invoice
	err := o.tx.Look(ctx, func(q *query.Queries) error {
		if err := q.PlanOnce(ctx); err != nil {
			return err
		}
		row, err := q.Invoice(ctx, id)
		if err != nil {
			return tx.Missing(err, "invoice")
		}
		if row.Status == invoice.Planned {
			return refusal.New(refusal.NotFound, "", "invoice")
		}
		whole, err := read.Invoices(ctx, q, []query.Invoice{row})
		if err != nil {
			return err
		}
		found = whole[0]
		return nil
	})
	return found, err
}

// List lists invoices: oldest first, by their dates of issue where the list is narrowed to a time, or by when something is due.
func (o *Office) List(ctx context.Context, filter Filter, page paging.Request) (paging.Page[read.Invoice], error) {
	var result paging.Page[read.Invoice]
	asked, err := filter.Parameters(page)
	if err != nil {
		return result, err
	}
	err = filter.in(o.tx).Look(ctx, func(q *query.Queries) error {
		if err := q.PlanForWhatIsAsked(ctx); err != nil {
			return fmt.Errorf("read invoices: %w", err)
		}
		rows, err := q.Invoices(ctx, asked)
		if err != nil {
			return fmt.Errorf("read invoices: %w", err)
		}
		whole, err := read.Invoices(ctx, q, rows)
		if err != nil {
			return err
		}
		result = paging.Of(whole, page, func(i read.Invoice) read.Invoice { return i }, func(i read.Invoice) string {
			if filter.ByDue {
				return paging.DueCursor(i.DueAt, i.ID)
			}
			return string(i.ID)
		})
		return nil
	})
	return result, err
}

// in is where it is read: a queue that people work on is acted on at once, and read in the database itself.
func (f Filter) in(db *tx.DB) tx.Looks { //nolint:ireturn // one of two
	if f.ByDue || f.Proposed || f.Desk != "" || f.WaitingFor != "" {
		return db
	}
	return db.Lists()
}

// Parameters are what the database is asked for a page of the list.
func (f Filter) Parameters(page paging.Request) (query.InvoicesParams, error) {
	asked := query.InvoicesParams{
		Account: string(f.Account), Vendor: string(f.Vendor), Seller: string(f.Seller), WaitingFor: string(f.WaitingFor),
		DueBefore: f.DueBefore, Promised: life.Text(invoice.Promised), Title: invoice.NormalizeTitle(f.Title), TaxpayerID: f.TaxpayerID,
		Medium: string(f.Medium), Kind: string(f.Kind), Number: f.Number, Serial: f.Serial, TrackingNumber: f.TrackingNumber,
		NeedsCustomer: f.View == NeedsYou, Proposed: f.Proposed, Desk: string(f.Desk), AmountFrom: f.AmountFrom,
		Chosen: make([]string, len(f.Chosen)), ByDue: f.ByDue, Latest: f.Latest,
		From: f.Issued.From, Until: f.Issued.Until, ByDay: f.Issued.Given() && !f.ByDue, After: page.After, PageSize: paging.Size(page),
	}
	for n, id := range f.Chosen {
		asked.Chosen[n] = string(id)
	}
	statuses, err := f.statuses()
	if err != nil {
		return asked, err
	}
	asked.Status, asked.Statuses = paging.OneOrMore(statuses)
	if f.ByDue {
		asked.AfterDue, asked.After, err = paging.AfterDue(page)
	}
	return asked, err
}

// Sources lists the states from which an invoice may reach next: the table of its life decides, not each statement.
func Sources(next invoice.Status) []string {
	return life.Text(invoice.Life.Sources(next))
}
