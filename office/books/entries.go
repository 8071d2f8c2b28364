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
	var rows query.InsertLedgerEntriesParams
	for _, e := range entries {
		rows.Accounts = append(rows.Accounts, string(e.Account))
		rows.Sellers = append(rows.Sellers, string(e.Seller))
		rows.TaxCodes = append(rows.TaxCodes, e.TaxCode)
		rows.FromConsumptions = append(rows.FromConsumptions, string(e.FromConsumption))
		rows.FromBuckets = append(rows.FromBuckets, string(e.From))
		rows.ToConsumptions = append(rows.ToConsumptions, string(e.ToConsumption))
		rows.ToBuckets = append(rows.ToBuckets, string(e.To))
		rows.Amounts = append(rows.Amounts, e.Amount)
		rows.Refunds = append(rows.Refunds, string(e.Refund))
		rows.Applications = append(rows.Applications, string(e.Application))
		rows.Invoices = append(rows.Invoices, string(e.Invoice))
		rows.Ats = append(rows.Ats, e.At)
	}
	if err := q.InsertLedgerEntries(ctx, rows); err != nil {
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
