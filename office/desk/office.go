// Package desk has what finance looks at first: how much lies in each queue, and what is parked.
package desk

import "kaipiao/office/tx"

// Office answers that. It decides nothing.
type Office struct{ tx *tx.DB }

// New makes it.
func New(db *tx.DB) *Office { return &Office{tx: db} }
