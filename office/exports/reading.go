package exports

import (
	"context"
	"fmt"
	"time"

	"kaipiao/domain/export"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/ledger"
	"kaipiao/domain/money"
	"kaipiao/domain/reversal"
	"kaipiao/domain/sealing"
	"kaipiao/office/invoices"
	"kaipiao/office/paging"
	"kaipiao/office/query"
	"kaipiao/office/read"
	"kaipiao/office/trail"
)

// How much is read at a time: documents, rows of the ledger or the trail, and of all accounts' ledger, of which most is not of the time.
const (
	documentsAtOnce = 100
	rowsAtOnce      = 1000
	sealsAtOnce     = 50
	stretch         = 20_000
)

// Red is a red document with the invoice that it undoes.
type Red struct {
	reversal.Reversal
	Undoes read.Invoice
}

// EachInvoice calls found with every invoice that was issued in the time, in that order.
func (o *Office) EachInvoice(ctx context.Context, terms export.Terms, found func(read.Invoice) error) error {
	filter, err := listed(terms)
	if err != nil {
		return err
	}
	for after := ""; ; {
		var page []read.Invoice
		asked, err := filter.Parameters(paging.Request{Size: documentsAtOnce, After: after})
		if err != nil {
			return fmt.Errorf("read the terms of an export: %w", err)
		}
		asked.PageSize = documentsAtOnce
		err = o.read(ctx, func(q *query.Queries) error {
			rows, err := q.Invoices(ctx, asked)
			if err == nil {
				page, err = read.Invoices(ctx, q, rows)
			}
			return err
		})
		if err != nil {
			return fmt.Errorf("read invoices: %w", err)
		}
		for _, i := range page {
			if err := found(i); err != nil {
				return err
			}
			after = string(i.ID)
		}
		if len(page) < documentsAtOnce {
			return nil
		}
	}
}

// listed is the list of invoices that an export has: those that were issued in the time, narrowed as the terms say, or those that were chosen,
// whenever that was.
func listed(terms export.Terms) (invoices.Filter, error) {
	since, until := terms.Since(), terms.Until()
	filter := invoices.Filter{Account: terms.Account, Chosen: terms.Invoices, Issued: paging.Span{From: &since, Until: &until}}
	if len(terms.Invoices) > 0 {
		filter.Issued.From, filter.Issued.Until = &firstIssue, nil
	}
	if terms.Filter == nil {
		return filter, nil
	}
	of := *terms.Filter
	filter.View, filter.Seller, filter.Kind = invoices.View(of.View), ids.Seller(of.Seller), invoice.Kind(of.Kind)
	filter.Medium, filter.Number, filter.TrackingNumber, filter.Title = invoice.Medium(of.Medium), of.Number, of.TrackingNumber, of.Title
	if of.Status != "" {
		filter.Statuses = []invoice.Status{invoice.Status(of.Status)}
	}
	if of.AmountFrom != "" {
		least, err := money.Parse(of.AmountFrom)
		if err != nil {
			return filter, fmt.Errorf("read the terms of an export: %w", err)
		}
		filter.AmountFrom = &least
	}
	return filter, nil
}

// firstIssue is before every invoice: what is chosen has no time, and is issued.
var firstIssue = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

// EachRed calls found with every red document that was issued in the time, in that order. Where only some invoices are meant, it is those of
// them, in the order of the invoices.
func (o *Office) EachRed(ctx context.Context, terms export.Terms, found func(Red) error) error {
	if terms.Narrowed() {
		return o.EachInvoice(ctx, terms, func(i read.Invoice) error { return eachRedOf(i, found) })
	}
	for after := ""; ; {
		var page []Red
		err := o.read(ctx, func(q *query.Queries) (err error) {
			page, err = redIssued(ctx, q, query.RedIssuedParams{
				Since: terms.Since(), Until: terms.Until(), Account: string(terms.Account), After: after, PageSize: documentsAtOnce,
			})
			return err
		})
		if err != nil {
			return fmt.Errorf("read red documents: %w", err)
		}
		for _, red := range page {
			if err := found(red); err != nil {
				return err
			}
			after = string(red.ID)
		}
		if len(page) < documentsAtOnce {
			return nil
		}
	}
}

func eachRedOf(i read.Invoice, found func(Red) error) error {
	for _, r := range i.Reversals {
		if r.Kind != reversal.Red || r.Status != reversal.Done {
			continue
		}
		if err := found(Red{Reversal: r, Undoes: i}); err != nil {
			return err
		}
	}
	return nil
}

func redIssued(ctx context.Context, q *query.Queries, asked query.RedIssuedParams) ([]Red, error) {
	rows, err := q.RedIssued(ctx, asked)
	if err != nil {
		return nil, err
	}
	reversals, invoices := make([]query.Reversal, len(rows)), make([]query.Invoice, len(rows))
	for i, row := range rows {
		reversals[i], invoices[i] = row.Reversal, row.Invoice
	}
	reds, err := read.Reversals(ctx, q, reversals)
	if err != nil {
		return nil, err
	}
	undone, err := read.Invoices(ctx, q, invoices)
	if err != nil {
		return nil, err
	}
	page := make([]Red, len(rows))
	for i := range rows {
		page[i] = Red{reds[i], undone[i]}
	}
	return page, nil
}

// Record is a record of the ledger as it stood at the end of the time, and what it was before.
type Record struct {
	query.RecordsAsOfRow
}

