package books

import (
	"context"
	"time"

	"kaipiao/domain/ledger"
	"kaipiao/office/query"
)

// UnreserveInvoice frees what an invoice reserves; what was refunded meanwhile clears that debt instead (L9).
func UnreserveInvoice(ctx context.Context, q *query.Queries, row query.Invoice, now time.Time) error {
	takes, outstanding, err := ReservedBy(ctx, q, row.ID)
	if err != nil {
		return err
	}
	rest, refunded := ledger.LeaveOut(takes, outstanding)
	var entries []ledger.Entry
	give := func(to ledger.Bucket, takes []ledger.Take) {
		for _, take := range takes {
			entries = append(entries, ledger.Entry{
				Account: row.Account, Seller: row.Seller, TaxCode: take.TaxCode, FromConsumption: take.Consumption, From: ledger.Reserved,
				ToConsumption: take.Consumption, To: to, Amount: take.Amount, Application: row.Application, Invoice: row.ID, At: now,
			})
		}
	}
	give(ledger.Outstanding, refunded)
	give(ledger.Free, rest)
	return Post(ctx, q, entries)
}
