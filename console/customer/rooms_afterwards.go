package customer

import "kaipiao/console/page"

// openAfterwards adds the rooms about what was applied for.
func openAfterwards(open func(pattern string, room page.Room)) {
	open("GET /console/invoices", listInvoices)
	open("POST /console/invoices/download", downloadMany)
	open("GET /console/invoices/{id}", showInvoice)
	open("GET /console/invoices/{id}/files/{format}", invoiceFile)
	open("GET /console/invoices/{id}/red/{reversal}/files/{format}", redFile)
	open("GET /console/invoices/{id}/red-issue", showRedIssue)
	open("POST /console/invoices/{id}/red-issue", requestRedIssue)
	open("POST /console/invoices/{id}/red-issue/withdraw", withdrawRedIssue)
	open("GET /console/applications/{id}", showApplication)
	open("POST /console/applications/{id}/cancel", cancelApplication)
	open("GET /console/tickets", listTickets)
	open("GET /console/tickets/new", showNewTicket)
	open("POST /console/tickets", openTicket)
	open("GET /console/tickets/{id}", showTicket)
	open("POST /console/tickets/{id}/materials", handIn)
	open("GET /console/tickets/{id}/materials/{material}", materialFile)
	open("POST /console/tickets/{id}/confirm", changeTicket("confirm", "confirmed", nothing))
	open("POST /console/tickets/{id}/changes", changeTicket("changes", "changes", reasonGiven))
	open("POST /console/tickets/{id}/withdraw", changeTicket("withdraw", "taken", nothing))
	open("GET /console/templates/{type}", templateFile)
}