// Stood reports whether there was anything of it, before the time or at its end.
func (r Record) Stood() bool { return r.Cash.IsPositive() || r.CashBefore.IsPositive() }

// EachRecord calls found with every record of the ledger, by account, subject and seller.
func (o *Office) EachRecord(ctx context.Context, account ids.Account, since, until time.Time, found func(Record) error) error {
	for last := (query.RecordsAsOfRow{}); ; {
		var page []query.RecordsAsOfRow
		err := o.read(ctx, func(q *query.Queries) (err error) {
			page, err = q.RecordsAsOf(ctx, query.RecordsAsOfParams{
				Account: string(account), Since: since, Until: until, AfterAccount: string(last.Account), AfterSubject: last.Subject,
				AfterSeller: string(last.Seller), AfterConsumption: string(last.Consumption), PageSize: rowsAtOnce,
			})
			return err
		})
		if err != nil {
			return fmt.Errorf("read records: %w", err)
		}
		for _, row := range page {
			if err := found(Record{row}); err != nil {
				return err
			}
			last = row
		}
		if len(page) < rowsAtOnce {
			return nil
		}
	}
}

// Entry is one move between the buckets of the ledger.
type Entry struct {
	ID                 int64
	At                 time.Time
	Account            ids.Account
	Seller             ids.Seller
	TaxCode            string
	From, To           ids.Consumption
	FromBucket, Bucket ledger.Bucket
	Amount             money.Amount
	Refund             ids.Refund
	Application        ids.Application
	Invoice            ids.Invoice
}

// EachEntry calls found with everything that moved on the ledger in the time: of an account in its order, of all in the order in which it
// was written.
func (o *Office) EachEntry(ctx context.Context, account ids.Account, since, until time.Time, found func(Entry) error) error {
	if account == "" {
		return o.eachOfAll(ctx, since, until, found)
	}
	for last := (query.LedgerEntry{}); ; {
		page, err := o.tx.Reads().EntriesOfAccount(ctx, query.EntriesOfAccountParams{
			Account: account, Since: since, Until: until, AfterAt: last.At, AfterID: last.ID, PageSize: rowsAtOnce,
		})
		if err != nil {
			return fmt.Errorf("read the ledger: %w", err)
		}
		for _, row := range page {
			if err := found(entryOf(row)); err != nil {
				return err
			}
			last = row
		}
		if len(page) < rowsAtOnce {
			return nil
		}
	}
}

func (o *Office) eachOfAll(ctx context.Context, since, until time.Time, found func(Entry) error) error {
	for after := int64(0); ; {
		q := o.tx.Reads()
		last, err := q.EndOfStretch(ctx, query.EndOfStretchParams{After: after, Stretch: stretch})
		if err != nil {
			return fmt.Errorf("read the ledger: %w", err)
		}
		if last == 0 {
			return nil
		}
		page, err := q.EntriesOfStretch(ctx, query.EntriesOfStretchParams{After: after, Last: last, Since: since, Until: until})
		if err != nil {
			return fmt.Errorf("read the ledger: %w", err)
		}
		for _, row := range page {
			if err := found(entryOf(row)); err != nil {
				return err
			}
		}
		after = last
	}
}

func entryOf(row query.LedgerEntry) Entry {
	entry := Entry{
		ID: row.ID, At: row.At, Account: row.Account, Seller: row.Seller, TaxCode: row.TaxCode, From: row.FromConsumption, To: row.ToConsumption,
		FromBucket: row.FromBucket, Bucket: row.ToBucket, Amount: row.Amount,
	}
	if row.Refund != nil {
		entry.Refund = *row.Refund
	}
	if row.Application != nil {
		entry.Application = *row.Application
	}
	if row.Invoice != nil {
		entry.Invoice = *row.Invoice
	}
	return entry
}

// EachAudited calls found with every line of the audit trail of the time, in its order.
func (o *Office) EachAudited(ctx context.Context, account ids.Account, since, until time.Time, found func(trail.AuditEntry) error) error {
	for last := (query.AuditEntry{}); ; {
		var page []query.AuditEntry
		err := o.read(ctx, func(q *query.Queries) (err error) {
			page, err = q.AuditedBetween(ctx, query.AuditedBetweenParams{
				Account: string(account), Since: since, Until: until, AfterAt: last.At, AfterID: last.ID, PageSize: rowsAtOnce,
			})
			return err
		})
		if err != nil {
			return fmt.Errorf("read the audit trail: %w", err)
		}
		for _, row := range page {
			if err := found(trail.AuditEntryOf(row)); err != nil {
				return err
			}
			last = row
		}
		if len(page) < rowsAtOnce {
			return nil
		}
	}
}

// EachSeal calls found with every seal of the audit trail that was made in the time, in its order.
func (o *Office) EachSeal(ctx context.Context, since, until time.Time, found func(sealing.Seal) error) error {
	for after := int64(0); ; {
		page, err := o.tx.Reads().SealsBetween(ctx, query.SealsBetweenParams{After: after, Since: since, Until: until, PageSize: sealsAtOnce})
		if err != nil {
			return fmt.Errorf("read seals: %w", err)
		}
		for _, s := range page {
			err := found(sealing.Seal{
				N: s.N, Day: s.Day, At: s.SealedAt, After: s.After, UpTo: s.UpTo, Entries: s.Entries, Sums: s.Sums, Previous: s.Previous, Hash: s.Hash,
			})
			if err != nil {
				return err
			}
			after = s.N
		}
		if len(page) < sealsAtOnce {
			return nil
		}
	}
}
