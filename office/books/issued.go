package books

import (
	"context"
	"time"

	"kaipiao/domain/ledger"
	"kaipiao/office/query"
)

// BookIssued moves what the invoice reserves to invoiced.
func BookIssued(ctx context.Context, q *query.Queries, row query.Invoice, now time.Time) error {
	takes, _, err := ReservedBy(ctx, q, row.ID)
	if err != nil {
		return err
	}
	entries := make([]ledger.Entry, len(takes))
	for i, take := range takes {
		entries[i] = ledger.Entry{
			Account: row.Account, Seller: row.Seller, TaxCode: take.TaxCode, FromConsumption: take.Consumption, From: ledger.Reserved,
			ToConsumption: take.Consumption, To: ledger.Invoiced, Amount: take.Amount, Application: row.Application, Invoice: row.ID, At: now,
		}
	}
	return Post(ctx, q, entries)
}
