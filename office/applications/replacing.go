package applications

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"kaipiao/domain/application"
	"kaipiao/domain/invoice"
	"kaipiao/domain/refusal"
	"kaipiao/office/query"
)

// checkReplaces refuses an application that replaces what is not undone, or is another account's or another seller's (V4).
func checkReplaces(ctx context.Context, q *query.Queries, request application.Request) (refusal.List, error) {
	if request.Replaces == "" {
		return nil, nil
	}
	row, err := q.Invoice(ctx, request.Replaces)
	switch {
	case errors.Is(err, pgx.ErrNoRows) || (err == nil && (row.Account != request.Account || row.Seller != request.Seller)):
		return refusal.List{refusal.New(refusal.NotFound, "replaces", "invoice")}, nil
	case err != nil:
		return nil, fmt.Errorf("read invoice: %w", err)
	case !slices.Contains(invoice.Life.Results(invoice.RecordReversed), row.Status):
		return refusal.List{refusal.New(refusal.NotReversed, "replaces", row.ID)}, nil
	default:
		return nil, nil
	}
}
