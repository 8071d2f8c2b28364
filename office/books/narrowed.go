package books

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"kaipiao/domain/ids"
	"kaipiao/domain/money"
	"kaipiao/domain/refusal"
	"kaipiao/office/paging"
	"kaipiao/office/query"
	"kaipiao/office/tx"
)

// Tab is by what of them counts that records are told apart (L12).
type Tab string

// The tabs. A record may be outstanding and invoiceable at once.
const (
	EveryRecord        Tab = ""
	InvoiceableRecords Tab = "invoiceable"
	RecordsNotYet      Tab = "not_yet"
	OutstandingRecords Tab = "outstanding"
	RecordsNotCounted  Tab = "none"
)

// Order is that of a list of records.
type Order string

// The orders.
const (
	ByID        Order = "id"
	LatestFirst Order = "latest"
	OldestFirst Order = "oldest"
)

// Narrow is what a list of records is narrowed to: a tab, a part of the product's name, the beginning of the tax classification code, and when
// they were paid. OldestFirst turns its order about.
type Narrow struct {
	Tab         Tab
	Product     string
	TaxCode     string
	Paid        paging.Span
	OldestFirst bool
}

// Summary is what such a list has on all its pages together: in each tab, how many there are and what is free of them, or outstanding.
type Summary map[Tab]paging.Summary

// Narrowed lists the records behind the balance of a subject of an account by when they were paid, narrowed (L12).
func (o *Office) Narrowed(
	ctx context.Context, account ids.Account, subject int, seller ids.Seller, to Narrow, page paging.Request, now time.Time,
) (paging.Page[Record], error) {
	asked, err := lookFor(to, page)
	if err != nil {
		return paging.Page[Record]{}, err
	}
	asked.Account, asked.Seller, asked.At = account, string(seller), now
	var rows []query.AccountRecordsRow
	err = o.tx.Lists().Read(ctx, func(q *query.Queries) error {
		_, term, err := termOf(ctx, q, account, subject)
		if err != nil {
			return err
		}
		asked.Subject, asked.Since, asked.Until = term.subject, term.since, term.until
		rows, err = narrowedRows(ctx, q, asked, to.OldestFirst)
		return tx.Missing(err, "records")
	})
	if err != nil {
		return paging.Page[Record]{}, err
	}
	return paging.Of(rows, page, recordOf, func(row query.AccountRecordsRow) string {
		return strconv.FormatInt(row.Consumption.PaidAt.UnixMicro(), 10) + "." + string(row.Consumption.ID)
	}), nil
}

// lookFor is what such a list looks for: from behind the last record seen, or from the end of the time asked for where it begins, to its other end.
func lookFor(to Narrow, page paging.Request) (asked query.LatestRecordsParams, err error) {
	from, until := bounds(to.Paid)
	asked = query.LatestRecordsParams{Counts: string(to.Tab), Product: to.Product, Code: to.TaxCode, PageSize: paging.Size(page), LastPaid: until, PaidEnd: from}
	if to.OldestFirst {
		asked.LastPaid, asked.PaidEnd = from, until
	}
	if page.After == "" {
		return asked, nil
	}
	seen, id, err := lastSeen(page.After)
	outside := to.OldestFirst && seen.Before(from) || !to.OldestFirst && !seen.Before(until)
	if err == nil && !outside {
		asked.LastPaid, asked.LastID = seen, id
	}
	return asked, err
}

func narrowedRows(ctx context.Context, q *query.Queries, asked query.LatestRecordsParams, oldestFirst bool) (rows []query.AccountRecordsRow, err error) {
	if oldestFirst {
		found, err := q.OldestRecords(ctx, query.OldestRecordsParams(asked))
		for _, row := range found {
			rows = append(rows, query.AccountRecordsRow(row))
		}
		return rows, err
	}
	found, err := q.LatestRecords(ctx, asked)
	for _, row := range found {
		rows = append(rows, query.AccountRecordsRow(row))
	}
	return rows, err
}

// lastSeen reads the cursor of such a list: when the last record seen was paid, and its id.
func lastSeen(cursor string) (time.Time, string, error) {
	micros, id, found := strings.Cut(cursor, ".")
	paid, err := strconv.ParseInt(micros, 10, 64)
	if !found || err != nil {
		return time.Time{}, "", refusal.BadInput("cursor", "This cursor was not handed out by a list in this order.", "该游标不是由相同排序的列表接口给出的。")
	}
	return time.UnixMicro(paid), id, nil
}

func bounds(s paging.Span) (from, until time.Time) {
	from, until = ever, never
	if s.From != nil {
		from = *s.From
	}
	if s.Until != nil {
		until = *s.Until
	}
	return from, until
}

// SumNarrowed adds such a list up, for each tab, whatever tab it is narrowed to.
func (o *Office) SumNarrowed(ctx context.Context, account ids.Account, subject int, seller ids.Seller, to Narrow, now time.Time) (Summary, error) {
	from, until := bounds(to.Paid)
	var row query.RecordsSummaryRow
	err := o.tx.Lists().Read(ctx, func(q *query.Queries) error {
		_, term, err := termOf(ctx, q, account, subject)
		if err != nil {
			return err
		}
		row, err = q.RecordsSummary(ctx, query.RecordsSummaryParams{
			Account: account, Seller: string(seller), Subject: term.subject, At: now, Product: to.Product, Code: to.TaxCode,
			PaidFrom: from, PaidUntil: until, Since: term.since, Until: term.until, Most: paging.CapOfSums + 1,
		})
		if err != nil {
			return fmt.Errorf("add records up: %w", err)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	every := int(row.Every)
	of := func(found int32, amount money.Amount) paging.Summary {
		s := paging.SummaryOf(int(found), amount)
		if every > paging.CapOfSums { // some were not looked at
			s.Capped, s.Amount = true, nil
		}
		return s
	}
	return Summary{
		EveryRecord:        of(row.Every, row.InvoiceableAmount.Add(row.NotYetAmount)),
		InvoiceableRecords: of(row.Invoiceable, row.InvoiceableAmount),
		RecordsNotYet:      of(row.NotYet, row.NotYetAmount),
		OutstandingRecords: of(row.Outstanding, row.OutstandingAmount),
		RecordsNotCounted:  of(row.None, money.Zero),
	}, nil
}

// sellersShown is how many sellers are named at most.
const sellersShown = 200

// Sellers are those of whom an account's present subject has bought.
func (o *Office) Sellers(ctx context.Context, account ids.Account) ([]ids.Seller, error) {
	q := o.tx.Reads()
	_, term, err := termOf(ctx, q, account, PresentSubject)
	if err != nil {
		return nil, err
	}
	return q.SellersOfAccount(ctx, query.SellersOfAccountParams{Account: account, Subject: term.subject, Most: sellersShown})
}
