package postgres

import (
	"context"
	"errors"
	"fmt"

	"kaipiao/domain/invoice"
	"kaipiao/domain/money"
	"kaipiao/domain/reversal"
	"kaipiao/office/query"

	"github.com/jackc/pgx/v5"
)

// Remaining is what is left of an issued invoice, including tax (V2). It refuses as a request to red-issue it would.
func (r *Register) Remaining(ctx context.Context, id string) (money.Amount, error) {
	var remaining money.Amount
	err := r.look(ctx, func(q *query.Queries) error {
		row, err := q.Invoice(ctx, id)
		if err != nil {
			return missing(err, "invoice")
		}
		left, err := linesLeft(ctx, q, id)
		if err != nil {
			return err
		}
		_, _, remaining = invoice.Totals(left)
		return reversible(ctx, q, row)
	})
	return remaining, err
}

// NextReversal is the reversal of an invoice that is to be carried out, or none with an empty id.
func (r *Register) NextReversal(ctx context.Context, invoiceID string) (reversal.Reversal, error) {
	q := query.New(r.pool)
	row, err := q.OpenReversal(ctx, invoiceID)
	if errors.Is(err, pgx.ErrNoRows) {
		return reversal.Reversal{}, nil
	}
	if err != nil {
		return reversal.Reversal{}, fmt.Errorf("read reversals: %w", err)
	}
	return readReversal(ctx, q, row.ID)
}

// Reversal reads one reversal; it refuses with not_found.
func (r *Register) Reversal(ctx context.Context, id string) (reversal.Reversal, error) {
	return readReversal(ctx, query.New(r.pool), id)
}

// RedDocument builds the request to red-issue, from what was stored when it was asked for.
func (r *Register) RedDocument(ctx context.Context, id string) (invoice.RedDocument, error) {
	q := query.New(r.pool)
	found, err := readReversal(ctx, q, id)
	if err != nil {
		return invoice.RedDocument{}, err
	}
	row, err := q.Invoice(ctx, found.Invoice)
	if err != nil {
		return invoice.RedDocument{}, missing(err, "invoice")
	}
	return invoice.Red(found.Serial, text(row.Number), found.Reason, found.Lines), nil
}

// readReversal reads one reversal with its lines and files.
func readReversal(ctx context.Context, q *query.Queries, id string) (reversal.Reversal, error) {
	row, err := q.Reversal(ctx, id)
	if err != nil {
		return reversal.Reversal{}, missing(err, "reversal")
	}
	whole, err := wholeReversals(ctx, q, []query.Reversal{row})
	if err != nil {
		return reversal.Reversal{}, err
	}
	return whole[0], nil
}

// wholeReversals adds lines and files to reversals, with one query each.
func wholeReversals(ctx context.Context, q *query.Queries, rows []query.Reversal) ([]reversal.Reversal, error) {
	ids, at := make([]string, len(rows)), map[string]int{}
	whole := make([]reversal.Reversal, len(rows))
	for i, row := range rows {
		ids[i], at[row.ID], whole[i] = row.ID, i, reversalOf(row)
	}
	lines, err := q.LinesOfReversals(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("read lines of reversals: %w", err)
	}
	for _, line := range lines {
		of := &whole[at[line.Reversal]]
		of.Lines = append(of.Lines, invoice.Line{Number: int(line.Line), Net: line.Net, Tax: line.Tax, Gross: line.Gross})
	}
	files, err := q.FilesOfReversals(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("read files of reversals: %w", err)
	}
	for _, file := range files {
		of := &whole[at[file.Reversal]]
		of.Files = append(of.Files, invoice.File{Format: file.Format, SHA256: file.Sha256, Size: file.Size, Key: file.Key})
	}
	return whole, nil
}

func reversalOf(row query.Reversal) reversal.Reversal {
	found := reversal.Reversal{
		ID: row.ID, Invoice: row.Invoice, Kind: row.Kind, Reason: row.Reason, Status: row.Status, Net: row.Net, Tax: row.Tax, Gross: row.Gross,
		RequestedBy: row.RequestedBy, RequestedAt: row.RequestedAt, AskedAt: row.AskedAt, ConfirmBy: row.ConfirmBy, Number: text(row.Number),
		IssuedAt: row.IssuedAt, EndedAt: row.EndedAt, Why: row.Why,
	}
	if row.Serial != nil {
		found.Serial = *row.Serial
	}
	return found
}
