// Package books has the use cases about what may be invoiced: consumption, refunds, balances, and the ledger's entries (L1 to L12).
package books

import (
	"kaipiao/domain/policy"
	"kaipiao/office/tx"
)

// Office decides about them, each in one transaction.
type Office struct {
	tx     *tx.DB
	policy policy.Policy
}

// New makes it.
func New(db *tx.DB, p policy.Policy) *Office {
	return &Office{tx: db, policy: p}
}
