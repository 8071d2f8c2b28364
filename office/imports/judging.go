package imports

import (
	"context"
	"fmt"
	"time"

	"github.com/shopspring/decimal"

	"kaipiao/domain/bill"
	"kaipiao/domain/ids"
	"kaipiao/domain/ledger"
	"kaipiao/office/query"
)

// Judge ends a reading: the sums of a bill become consumption, month by month (M11); what stands twice is found, and what contradicts the
// register. Where anything is wrong nothing of the file is booked, and the report says what; otherwise all of it will be. Beat is called
// now and then.
func (r *Reading) Judge(ctx context.Context, terms bill.Terms, now time.Time, beat func()) (bill.Import, error) {
	if r.Report.Why == "" {
		steps := []func(context.Context, bill.Terms, func()) error{r.settle, r.findRepeated, r.holdAgainstRegister}
		for _, step := range steps {
			if err := step(ctx, terms, beat); err != nil {
				return bill.Import{}, err
			}
		}
	}
	return r.end(ctx, terms, now)
}

// settle makes consumption of the sums.
func (r *Reading) settle(ctx context.Context, terms bill.Terms, beat func()) error {
	if terms.Format != bill.Focus {
		return nil
	}
	q := r.office.tx.Reads()
	groups, err := q.CountSums(ctx, r.of)
	if err != nil {
		return fmt.Errorf("count sums: %w", err)
	}
	r.Report.Groups = int(groups)
	for account, month := ids.Account(""), ""; ; {
		months, err := q.BillMonths(ctx, query.BillMonthsParams{Import: r.of, AfterAccount: string(account), AfterMonth: month, PageSize: monthsAtOnce})
		if err != nil {
			return fmt.Errorf("read sums: %w", err)
		}
		if len(months) == 0 {
			return nil
		}
		last := months[len(months)-1]
		rows, err := q.SumsOfMonths(ctx, query.SumsOfMonthsParams{
			Import: r.of, AfterAccount: string(account), AfterMonth: month, ToAccount: string(last.Account), ToMonth: last.Month,
		})
		if err != nil {
			return fmt.Errorf("read sums: %w", err)
		}
		if err := r.settleMonths(ctx, terms, rows); err != nil {
			return err
		}
		account, month = last.Account, last.Month
		beat()
	}
}

// monthsAtOnce is how many accounts' months are settled at a time.
const monthsAtOnce = 100

func (r *Reading) settleMonths(ctx context.Context, terms bill.Terms, rows []query.SumsOfMonthsRow) error {
	var items []bill.Item
	var bad []bill.BadRow
	for len(rows) > 0 {
		of := 0
		for of < len(rows) && rows[of].Account == rows[0].Account && rows[of].Month == rows[0].Month {
			of++
		}
		sums, err := sumsOf(rows[:of])
		if err != nil {
			return err
		}
		groups, notes := bill.Settle(sums)
		for _, group := range groups {
			item, worth := group.Item(terms)
			if !worth {
				continue
			}
			if problems := bill.Check(item.Consumption); len(problems) > 0 {
				bad = append(bad, bill.BadRow{Line: item.Line, Reason: problems[0].Text + " (" + group.Service + ", " + group.Month + ")"})
				continue
			}
			items = append(items, item)
		}
		if err := r.takeNotes(ctx, notes); err != nil {
			return err
		}
		rows = rows[of:]
	}
	if err := r.TakeBad(ctx, bad); err != nil || len(items) == 0 {
		return err
	}
	return r.change(ctx, func(q *query.Queries) error { return r.keepItems(ctx, q, items) })
}

func sumsOf(rows []query.SumsOfMonthsRow) ([]bill.Sum, error) {
	sums := make([]bill.Sum, len(rows))
	for i, row := range rows {
		charged, err := decimal.NewFromString(row.Charged)
		if err != nil {
			return nil, fmt.Errorf("read sums: %w", err)
		}
		credited, err := decimal.NewFromString(row.Credited)
		if err != nil {
			return nil, fmt.Errorf("read sums: %w", err)
		}
		sums[i] = bill.Sum{
			Key:    bill.Key{Account: row.Account, Month: row.Month, Service: row.Service, Publisher: row.Publisher},
			Vendor: ids.Seller(row.Vendor), PeriodEnd: row.PeriodEnd, Charged: charged, Credited: credited, Rows: int(row.Rows), Line: int(row.Line),
		}
	}
	return sums, nil
}

