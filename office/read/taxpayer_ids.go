package read

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/office/query"
)

// ConfirmedTaxpayerID reports whether finance has confirmed a taxpayer number on an account although its check character is wrong.
// About a right one nobody is asked.
func ConfirmedTaxpayerID(ctx context.Context, q *query.Queries, account ids.Account, id string) (bool, error) {
	if id == "" || invoice.ValidTaxpayerID(id) {
		return false, nil
	}
	_, err := q.ConfirmedTaxpayerID(ctx, query.ConfirmedTaxpayerIDParams{Account: account, TaxpayerID: id})
	if errors.Is(err, pgx.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("read confirmed taxpayer numbers: %w", err)
	}
	return true, nil
}
