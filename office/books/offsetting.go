package books

import (
	"context"
	"fmt"
	"time"

	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/ledger"
	"kaipiao/domain/life"
	"kaipiao/domain/money"
	"kaipiao/office/query"
)

// OffsetPlan is how an account can get rid of what is outstanding with a seller (L8, L9, L10).
type OffsetPlan struct {
	Codes []OffsetCode
	// Left is what can be invoiced once everything outstanding is cleared; nothing while a code is short.
	Left money.Amount
	// Reversals are invoices of which a reversal would clear something, the latest first.
	Reversals []OffsetReversal
}

// OffsetCode is the plan of one tax classification code.
type OffsetCode struct {
	TaxCode     string
	Outstanding money.Amount
	// Clearable is what free records of the code clear, and Short what is still missing.
	Clearable, Short money.Amount
	// Clears are the records that would clear it, the oldest first.
	Clears []ledger.Take
	// Left is what of the code can be invoiced afterwards.
	Left money.Amount
}

// OffsetReversal is an invoice that covers records of which something is outstanding.
type OffsetReversal struct {
	Invoice ids.Invoice
	Number  string
	Medium  invoice.Medium
	Status  invoice.Status
	Amount  money.Amount
	// Clears is how much of what is outstanding goes when the whole of it is undone.
	Clears money.Amount
}

// reversalsShown is how many records of such invoices are looked at.
const reversalsShown = 200

// PlanOffset says how what is outstanding of the present subject with a seller can be cleared at an instant. It changes nothing.
func (o *Office) PlanOffset(ctx context.Context, account ids.Account, seller ids.Seller, at time.Time) (plan OffsetPlan, err error) {
	err = o.tx.Look(ctx, func(q *query.Queries) error {
		row, _, err := termOf(ctx, q, account, PresentSubject)
		if err != nil {
			return err
		}
		balance, _, err := balanceAt(ctx, q, row, seller, at)
		if err != nil {
			return err
		}
		short := false
		for _, code := range balance.TaxCodes {
			if !code.Outstanding.IsPositive() {
				plan.Left = plan.Left.Add(code.Unreserved)
				continue
			}
			planned, err := clearing(freeRecords(ctx, q, row, seller, at), code)
			if err != nil {
				return err
			}
			plan.Codes, plan.Left = append(plan.Codes, planned), plan.Left.Add(planned.Left)
			short = short || planned.Short.IsPositive()
		}
		if short {
			plan.Left = money.Zero
		}
		if len(plan.Codes) == 0 {
			return nil
		}
		plan.Reversals, err = reversalsThatClear(ctx, q, row, seller)
		return err
	})
	return plan, err
}

// clearing takes the oldest records of a code until its debt is cleared.
func clearing(free ledger.Records, code TaxCodeBalance) (OffsetCode, error) {
	planned := OffsetCode{TaxCode: code.TaxCode, Outstanding: code.Outstanding}
	for record, err := range free(code.TaxCode) {
		if err != nil {
			return planned, err
		}
		part := money.Min(record.Free, code.Outstanding.Sub(planned.Clearable))
		if !part.IsPositive() {
			break
		}
		planned.Clears = append(planned.Clears, ledger.Take{Record: record, Amount: part})
		planned.Clearable = planned.Clearable.Add(part)
	}
	planned.Short = code.Outstanding.Sub(planned.Clearable)
	planned.Left = code.Unreserved.Sub(planned.Clearable)
	return planned, nil
}

func reversalsThatClear(ctx context.Context, q *query.Queries, account query.Account, seller ids.Seller) ([]OffsetReversal, error) {
	rows, err := q.InvoicesOfOutstanding(ctx, query.InvoicesOfOutstandingParams{
		Account: account.ID, Subject: account.Subject, Seller: seller, Reversible: life.Text(invoice.Life.From(invoice.RedIssue)),
		PageSize: reversalsShown,
	})
	if err != nil {
		return nil, fmt.Errorf("read invoices of what is outstanding: %w", err)
	}
	var found []OffsetReversal
	for _, row := range rows {
		if n := len(found); n == 0 || found[n-1].Invoice != row.ID {
			one := OffsetReversal{Invoice: row.ID, Medium: row.Medium, Status: row.Status, Amount: row.Amount}
			if row.Number != nil {
				one.Number = *row.Number
			}
			found = append(found, one)
		}
		last := &found[len(found)-1]
		last.Clears = last.Clears.Add(money.Min(row.Covers, row.Outstanding))
	}
	return found, nil
}
