package invoices

import (
	"context"
	"fmt"
	"time"

	"kaipiao/domain/invoice"
	"kaipiao/office/query"
	"kaipiao/office/sellers"
)

// holdUp parks an invoice whose seller is in trouble already, without asking the provider once more (I5). Where smaller
// invoices may go first, each tries once whether it fits into the quota. While the register was restored and is not mended, nobody may try; nor while
// the seller is paused.
func (o *Office) holdUp(ctx context.Context, q *query.Queries, row query.Invoice, now time.Time) (invoice.Cause, error) {
	restored, err := q.RestoreIsOpen(ctx)
	if err != nil {
		return invoice.NoCause, fmt.Errorf("ask whether the register was restored: %w", err)
	}
	if restored {
		return invoice.Restored, sellers.ParkInvoice(ctx, q, row, invoice.Restored, now)
	}
	paused, err := q.SellerIsPaused(ctx, row.Seller)
	if err != nil {
		return invoice.NoCause, fmt.Errorf("ask whether the seller is paused: %w", err)
	}
	if paused {
		return invoice.OnHold, sellers.ParkInvoice(ctx, q, row, invoice.OnHold, now)
	}
	trouble, err := o.holdingTrouble(ctx, q, row)
	if err != nil || trouble == "" {
		return invoice.NoCause, err
	}
	if letGo, err := sellers.LetGo(ctx, q, row.ID); err != nil || letGo {
		return invoice.NoCause, err
	}
	return invoice.Cause(trouble), sellers.ParkInvoice(ctx, q, row, invoice.Cause(trouble), now)
}

// holdingTrouble is what holds up everything of a seller.
func (o *Office) holdingTrouble(ctx context.Context, q *query.Queries, row query.Invoice) (string, error) {
	var kinds, inTurn []string
	for _, cause := range invoice.CausesForEverybody() {
		if cause.InTurn() && o.policy.Issue.SmallerFirst {
			continue
		}
		kinds = append(kinds, string(cause))
		if cause.InTurn() {
			inTurn = append(inTurn, string(cause))
		}
	}
	return q.HoldingTrouble(ctx, query.HoldingTroubleParams{Seller: row.Seller, Kinds: kinds, InTurn: inTurn})
}
