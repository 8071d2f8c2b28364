// Package customers has the use cases about accounts, their companies' changes, and what they have saved for their applications (A5, R6).
package customers

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
