// Package lock locks rows in the order in which everybody locks: the account first, then the application or the invoice, then what belongs
// to it. Nobody can deadlock.
package lock

import (
	"context"

	"kaipiao/domain/ids"
	"kaipiao/office/query"
	"kaipiao/office/tx"
)

// Invoice locks the invoice's account, then the invoice: the order in which everybody locks.
func Invoice(ctx context.Context, q *query.Queries, id ids.Invoice) (query.Invoice, error) {
	q.Ahead(func(q *query.Queries) {
		_, _ = q.LockAccountOfInvoice(ctx, id)
		_, _ = q.LockInvoice(ctx, id)
	})
	if _, err := q.LockAccountOfInvoice(ctx, id); err != nil {
		return query.Invoice{}, tx.Missing(err, "invoice")
	}
	row, err := q.LockInvoice(ctx, id)
	return row, tx.Missing(err, "invoice")
}

// Reversal locks the account, the invoice and the reversal, in the order in which everybody locks.
func Reversal(ctx context.Context, q *query.Queries, id ids.Reversal) (query.Reversal, query.Invoice, error) {
	row, err := q.Reversal(ctx, id)
	if err != nil {
		return row, query.Invoice{}, tx.Missing(err, "reversal")
	}
	of, err := Invoice(ctx, q, row.Invoice)
	if err != nil {
		return row, of, err
	}
	row, err = q.LockReversal(ctx, id)
	return row, of, tx.Missing(err, "reversal")
}
