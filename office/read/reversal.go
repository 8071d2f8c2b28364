package read

import (
	"context"
	"fmt"

	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/reversal"
	"kaipiao/office/query"
	"kaipiao/office/tx"
)

// Reversal reads one reversal with its lines and files.
func Reversal(ctx context.Context, q *query.Queries, id ids.Reversal) (reversal.Reversal, error) {
	row, err := q.Reversal(ctx, id)
	if err != nil {
		return reversal.Reversal{}, tx.Missing(err, "reversal")
	}
	whole, err := Reversals(ctx, q, []query.Reversal{row})
	if err != nil {
		return reversal.Reversal{}, err
	}
	return whole[0], nil
}

// Reversals adds lines and files to reversals, with one query each.
func Reversals(ctx context.Context, q *query.Queries, rows []query.Reversal) ([]reversal.Reversal, error) {
	reversals, at := make([]ids.Reversal, len(rows)), map[ids.Reversal]int{}
	whole := make([]reversal.Reversal, len(rows))
	for i, row := range rows {
		reversals[i], at[row.ID], whole[i] = row.ID, i, reversalOf(row)
	}
	lines, err := q.LinesOfReversals(ctx, reversals)
	if err != nil {
		return nil, fmt.Errorf("read lines of reversals: %w", err)
	}
	for _, line := range lines {
		of := &whole[at[line.Reversal]]
		of.Lines = append(of.Lines, invoice.Line{Number: int(line.Line), Net: line.Net, Tax: line.Tax, Gross: line.Gross})
	}
	files, err := q.FilesOfReversals(ctx, reversals)
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
		RequestedBy: row.RequestedBy, RequestedAt: row.RequestedAt, AskedAt: row.AskedAt, WithdrawAskedAt: row.WithdrawAskedAt, ConfirmBy: row.ConfirmBy,
		FormNumber: tx.Text(row.FormNumber), Number: tx.Text(row.Number), IssuedAt: row.IssuedAt,
		EndedAt: row.EndedAt, Why: row.Why, Origin: row.Origin, Word: row.Word, WordBy: row.WordBy,
	}
	if row.Serial != nil {
		found.Serial = *row.Serial
	}
	return found
}
