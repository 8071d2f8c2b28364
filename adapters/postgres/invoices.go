package postgres

import (
	"context"
	"fmt"

	"kaipiao/domain/invoice"
	"kaipiao/domain/refusal"
	"kaipiao/domain/reversal"
	"kaipiao/office/invoices"
	"kaipiao/office/paging"
	"kaipiao/office/query"
	"kaipiao/office/read"
)

// Invoice reads one invoice; it refuses with not_found, also while the application is not approved.
func (r *Register) Invoice(ctx context.Context, id string) (read.Invoice, error) {
	var found read.Invoice
	err := r.look(ctx, func(q *query.Queries) error {
		row, err := q.Invoice(ctx, id)
		if err != nil {
			return missing(err, "invoice")
		}
		if row.Status == invoice.Planned {
			return refusal.New(refusal.NotFound, "", "invoice")
		}
		whole, err := wholeInvoices(ctx, q, []query.Invoice{row})
		if err != nil {
			return err
		}
		found = whole[0]
		return nil
	})
	return found, err
}

// AccountInvoices lists an account's invoices, oldest first.
func (r *Register) AccountInvoices(ctx context.Context, account string, page paging.Request) (paging.Page[read.Invoice], error) {
	return r.invoicePage(ctx, page, func(q *query.Queries) ([]query.Invoice, error) {
		return q.AccountInvoices(ctx, query.AccountInvoicesParams{Account: account, After: page.After, PageSize: pageSize(page)})
	})
}

// Invoices lists invoices of all accounts, or of one vendor, oldest first.
func (r *Register) Invoices(ctx context.Context, filter invoices.Filter, page paging.Request) (paging.Page[read.Invoice], error) {
	return r.invoicePage(ctx, page, func(q *query.Queries) ([]query.Invoice, error) {
		if filter.Vendor != "" {
			return q.VendorInvoices(ctx, query.VendorInvoicesParams{
				Seller: filter.Vendor, Status: string(filter.Status), WaitingFor: string(filter.WaitingFor), DueBefore: filter.DueBefore,
				After: page.After, PageSize: pageSize(page),
			})
		}
		return q.Invoices(ctx, query.InvoicesParams{
			Status: string(filter.Status), WaitingFor: string(filter.WaitingFor), DueBefore: filter.DueBefore,
			After: page.After, PageSize: pageSize(page),
		})
	})
}

func (r *Register) invoicePage(ctx context.Context, page paging.Request, list func(*query.Queries) ([]query.Invoice, error)) (paging.Page[read.Invoice], error) {
	var result paging.Page[read.Invoice]
	err := r.look(ctx, func(q *query.Queries) error {
		rows, err := list(q)
		if err != nil {
			return fmt.Errorf("read invoices: %w", err)
		}
		whole, err := wholeInvoices(ctx, q, rows)
		if err != nil {
			return err
		}
		result = pageOf(whole, page, func(i read.Invoice) read.Invoice { return i }, func(i read.Invoice) string { return i.ID })
		return nil
	})
	return result, err
}

// wholeInvoices adds applications, lines, files and reversals to invoices, with one query each however many there are.
func wholeInvoices(ctx context.Context, q *query.Queries, rows []query.Invoice) ([]read.Invoice, error) {
	ids := make([]string, len(rows))
	for i, row := range rows {
		ids[i] = row.ID
	}
	applications, err := q.ApplicationsOfInvoices(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("read applications: %w", err)
	}
	lines, err := q.LinesOfInvoices(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("read invoice lines: %w", err)
	}
	files, err := q.FilesOfInvoices(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("read files: %w", err)
	}
	byID := map[string]query.Application{}
	for _, a := range applications {
		byID[a.ID] = a
	}
	linesOf := map[string][]query.InvoiceLine{}
	for _, line := range lines {
		linesOf[line.Invoice] = append(linesOf[line.Invoice], line)
	}
	filesOf := map[string][]query.InvoiceFile{}
	for _, file := range files {
		filesOf[file.Invoice] = append(filesOf[file.Invoice], file)
	}
	reversals, err := reversalsOf(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	whole, replaces := make([]read.Invoice, len(rows)), map[string]*string{}
	for i, row := range rows {
		whole[i].Invoice = invoiceOf(row, byID[row.Application], linesOf[row.ID], filesOf[row.ID])
		whole[i].Reversals = reversals[row.ID]
		if n := len(whole[i].Reversals); n > 0 && whole[i].Reversals[n-1].Status == reversal.AwaitsBuyer {
			whole[i].WaitingFor = invoice.WaitingForBuyer
		}
		replaces[row.Application] = byID[row.Application].Replaces
	}
	return whole, addReplacements(ctx, q, whole, replaces)
}

// reversalsOf reads the reversals of invoices; most have none.
func reversalsOf(ctx context.Context, q *query.Queries, ids []string) (map[string][]reversal.Reversal, error) {
	rows, err := q.ReversalsOfInvoices(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("read reversals: %w", err)
	}
	if len(rows) == 0 {
		return nil, nil
	}
	whole, err := wholeReversals(ctx, q, rows)
	if err != nil {
		return nil, err
	}
	of := map[string][]reversal.Reversal{}
	for _, r := range whole {
		of[r.Invoice] = append(of[r.Invoice], r)
	}
	return of, nil
}

// invoiceOf puts an invoice together; lines and files of other invoices are passed over.
func invoiceOf(row query.Invoice, a query.Application, lines []query.InvoiceLine, files []query.InvoiceFile) invoice.Invoice {
	i := invoice.Invoice{
		ID: row.ID, Application: row.Application, Account: row.Account, Seller: row.Seller, Status: row.Status, WaitingFor: row.WaitingFor,
		DueAt: row.DueAt, DueProvisional: row.DueProvisional, CalendarVersion: row.CalendarVersion, Kind: row.Kind, Medium: row.Medium, Amount: row.Amount, Net: row.Net,
		Tax: row.Tax, TaxRate: row.TaxRate, Number: text(row.Number), IssuedAt: row.IssuedAt, Buyer: buyerOf(a), Address: a.Address,
		Email: a.Email, Remark: a.Remark, CourierCompany: row.CourierCompany, TrackingNumber: row.TrackingNumber,
		ShippedAt: row.ShippedAt, DeliveredAt: row.DeliveredAt, Failure: row.Failure,
	}
	if row.Serial != nil {
		i.Serial = *row.Serial
	}
	if row.Address != nil {
		i.Address = row.Address
	}
	if row.Buyer != nil {
		i.Buyer = *row.Buyer
	}
	for _, line := range lines {
		if line.Invoice == row.ID {
			i.Lines = append(i.Lines, lineOf(line))
		}
	}
	for _, file := range files {
		if file.Invoice == row.ID {
			i.Files = append(i.Files, invoice.File{Format: file.Format, SHA256: file.Sha256, Size: file.Size, Key: file.Key})
		}
	}
	return i
}

func lineOf(row query.InvoiceLine) invoice.Line {
	return invoice.Line{
		Number: int(row.Line), Product: row.Product, TaxCode: row.TaxCode, TaxRate: row.TaxRate, Gross: row.Gross, Net: row.Net, Tax: row.Tax,
	}
}

// sources lists the states from which an invoice may reach next: the table of transitions decides, not each statement.
func sources(next invoice.Status) []string {
	var states []string
	for _, state := range invoice.Sources(next) {
		states = append(states, string(state))
	}
	return states
}
