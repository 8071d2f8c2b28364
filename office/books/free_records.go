package books

import (
	"context"
	"fmt"
	"iter"
	"time"

	"kaipiao/domain/ids"
	"kaipiao/domain/ledger"
	"kaipiao/office/query"
)

// How many records the first read brings, and any later one at most: most applications take a few, some take thousands.
const (
	fewRecords  = 20
	manyRecords = 1000
)

// freeRecords reads the records that can be taken, oldest first, a few at a time.
func freeRecords(ctx context.Context, q *query.Queries, account query.Account, seller ids.Seller, at time.Time) ledger.Records {
	return func(taxCode string) iter.Seq2[ledger.Record, error] {
		return func(yield func(ledger.Record, error) bool) {
			pages := pagesOfFree(account, seller, taxCode, at)
			for {
				rows, err := pages.read(ctx, q)
				if err != nil {
					yield(ledger.Record{}, err)
					return
				}
				for _, row := range rows {
					if !yield(row, nil) {
						return
					}
				}
				if len(rows) == 0 {
					return
				}
			}
		}
	}
}

// freePages reads records that can be taken, oldest first, in pages that grow.
type freePages struct {
	next  query.FreeRecordsOfTaxCodeParams
	ended bool
}

// read reads the next page; nothing where there is no more.
func (p *freePages) read(ctx context.Context, q *query.Queries) ([]ledger.Record, error) {
	if p.ended {
		return nil, nil
	}
	rows, err := readFree(ctx, q, p.next)
	if err != nil {
		return nil, fmt.Errorf("read free records: %w", err)
	}
	if p.ended = len(rows) < int(p.next.PageSize); !p.ended {
		last := rows[len(rows)-1]
		p.next.AfterReleasedAt, p.next.AfterConsumption = last.ReleasedAt, string(last.Consumption)
		p.next.PageSize = min(4*p.next.PageSize, manyRecords)
	}
	return rows, nil
}

// pagesOfFree begins with the first records of an account that can be taken, of one tax classification code or of all.
func pagesOfFree(account query.Account, seller ids.Seller, taxCode string, at time.Time) freePages {
	return freePages{next: query.FreeRecordsOfTaxCodeParams{
		Account: account.ID, Subject: account.Subject, Seller: string(seller), TaxCode: taxCode, At: at, PageSize: fewRecords,
	}}
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
