package activities_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/activities"
	"kaipiao/domain/invoice"
	"kaipiao/provider"
	"kaipiao/sandbox/faults"
)

// submittedOnce submits what was applied for, and tells what the step has done.
func (w *world) submittedOnce(t *testing.T, medium invoice.Medium) (activities.IssueRequest, activities.Submitted) {
	t.Helper()
	w.provider.PublishWithin = time.Minute
	id, serial := w.takenUp(t, w.applied(t, medium))
	request := activities.IssueRequest{Invoice: id, Serial: serial}
	done, err := w.provider.SubmitInvoice(t.Context(), request)
	require.NoError(t, err)
	require.Equal(t, provider.Issued, done.State)
	return request, done
}

// I4, I6: what is issued at once is booked and brought to its customer in the same step; nothing is owed afterwards (O6).
func TestI4WhatIsIssuedAtOnceIsFinishedInTheSameStep(t *testing.T) {
	w := newWorld(t)
	request, done := w.submittedOnce(t, invoice.Electronic)
	require.NotNil(t, done.Booked)
	require.Equal(t, &activities.Owed{}, done.Published)
	found, err := w.store.Invoices.Invoice(t.Context(), request.Invoice)
	require.NoError(t, err)
	require.Equal(t, invoice.Issued, found.Status)
	require.Equal(t, done.Number, found.Number)
	require.Len(t, found.Files, len(invoice.FileFormats))
	require.NotNil(t, found.ToldAt)
	require.Empty(t, w.owed(t))
}

// I2: of a paper invoice the parcel is owed.
func TestI2APaperThatIsIssuedAtOnceIsBooked(t *testing.T) {
	w := newWorld(t)
	_, done := w.submittedOnce(t, invoice.Paper)
	require.NotNil(t, done.Booked)
	require.False(t, done.Booked.DueAt.IsZero(), "it is to be shipped")
	require.Nil(t, done.Published)
	require.Empty(t, w.outside.Mails(t))
	require.Equal(t, []string{"application/app"}, w.owed(t))
}

// I6: files that do not come at once are left to the workflow, and undo nothing.
func TestI6FilesThatAreLateAreLeftToTheWorkflow(t *testing.T) {
	w := newWorld(t)
	w.outside.Order(t, faults.Fault{Operation: faults.File, Mode: faults.FileMissing, Times: 1})
	request, done := w.submittedOnce(t, invoice.Electronic)
	require.NotNil(t, done.Booked)
	require.Nil(t, done.Published)
	require.Empty(t, w.outside.Mails(t))
	require.Equal(t, []string{"application/app"}, w.owed(t))
	owed, err := w.files.Publish(t.Context(), activities.PublishRequest{Invoice: request.Invoice})
	require.NoError(t, err)
	require.Empty(t, owed.Mails)
	require.Empty(t, w.owed(t))
}

// I4: what contradicts when it is booked is no word about the provider: the document exists, and the step of the workflow that books it meets it.
func TestI4ABookingThatContradictsIsLeftToTheWorkflow(t *testing.T) {
	w := newWorld(t)
	first, issued := w.submittedOnce(t, invoice.Electronic)
	_, err := w.pool.Exec(t.Context(), "update invoices set number = 'x' || number where id = $1", first.Invoice)
	require.NoError(t, err)
	again, err := w.provider.SubmitInvoice(t.Context(), first)
	require.NoError(t, err)
	require.Equal(t, issued.Answer, again.Answer)
	require.Nil(t, again.Booked)
	require.Nil(t, again.Published)
}
