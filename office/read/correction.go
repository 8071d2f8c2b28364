package read

import (
	"context"
	"fmt"

	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/office/query"
)

// Corrections reads what was proposed for those of the invoices that the provider refused for good (A4). Most have nothing.
func Corrections(ctx context.Context, q *query.Queries, rows []query.Invoice) (map[ids.Invoice]*invoice.Correction, error) {
	var failed []ids.Invoice
	for _, row := range rows {
		if row.Status == invoice.Failed {
			failed = append(failed, row.ID)
		}
	}
	if len(failed) == 0 {
		return nil, nil
	}
	proposed, err := q.ProposedCorrections(ctx, failed)
	if err != nil {
		return nil, fmt.Errorf("read corrections: %w", err)
	}
	found := make(map[ids.Invoice]*invoice.Correction, len(proposed))
	for _, row := range proposed {
		found[row.Invoice] = &invoice.Correction{Buyer: row.Buyer, By: row.ProposedBy, At: row.ProposedAt}
	}
	return found, nil
}
