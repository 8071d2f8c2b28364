package customers

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"kaipiao/domain/actor"
	"kaipiao/domain/application"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/refusal"
	"kaipiao/office/query"
	"kaipiao/office/read"
	"kaipiao/office/tx"
)

// ConfirmedTaxpayerID is a number that finance has confirmed although its check character is wrong.
type ConfirmedTaxpayerID struct {
	TaxpayerID string
	Reason     string
	By         actor.Actor
	At         time.Time
}

// ConfirmTaxpayerID lets an account use a taxpayer number whose check character is wrong, because finance knows that the company has it.
// Confirmed twice, the first confirmation stands.
func (o *Office) ConfirmTaxpayerID(
	ctx context.Context, account ids.Account, id, reason string, who actor.Actor, now time.Time,
) (confirmed ConfirmedTaxpayerID, err error) {
	switch {
	case invoice.ValidTaxpayerID(id):
		return confirmed, refusal.New(refusal.TaxpayerIDRight, "taxpayer_id")
	case len(id) != 18 || !invoice.PossibleTaxpayerID(id):
		return confirmed, refusal.New(refusal.TaxpayerIDInvalid, "taxpayer_id")
	}
	err = o.changeTemplates(ctx, account, func(q *query.Queries) error {
		err := q.ConfirmTaxpayerID(ctx, query.ConfirmTaxpayerIDParams{Account: account, TaxpayerID: id, Reason: reason, ConfirmedBy: who, Now: now})
		if err != nil {
			return fmt.Errorf("confirm a taxpayer number: %w", err)
		}
		row, err := q.ConfirmedTaxpayerID(ctx, query.ConfirmedTaxpayerIDParams{Account: account, TaxpayerID: id})
		confirmed = ConfirmedTaxpayerID{TaxpayerID: row.TaxpayerID, Reason: row.Reason, By: row.ConfirmedBy, At: row.ConfirmedAt}
		return tx.Missing(err, "taxpayer number")
	})
	return confirmed, err
}

// certifiable refuses a certification that cannot be one, but for a number that finance has confirmed.
func certifiable(ctx context.Context, q *query.Queries, account application.Account) error {
	err := account.Check()
	var refused *refusal.Refusal
	if !errors.As(err, &refused) || refused.Code != refusal.TaxpayerIDInvalid {
		return err
	}
	confirmed, failed := read.ConfirmedTaxpayerID(ctx, q, account.ID, account.Certification.TaxpayerID)
	if failed != nil || !confirmed {
		return cmp.Or(failed, err)
	}
	return nil
}
