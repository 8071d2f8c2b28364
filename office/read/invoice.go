package read

import (
	"kaipiao/domain/invoice"
	"kaipiao/domain/reversal"
)

// Invoice is an invoice with what was done to undo it, and what took its place.
type Invoice struct {
	invoice.Invoice
	// Reversals are the attempts to undo it, oldest first.
	Reversals []reversal.Reversal
	// Replaces is the undone invoice that this one replaces, with its red invoices; ReplacedBy are those that replace this one (V4).
	Replaces   *invoice.Replaced
	ReplacedBy []string
}
