package invoices

import (
	"context"
	"fmt"
	"time"

	"kaipiao/domain/actor"
	"kaipiao/domain/contradiction"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/office/lock"
	"kaipiao/office/query"
	"kaipiao/office/tx"
)

// StoreForgotten stores the serial of an approved invoice that the provider knows and the register has forgotten. Storing it again
// changes nothing; another one than the invoice's next is a contradiction. What is printed is frozen as the register would print it now (A12):
// what it was frozen as is forgotten, and the comparison of the amounts says whether it is the same.
func (o *Office) StoreForgotten(ctx context.Context, id ids.Invoice, serial invoice.Serial, now time.Time) error {
	return o.tx.Change(ctx, func(q *query.Queries) error {
		row, err := lock.Invoice(ctx, q, id)
		if err != nil {
			return err
		}
		if row.Serial != nil && *row.Serial == serial {
			return nil
		}
		generation, err := q.SerialGeneration(ctx, id)
		if err != nil {
			return fmt.Errorf("read serials: %w", err)
		}
		if row.Status != invoice.Approved || invoice.SerialFor(id, int(generation)+1) != serial {
			return contradiction.New(contradiction.SerialDiffers, id, serial, contradiction.Or(tx.Text((*string)(row.Serial))))
		}
		return o.storeSerial(ctx, q, row, generation+1, serial, actor.Provider, now)
	})
}
