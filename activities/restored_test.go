package activities_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/activities"
	"kaipiao/domain/actor"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/office/reconciliation"
	"kaipiao/provider"
)

// I4: while the register is restored and not mended, the provider is asked for nothing new; afterwards for the same serial.
func TestI4NothingIsSubmittedUntilARestoreIsMended(t *testing.T) {
	w, ctx := newWorld(t), t.Context()
	id, serial := w.takenUp(t, w.applied(t, invoice.Electronic))
	request := activities.IssueRequest{Invoice: id, Serial: serial}
	_, err := w.store.Restores.Begin(ctx, w.provider.Now())
	require.NoError(t, err)
	for _, ask := range []func() (provider.Answer, error){
		func() (provider.Answer, error) {
			submitted, err := w.provider.SubmitInvoice(ctx, request)
			return submitted.Answer, err
		},
		func() (provider.Answer, error) { return w.provider.RequestRed(ctx, ids.Reversal(id+"-r1")) },
		func() (provider.Answer, error) { return w.provider.VoidInvoice(ctx, id) },
	} {
		answer, err := ask()
		require.NoError(t, err)
		require.Equal(t, provider.Held, answer.State)
	}
	require.Empty(t, w.outside.Issued(t))
	begun, err := w.store.Reconciliation.Begin(ctx, reconciliation.Order{ID: "r", By: actor.Product}, w.provider.Now())
	require.NoError(t, err)
	report, err := activities.Reconcile(ctx, activities.Reconciler{
		Client: w.provider.Client, Office: w.register.Office, Now: w.provider.Now, Settled: true,
	}, begun.ID, func() {})
	require.NoError(t, err)
	require.NoError(t, w.store.Restores.Compared(ctx, report.ID))
	left, err := w.store.Restores.Done(ctx, w.provider.Now())
	require.NoError(t, err)
	require.Zero(t, left)
	answer, err := w.provider.SubmitInvoice(ctx, request)
	require.NoError(t, err)
	require.Equal(t, provider.Issued, answer.State)
	require.Len(t, w.outside.Issued(t), 1)
}
