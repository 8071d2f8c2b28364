package reconciliation

import (
	"context"

	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/reconciliation"
	"kaipiao/office/query"
	"kaipiao/office/tx"
)

// invoicesNotListed are those that are issued here and not at the provider.
func invoicesNotListed(ctx context.Context, q *query.Queries, c *comparison) (found []reconciliation.Difference, looked int, err error) {
	rows, err := q.InvoicesNotListed(ctx, query.InvoicesNotListedParams{
		Reconciliation: c.ID, Seller: invoice.Platform, Since: c.WindowFrom, Until: c.WindowTo, After: ids.Invoice(c.after), PageSize: pageSize,
	})
	return differencesOf(c, rows, err, reconciliation.NotAtProvider, ofInvoice)
}

// reversalsNotListed are those that are done here and not at the provider.
func reversalsNotListed(ctx context.Context, q *query.Queries, c *comparison) (found []reconciliation.Difference, looked int, err error) {
	rows, err := q.ReversalsNotListed(ctx, query.ReversalsNotListedParams{
		Reconciliation: c.ID, Seller: invoice.Platform, Since: c.WindowFrom, Until: c.WindowTo, After: ids.Reversal(c.after), PageSize: pageSize,
	})
	return differencesOf(c, rows, err, reconciliation.NotAtProvider, ofReversal)
}

// unansweredInvoices are those whose serial was stored long ago, and of which nothing became.
func unansweredInvoices(ctx context.Context, q *query.Queries, c *comparison) (found []reconciliation.Difference, looked int, err error) {
	rows, err := q.UnansweredInvoices(ctx, query.UnansweredInvoicesParams{
		Reconciliation: c.ID, Seller: invoice.Platform, Before: c.now.Add(-reconciliation.AnsweredWithin), After: ids.Invoice(c.after), PageSize: pageSize,
	})
	return differencesOf(c, rows, err, reconciliation.Unanswered, ofInvoice)
}

// unansweredReversals are those that were asked for long ago, wait for nobody's word, and of which nothing became.
func unansweredReversals(ctx context.Context, q *query.Queries, c *comparison) (found []reconciliation.Difference, looked int, err error) {
	rows, err := q.UnansweredReversals(ctx, query.UnansweredReversalsParams{
		Reconciliation: c.ID, Before: c.now.Add(-reconciliation.AnsweredWithin), After: ids.Reversal(c.after), PageSize: pageSize,
	})
	return differencesOf(c, rows, err, reconciliation.Unanswered, ofReversal)
}

// ledgerDifferences are invoices of which the ledger has not invoiced what is left of them here.
func ledgerDifferences(ctx context.Context, q *query.Queries, c *comparison) (found []reconciliation.Difference, looked int, err error) {
	rows, err := q.LedgerDifferences(ctx, query.LedgerDifferencesParams{
		Since: c.WindowFrom, Until: c.WindowTo, After: ids.Invoice(c.after), PageSize: pageSize,
	})
	if err != nil {
		return nil, 0, err
	}
	for _, row := range rows {
		c.after = string(row.ID)
		serial := tx.Text(row.Serial)
		found = append(found, reconciliation.Difference{
			Kind: reconciliation.LedgerDiffers, Serial: serial, Number: tx.Text(row.Number), Invoice: row.ID,
			Ours:   side(string(row.Status), string(serial), tx.Text(row.Number), row.Net, row.Tax, row.LeftHere, row.IssuedAt),
			Ledger: &row.InLedger,
		})
	}
	return found, len(rows), nil
}

// differencesOf makes a difference of every row of a page.
func differencesOf[Row any](
	c *comparison, rows []Row, err error, kind reconciliation.Kind, show func(reconciliation.Kind, Row) reconciliation.Difference,
) ([]reconciliation.Difference, int, error) {
	found := make([]reconciliation.Difference, len(rows))
	for i, row := range rows {
		found[i] = show(kind, row)
	}
	if n := len(found); n > 0 {
		c.after = string(found[n-1].Invoice)
		if found[n-1].Reversal != "" {
			c.after = string(found[n-1].Reversal)
		}
	}
	return found, len(rows), err
}
