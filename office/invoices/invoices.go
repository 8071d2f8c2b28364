package invoices

import (
	"context"
	"fmt"
	"time"

	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/life"
	"kaipiao/domain/refusal"
	"kaipiao/office/paging"
	"kaipiao/office/query"
	"kaipiao/office/read"
	"kaipiao/office/tx"
)

// Filter narrows the list of invoices; zero values do not narrow.
type Filter struct {
	// Vendor: those that this marketplace vendor issues.
	Vendor     ids.Seller
	Status     invoice.Status
	WaitingFor invoice.WaitingFor
	DueBefore  *time.Time
}

// Invoice reads one invoice; it refuses with not_found, also while the application is not approved.
func (o *Office) Invoice(ctx context.Context, id ids.Invoice) (read.Invoice, error) {
	var found read.Invoice
	err := o.tx.Look(ctx, func(q *query.Queries) error {
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

// ListOfAccount lists an account's invoices, oldest first.
func (o *Office) ListOfAccount(ctx context.Context, account ids.Account, page paging.Request) (paging.Page[read.Invoice], error) {
	return o.invoicePage(ctx, page, func(q *query.Queries) ([]query.Invoice, error) {
		return q.AccountInvoices(ctx, query.AccountInvoicesParams{Account: account, After: ids.Invoice(page.After), PageSize: paging.Size(page)})
	})
}

// List lists invoices of all accounts, or of one vendor, oldest first.
func (o *Office) List(ctx context.Context, filter Filter, page paging.Request) (paging.Page[read.Invoice], error) {
	return o.invoicePage(ctx, page, func(q *query.Queries) ([]query.Invoice, error) {
		if filter.Vendor != "" {
			return q.VendorInvoices(ctx, query.VendorInvoicesParams{
				Seller: filter.Vendor, Status: string(filter.Status), WaitingFor: string(filter.WaitingFor), DueBefore: filter.DueBefore,
				Promised: life.Text(invoice.Promised), After: ids.Invoice(page.After), PageSize: paging.Size(page),
			})
		}
		return q.Invoices(ctx, query.InvoicesParams{
			Status: string(filter.Status), WaitingFor: string(filter.WaitingFor), DueBefore: filter.DueBefore,
			Promised: life.Text(invoice.Promised), After: ids.Invoice(page.After), PageSize: paging.Size(page),
		})
	})
}

func (o *Office) invoicePage(ctx context.Context, page paging.Request, list func(*query.Queries) ([]query.Invoice, error)) (paging.Page[read.Invoice], error) {
	var result paging.Page[read.Invoice]
	err := o.tx.Look(ctx, func(q *query.Queries) error {
		rows, err := list(q)
		if err != nil {
			return fmt.Errorf("read invoices: %w", err)
		}
		whole, err := read.Invoices(ctx, q, rows)
		if err != nil {
			return err
		}
		result = paging.Of(whole, page, func(i read.Invoice) read.Invoice { return i }, func(i read.Invoice) ids.Invoice { return i.ID })
		return nil
	})
	return result, err
}

// Sources lists the states from which an invoice may reach next: the table of its life decides, not each statement.
func Sources(next invoice.Status) []string {
	return life.Text(invoice.Life.Sources(next))
}
