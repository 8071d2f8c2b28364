// Package sellers has the use cases about sellers' troubles and what is parked for them (I5).
package sellers

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
