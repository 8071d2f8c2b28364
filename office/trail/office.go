// Package trail has the use cases about the timeline of what happened, and the audit trail (O4).
package trail

import (
	"kaipiao/office/tx"
)

// Office decides about them, each in one transaction.
type Office struct {
	tx *tx.DB
}

// New makes it.
func New(db *tx.DB) *Office {
	return &Office{tx: db}
}
