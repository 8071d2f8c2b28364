// Package vendor holds what a marketplace vendor says of the invoices that it issues itself (I8).
package vendor

import (
	"kaipiao/domain/actor"
	"kaipiao/domain/calendar"
)

// Issue is a marketplace vendor's word that it has issued an invoice of its own (I8).
type Issue struct {
	Vendor   string
	Number   string
	IssuedOn calendar.Date
	// By names the caller, for the timeline.
	By actor.Actor
}