// findRepeated finds rows of a table whose id stands there before: alike, they count once; with other content, they are bad.
func (r *Reading) findRepeated(ctx context.Context, terms bill.Terms, beat func()) error {
	if terms.Format == bill.Focus {
		return nil
	}
	err := r.change(ctx, func(q *query.Queries) error {
		dropped, err := q.DropRepeated(ctx, r.of)
		r.Report.Repeated = int(dropped)
		return err
	})
	if err != nil {
		return fmt.Errorf("find repeated rows: %w", err)
	}
	for {
		beat()
		differing, err := r.office.tx.Reads().ItemsThatDiffer(ctx, query.ItemsThatDifferParams{Import: r.of, PageSize: pageSize})
		if err != nil {
			return fmt.Errorf("find repeated rows: %w", err)
		}
		var bad []bill.BadRow
		var dropped []int64
		for _, row := range differing {
			dropped = append(dropped, row.N)
			bad = append(bad, bill.BadRow{
				Line: int(row.Line), Reason: fmt.Sprintf("id %q stands in line %d before, with other content", row.Consumption, row.FirstLine),
			})
		}
		if err := r.refuse(ctx, bad, dropped); err != nil || len(differing) < pageSize {
			return err
		}
	}
}

// refuse takes items out as bad rows.
func (r *Reading) refuse(ctx context.Context, bad []bill.BadRow, ns []int64) error {
	if len(bad) == 0 {
		return nil
	}
	if err := r.TakeBad(ctx, bad); err != nil {
		return err
	}
	return r.change(ctx, func(q *query.Queries) error {
		return q.DropItems(ctx, query.DropItemsParams{Import: r.of, Ns: ns})
	})
}

// holdAgainstRegister finds what is recorded already, with the same content or with another one, and what is sold at no rate that the policy
// lists (M9); it counts what remains.
func (r *Reading) holdAgainstRegister(ctx context.Context, _ bill.Terms, beat func()) error {
	for after := int64(0); ; {
		beat()
		rows, err := r.office.tx.Reads().ItemsToBook(ctx, query.ItemsToBookParams{Import: r.of, After: after, PageSize: pageSize})
		if err != nil {
			return fmt.Errorf("read what is to be booked: %w", err)
		}
		if len(rows) == 0 {
			return nil
		}
		after = rows[len(rows)-1].N
		items := make([]ledger.Consumption, len(rows))
		for i, row := range rows {
			items[i] = row.Content
		}
		known, refused, err := r.office.books.Foresee(ctx, items)
		if err != nil {
			return err
		}
		r.Report.Known += known
		var bad []bill.BadRow
		var dropped []int64
		for i, row := range rows {
			no, is := refused[i]
			if !is {
				r.Report.Add(bill.Item{Line: int(row.Line), Consumption: row.Content})
				continue
			}
			dropped = append(dropped, row.N)
			bad = append(bad, bill.BadRow{
				Line:   int(row.Line),
				Reason: fmt.Sprintf("%s (%s, %s)", no.English(), row.Content.Account, row.Content.Product),
			})
		}
		if err := r.refuse(ctx, bad, dropped); err != nil {
			return err
		}
	}
}

// end says what the reading has come to.
func (r *Reading) end(ctx context.Context, terms bill.Terms, now time.Time) (bill.Import, error) {
	err := r.change(ctx, func(q *query.Queries) error {
		accounts, err := q.CountImportAccounts(ctx, r.of)
		if err != nil {
			return fmt.Errorf("count accounts: %w", err)
		}
		r.Report.Accounts, r.Report.NewAccounts = int(accounts.Named), int(accounts.Fresh)
		row, err := q.LockImport(ctx, r.of)
		if err != nil {
			return err
		}
		progress := bill.Progress{Rows: r.Report.Rows, ReadBytes: row.Size, Items: r.Report.Items}
		if !r.Report.Refuses(terms) {
			return q.BeginBooking(ctx, query.BeginBookingParams{ID: r.of, Progress: progress, Report: r.Report})
		}
		if err := forget(ctx, q, r.of); err != nil {
			return err
		}
		return q.EndImport(ctx, query.EndImportParams{ID: r.of, Status: bill.Refused, Progress: progress, Report: r.Report, Now: now})
	})
	if err != nil {
		return bill.Import{}, err
	}
	return r.office.Import(ctx, r.of)
}

// forget deletes what was read of a file; what the report says of single lines stays.
func forget(ctx context.Context, q *query.Queries, id ids.Import) error {
	for _, forget := range []func(context.Context, ids.Import) error{q.ForgetSums, q.ForgetImportAccounts, q.ForgetItems} {
		if err := forget(ctx, id); err != nil {
			return fmt.Errorf("forget what was read: %w", err)
		}
	}
	return nil
}
