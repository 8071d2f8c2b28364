package standingorders

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"kaipiao/domain/ids"
	"kaipiao/domain/money"
	"kaipiao/domain/refusal"
	"kaipiao/domain/standingorder"
	"kaipiao/office/paging"
	"kaipiao/office/query"
	"kaipiao/office/tx"
)

// Standing is an order as it stands at an instant.
type Standing struct {
	standingorder.Order
	// Next is when it is carried out next; nil where it is not enabled.
	Next *time.Time
	// Expected is what it would apply for now, with tax in CNY; Blocked is why it would be skipped now.
	Expected money.Amount
	Blocked  refusal.List
	// Last is what became of it the last time; nil for never.
	Last *standingorder.Run
}

// Order reads an account's order, as it stands; it refuses with not_found.
func (o *Office) Order(ctx context.Context, account ids.Account, now time.Time) (Standing, error) {
	var found Standing
	var made wish
	err := o.tx.Look(ctx, func(q *query.Queries) error {
		row, err := q.StandingOrder(ctx, account)
		if err != nil {
			return tx.Missing(err, "standing order")
		}
		found.Order = orderOf(row)
		runs, err := q.StandingOrderRuns(ctx, query.StandingOrderRunsParams{Account: account, PageSize: 1})
		if err != nil {
			return fmt.Errorf("read the last run: %w", err)
		}
		if len(runs) > 0 {
			last := runOf(runs[0])
			found.Last = &last
		}
		found.Next = found.Order.Next(now, found.Last != nil && found.Last.Month == standingorder.MonthOf(now))
		made, err = wishOf(ctx, q, found.Order, now)
		return err
	})
	if err != nil || len(made.skipped) > 0 {
		found.Blocked = made.skipped
		return found, err
	}
	preview, blocked, err := o.applications.Preview(ctx, made.request, made.templates, now)
	var refused *refusal.Refusal
	if errors.As(err, &refused) {
		blocked, err = refusal.List{refused}, nil
	}
	if found.Blocked = blocked; len(blocked) == 0 {
		found.Expected = preview.Gross
	}
	return found, err
}

// History lists what became of an account's order month by month, the latest first; also of one that is deleted.
func (o *Office) History(ctx context.Context, account ids.Account, page paging.Request) (paging.Page[standingorder.Run], error) {
	q := o.tx.Reads()
	if _, err := q.Account(ctx, account); err != nil {
		return paging.Page[standingorder.Run]{}, tx.Missing(err, "account")
	}
	rows, err := q.StandingOrderRuns(ctx, query.StandingOrderRunsParams{Account: account, Before: page.After, PageSize: paging.Size(page)})
	if err != nil {
		return paging.Page[standingorder.Run]{}, tx.Missing(err, "history")
	}
	return paging.Of(rows, page, runOf, func(row query.StandingOrderRun) standingorder.Month { return row.Month }), nil
}

// ran reports whether an account's order was carried out in a month.
func ran(ctx context.Context, q *query.Queries, account ids.Account, month standingorder.Month) (bool, error) {
	_, err := q.StandingOrderRun(ctx, query.StandingOrderRunParams{Account: account, Month: month})
	if errors.Is(err, pgx.ErrNoRows) {
		return false, nil
	}
	return err == nil, err
}

func runOf(row query.StandingOrderRun) standingorder.Run {
	run := standingorder.Run{Month: row.Month, At: row.At, Application: tx.Text(row.Application), ToldAt: row.ToldAt}
	if row.Reasons != nil {
		run.Skipped = *row.Reasons
	}
	return run
}
