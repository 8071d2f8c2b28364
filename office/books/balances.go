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

// Balance is what an account's present subject may invoice of a seller at any instant, past or future (L4, L8).
func (o *Office) Balance(ctx context.Context, account ids.Account, seller ids.Seller, at time.Time) (Balance, error) {
	return o.BalanceOfSubject(ctx, account, PresentSubject, seller, at)
}

// BalanceOfSubject is the same of any subject that has or had the account (L13).
func (o *Office) BalanceOfSubject(ctx context.Context, account ids.Account, subject int, seller ids.Seller, at time.Time) (Balance, error) {
	var balance Balance
	err := o.tx.Look(ctx, func(q *query.Queries) error {
		row, term, err := termOf(ctx, q, account, subject)
		if err != nil {
			return err
		}
		present, held, err := balanceAt(ctx, q, row, seller, at)
		if err != nil {
			return err
		}
		balance = present
		if term.former {
			of := row
			of.Subject = term.subject
			if balance, _, err = balanceAt(ctx, q, of, seller, at); err != nil {
				return err
			}
		}
		balance.Subject, balance.Former, balance.Holds = int(term.subject), term.former, held
		if err := addFormer(ctx, q, row, term, &balance); err != nil {
			return err
		}
		others, err := q.InvoicedByOthers(ctx, query.InvoicedByOthersParams{
			Account: account, Seller: seller, Since: term.since, Until: earlier(term.until, at.Add(time.Microsecond)),
		})
		if err != nil {
			return fmt.Errorf("look for what others invoice: %w", err)
		}
		balance.PaidByAgent, balance.InvoicedByMaster = others.ByAgent, others.ByMaster
		releases, err := q.NextReleases(ctx, query.NextReleasesParams{Account: account, Subject: term.subject, Seller: seller, At: at, PageSize: releasesShown})
		for _, release := range releases {
			balance.NextReleases = append(balance.NextReleases, Release{At: release.At, Amount: release.Amount})
		}
		return err
	})
	return balance, err
}

