// Package tickets has the use cases about what customers ask of finance, with materials, turns and decisions (R2, V3, V6, A9).
package tickets

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
