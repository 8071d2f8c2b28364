// Package vendor holds what a marketplace vendor says of the invoices that it issues itself (I8).
package vendor

import (
	"kaipiao/domain/actor"
	"kaipiao/domain/calendar"
	"kaipiao/domain/ids"
)

// Issue is a marketplace vendor's word that it has issued an invoice of its own (I8).
type Issue struct {
	Vendor   ids.Seller
	Number   string
	IssuedOn calendar.Date
	// By names the caller, for the timeline.
	By actor.Actor
}
