package office_test

import (
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"
)

// What is read of one invoice is not planned each time: to plan it takes longer than to read it.
func TestAnInvoiceIsReadWithoutPlanningAnew(t *testing.T) {
	r, pool := open(t, func(c *pgxpool.Config) { c.MaxConns = 1 })
	w := World{r, t}
	w.Account("acct")
	w.consumedAtOnce("bill", 10)
	id := w.approvedOne("key", "10.00")
	for range 10 {
		_, err := w.Invoices.Invoice(t.Context(), id)
		require.NoError(t, err)
	}
	for _, name := range []string{"ApplicationsOfInvoices", "LinesOfInvoices", "FilesOfInvoices", "DocumentsOfInvoices", "ReversalsOfInvoices", "Replacements"} {
		var once, anew int
		require.NoError(t, pool.QueryRow(t.Context(),
			"select generic_plans, custom_plans from pg_prepared_statements where statement like '-- name: ' || $1 || ' %'", name).Scan(&once, &anew), name)
		require.GreaterOrEqual(t, once, 10, name)
		require.Zero(t, anew, name)
	}
}
