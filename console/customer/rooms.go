// Package customer is the invoice centre (发票管理): what a customer may invoice, and everything that it does about it.
package customer

import (
	"kaipiao/access"
	"kaipiao/console/page"
)

// Open adds the rooms of customers.
func Open(house *page.House) {
	open := func(pattern string, room page.Room) { house.Open(pattern, room, access.Customer) }
	openAfterwards(open)
}
