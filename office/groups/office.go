// Package groups has the use cases about accounts that invoice together (A13): a service makes a member of an account, and ends it; a master may
// act for a member while their link is in force.
package groups

import (
	"kaipiao/office/tx"
)

// Office decides about them, each in one transaction.
type Office struct {
	tx *tx.DB
}

// New makes it.
func New(db *tx.DB) *Office { return &Office{tx: db} }
