package reversals

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/life"
	"kaipiao/domain/reversal"
	"kaipiao/office/query"
	"kaipiao/office/read"
	"kaipiao/office/tx"
)

// Next is the reversal of an invoice that is to be carried out, or of which the customer is still to be told, or none with an
// empty id.
func (o *Office) Next(ctx context.Context, invoiceID ids.Invoice) (reversal.Reversal, error) {
	q := o.tx.Reads()
	row, err := q.OpenReversal(ctx, query.OpenReversalParams{Invoice: invoiceID, Open: life.Text(reversal.Life.Open())})
	if errors.Is(err, pgx.ErrNoRows) {
		row, err = q.UntoldReversal(ctx, invoiceID)
	}
	if errors.Is(err, pgx.ErrNoRows) {
		return reversal.Reversal{}, nil
	}
	if err != nil {
		return reversal.Reversal{}, fmt.Errorf("read reversals: %w", err)
	}
	return read.Reversal(ctx, q, row.ID)
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
	return invoice.Red(found.Serial, tx.Text(row.Number), found.Reason, found.Lines), nil
}
