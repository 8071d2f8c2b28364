package books

import (
	"context"
	"fmt"
	"slices"
	"time"

	"kaipiao/domain/ids"
	"kaipiao/domain/ledger"
	"kaipiao/domain/refusal"
	"kaipiao/office/query"
)

// RecordRefunds stores refunds and downgrades: all of them or nothing. Each first reduces what is free of its record;
// the rest becomes outstanding (L7). Refunds stored before with equal content are passed over.
func (o *Office) RecordRefunds(ctx context.Context, items []ledger.Refund, now time.Time) error {
	return o.tx.Change(ctx, func(q *query.Queries) error {
		records, err := lockRefunded(ctx, q, items)
		if err != nil {
			return err
		}
		known, err := knownRefunds(ctx, q, items)
		if err != nil {
			return err
		}
		var rows []query.InsertRefundsParams
		var entries []ledger.Entry
		for i, refund := range items {
			if stored, repeated := known[refund.ID]; repeated {
				if !stored.Repeats(refund) {
					return refusal.New(refusal.ConflictingDuplicate, fmt.Sprintf("items[%d].id", i), refund.ID)
				}
				continue
			}
			known[refund.ID] = refund
			record := records[refund.Consumption]
			if left := record.Cash.Sub(record.Refunded); left.Less(refund.Cash) {
				return refusal.New(refusal.RefundExceedsCash, fmt.Sprintf("items[%d].cash", i), left)
			}
			entries = append(entries, refundEntries(record, refund)...)
			rows = append(rows, query.InsertRefundsParams{
				ID: refund.ID, Consumption: refund.Consumption, Cash: refund.Cash, Reason: refund.Reason,
				RefundedAt: refund.RefundedAt, RecordedAt: now,
			})
		}
		if len(rows) == 0 {
			return nil
		}
		if _, err := q.InsertRefunds(ctx, rows); err != nil {
			return fmt.Errorf("store refunds: %w", err)
		}
		if err := Post(ctx, q, entries); err != nil {
			return err
		}
		return outdateProformas(ctx, q, rows, now)
	})
}

// lockRefunded locks the accounts of the refunded consumption, then reads what is left of each record.
func lockRefunded(ctx context.Context, q *query.Queries, items []ledger.Refund) (map[ids.Consumption]*query.RecordBalance, error) {
	consumed := make([]ids.Consumption, len(items))
	for i, refund := range items {
		consumed[i] = refund.Consumption
	}
	consumptions, err := q.Consumptions(ctx, consumed)
	if err != nil {
		return nil, fmt.Errorf("read consumptions: %w", err)
	}
	paidAt := map[ids.Consumption]time.Time{}
	var owners []ids.Account
	for _, c := range consumptions {
		paidAt[c.ID] = c.PaidAt
		owners = append(owners, c.Owner)
	}
	for i, refund := range items {
		paid, known := paidAt[refund.Consumption]
		if !known {
			return nil, refusal.New(refusal.UnknownConsumption, fmt.Sprintf("items[%d].consumption", i), refund.Consumption)
		}
		if refund.RefundedAt.Before(paid) {
			return nil, refusal.New(refusal.TimeOrder, fmt.Sprintf("items[%d].refunded_at", i))
		}
	}
	slices.Sort(owners)
	if _, err := q.LockAccounts(ctx, slices.Compact(owners)); err != nil {
		return nil, fmt.Errorf("lock accounts: %w", err)
	}
	rows, err := q.Records(ctx, consumed)
	if err != nil {
		return nil, fmt.Errorf("read records: %w", err)
	}
	records := map[ids.Consumption]*query.RecordBalance{}
	for i := range rows {
		records[rows[i].Consumption] = &rows[i]
	}
	return records, nil
}

func knownRefunds(ctx context.Context, q *query.Queries, items []ledger.Refund) (map[ids.Refund]ledger.Refund, error) {
	reported := make([]ids.Refund, len(items))
	for i, refund := range items {
		reported[i] = refund.ID
	}
	rows, err := q.Refunds(ctx, reported)
	if err != nil {
		return nil, fmt.Errorf("read refunds: %w", err)
	}
	known := map[ids.Refund]ledger.Refund{}
	for _, row := range rows {
		known[row.ID] = ledger.Refund{ID: row.ID, Consumption: row.Consumption, Cash: row.Cash, Reason: row.Reason, RefundedAt: row.RefundedAt}
	}
	return known, nil
}

// refundEntries makes the entries of one refund and counts them on the record, for the next refund of the same batch.
func refundEntries(record *query.RecordBalance, refund ledger.Refund) []ledger.Entry {
	fromFree, outstanding := ledger.SplitRefund(record.Free, refund.Cash)
	record.Free, record.Refunded = record.Free.Sub(fromFree), record.Refunded.Add(refund.Cash)
	entry := ledger.Entry{
		Account: record.Account, Seller: record.Seller, TaxCode: record.TaxCode, FromConsumption: record.Consumption,
		ToConsumption: record.Consumption, To: ledger.GivenBack, Refund: refund.ID, At: refund.RefundedAt,
	}
	var entries []ledger.Entry
	if fromFree.IsPositive() {
		entry.From, entry.Amount = ledger.Free, fromFree
		entries = append(entries, entry)
	}
	if outstanding.IsPositive() {
		entry.From, entry.Amount = ledger.Outstanding, outstanding
		entries = append(entries, entry)
	}
	return entries
}
