package reversals

import (
	"kaipiao/domain/contradiction"
	"kaipiao/domain/reversal"
	"kaipiao/office/query"
	"kaipiao/office/tx"
)

// differs says that the provider's word about a reversal cannot be true together with the register's.
func differs(row query.Reversal, there reversal.Status, number string) error {
	return contradiction.New(contradiction.ReversalDiffers, row.ID, row.Status, contradiction.Or(tx.Text(row.Number)), there, contradiction.Or(number))
}
