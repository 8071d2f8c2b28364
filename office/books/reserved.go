package books

import (
	"context"
	"fmt"

	"kaipiao/domain/ids"
	"kaipiao/domain/ledger"
	"kaipiao/domain/money"
	"kaipiao/office/query"
)

// ReservedBy is what an invoice reserves of each record, and what is outstanding of the same records.
func ReservedBy(ctx context.Context, q *query.Queries, id ids.Invoice) ([]ledger.Take, map[ids.Consumption]money.Amount, error) {
	q.Ahead(func(q *query.Queries) { AnnounceReservedBy(ctx, q, id) })
	entries, err := q.ReservationOfInvoice(ctx, &id)
	if err != nil {
		return nil, nil, fmt.Errorf("read reservation: %w", err)
	}
	order, reserved := leftIn(ledger.Reserved, entries)
	return takesOf(ctx, q, id, order, reserved)
}

// leftIn is what moves of an invoice have left in a bucket, of which records in which order: what came in, less what went on from there.
func leftIn(bucket ledger.Bucket, entries []query.LedgerEntry) ([]ids.Consumption, map[ids.Consumption]money.Amount) {
	var order []ids.Consumption
	left := map[ids.Consumption]money.Amount{}
	for _, e := range entries {
		if e.ToBucket == bucket {
			order = append(order, e.ToConsumption)
			left[e.ToConsumption] = e.Amount
		} else {
			left[e.ToConsumption] = left[e.ToConsumption].Sub(e.Amount)
		}
	}
	return order, left
}

// AnnounceReservedBy announces ReservedBy.
func AnnounceReservedBy(ctx context.Context, q *query.Queries, id ids.Invoice) {
	_, _ = q.ReservationOfInvoice(ctx, &id)
	_, _ = q.RecordsOfInvoice(ctx, &id)
}

// takesOf puts amounts of an invoice together with their records, in an order; nothing of a record is left out. It also returns what
// is outstanding of each.
func takesOf(
	ctx context.Context, q *query.Queries, id ids.Invoice, order []ids.Consumption, amounts map[ids.Consumption]money.Amount,
) ([]ledger.Take, map[ids.Consumption]money.Amount, error) {
	rows, err := q.RecordsOfInvoice(ctx, &id)
	if err != nil {
		return nil, nil, fmt.Errorf("read records: %w", err)
	}
	records, outstanding := map[ids.Consumption]query.RecordBalance{}, map[ids.Consumption]money.Amount{}
	for _, row := range rows {
		records[row.Consumption], outstanding[row.Consumption] = row, row.Outstanding
	}
	var takes []ledger.Take
	for _, consumption := range order {
		if amounts[consumption].IsPositive() {
			takes = append(takes, ledger.Take{Record: takeable(records[consumption]), Amount: amounts[consumption]})
		}
	}
	return takes, outstanding, nil
}
