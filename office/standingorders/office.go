// Package standingorders has the use cases about standing orders (A14): an account writes one, and once a month it applies by itself for
// everything that is free, as a call would.
package standingorders

import (
	"kaipiao/office/applications"
	"kaipiao/office/tx"
)

// Office decides about them, each in one transaction.
type Office struct {
	tx           *tx.DB
	applications *applications.Office
}

// New makes it.
func New(db *tx.DB, applying *applications.Office) *Office { return &Office{tx: db, applications: applying} }
