// Package afterwards is what customers do after they have applied: they see how their invoices come, take back, red-issue, open tickets, and keep
// their titles and addresses.
package afterwards

import (
	"kaipiao/access"
	"kaipiao/console/page"
)

// Open adds the rooms about what was applied for.
func Open(house *page.House) {
	open := func(pattern string, room page.Room) { house.Open(pattern, room, access.Customer) }
	open("GET /console/invoices", listInvoices)
	open("POST /console/invoices/chosen", keepChosen)
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
	own := func(pattern string, room page.Room) { open(pattern, page.OwnOnly(room)) }
	own("GET /console/information", showInformation)
	own("POST /console/information/recipients", saveRecipients)
	own("GET /console/information/titles/new", editTitle)
	own("POST /console/information/titles", saveTitle)
	own("GET /console/information/titles/{id}", editTitle)
	own("POST /console/information/titles/{id}", saveTitle)
	own("POST /console/information/titles/{id}/delete", deleteSaved("titles"))
	own("POST /console/information/titles/{id}/default", defaultTitle)
	own("GET /console/information/addresses/new", editAddress)
	own("POST /console/information/addresses", saveAddress)
	own("GET /console/information/addresses/{id}", editAddress)
	own("POST /console/information/addresses/{id}", saveAddress)
	own("POST /console/information/addresses/{id}/delete", deleteSaved("addresses"))
	own("POST /console/information/addresses/{id}/default", defaultAddress)
	own("GET /console/standing-order", showStanding)
	own("POST /console/standing-order", saveStanding)
	own("POST /console/standing-order/delete", deleteStanding)
	house.StandsOn("/console/tickets/new", "/console/tickets")
	house.StandsOn("/console/information/titles/new", "/console/information/titles")
	house.StandsOn("/console/information/addresses/new", "/console/information/addresses")
}
