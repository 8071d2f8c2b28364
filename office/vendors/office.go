// Package vendors has the use cases about what marketplace vendors say of the invoices that they issue themselves (I8).
package vendors

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
}

// New makes it.
func New(db *tx.DB, p policy.Policy, due *promises.Office) *Office {
	return &Office{tx: db, policy: p, promises: due}
}
