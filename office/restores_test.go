package office_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/domain/application"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/money"
	"kaipiao/domain/reconciliation"
	"kaipiao/domain/task"
	"kaipiao/office/restores"
)

// numbers is the highest number that the register has given to an event.
func (w *reconciled) numbers() (last int64) {
	w.T.Helper()
	require.NoError(w.T, w.pool.QueryRow(context.Background(), "select coalesce(max(id), 0) from events").Scan(&last))
	return last
}

// I4, I11: while a restore is not mended nothing gets a serial, whoever is let go; when it is, all go on. Numbers are not given out twice.
func TestI4I11NothingIsIssuedUntilARestoreIsMended(t *testing.T) {
	ctx := t.Context()
	w := newReconciled(t)
	w.begins(w.at)
	w.Consumed("bill", "1060.00")
	id := w.approvedOne("k", "1060.00")
	before := w.numbers()
	begun, err := w.Restores.Begin(ctx, w.at)
	require.NoError(t, err)
	require.WithinDuration(t, now, begun.KnownUntil, 0, "the last thing that it knows of")
	again, err := w.Restores.Begin(ctx, w.at.Add(time.Minute))
	require.NoError(t, err)
	require.Equal(t, begun.NotedAt, again.NotedAt, "it is one restore, however often it is said")

	for range 2 {
		serial, held, err := w.Invoices.BeginIssuing(ctx, id, w.at)
		require.NoError(t, err)
		require.Equal(t, []any{invoice.Serial(""), invoice.Restored}, []any{serial, held})
		_, err = w.Sellers.Release(ctx, invoice.Platform, invoice.Restored, 1, w.at) // the desk lets it try
		require.NoError(t, err)
	}
	i, err := w.Invoices.Invoice(ctx, id)
	require.NoError(t, err)
	require.Equal(t, invoice.WaitingForOperator, i.WaitingFor)
	require.Len(t, w.openTasks(task.Kind(invoice.Restored)), 1)
	after := w.numbers()
	require.Greater(t, after, before+500_000_000)
	require.Less(t, after, before+1_500_000_000, "and once only")

	_, err = w.Restores.Done(ctx, w.at)
	require.ErrorIs(t, err, restores.ErrNotCompared)
	lost := invoice.Listed{
		Kind: invoice.BlueDocument, Serial: invoice.SerialFor("forgotten-1", 1), Number: blueNumber, At: now,
		Net: money.MustParse("100.00"), Tax: money.MustParse("6.00"), Gross: money.MustParse("106.00"),
	}
	w.listed = []invoice.Listed{lost}
	_, found := w.Reconciles("r", true)
	require.Equal(t, []reconciliation.Kind{reconciliation.ApplicationLost}, kindsOf(found))
	require.NoError(t, w.Restores.Compared(ctx, "r"))
	require.NoError(t, w.Reconciliation.Name(ctx, found[0], "app-lost", "acct", w.at))
	open := w.openTasks(task.Difference)
	require.Len(t, open, 1)
	require.Contains(t, open[0].Says.English+open[0].Says.Chinese, "application app-lost of account acct")
	left, err := w.Restores.Done(ctx, w.at)
	require.NoError(t, err)
	require.Equal(t, 1, left)
	held, err := w.Restores.Holds(ctx)
	require.NoError(t, err)
	require.True(t, held)

	_, err = w.Tasks.SeenTo(ctx, open[0].ID, clerk, w.at)
	require.NoError(t, err)
	left, err = w.Restores.Done(ctx, w.at)
	require.NoError(t, err)
	require.Zero(t, left)
	require.Contains(t, w.told(), "seller/platform trouble")
	serial, cause, err := w.Invoices.BeginIssuing(ctx, id, w.at)
	require.NoError(t, err)
	require.Equal(t, []any{invoice.SerialFor(id, 1), invoice.NoCause}, []any{serial, cause})

	w.listed[0].Undone = true // it was undone at the bureau: nothing is left to say about it
	_, found = w.Reconciles("r2", true)
	require.Empty(t, found)
}

