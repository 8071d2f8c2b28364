// Package parcels has the use cases about the parcels of paper invoices, until they are signed for (I2, V7).
package parcels

import (
	"kaipiao/domain/policy"
	"kaipiao/office/tickets"
	"kaipiao/office/tx"
)

// Office decides about them, each in one transaction.
type Office struct {
	tx      *tx.DB
	policy  policy.Policy
	tickets *tickets.Office
}

// New makes it.
func New(db *tx.DB, p policy.Policy, t *tickets.Office) *Office {
	return &Office{tx: db, policy: p, tickets: t}
}