// addFormer adds who had the account before, and what is outstanding of them at the instant: that holds the account's balance, too (L13).
func addFormer(ctx context.Context, q *query.Queries, row query.Account, term term, balance *Balance) error {
	if row.Subject == 1 {
		return nil
	}
	owed, err := q.OutstandingOfOthers(ctx, query.OutstandingOfOthersParams{Account: row.ID, Subject: row.Subject, At: balance.At})
	if err != nil {
		return fmt.Errorf("read what former subjects owe: %w", err)
	}
	for _, change := range term.changes {
		balance.FormerSubjects = append(balance.FormerSubjects, FormerSubject{Subject: int(change.Subject) - 1, Until: change.Since})
	}
	for _, debt := range owed {
		hold := ledger.Hold{Seller: debt.Seller, TaxCode: debt.TaxCode, Subject: int(debt.Subject), Former: true, Amount: debt.Amount}
		balance.Holds = append(balance.Holds, hold)
		for i := range balance.FormerSubjects {
			if former := &balance.FormerSubjects[i]; former.Subject == hold.Subject {
				former.Outstanding = former.Outstanding.Add(debt.Amount)
			}
		}
	}
	return nil
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

// part is one row of the totals as they were or will be at an instant.
type part struct {
	seller  ids.Seller
	taxCode string
	charge  ledger.Charge
}

type figures struct{ free, reserved, invoiced, outstanding money.Amount }

// balanceAt adds up for one subject of the account (R6): it starts from today's totals, and takes off what is not
// released yet and what was moved after the instant. It also returns what is uncovered, with whatever seller.
func balanceAt(ctx context.Context, q *query.Queries, account query.Account, seller ids.Seller, at time.Time) (Balance, []ledger.Hold, error) {
	totals, err := q.LedgerTotals(ctx, query.LedgerTotalsParams{Account: account.ID, Subject: account.Subject})
	if err != nil {
		return Balance{}, nil, fmt.Errorf("read totals: %w", err)
	}
	unreleased, err := q.UnreleasedFree(ctx, query.UnreleasedFreeParams{Account: string(account.ID), Subject: account.Subject, At: at})
	if err != nil {
		return Balance{}, nil, fmt.Errorf("read unreleased records: %w", err)
	}
	moved, err := q.MovedAfter(ctx, query.MovedAfterParams{Account: account.ID, Subject: account.Subject, At: at})
	if err != nil {
		return Balance{}, nil, fmt.Errorf("read later entries: %w", err)
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
	balance, held := addUp(Balance{Account: account.ID, Seller: seller, At: at, Subject: int(account.Subject)}, order, sums)
	return balance, held, nil
}

// Standing is the balance of an account's present subject with one seller, inside of a transaction: what it may apply for, and what is
// outstanding of it.
func Standing(ctx context.Context, q *query.Queries, account query.Account, seller ids.Seller, at time.Time) (Balance, error) {
	balance, _, err := balanceAt(ctx, q, account, seller, at)
	return balance, err
}

// addUp makes the balance of one seller out of the parts; the right to withdraw looks at all sellers (L8).
func addUp(balance Balance, order []part, sums map[part]figures) (Balance, []ledger.Hold) {
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
	var held []ledger.Hold
	for _, code := range codes {
		if code.Unreserved.Less(code.Outstanding) {
			code.Uncovered = code.Outstanding.Sub(code.Unreserved)
			held = append(held, ledger.Hold{Seller: code.Seller, TaxCode: code.TaxCode, Subject: balance.Subject, Amount: code.Uncovered})
		}
		if code.Seller == balance.Seller {
			balance.TaxCodes = append(balance.TaxCodes, code)
		}
	}
	balance.Available = money.Sum(balance.Prepaid, balance.Postpaid).
		Sub(money.Sum(balance.Reserved, balance.Invoiced, balance.Outstanding))
	return balance, held
}

// Records lists the records behind the balance of an account's present subject, with what is left of each (L12).
func (o *Office) Records(ctx context.Context, account ids.Account, seller ids.Seller, page paging.Request) (paging.Page[Record], error) {
	return o.RecordsOfSubject(ctx, account, PresentSubject, seller, page)
}

// RecordsOfSubject is the same of any subject that has or had the account (L13). What an agent has paid for is among them (L6), and
// what its master invoices (A13).
func (o *Office) RecordsOfSubject(
	ctx context.Context, account ids.Account, subject int, seller ids.Seller, page paging.Request,
) (paging.Page[Record], error) {
	var rows []query.AccountRecordsRow
	err := o.tx.Lists().Read(ctx, func(q *query.Queries) error {
		_, term, err := termOf(ctx, q, account, subject)
		if err != nil {
			return err
		}
		rows, err = q.AccountRecords(ctx, query.AccountRecordsParams{
			Account: account, Subject: term.subject, Seller: string(seller), After: page.After, PageSize: paging.Size(page), Since: term.since, Until: term.until,
		})
		return tx.Missing(err, "records")
	})
	if err != nil {
		return paging.Page[Record]{}, err
	}
	return paging.Of(rows, page, recordOf, func(row query.AccountRecordsRow) ids.Consumption { return row.RecordBalance.Consumption }), nil
}

func recordOf(row query.AccountRecordsRow) Record {
	b, c := row.RecordBalance, consumptionOf(row.Consumption)
	of, member := c.Group, ids.Account("")
	if of.Way != "" {
		member = c.Account
	}
	if row.ByOthers { // what becomes of it is the agent's matter, or the master's
		return Record{
			Consumption: b.Consumption, Product: b.Product, TaxCode: b.TaxCode, TaxRate: b.TaxRate, PaidAt: c.PaidAt, Standing: ledger.Standing{
				Seller: b.Seller, Charge: b.Charge, ReleasedAt: b.ReleasedAt, Cash: b.Cash, Coupon: c.Coupon, Rebate: c.Rebate, Refunded: b.Refunded,
				PaidByAgent: c.Payer != "", InvoicedByMaster: c.Payer == "", Member: member, Group: of,
			},
		}
	}
	record := Record{
		Consumption: b.Consumption, Product: b.Product, TaxCode: b.TaxCode, TaxRate: b.TaxRate, PaidAt: c.PaidAt, Standing: ledger.Standing{
			Seller: b.Seller, Charge: b.Charge, ReleasedAt: b.ReleasedAt, Cash: b.Cash, Coupon: c.Coupon, Rebate: c.Rebate,
			Refunded: b.Refunded, Free: b.Free, Reserved: b.Reserved, Invoiced: b.Invoiced, Outstanding: b.Outstanding, Member: member, Group: of,
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
