package read

import (
	"context"
	"encoding/json"
	"fmt"

	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/office/query"
	"kaipiao/office/tx"
)

// Documents reads what was frozen of invoices, the version in force of each (A12); those of which nothing is frozen are left out.
func Documents(ctx context.Context, q *query.Queries, invoices []ids.Invoice) (map[ids.Invoice]invoice.Document, error) {
	rows, err := q.DocumentsOfInvoices(ctx, invoices)
	if err != nil {
		return nil, fmt.Errorf("read documents: %w", err)
	}
	frozen := make(map[ids.Invoice]invoice.Document, len(rows))
	for _, row := range rows {
		var document invoice.Document
		if err := json.Unmarshal([]byte(row.Content), &document); err != nil {
			return nil, fmt.Errorf("read the document of invoice %s: %w", row.Invoice, err)
		}
		frozen[row.Invoice] = document
	}
	return frozen, nil
}

// print shows an invoice as it was frozen, whatever became of policy, account and templates since. A serial that was not accepted
// holds nothing yet (I10), and what was corrected is frozen with its next serial.
func (i *Invoice) print(row query.Invoice, document invoice.Document) {
	if document.Serial != invoice.Serial(tx.Text((*string)(row.Serial))) || row.NotAcceptedAt != nil {
		return
	}
	i.Printed = &document
	i.Buyer, i.Lines, i.Remark = document.Buyer, document.Lines, document.Remark
}

// WithLines shows an invoice by the rows of itself, its application and its lines.
func WithLines(row query.Invoice, of query.Application, lines []query.InvoiceLine) invoice.Invoice {
	return invoiceOf(row, of, lines, nil)
}
