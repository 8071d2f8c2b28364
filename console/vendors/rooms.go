// Package vendors has the pages of a marketplace vendor (云市场服务商): what it has to issue, send, and report (I8, V10).
package vendors

import (
	"kaipiao/access"
	"kaipiao/console/page"
)

// Open adds the rooms of vendors.
func Open(house *page.House) {
	open := func(pattern string, room page.Room) { house.Open(pattern, room, access.Vendor) }
	open("GET /console/vendor", queue)
	open("GET /console/vendor/invoices/{id}", one)
	open("POST /console/vendor/invoices/{id}/issue", issue)
	open("POST /console/vendor/invoices/{id}/refuse", refuse)
	open("POST /console/vendor/invoices/{id}/ship", ship)
	open("POST /console/vendor/invoices/{id}/delivered", delivered)
	open("POST /console/vendor/invoices/{id}/reversed", reversed)
	open("POST /console/vendor/invoices/{id}/files", handIn)
	open("GET /console/vendor/invoices/{id}/files/{format}", download)
}
