// Package reconciliation has the use cases about holding ledger, register and provider against each other by serial (I11). What the
// provider says is handed in page by page; the office asks nobody outside.
package reconciliation

import (
	"kaipiao/office/applications"
	"kaipiao/office/invoices"
	"kaipiao/office/reversals"
	"kaipiao/office/tx"
)

// Office decides about them, each in one transaction, or one for a page.
type Office struct {
	tx           *tx.DB
	applications *applications.Office
	invoices     *invoices.Office
	reversals    *reversals.Office
}

// New makes it.
func New(db *tx.DB, ofApplications *applications.Office, ofInvoices *invoices.Office, ofReversals *reversals.Office) *Office {
	return &Office{tx: db, applications: ofApplications, invoices: ofInvoices, reversals: ofReversals}
}

// pageSize is how many rows are looked at at a time.
const pageSize = 500
