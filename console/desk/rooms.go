// Package desk is where finance works (工作台): queues by what is due first, cases that are decided, and everything that can be looked up.
// Auditors see the same pages, without anything to press. What somebody may do is said by the actions of each answer, and by nothing here.
package desk

import (
	"kaipiao/access"
	"kaipiao/console/page"
)

// Open adds the rooms of finance and auditors.
func Open(house *page.House) {
	open := func(pattern string, room page.Room) { house.Open(pattern, room, access.Finance, access.Auditor) }
	open("GET "+home, showHome)
	open("GET "+review, showReviewQueue)
	open("GET "+review+"/alike", showAlike)
	open("POST "+review+"/alike", decideAlike)
	open("GET "+review+"/{application}", showReviewCase)
	open("POST "+review+"/{application}/{deed}", decideReviewCase)
	open("GET "+second, showSecondQueue)
	open("GET "+second+"/{application}", showSecondCase)
	open("POST "+second+"/{application}/{deed}", decideSecondCase)
	open("GET "+tickets, showTicketQueue)
	open("GET "+tickets+"/{ticket}", showTicket)
	open("POST "+tickets+"/{ticket}/materials", handInMaterial)
	open("GET "+tickets+"/{ticket}/materials/{material}", passMaterial)
	open("POST "+tickets+"/{ticket}/{deed}", decideTicket)
	open("GET "+returned, showReturnedQueue)
	open("GET "+failed, showFailedQueue)
	open("GET "+failed+"/{invoice}", showFailedCase)
	open("POST "+failed+"/{invoice}/{deed}", decideFailedCase)
	open("GET "+redForms, showRedForms)
	open("GET "+redForms+"/{invoice}", showRedForm)
	open("POST "+redForms+"/{invoice}/{deed}", answerRedForm)
	open("GET "+tasks, showTasks)
	open("POST "+tasks+"/{task}/{deed}", settleTask)
	open("GET "+invoices, showInvoices)
	open("GET "+invoices+"/{invoice}", showInvoice)
	open("GET "+invoices+"/{invoice}/files/{format}", passInvoiceFile)
	open("POST "+invoices+"/{invoice}/waybill", passWaybill)
	open("POST "+invoices+"/{invoice}/{deed}", doWithInvoice)
	open("GET "+applications+"/{application}", showApplication)
	open("GET "+accounts+"/{account}", showAccount)
	open("GET "+home+"/search", showSearch)
	openPrinting(open)
	openParked(open)
}

// The addresses of the desk.
const (
	home         = "/console/desk"
	review       = home + "/review"
	second       = home + "/second"
	tickets      = home + "/tickets"
	returned     = home + "/returned"
	failed       = home + "/failed"
	redForms     = home + "/red-forms"
	tasks        = home + "/tasks"
	invoices     = home + "/invoices"
	applications = home + "/applications"
	accounts     = home + "/accounts"
)
