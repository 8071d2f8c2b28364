// Package applications has the use cases about applying for invoices, the review, and cancelling (A1 to A8, R1 to R3).
package applications

import (
	"kaipiao/domain/policy"
	"kaipiao/office/promises"
	"kaipiao/office/tx"
)

// Office decides about them, each in one transaction.
type Office struct {
	tx       *tx.DB
	policy   policy.Policy
	promises *promises.Office
	queue    *queue
}

// fewestLeaders is how many transactions decide about submissions at the same time where there are few connections; otherwise half of them do.
const fewestLeaders = 2

// New makes it.
func New(db *tx.DB, p policy.Policy, due *promises.Office) *Office {
	return &Office{tx: db, policy: p, promises: due, queue: newQueue(max(fewestLeaders, db.Connections()/2))}
}
