// Package vendor holds what a marketplace vendor says of the invoices that it issues itself (I8, V10).
package vendor

import (
	"kaipiao/domain/actor"
	"kaipiao/domain/calendar"
	"kaipiao/domain/ids"
	"kaipiao/domain/money"
)

// Issue is a marketplace vendor's word that it has issued an invoice of its own (I8).
type Issue struct {
	Vendor   ids.Seller
	Number   string
	IssuedOn calendar.Date
	// By names the caller, for the timeline.
	By actor.Actor
}

// Refusal is a vendor's word that it will not issue an invoice that came into its queue, and why (V10).
type Refusal struct {
	Vendor ids.Seller
	Reason string
	By     actor.Actor
}

// Reversal is a vendor's word that it has red-issued an invoice of its own (V10).
type Reversal struct {
	Vendor ids.Seller
	// Number and IssuedOn are those of the red document.
	Number   string
	IssuedOn calendar.Date
	// Nets are the net amounts that it takes off lines, by their numbers; nil for everything that is left.
	Nets map[int]money.Amount
	By   actor.Actor
}
