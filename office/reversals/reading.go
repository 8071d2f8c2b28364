package reversals

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/life"
	"kaipiao/domain/reversal"
	"kaipiao/office/query"
	"kaipiao/office/read"
	"kaipiao/office/tx"
)

// Next is the reversal of an invoice that is to be carried out, or none with an empty id.
func (o *Office) Next(ctx context.Context, invoiceID ids.Invoice) (reversal.Reversal, error) {
	q := o.tx.Reads()
	row, err := q.OpenReversal(ctx, query.OpenReversalParams{Invoice: invoiceID, Open: life.Text(reversal.Life.Open())})
	if errors.Is(err, pgx.ErrNoRows) {
		return reversal.Reversal{}, nil
	}
	if err != nil {
		return reversal.Reversal{}, fmt.Errorf("read reversals: %w", err)
	}
	return read.Reversal(ctx, q, row.ID)
}

// Unsettled are the reversals of an invoice that have ended, and of which somebody is owed something still, in their order.
func (o *Office) Unsettled(ctx context.Context, invoiceID ids.Invoice) ([]reversal.Reversal, error) {
	q := o.tx.Reads()
	rows, err := q.UnsettledReversals(ctx, invoiceID)
	if err != nil {
		return nil, fmt.Errorf("read reversals: %w", err)
	}
	return read.Reversals(ctx, q, rows)
}

// Settle says that nobody is owed anything of a reversal any more: its customer was told, and the files of its red document are here.
func (o *Office) Settle(ctx context.Context, id ids.Reversal, now time.Time) error {
	return o.tx.Change(ctx, func(q *query.Queries) error {
		return q.SettleReversal(ctx, query.SettleReversalParams{ID: id, Now: now})
	})
}

// Reversal reads one reversal; it refuses with not_found.
func (o *Office) Reversal(ctx context.Context, id ids.Reversal) (reversal.Reversal, error) {
	return read.Reversal(ctx, o.tx.Reads(), id)
}

// RedDocument builds the request to red-issue, from what was stored when it was asked for.
func (o *Office) RedDocument(ctx context.Context, id ids.Reversal) (invoice.RedDocument, error) {
	q := o.tx.Reads()
	found, err := read.Reversal(ctx, q, id)
	if err != nil {
		return invoice.RedDocument{}, err
	}
	row, err := q.Invoice(ctx, found.Invoice)
	if err != nil {
		return invoice.RedDocument{}, tx.Missing(err, "invoice")
	}
	red := invoice.Red(found.Serial, tx.Text(row.Number), found.Reason, found.Lines)
	of := []ids.Invoice{row.ID}
	frozen, err := read.Documents(ctx, q, of)
	if err != nil {
		return invoice.RedDocument{}, err
	}
	red.About(frozen[row.ID])
	if row.IssuedAt != nil {
		red.IssuedAt = row.IssuedAt.UTC()
	}
	return red, nil
}
