// Package customer is the invoice centre (发票管理): what a customer may invoice, and how it applies. What it does
// afterwards is in package afterwards.
package customer

import (
	"kaipiao/access"
	"kaipiao/console/page"
)

// Open adds the rooms of customers.
func Open(house *page.House) {
	open := func(pattern string, room page.Room) { house.Open(pattern, room, access.Customer) }
	open("GET /console/apply", amountPage)
	open("POST /console/apply", takeAmount)
	open("POST /console/apply/start-over", startOver)
	open("GET /console/apply/details", detailsPage)
	open("POST /console/apply/details", takeDetails)
	open("GET /console/apply/confirm", confirmPage)
	open("POST /console/apply/confirm", handIn)
	open("GET /console/apply/done/{id}", donePage)
	open("GET /console/offset", offsetPage)
	open("GET /console/help", helpPage)
}
