// Package reversals has the use cases about undoing issued invoices: red-issued, or voided on paper (V1 to V4).
package reversals

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
