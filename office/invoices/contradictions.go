package invoices

import (
	"kaipiao/domain/contradiction"
	"kaipiao/domain/invoice"
	"kaipiao/office/query"
	"kaipiao/office/tx"
)

// differs says that the provider's word about an invoice cannot be true together with the register's.
func differs(row query.Invoice, there invoice.Status, serial invoice.Serial, number string) error {
	var stored invoice.Serial
	if row.Serial != nil {
		stored = *row.Serial
	}
	return contradiction.New(contradiction.InvoiceDiffers, row.ID, row.Status, contradiction.Or(stored), contradiction.Or(tx.Text(row.Number)),
		there, serial, contradiction.Or(number))
}
