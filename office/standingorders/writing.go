package standingorders

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"kaipiao/domain/ids"
	"kaipiao/domain/refusal"
	"kaipiao/domain/standingorder"
	"kaipiao/office/query"
	"kaipiao/office/tx"
)

// Put stores an account's order, in place of the one that it has. A title and an address that are named must be there; whether they still are
// on its day is seen then.
func (o *Office) Put(ctx context.Context, order standingorder.Order) (standingorder.Order, error) {
	err := o.tx.Change(ctx, func(q *query.Queries) error {
		before, err := lockedOrder(ctx, q, order.Account)
		if err != nil {
			return err
		}
		if err := checkTemplates(ctx, q, order); err != nil {
			return err
		}
		order = order.Replaces(before)
		if before == nil {
			return q.InsertStandingOrder(ctx, query.InsertStandingOrderParams{
				Account: order.Account, Day: int32(order.Day), Kind: order.Kind, Medium: order.Medium, Title: order.Title, //nolint:gosec // 28 at most
				Address: order.Address, Email: order.Email, Remark: order.Remark, Enabled: order.Enabled, FirstMonth: order.First,
				ChangedBy: order.ChangedBy, ChangedAt: order.ChangedAt,
			})
		}
		return q.UpdateStandingOrder(ctx, query.UpdateStandingOrderParams{
			Account: order.Account, Day: int32(order.Day), Kind: order.Kind, Medium: order.Medium, Title: order.Title, //nolint:gosec // 28 at most
			Address: order.Address, Email: order.Email, Remark: order.Remark, Enabled: order.Enabled, FirstMonth: order.First,
			ChangedBy: order.ChangedBy, ChangedAt: order.ChangedAt,
		})
	})
	return order, err
}

// lockedOrder locks an account, and reads its order; nil where it has none.
func lockedOrder(ctx context.Context, q *query.Queries, account ids.Account) (*standingorder.Order, error) {
	locked, err := q.LockAccounts(ctx, []ids.Account{account})
	if err != nil {
		return nil, fmt.Errorf("lock account: %w", err)
	}
	if len(locked) == 0 {
		return nil, refusal.New(refusal.NotFound, "", "account")
	}
	row, err := q.StandingOrder(ctx, account)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, nil //nolint:nilnil // there is none
	}
	if err != nil {
		return nil, fmt.Errorf("read the standing order: %w", err)
	}
	order := orderOf(row)
	return &order, nil
}

func checkTemplates(ctx context.Context, q *query.Queries, order standingorder.Order) error {
	if order.Title != "" {
		if _, err := q.Title(ctx, query.TitleParams{Account: order.Account, ID: order.Title}); err != nil {
			return missing(err, "title")
		}
	}
	if order.Address != "" {
		if _, err := q.Address(ctx, query.AddressParams{Account: order.Account, ID: order.Address}); err != nil {
			return missing(err, "address")
		}
	}
	return nil
}

// missing refuses a template that is named and not there.
func missing(err error, field string) error {
	if errors.Is(err, pgx.ErrNoRows) {
		return refusal.New(refusal.UnknownTemplate, field, field)
	}
	return fmt.Errorf("read the %s: %w", field, err)
}

// Delete forgets an account's order. What it applied for before stays, and so does its history.
func (o *Office) Delete(ctx context.Context, account ids.Account) error {
	return o.tx.Change(ctx, func(q *query.Queries) error {
		if _, err := lockedOrder(ctx, q, account); err != nil {
			return err
		}
		deleted, err := q.DeleteStandingOrder(ctx, account)
		return tx.OneRow(deleted, err, "standing order")
	})
}

func orderOf(row query.StandingOrder) standingorder.Order {
	return standingorder.Order{
		Account: row.Account, Day: int(row.Day), Kind: row.Kind, Medium: row.Medium, Title: row.Title, Address: row.Address, Email: row.Email,
		Remark: row.Remark, Enabled: row.Enabled, First: row.FirstMonth, ChangedBy: row.ChangedBy, ChangedAt: row.ChangedAt,
	}
}
