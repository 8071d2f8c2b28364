package invoices

import (
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/office/query"
)

// LineRows are the lines of an invoice as the database keeps them.
func LineRows(id ids.Invoice, lines []invoice.Line) []query.InsertInvoiceLinesParams {
	rows := make([]query.InsertInvoiceLinesParams, len(lines))
	for i, line := range lines {
		rows[i] = query.InsertInvoiceLinesParams{
			Invoice: id, Line: int32(line.Number), Product: line.Product, TaxCode: line.TaxCode, TaxRate: line.TaxRate, //nolint:gosec // 2,000 at most
			Gross: line.Gross, Net: line.Net, Tax: line.Tax,
		}
	}
	return rows
}