// I4, I11: what was issued, and the register has forgotten that it was submitted or even approved, is known by the serial that it would
// get, and booked with what was done to it since.
func TestI4I11WhatIsForgottenIsKnownByItsSerial(t *testing.T) {
	ctx := t.Context()
	w := newReconciled(t)
	w.Consumed("bill", "3000.00")
	approved := w.approvedOne("k", "1060.00")
	pending, err := w.Apply("p", "106.00")
	require.NoError(t, err)
	of := pending.Invoices[0]
	blue, _ := w.Invoices.Invoice(ctx, approved)
	listed := func(id ids.Invoice, net, tax, gross money.Amount, number string) invoice.Listed {
		return invoice.Listed{
			Kind: invoice.BlueDocument, Serial: invoice.SerialFor(id, 1), Number: number, At: w.at, Net: net, Tax: tax, Gross: gross,
		}
	}
	red := invoice.Listed{
		Kind: invoice.RedIssuedDocument, Serial: invoice.RedSerialFor(of.ID, 1), Number: "26332000000000000888", Of: "26332000000000000002",
		At: w.at, Net: of.Net.Neg(), Tax: of.Tax.Neg(), Gross: of.Amount.Neg(),
	}
	w.listed = []invoice.Listed{
		listed(approved, blue.Net, blue.Tax, blue.Amount, blueNumber), listed(of.ID, of.Net, of.Tax, of.Amount, "26332000000000000002"), red,
	}
	_, found := w.Reconciles("look", false)
	require.Equal(t, []reconciliation.Kind{reconciliation.SerialLost, reconciliation.SerialLost, reconciliation.RedElsewhere}, kindsOf(found))
	require.Equal(t, invoice.Approved, w.invoice(approved), "looking changes nothing")
	report, found := w.Reconciles("r", true)
	require.Equal(t, 0, report.Figures.Unrepaired(), "%+v", found)
	require.Equal(t, []invoice.Status{invoice.Issued, invoice.RedIssued}, []invoice.Status{w.invoice(approved), w.invoice(of.ID)})
	a, err := w.Applications.Application(ctx, pending.ID)
	require.NoError(t, err)
	require.Equal(t, application.Approved, a.Status)
	require.Equal(t, []string{"1060.00", "1940.00"}, []string{w.Balance().Invoiced.String(), w.Balance().Available.String()})
	w.Sound()
	_, found = w.Reconciles("again", true)
	require.Empty(t, found)
}

// I4, I11: what has another amount, or was corrected since, is before people: the register cannot know what its buyer became.
func TestI11WhatIsForgottenAndDiffersGoesToPeople(t *testing.T) {
	ctx := t.Context()
	w := newReconciled(t)
	w.Consumed("bill", "3000.00")
	approved := w.approvedOne("k", "1060.00")
	refused := w.Submitted("106.00")
	require.NoError(t, w.Invoices.RecordFailed(ctx, refused, invoice.SerialFor(refused, 1), "no such buyer", now))
	differs, _ := w.Invoices.Invoice(ctx, approved)
	corrected, _ := w.Invoices.Invoice(ctx, refused)
	w.listed = []invoice.Listed{
		{
			Kind: invoice.BlueDocument, Serial: invoice.SerialFor(approved, 1), Number: blueNumber, At: now,
			Net: differs.Net, Tax: differs.Tax.Sub(money.MustParse("0.01")), Gross: differs.Amount.Sub(money.MustParse("0.01")),
		},
		{
			Kind: invoice.BlueDocument, Serial: invoice.SerialFor(refused, 2), Number: "26332000000000000002", At: now,
			Net: corrected.Net, Tax: corrected.Tax, Gross: corrected.Amount,
		},
	}
	report, found := w.Reconciles("r", true)
	require.Equal(t, []reconciliation.Kind{reconciliation.AmountDiffers, reconciliation.CorrectionLost}, kindsOf(found))
	require.Equal(t, 2, report.Figures.Unrepaired())
	require.Equal(t, []invoice.Status{invoice.Approved, invoice.Failed}, []invoice.Status{w.invoice(approved), w.invoice(refused)}, "nothing is booked")
	require.NoError(t, w.Invoices.StoreForgotten(ctx, approved, invoice.SerialFor(approved, 1), now))
	require.Error(t, w.Invoices.StoreForgotten(ctx, approved, invoice.SerialFor(approved, 3), now), "never another serial than its next")
	w.Sound()
}
