// Package promises has the use cases about until when things are to be done, by which calendar, and what is missed (I3, I9).
package promises

import (
	"kaipiao/domain/calendar"
	"kaipiao/domain/policy"
	"kaipiao/office/tx"
)

// Office decides about them, each in one transaction.
type Office struct {
	tx       *tx.DB
	policy   policy.Policy
	calendar calendar.Calendar
}

// New makes it.
func New(db *tx.DB, p policy.Policy, published calendar.Calendar) *Office {
	return &Office{tx: db, policy: p, calendar: published}
}
