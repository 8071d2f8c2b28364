package books

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"time"

	"kaipiao/domain/application"
	"kaipiao/domain/ids"
	"kaipiao/domain/ledger"
	"kaipiao/domain/money"
	"kaipiao/domain/refusal"
	"kaipiao/office/query"
)

// How many records the first read brings, and any later one at most: most applications take a few, some take thousands.
const (
	fewRecords  = 20
	manyRecords = 1000
)

// SelectRecords finds what a request takes of the ledger (A2), and the debts it has to pay off (L10).
func SelectRecords(
	ctx context.Context, q *query.Queries, account query.Account, request application.Request, at time.Time,
) (application.Selection, refusal.List, error) {
	var selection application.Selection
	q.Ahead(func(q *query.Queries) { AnnounceSelection(ctx, q, request, at) })
	rows, err := q.OutstandingRecords(ctx, owedBy(request))
	if err != nil {
		return selection, nil, fmt.Errorf("read outstanding records: %w", err)
	}
	for _, row := range rows {
		selection.Debts = append(selection.Debts, ledger.Debt{Consumption: row.Consumption, TaxCode: row.TaxCode, Amount: row.Outstanding})
	}
	if request.Amount == nil {
		var refused refusal.List
		selection.Takes, refused, err = PickRecords(ctx, q, account, request, at)
		return selection, refused, err
	}
	selection.Takes, err = ledger.SelectAmount(freeRecords(ctx, q, account, request.Seller, at), selection.Debts, *request.Amount)
	if err != nil || !ledger.Total(selection.Takes).Less(*request.Amount) {
		return selection, nil, err
	}
	balance, _, err := balanceAt(ctx, q, account, request.Seller, at)
	selection.Available = balance.Available
	return selection, nil, err
}

// AnnounceSelection announces SelectRecords: what it reads first depends on nothing but the request.
func AnnounceSelection(ctx context.Context, q *query.Queries, request application.Request, at time.Time) {
	_, _ = q.OutstandingRecords(ctx, owedBy(request))
	if request.Amount != nil {
		_, _ = readFree(ctx, q, firstFree(query.Account{ID: request.Account}, request.Seller, "", at))
		return
	}
	_, _ = q.Records(ctx, request.Consumptions)
	_, _ = q.Consumptions(ctx, request.Consumptions)
}

func owedBy(request application.Request) query.OutstandingRecordsParams {
	return query.OutstandingRecordsParams{Account: request.Account, Seller: request.Seller}
}

// freeRecords reads the records that can be taken, oldest first, a few at a time.
func freeRecords(ctx context.Context, q *query.Queries, account query.Account, seller ids.Seller, at time.Time) ledger.Records {
	return func(taxCode string) iter.Seq2[ledger.Record, error] {
		return func(yield func(ledger.Record, error) bool) {
			next := firstFree(account, seller, taxCode, at)
			for {
				rows, err := readFree(ctx, q, next)
				if err != nil {
					yield(ledger.Record{}, fmt.Errorf("read free records: %w", err))
					return
				}
				for _, row := range rows {
					if !yield(row, nil) {
						return
					}
				}
				if len(rows) < int(next.PageSize) {
					return
				}
				last := rows[len(rows)-1]
				next.AfterReleasedAt, next.AfterConsumption = last.ReleasedAt, string(last.Consumption)
				next.PageSize = min(4*next.PageSize, manyRecords)
			}
		}
	}
}

// firstFree asks for the first records of an account that can be taken, of one tax classification code or of all.
func firstFree(account query.Account, seller ids.Seller, taxCode string, at time.Time) query.FreeRecordsOfTaxCodeParams {
	return query.FreeRecordsOfTaxCodeParams{
		Account: account.ID, Subject: account.Subject, Seller: string(seller), TaxCode: taxCode, At: at, PageSize: fewRecords,
	}
}

// readFree reads the next records, of one tax classification code or of all.
func readFree(ctx context.Context, q *query.Queries, next query.FreeRecordsOfTaxCodeParams) ([]ledger.Record, error) {
	var records []ledger.Record
	if next.TaxCode != "" {
		rows, err := q.FreeRecordsOfTaxCode(ctx, next)
		for _, row := range rows {
			records = append(records, free(query.FreeRecordsRow(row)))
		}
		return records, err
	}
	rows, err := q.FreeRecords(ctx, query.FreeRecordsParams{
		Account: next.Account, Seller: ids.Seller(next.Seller), At: next.At, AfterReleasedAt: next.AfterReleasedAt,
		AfterConsumption: next.AfterConsumption, PageSize: next.PageSize,
	})
	for _, row := range rows {
		records = append(records, free(row))
	}
	return records, err
}

func free(row query.FreeRecordsRow) ledger.Record {
	return ledger.Record{
		Consumption: row.Consumption, Product: row.Product, TaxCode: row.TaxCode, TaxRate: row.TaxRate, ReleasedAt: *row.ReleasedAt, Free: row.Free,
	}
}

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
