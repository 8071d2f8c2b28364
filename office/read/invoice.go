package read

import (
	"context"
	"fmt"
	"time"

	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/parcel"
	"kaipiao/domain/reversal"
	"kaipiao/office/query"
	"kaipiao/office/tx"
)

// Invoice is an invoice with what was done to undo it, and what took its place.
type Invoice struct {
	invoice.Invoice
	// Reversals are the attempts to undo it, oldest first.
	Reversals []reversal.Reversal
	// Parcel is the one that a paper invoice is in, or is to be sent in.
	Parcel *parcel.Parcel
	// Replaces is the undone invoice that this one replaces, with its red invoices; ReplacedBy are those that replace this one (V4).
	Replaces   *invoice.Replaced
	ReplacedBy []ids.Invoice
	// Printed is what was frozen of it (A12); nil before its serial is stored.
	Printed *invoice.Document
	// SubmittedAt is when it was applied for.
	SubmittedAt time.Time
	// RemindedAt is when its vendor was last asked for it (I8); nil where nobody has.
	RemindedAt *time.Time
	// Correction is one that waits for a second person (A4); nil for most.
	Correction *invoice.Correction
}

// announceWhole announces what is read of invoices.
func announceWhole(ctx context.Context, q *query.Queries, rows []query.Invoice, invoices []ids.Invoice) {
	q.Ahead(func(q *query.Queries) {
		_, _ = q.ApplicationsOfInvoices(ctx, invoices)
		_, _ = q.LinesOfInvoices(ctx, invoices)
		_, _ = q.FilesOfInvoices(ctx, invoices)
		_, _ = q.DocumentsOfInvoices(ctx, invoices)
		_, _ = q.ReversalsOfInvoices(ctx, invoices)
		if papers := papersOf(rows); len(papers) > 0 {
			_, _ = q.PresentParcels(ctx, papers)
		}
		_, _ = replacements(ctx, q, invoices)
	})
}

// Invoices adds applications, lines, files and reversals to invoices, with one query each however many there are.
func Invoices(ctx context.Context, q *query.Queries, rows []query.Invoice) ([]Invoice, error) {
	invoices := make([]ids.Invoice, len(rows))
	for i, row := range rows {
		invoices[i] = row.ID
	}
	announceWhole(ctx, q, rows, invoices)
	applications, err := q.ApplicationsOfInvoices(ctx, invoices)
	if err != nil {
		return nil, fmt.Errorf("read applications: %w", err)
	}
	lines, err := q.LinesOfInvoices(ctx, invoices)
	if err != nil {
		return nil, fmt.Errorf("read invoice lines: %w", err)
	}
	files, err := q.FilesOfInvoices(ctx, invoices)
	if err != nil {
		return nil, fmt.Errorf("read files: %w", err)
	}
	frozen, err := Documents(ctx, q, invoices)
	if err != nil {
		return nil, err
	}
	byID, linesOf, filesOf := sorted(applications, lines, files)
	reversals, err := reversalsOf(ctx, q, invoices)
	if err != nil {
		return nil, err
	}
	parcels, err := parcelsOf(ctx, q, rows)
	if err != nil {
		return nil, err
	}
	corrections, err := Corrections(ctx, q, rows)
	if err != nil {
		return nil, err
	}
	reminded, err := remindersOf(ctx, q, rows)
	if err != nil {
		return nil, err
	}
	whole, replaces := make([]Invoice, len(rows)), map[ids.Application]*ids.Invoice{}
	for i, row := range rows {
		whole[i].Invoice = invoiceOf(row, byID[row.Application], linesOf[row.ID], filesOf[row.ID])
		whole[i].SubmittedAt = byID[row.Application].SubmittedAt
		whole[i].RemindedAt = reminded[row.ID]
		whole[i].Reversals, whole[i].Parcel, whole[i].Correction = reversals[row.ID], parcels[row.ID], corrections[row.ID]
		if document, isFrozen := frozen[row.ID]; isFrozen {
			whole[i].print(row, document)
		}
		if n := len(whole[i].Reversals); n > 0 {
			whole[i].WaitingFor = waitingFor(whole[i].WaitingFor, whole[i].Reversals[n-1].Status)
		}
		replaces[row.Application] = byID[row.Application].Replaces
	}
	return whole, addReplacements(ctx, q, whole, replaces)
}

