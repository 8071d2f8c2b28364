package books

import (
	"context"
	"fmt"
	"iter"
	"time"

	"kaipiao/domain/application"
	"kaipiao/domain/ids"
	"kaipiao/domain/ledger"
	"kaipiao/domain/money"
	"kaipiao/domain/refusal"
	"kaipiao/office/query"
)

// Selecting selects records for applications of one account and seller that are decided one after another before any of them is written: what one
// takes is not there for the next.
type Selecting struct {
	owed query.OutstandingRecordsParams
	// debts are known once they were asked for.
	debts []ledger.Debt
	asked bool
	// free is what was read of the records that can be taken, oldest first; pages brings more. taken is what they have not any more.
	free  []ledger.Record
	pages freePages
	taken map[ids.Consumption]money.Amount
}

// SelectingFor begins to select for so many applications, the first of which is this one at this instant.
func SelectingFor(first application.Request, at time.Time, applications int) *Selecting {
	pages := pagesOfFree(query.Account{ID: first.Account}, first.Seller, "", at) // the subject is not known yet, and nobody needs to
	pages.next.PageSize = int32(min(fewRecords*applications, manyRecords))       //nolint:gosec // it is not more
	owed := query.OutstandingRecordsParams{Account: first.Account, Seller: first.Seller}
	return &Selecting{owed: owed, pages: pages, taken: map[ids.Consumption]money.Amount{}}
}

// Announce announces what Select reads first for a request: that depends on nothing else.
func (s *Selecting) Announce(ctx context.Context, q *query.Queries, request application.Request) {
	_, _ = q.OutstandingRecords(ctx, s.owed)
	if request.Amount != nil {
		_, _ = readFree(ctx, q, s.pages.next)
		return
	}
	_, _ = q.Records(ctx, request.Consumptions)
	_, _ = q.Consumptions(ctx, request.Consumptions)
}

// Select finds what a request takes of the ledger (A2), and the debts it has to pay off (L10).
func (s *Selecting) Select(
	ctx context.Context, q *query.Queries, account query.Account, request application.Request, at time.Time,
) (application.Selection, refusal.List, error) {
	var selection application.Selection
	if err := s.askForDebts(ctx, q, request); err != nil {
		return selection, nil, err
	}
	selection.Debts = s.debts
	var refused refusal.List
	var err error
	if request.Amount == nil {
		selection.Takes, refused, err = PickRecords(ctx, q, account, request, at)
		return selection, refused, err
	}
	selection.Takes, err = ledger.SelectAmount(s.records(ctx, q, account, at), s.debts, *request.Amount)
	if err != nil || !ledger.Total(selection.Takes).Less(*request.Amount) {
		return selection, nil, err
	}
	balance, _, err := balanceAt(ctx, q, account, request.Seller, at)
	selection.Available = balance.Available
	return selection, nil, err
}

func (s *Selecting) askForDebts(ctx context.Context, q *query.Queries, request application.Request) error {
	if s.asked {
		return nil
	}
	q.Ahead(func(q *query.Queries) { s.Announce(ctx, q, request) })
	rows, err := q.OutstandingRecords(ctx, s.owed)
	if err != nil {
		return fmt.Errorf("read outstanding records: %w", err)
	}
	for _, row := range rows {
		s.debts = append(s.debts, ledger.Debt{Consumption: row.Consumption, TaxCode: row.TaxCode, Amount: row.Outstanding})
	}
	s.asked = true
	return nil
}

// Knows reports whether a request can be decided without knowing more of what was taken than Take was told: the oldest records pay for it, and no debts
// are paid off, because that moves more than what is taken.
func (s *Selecting) Knows(request application.Request) bool {
	return request.Amount != nil && len(s.debts) == 0
}

// Take keeps in mind what an application takes that is not written yet.
func (s *Selecting) Take(takes []ledger.Take) {
	for _, take := range takes {
		s.taken[take.Consumption] = s.taken[take.Consumption].Add(take.Amount)
	}
}

// records hands out the records that can be taken. Those of one code, which pay off debts, are read each time.
func (s *Selecting) records(ctx context.Context, q *query.Queries, account query.Account, at time.Time) ledger.Records {
	ofCode := freeRecords(ctx, q, account, s.owed.Seller, at)
	return func(taxCode string) iter.Seq2[ledger.Record, error] {
		if taxCode != "" {
			return ofCode(taxCode)
		}
		return func(yield func(ledger.Record, error) bool) {
			for i := 0; ; i++ {
				if i == len(s.free) {
					more, err := s.pages.read(ctx, q)
					if err != nil {
						yield(ledger.Record{}, err)
						return
					}
					s.free = append(s.free, more...)
				}
				if i == len(s.free) || s.free[i].ReleasedAt.After(at) {
					return
				}
				record := s.free[i]
				record.Free = record.Free.Sub(s.taken[record.Consumption])
				if record.Free.IsPositive() && !yield(record, nil) {
					return
				}
			}
		}
	}
}
