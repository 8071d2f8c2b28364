package consoletest

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/reconciliation"
)

var papers atomic.Int64

// IssuedPaper is a paper invoice of the account "acct" that the provider has issued.
func (w *World) IssuedPaper(amount string) string {
	w.T.Helper()
	n := papers.Add(1)
	id := w.Approved(w.Applied(fmt.Sprintf("paper-%d", n), Paper(amount)))[0]
	w.Issued(id, fmt.Sprintf("%08d", 40000000+n))
	return id
}

// File is a file with some content, as people hand it in.
func (w *World) File(name string, content []byte) string {
	w.T.Helper()
	file := filepath.Join(w.T.TempDir(), name)
	require.NoError(w.T, os.WriteFile(file, content, 0o600))
	return file
}

// Parked does what the workflow does where a trouble of the seller holds an invoice up.
func (w *World) Parked(id string, cause invoice.Cause) {
	w.T.Helper()
	_, _, err := w.Register.Invoices.BeginIssuing(w.T.Context(), ids.Invoice(id), w.Now())
	require.NoError(w.T, err)
	require.NoError(w.T, w.Register.Sellers.Park(w.T.Context(), ids.Invoice(id), cause, w.Now()))
}

// Reconciled does what the workflow of a reconciliation does: it compares with the provider's list, and repairs where that is wanted.
func (w *World) Reconciled(id string, listed ...invoice.Listed) {
	w.T.Helper()
	ctx, of := w.T.Context(), w.Register.Reconciliation
	is, err := of.Reconciliation(ctx, ids.Reconciliation(id))
	require.NoError(w.T, err)
	require.NoError(w.T, of.Take(ctx, is.ID, listed))
	require.NoError(w.T, of.Compare(ctx, is.ID, w.Now(), func() {}))
	if is.Repairs {
		open, err := of.Open(ctx, is.ID)
		require.NoError(w.T, err)
		for _, d := range open {
			require.NoError(w.T, of.Repair(ctx, d, func(context.Context, reconciliation.Difference) (bool, error) { return true, nil }, w.Now()))
		}
	}
	_, err = of.End(ctx, is.ID, w.Now())
	require.NoError(w.T, err)
}

// Listed is the entry of an issued invoice in the provider's list.
func (w *World) Listed(id string) invoice.Listed {
	w.T.Helper()
	i, err := w.Register.Invoices.Invoice(w.T.Context(), ids.Invoice(id))
	require.NoError(w.T, err)
	return invoice.Listed{
		Kind: invoice.BlueDocument, Serial: i.Serial, Number: i.Number, At: w.Now().Add(-2 * time.Hour), Net: i.Net, Tax: i.Tax, Gross: i.Amount,
	}
}