// sorted gives each invoice its application, its lines and its files.
func sorted(applications []query.Application, lines []query.InvoiceLine, files []query.InvoiceFile) (
	byID map[ids.Application]query.Application, linesOf map[ids.Invoice][]query.InvoiceLine, filesOf map[ids.Invoice][]query.InvoiceFile,
) {
	byID, linesOf, filesOf = map[ids.Application]query.Application{}, map[ids.Invoice][]query.InvoiceLine{}, map[ids.Invoice][]query.InvoiceFile{}
	for _, a := range applications {
		byID[a.ID] = a
	}
	for _, line := range lines {
		linesOf[line.Invoice] = append(linesOf[line.Invoice], line)
	}
	for _, file := range files {
		filesOf[file.Invoice] = append(filesOf[file.Invoice], file)
	}
	return byID, linesOf, filesOf
}

// waitingFor is whom an invoice waits for while it is being undone: the buyer's word, or finance's (V1, V8).
func waitingFor(otherwise invoice.WaitingFor, undoing reversal.Status) invoice.WaitingFor {
	switch undoing {
	case reversal.AwaitsBuyer:
		return invoice.WaitingForBuyer
	case reversal.AwaitsSeller:
		return invoice.WaitingForOperator
	default:
		return otherwise
	}
}

// reversalsOf reads the reversals of invoices; most have none.
func reversalsOf(ctx context.Context, q *query.Queries, invoices []ids.Invoice) (map[ids.Invoice][]reversal.Reversal, error) {
	rows, err := q.ReversalsOfInvoices(ctx, invoices)
	if err != nil {
		return nil, fmt.Errorf("read reversals: %w", err)
	}
	if len(rows) == 0 {
		return nil, nil
	}
	whole, err := Reversals(ctx, q, rows)
	if err != nil {
		return nil, err
	}
	of := map[ids.Invoice][]reversal.Reversal{}
	for _, r := range whole {
		of[r.Invoice] = append(of[r.Invoice], r)
	}
	return of, nil
}

// invoiceOf puts an invoice together; lines and files of other invoices are passed over.
func invoiceOf(row query.Invoice, a query.Application, lines []query.InvoiceLine, files []query.InvoiceFile) invoice.Invoice {
	i := invoice.Invoice{
		ID: row.ID, Application: row.Application, Account: row.Account, Seller: row.Seller, Status: row.Status, WaitingFor: row.WaitingFor,
		DueAt: row.DueAt, DueProvisional: row.DueProvisional, CalendarVersion: row.CalendarVersion, Kind: row.Kind, Medium: row.Medium,
		Amount: row.Amount, Net: row.Net, Tax: row.Tax, TaxRate: row.TaxRate, Number: tx.Text(row.Number), IssuedAt: row.IssuedAt,
		Buyer: buyerOf(a), Address: a.Address,
		Email: a.Email, Remark: a.Remark, CourierOrderedAt: row.CourierOrderedAt, CourierCompany: row.CourierCompany, TrackingNumber: row.TrackingNumber,
		ShippedAt: row.ShippedAt, DeliveredAt: row.DeliveredAt, Failure: row.Failure, NotAcceptedAt: row.NotAcceptedAt,
		Workflow: row.Workflow, ToldAt: row.ToldAt,
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
			i.Lines = append(i.Lines, LineOf(line))
		}
	}
	for _, file := range files {
		if file.Invoice == row.ID {
			i.Files = append(i.Files, invoice.File{Format: file.Format, SHA256: file.Sha256, Size: file.Size, Key: file.Key})
		}
	}
	return i
}

// LineOf is one line of an invoice.
func LineOf(row query.InvoiceLine) invoice.Line {
	return invoice.Line{
		Number: int(row.Line), Product: row.Product, TaxCode: row.TaxCode, TaxRate: row.TaxRate, Gross: row.Gross, Net: row.Net, Tax: row.Tax,
	}
}
