package customer

import "kaipiao/console/page"

// openAfterwards adds the rooms about what was applied for.
func openAfterwards(open func(pattern string, room page.Room)) {
	open("GET /console/invoices", listInvoices)
	open("POST /console/invoices/download", downloadMany)
	open("GET /console/invoices/{id}", showInvoice)
	open("GET /console/invoices/{id}/files/{format}", invoiceFile)
	open("GET /console/invoices/{id}/red/{reversal}/files/{format}", redFile)
	open("GET /console/applications/{id}", showApplication)
	open("POST /console/applications/{id}/cancel", cancelApplication)
}
