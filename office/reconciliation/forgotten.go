package reconciliation

import (
	"context"
	"fmt"

	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/reconciliation"
	"kaipiao/office/query"
)

// generationsAhead is how many serials of an invoice are computed that it may have had since the register's state.
const generationsAhead = 3

// forgotten is what the register may have forgotten, because it was restored: serials are computed from the invoice, so that it is
// found what the provider has of it.
type forgotten struct {
	// next are the serials that invoices may have got, and how far each is ahead of what the register knows.
	next map[invoice.Serial]candidate
	// numbered are invoices that were found so, by their numbers.
	numbered map[string]query.UnissuedRow
}

type candidate struct {
	query.UnissuedRow
	ahead int
}

// recall reads, when the first document is met that the register does not know, which invoices may have been issued.
func (c *comparison) recall(ctx context.Context, q *query.Queries) error {
	if c.forgotten != nil {
		return nil
	}
	all := &forgotten{next: map[invoice.Serial]candidate{}, numbered: map[string]query.UnissuedRow{}}
	for after := ids.Invoice(""); ; {
		rows, err := q.Unissued(ctx, query.UnissuedParams{Seller: invoice.Platform, After: after, PageSize: pageSize})
		if err != nil {
			return fmt.Errorf("read what may have been issued: %w", err)
		}
		for _, row := range rows {
			after = row.ID
			for ahead := 1; ahead <= generationsAhead; ahead++ {
				all.next[invoice.SerialFor(row.ID, int(row.Serials)+ahead)] = candidate{row, ahead}
			}
		}
		if len(rows) < pageSize {
			c.forgotten = all
			return nil
		}
	}
}

// remember finds out whether something that the register does not know is of one of its invoices all the same.
func (c *comparison) remember(ctx context.Context, q *query.Queries, listed invoice.Listed, ours reconciliation.Ours) (
	reconciliation.Ours, *reconciliation.Side, error,
) {
	if ours.Invoice != "" || (listed.Kind == invoice.BlueDocument && !listed.Serial.Ours()) {
		return ours, nil, nil
	}
	if err := c.recall(ctx, q); err != nil {
		return ours, nil, err
	}
	row, ahead := c.forgotten.numbered[listed.Of], 0
	if listed.Kind == invoice.BlueDocument {
		found, known := c.forgotten.next[listed.Serial]
		if !known {
			return ours, nil, nil
		}
		row, ahead = found.UnissuedRow, found.ahead
		c.forgotten.numbered[listed.Number] = row
	}
	if row.ID == "" {
		return ours, nil, nil
	}
	ours.Invoice, ours.InvoiceStatus, ours.Ahead = row.ID, row.Status, ahead
	ours.Net, ours.Tax, ours.Gross = row.Net, row.Tax, row.Amount
	return ours, side(string(row.Status), "", "", row.Net, row.Tax, row.Amount, nil), nil
}
