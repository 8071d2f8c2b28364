package standingorders

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"kaipiao/domain/actor"
	"kaipiao/domain/application"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/refusal"
	"kaipiao/domain/standingorder"
	"kaipiao/office/applications"
	"kaipiao/office/books"
	"kaipiao/office/query"
	"kaipiao/office/tx"
)

// Due lists accounts after one whose order is due at an instant and not carried out in its month.
func (o *Office) Due(ctx context.Context, after ids.Account, howMany int, now time.Time) ([]ids.Account, error) {
	due, err := o.tx.Reads().DueStandingOrders(ctx, query.DueStandingOrdersParams{
		After: string(after), Day: int32(standingorder.DayDue(now)), Month: string(standingorder.MonthOf(now)), //nolint:gosec // a day of a month
		PageSize: int32(howMany), //nolint:gosec // a page
	})
	if err != nil {
		return nil, fmt.Errorf("read which standing orders are due: %w", err)
	}
	return due, nil
}

// CarryOut applies for everything that is free of an account whose order is due, or notes why it does not: once for each month, in the one
// transaction that also keeps what became of it. It looks once more whether there is an order that is due: it may have been changed or
// deleted meanwhile. It answers nil where there was nothing to do.
func (o *Office) CarryOut(ctx context.Context, account ids.Account, now time.Time) (*standingorder.Run, error) {
	by := actor.StandingOrder(string(account))
	var done *standingorder.Run
	err := o.tx.Change(actor.With(ctx, by), func(q *query.Queries) error {
		done = nil
		order, err := lockedOrder(ctx, q, account)
		if err != nil || order == nil || !order.Due(now) {
			return err
		}
		run := standingorder.Run{Month: standingorder.MonthOf(now), At: now}
		if before, err := ran(ctx, q, account, run.Month); err != nil || before {
			return err
		}
		if run.Application, run.Skipped, err = o.apply(ctx, q, *order, run.Month, by, now); err != nil {
			return err
		}
		row := query.InsertStandingOrderRunParams{Account: account, Month: run.Month, At: now, Application: tx.Optional(run.Application)}
		if run.Application == "" {
			row.Reasons = &run.Skipped
		}
		if err := q.InsertStandingOrderRun(ctx, row); err != nil {
			return fmt.Errorf("keep what became of the standing order: %w", err)
		}
		done = &run
		return nil
	})
	return done, err
}

// apply submits what an order asks for, as a call would; what is refused is why it is skipped.
func (o *Office) apply(
	ctx context.Context, q *query.Queries, order standingorder.Order, month standingorder.Month, by actor.Actor, now time.Time,
) (ids.Application, standingorder.Reasons, error) {
	made, err := wishOf(ctx, q, order, now)
	if err != nil || len(made.skipped) > 0 {
		return "", standingorder.ReasonsOf(made.skipped), err
	}
	id, err := uuid.NewV7()
	if err != nil {
		return "", nil, err
	}
	key := standingorder.Key(order.Account, month)
	fingerprint := sha256.Sum256([]byte(key))
	accepted, err := o.applications.SubmitIn(ctx, q, applications.Submission{
		Request: made.request, Templates: made.templates, ID: ids.Application(id.String()), Key: key, Fingerprint: fingerprint[:], By: by,
	}, now)
	var list refusal.List
	var one *refusal.Refusal
	switch {
	case errors.As(err, &list):
		return "", standingorder.ReasonsOf(list), nil
	case errors.As(err, &one):
		return "", standingorder.ReasonsOf(refusal.List{one}), nil
	default:
		return accepted.ID, nil, err
	}
}

// wish is what an order asks for at an instant, or why it asks for nothing.
type wish struct {
	request   application.Request
	templates applications.Templates
	skipped   refusal.List
}

// wishOf asks for everything that is free of the platform's; for nothing while anything is outstanding.
func wishOf(ctx context.Context, q *query.Queries, order standingorder.Order, now time.Time) (wish, error) {
	row, err := q.Account(ctx, order.Account)
	if err != nil {
		return wish{}, tx.Missing(err, "account")
	}
	balance, err := books.Standing(ctx, q, row, invoice.Platform, now)
	switch {
	case err != nil:
		return wish{}, err
	case balance.Outstanding.IsPositive():
		return wish{skipped: refusal.List{refusal.New(refusal.OutstandingFirst, "", balance.Outstanding)}}, nil
	case !balance.Available.IsPositive():
		return wish{skipped: refusal.List{refusal.New(refusal.NothingAvailable, "")}}, nil
	}
	return wish{
		request: application.Request{
			Account: order.Account, Seller: invoice.Platform, Kind: order.Kind, Medium: order.Medium, Amount: &balance.Available, Email: order.Email,
			Remark: order.Remark,
		},
		templates: applications.Templates{Title: order.Title, Address: order.Address},
	}, nil
}
