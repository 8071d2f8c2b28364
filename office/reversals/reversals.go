package reversals

import (
	"kaipiao/domain/invoice"
	"kaipiao/domain/money"
)

// Request asks for an invoice to be red-issued; Key and Fingerprint make a repeated call harmless.
type Request struct {
	Invoice string
	Reason  invoice.RedReason
	// Nets are the net amounts to take off lines, by their numbers; nil for everything that is left.
	Nets        map[int]money.Amount
	By          string
	Key         string
	Fingerprint []byte
}
