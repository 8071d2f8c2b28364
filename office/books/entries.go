package books

import (
	"context"
	"fmt"

	"kaipiao/domain/ledger"
	"kaipiao/office/query"
	"kaipiao/office/tx"
)

// Post writes entries into the ledger; a trigger brings the projections up to date, and their constraints refuse what
// would break the identity (L11). The accounts must be locked.
func Post(ctx context.Context, q *query.Queries, entries []ledger.Entry) error {
	if len(entries) == 0 {
		return nil
	}
	rows := make([]query.InsertLedgerEntriesParams, len(entries))
	for i, e := range entries {
		rows[i] = query.InsertLedgerEntriesParams{
			Account: e.Account, Seller: e.Seller, TaxCode: e.TaxCode, FromConsumption: e.FromConsumption, FromBucket: e.From,
			ToConsumption: e.ToConsumption, ToBucket: e.To, Amount: e.Amount, Refund: tx.Optional(e.Refund),
			Application: tx.Optional(e.Application), Invoice: tx.Optional(e.Invoice), At: e.At,
		}
	}
	if _, err := q.InsertLedgerEntries(ctx, rows); err != nil {
		return fmt.Errorf("post ledger entries: %w", err)
	}
	return nil
}

// Undo makes the entry that takes another one back: a correction is a new entry, nothing is deleted (L11).
func Undo(row query.LedgerEntry) ledger.Entry {
	return ledger.Entry{
		Account: row.Account, Seller: row.Seller, TaxCode: row.TaxCode, FromConsumption: row.ToConsumption, From: row.ToBucket,
		ToConsumption: row.FromConsumption, To: row.FromBucket, Amount: row.Amount, Application: tx.Text(row.Application), Invoice: tx.Text(row.Invoice),
	}
}
