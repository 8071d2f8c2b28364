package books

import (
	"context"
	"fmt"
	"time"

	"kaipiao/domain/ids"
	"kaipiao/domain/ledger"
	"kaipiao/domain/money"
	"kaipiao/office/paging"
	"kaipiao/office/query"
	"kaipiao/office/tx"
)

// releasesShown is how many of the next releases a balance names.
const releasesShown = 10

// Balance is what an account may invoice of a seller at any instant, past or future (L4, L8).
func (o *Office) Balance(ctx context.Context, account ids.Account, seller ids.Seller, at time.Time) (Balance, error) {
	var balance Balance
	err := o.tx.Look(ctx, func(q *query.Queries) error {
		row, err := q.Account(ctx, account)
		if err != nil {
			return tx.Missing(err, "account")
		}
		if balance, err = balanceAt(ctx, q, row, seller, at); err != nil {
			return err
		}
		releases, err := q.NextReleases(ctx, query.NextReleasesParams{Account: account, Subject: row.Subject, Seller: seller, At: at, PageSize: releasesShown})
		for _, release := range releases {
			balance.NextReleases = append(balance.NextReleases, Release{At: release.At, Amount: release.Amount})
		}
		return err
	})
	return balance, err
}

// part is one row of the totals as they were or will be at an instant.
type part struct {
	seller  ids.Seller
	taxCode string
	charge  ledger.Charge
}

type figures struct{ free, reserved, invoiced, outstanding money.Amount }

// balanceAt adds up for the account's present subject (R6): it starts from today's totals, and takes off what is not
// released yet and what was moved after the instant.
func balanceAt(ctx context.Context, q *query.Queries, account query.Account, seller ids.Seller, at time.Time) (Balance, error) {
	totals, err := q.LedgerTotals(ctx, query.LedgerTotalsParams{Account: account.ID, Subject: account.Subject})
	if err != nil {
		return Balance{}, fmt.Errorf("read totals: %w", err)
	}
	unreleased, err := q.UnreleasedFree(ctx, query.UnreleasedFreeParams{Account: account.ID, Subject: account.Subject, At: at})
	if err != nil {
		return Balance{}, fmt.Errorf("read unreleased records: %w", err)
	}
	moved, err := q.MovedAfter(ctx, query.MovedAfterParams{Account: account.ID, Subject: account.Subject, At: at})
	if err != nil {
		return Balance{}, fmt.Errorf("read later entries: %w", err)
	}
	sums := map[part]figures{}
	for _, t := range totals {
		sums[part{t.Seller, t.TaxCode, t.Charge}] = figures{t.Free, t.Reserved, t.Invoiced, t.Outstanding}
	}
	for _, u := range unreleased {
		f := sums[part{u.Seller, u.TaxCode, u.Charge}]
		f.free = f.free.Sub(u.Amount)
		sums[part{u.Seller, u.TaxCode, u.Charge}] = f
	}
	for _, m := range moved {
		f := sums[part{m.Seller, m.TaxCode, m.Charge}]
		sums[part{m.Seller, m.TaxCode, m.Charge}] = figures{
			f.free.Sub(m.Free), f.reserved.Sub(m.Reserved), f.invoiced.Sub(m.Invoiced), f.outstanding.Sub(m.Outstanding),
		}
	}
	order := make([]part, len(totals))
	for i, t := range totals {
		order[i] = part{t.Seller, t.TaxCode, t.Charge}
	}
	return addUp(Balance{Account: account.ID, Seller: seller, At: at}, order, sums), nil
}

// addUp makes the balance of one seller out of the parts; the right to withdraw looks at all sellers (L8).
func addUp(balance Balance, order []part, sums map[part]figures) Balance {
	var codes []TaxCodeBalance
	for _, key := range order {
		f := sums[key]
		if len(codes) == 0 || codes[len(codes)-1].Seller != key.seller || codes[len(codes)-1].TaxCode != key.taxCode {
			codes = append(codes, TaxCodeBalance{Seller: key.seller, TaxCode: key.taxCode})
		}
		code := &codes[len(codes)-1]
		code.Unreserved, code.Outstanding = code.Unreserved.Add(f.free), code.Outstanding.Add(f.outstanding)
		if key.seller != balance.Seller {
			continue
		}
		counted := money.Sum(f.free, f.reserved, f.invoiced)
		if key.charge == ledger.Prepaid {
			balance.Prepaid = balance.Prepaid.Add(counted)
		} else {
			balance.Postpaid = balance.Postpaid.Add(counted)
		}
		balance.Reserved, balance.Invoiced = balance.Reserved.Add(f.reserved), balance.Invoiced.Add(f.invoiced)
		balance.Outstanding = balance.Outstanding.Add(f.outstanding)
	}
	balance.WithdrawalAllowed = true
	for _, code := range codes {
		if code.Unreserved.Less(code.Outstanding) {
			code.Uncovered = code.Outstanding.Sub(code.Unreserved)
			balance.WithdrawalAllowed = false
		}
		if code.Seller == balance.Seller {
			balance.TaxCodes = append(balance.TaxCodes, code)
		}
	}
	balance.Available = money.Sum(balance.Prepaid, balance.Postpaid).
		Sub(money.Sum(balance.Reserved, balance.Invoiced, balance.Outstanding))
	return balance
}

// Records lists the records behind a balance, with what is left of each (L12).
func (o *Office) Records(ctx context.Context, account ids.Account, seller ids.Seller, page paging.Request) (paging.Page[Record], error) {
	q := o.tx.Reads()
	owner, err := q.Account(ctx, account)
	if err != nil {
		return paging.Page[Record]{}, tx.Missing(err, "account")
	}
	rows, err := q.AccountRecords(ctx, query.AccountRecordsParams{
		Account: string(account), Subject: owner.Subject, Seller: string(seller), After: page.After, PageSize: paging.Size(page),
	})
	if err != nil {
		return paging.Page[Record]{}, tx.Missing(err, "records")
	}
	return paging.Of(rows, page, recordOf, func(row query.AccountRecordsRow) string { return row.RecordBalance.Consumption }), nil
}

func recordOf(row query.AccountRecordsRow) Record {
	b := row.RecordBalance
	record := Record{
		Consumption: b.Consumption, Product: b.Product, TaxCode: b.TaxCode, TaxRate: b.TaxRate, Standing: ledger.Standing{
			Seller: b.Seller, Charge: b.Charge, ReleasedAt: b.ReleasedAt, Cash: b.Cash, Coupon: row.Coupon, Rebate: row.Rebate,
			Refunded: b.Refunded, Free: b.Free, Reserved: b.Reserved, Invoiced: b.Invoiced, Outstanding: b.Outstanding,
		},
	}
	if b.PaidForOthers.IsPositive() {
		record.PaidOff = b.PaidForOthers
	}
	return record
}

// Audit lists every account, seller and tax code where the identity does not hold when it is recomputed from the
// entries alone (L11). There are none.
func Audit(ctx context.Context, db *tx.DB) ([]string, error) {
	var rows []query.AuditLedgerRow
	err := db.Look(ctx, func(q *query.Queries) (err error) {
		if err = q.ReadFromEndToEnd(ctx); err == nil {
			rows, err = q.AuditLedger(ctx)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("audit the ledger: %w", err)
	}
	places := make([]string, len(rows))
	for i, row := range rows {
		places[i] = fmt.Sprintf("account %s, seller %s, tax code %s", row.Account, row.Seller, row.TaxCode)
	}
	return places, nil
}
