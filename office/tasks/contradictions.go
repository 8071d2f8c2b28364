package tasks

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"kaipiao/domain/actor"
	"kaipiao/domain/contradiction"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/message"
	"kaipiao/office/query"
	"kaipiao/office/tx"
)

// OpenContradiction opens the task of a contradiction that a workflow met, and returns its id; 0 when it is open already and the operators
// were told.
func (o *Office) OpenContradiction(ctx context.Context, workflow string, met contradiction.Contradiction, now time.Time) (int64, error) {
	var id int64
	err := o.tx.Change(ctx, func(q *query.Queries) error {
		seller, err := sellerOf(ctx, q, workflow)
		if err != nil {
			return err
		}
		id, err = q.RaiseContradiction(ctx, query.RaiseContradictionParams{
			Seller: seller, Subject: workflow, Code: met.Code, Detail: met.English, DetailZh: met.Chinese, Now: now,
		})
		if err != nil && !errors.Is(err, pgx.ErrNoRows) {
			return fmt.Errorf("open the task of a contradiction: %w", err)
		}
		return nil
	})
	return id, err
}

// CloseContradiction closes it: the step that met the contradiction has succeeded, or is not tried any more.
func (o *Office) CloseContradiction(ctx context.Context, workflow string, code contradiction.Code, now time.Time) error {
	return o.tx.Change(ctx, func(q *query.Queries) error {
		return q.CloseContradiction(ctx, query.CloseContradictionParams{Subject: workflow, Code: code, Who: actor.Product, Now: &now})
	})
}

// sellerOf is the seller whom a workflow's work concerns: the platform, where the register knows no other.
func sellerOf(ctx context.Context, q *query.Queries, workflow string) (ids.Seller, error) {
	what, id := message.About(workflow)
	seller, err := invoice.Platform, error(nil)
	switch what {
	case "seller":
		return ids.Seller(id), nil
	case "application":
		var row query.Application
		row, err = q.Application(ctx, ids.Application(id))
		seller = row.Seller
	case "invoice", "reversal":
		var row query.Invoice
		row, err = q.Invoice(ctx, ids.Invoice(id))
		seller = row.Seller
	case "ticket":
		var row query.Ticket
		if row, err = q.Ticket(ctx, ids.Ticket(id)); err == nil && row.Application != nil {
			return sellerOf(ctx, q, message.WorkflowOfApplication(*row.Application))
		}
	}
	if errors.Is(err, pgx.ErrNoRows) || (err == nil && seller == "") {
		return invoice.Platform, nil
	}
	return seller, tx.Missing(err, "the seller of "+workflow)
}
