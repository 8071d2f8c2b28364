// Package mails hands over the mails that the register itself owes (O3): those about what no workflow is there to tell. They are owed from
// the transaction that makes them true, and cost Temporal nothing.
package mails

import "kaipiao/office/tx"

// Office hands them over.
type Office struct {
	tx *tx.DB
}

// New makes it.
func New(db *tx.DB) *Office { return &Office{tx: db} }
