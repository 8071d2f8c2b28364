package books

import (
	"context"
	"fmt"
	"slices"
	"time"

	"kaipiao/domain/application"
	"kaipiao/domain/ids"
	"kaipiao/domain/ledger"
	"kaipiao/domain/money"
	"kaipiao/domain/refusal"
	"kaipiao/office/query"
)

func takeable(row query.RecordBalance) ledger.Record {
	return ledger.Record{
		Consumption: row.Consumption, Product: row.Product, TaxCode: row.TaxCode, TaxRate: row.TaxRate,
		ReleasedAt: *row.ReleasedAt, Free: row.Free,
	}
}

// PickRecords takes everything that is free of the records the customer picked (A2), or says what is wrong with each.
func PickRecords(ctx context.Context, q *query.Queries, account query.Account, request application.Request, at time.Time) ([]ledger.Take, refusal.List, error) {
	rows, err := q.Records(ctx, request.Consumptions)
	if err != nil {
		return nil, nil, fmt.Errorf("read records: %w", err)
	}
	consumptions, err := q.Consumptions(ctx, request.Consumptions)
	if err != nil {
		return nil, nil, fmt.Errorf("read consumptions: %w", err)
	}
	consumed := map[ids.Consumption]query.Consumption{}
	for _, c := range consumptions {
		consumed[c.ID] = c
	}
	picked := map[ids.Consumption]query.RecordBalance{}
	for _, row := range rows {
		picked[row.Consumption] = row
	}
	var takes []ledger.Take
	var refused refusal.List
	for i, id := range request.Consumptions {
		if slices.Contains(request.Consumptions[:i], id) {
			continue
		}
		if code := whyNot(picked[id], consumed[id], account, request, at); code != "" {
			refused = append(refused, refusal.New(code, fmt.Sprintf("consumptions[%d]", i), id))
			continue
		}
		record := takeable(picked[id])
		takes = append(takes, ledger.Take{Record: record, Amount: record.Free})
	}
	slices.SortStableFunc(takes, func(a, b ledger.Take) int { return a.ReleasedAt.Compare(b.ReleasedAt) })
	return takes, refused, nil
}

// whyNot says why a record cannot be picked; empty when it can.
func whyNot(row query.RecordBalance, consumed query.Consumption, account query.Account, request application.Request, at time.Time) refusal.Code {
	switch {
	case row.Account != request.Account && consumed.Account == request.Account && consumed.Payer == nil:
		return refusal.InvoicedByMaster
	case row.Account != request.Account && consumed.Account == request.Account:
		return refusal.PaidByAgent
	case row.Account != request.Account:
		return refusal.UnknownConsumption
	case row.Subject != account.Subject:
		return refusal.OtherSubject
	case row.Seller != request.Seller:
		return refusal.OtherSeller
	case row.ReleasedAt == nil || row.ReleasedAt.After(at):
		return refusal.NotReleased
	case row.Free.Equal(money.Zero):
		return refusal.NothingLeft
	default:
		return ""
	}
}
