package invoices

import (
	"context"
	"fmt"

	"kaipiao/domain/invoice"
	"kaipiao/office/query"
)

// StoreLines stores the lines of invoices.
func StoreLines(ctx context.Context, q *query.Queries, invoices ...invoice.Invoice) error {
	var rows query.InsertInvoiceLinesParams
	for _, of := range invoices {
		for _, line := range of.Lines {
			rows.Invoices = append(rows.Invoices, string(of.ID))
			rows.Lines = append(rows.Lines, int32(line.Number)) //nolint:gosec // 2,000 at most
			rows.Products = append(rows.Products, line.Product)
			rows.TaxCodes = append(rows.TaxCodes, line.TaxCode)
			rows.TaxRates = append(rows.TaxRates, line.TaxRate.String())
			rows.Grosses = append(rows.Grosses, line.Gross)
			rows.Nets = append(rows.Nets, line.Net)
			rows.Taxes = append(rows.Taxes, line.Tax)
		}
	}
	if len(rows.Invoices) == 0 {
		return nil
	}
	if err := q.InsertInvoiceLines(ctx, rows); err != nil {
		return fmt.Errorf("store invoice lines: %w", err)
	}
	return nil
}
