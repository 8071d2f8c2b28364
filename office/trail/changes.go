package trail

import (
	"context"
	"fmt"

	"kaipiao/domain/ids"
	"kaipiao/office/query"
)

// Change is something that has happened, with whose it is and what it is about, for who looks at it now (O8). What it is not about is empty.
type Change struct {
	Account     ids.Account
	Seller      ids.Seller
	Application ids.Application
	Invoice     ids.Invoice
	Ticket      ids.Ticket
}

// changesAtOnce is how many changes are read at a time; who looks needs to know that there were some, and no more.
const changesAtOnce = 500

// LastChange is where the timeline ends now.
func (o *Office) LastChange(ctx context.Context) (int64, error) { return o.tx.Reads().LastChange(ctx) }

// ChangesAfter lists what has happened after a place of the timeline, with the place where it ends. Two transactions may end in another order
// than they began: a change that became visible late is missed, and so whoever looks reads again from time to time.
func (o *Office) ChangesAfter(ctx context.Context, after int64) (changes []Change, until int64, err error) {
	rows, err := o.tx.Reads().ChangesAfter(ctx, query.ChangesAfterParams{After: after, PageSize: changesAtOnce})
	if err != nil {
		return nil, after, fmt.Errorf("read what has changed: %w", err)
	}
	until = after
	for _, row := range rows {
		until = row.ID
		changes = append(changes, Change{
			Account: ids.Account(row.Account), Seller: ids.Seller(row.Seller), Application: ids.Application(row.Application),
			Invoice: ids.Invoice(row.Invoice), Ticket: ids.Ticket(row.Ticket),
		})
	}
	return changes, until, nil
}

// LedgerMarks are marks of what accounts may invoice: another mark means that the ledger has changed.
func (o *Office) LedgerMarks(ctx context.Context, accounts []ids.Account) (map[ids.Account]string, error) {
	names := make([]string, len(accounts))
	for n, account := range accounts {
		names[n] = string(account)
	}
	rows, err := o.tx.Reads().LedgerMarks(ctx, names)
	if err != nil {
		return nil, fmt.Errorf("read marks of the ledger: %w", err)
	}
	marks := map[ids.Account]string{}
	for _, row := range rows {
		marks[row.Account] = row.Mark
	}
	return marks, nil
}
