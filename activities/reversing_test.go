package activities_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/activities"
	"kaipiao/domain/invoice"
	"kaipiao/office/reversals"
	"kaipiao/provider"
)

// V1, P6: the bureau's number of a red-letter form is in the register as soon as the provider has told it, and stays.
func TestV1TheNumberOfTheFormIsKept(t *testing.T) {
	w, ctx := newWorld(t), t.Context()
	// given an issued invoice that is to be red-issued
	id, serial := w.takenUp(t, w.applied(t, invoice.Electronic))
	_, err := w.provider.SubmitInvoice(ctx, activities.IssueRequest{Invoice: id, Serial: serial})
	require.NoError(t, err)
	asked, err := w.store.Reversals.Request(ctx, reversals.Request{Invoice: id, Reason: invoice.RedReturn, By: buyer, Key: "k", Fingerprint: []byte("k")}, w.now)
	require.NoError(t, err)
	require.Empty(t, asked.FormNumber)
	kept := func() string {
		stored, err := w.store.Reversals.Reversal(ctx, asked.ID)
		require.NoError(t, err)
		return stored.FormNumber
	}
	// when its form is entered, once more, and asked about
	answer := twice(t, func() (provider.Answer, error) { return w.provider.RequestRed(ctx, asked.ID) })
	require.Equal(t, provider.Issued, answer.State)
	require.Equal(t, answer, twice(t, func() (provider.Answer, error) { return w.provider.AskRed(ctx, asked.Serial) }))
	// then the register has its number
	require.Regexp(t, `^[0-9]{20}$`, answer.Form)
	require.Equal(t, answer.Form, kept())
	require.NoError(t, w.store.Reversals.NoteForm(ctx, asked.Serial, "another"))
	require.Equal(t, answer.Form, kept(), "the first one stays")
	require.NoError(t, w.store.Reversals.NoteForm(ctx, "nobody's", "another"), "nothing is kept of it")
}
