// Package invoices has the use cases about invoices from their approval until they are issued, and changes on the way (I1 to I7).
package invoices

import (
	"kaipiao/domain/policy"
	"kaipiao/office/promises"
	"kaipiao/office/tx"
)

// Office decides about them, each in one transaction.
type Office struct {
	tx       *tx.DB
	policy   policy.Policy
	promises *promises.Office
}

// New makes it.
func New(db *tx.DB, p policy.Policy, due *promises.Office) *Office {
	return &Office{tx: db, policy: p, promises: due}
}
