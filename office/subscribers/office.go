// Package subscribers has the use cases about the endpoints that are told what happens, and what each of them is owed (O3).
package subscribers

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
