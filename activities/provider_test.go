package activities_test

import (
	"context"
	"errors"
	"testing"

	"kaipiao/domain/actor"
	"kaipiao/domain/calendar"
	"kaipiao/domain/policy"
	"kaipiao/domain/promise"
	"kaipiao/domain/vendor"

	"github.com/stretchr/testify/require"

	"kaipiao/activities"
	"kaipiao/domain/invoice"
	"kaipiao/provider"
)

// reserving counts how often a number is drawn, and loses the first submission; everything else the real provider does.
type reserving struct {
	provider.Client
	drawn     int
	submitted []string
}

func (r *reserving) ReserveNumber(ctx context.Context, document invoice.Document) (string, error) {
	r.drawn++
	return r.Client.ReserveNumber(ctx, document)
}

func (r *reserving) Submit(ctx context.Context, document invoice.Document) (provider.Answer, error) {
	r.submitted = append(r.submitted, document.ReservedNumber)
	if len(r.submitted) == 1 {
		return provider.Answer{}, errors.New("the line is cut before anything arrives")
	}
	return r.Client.Submit(ctx, document)
}

// onIssue is that provider without the capability to reserve numbers.
type onIssue struct{ *reserving }

func (onIssue) ReserveNumber(context.Context, invoice.Document) (string, error) {
	return "", provider.ErrNumberOnIssue
}

// submittedTwice issues an invoice whose first submission is lost.
func (w *world) submittedTwice(t *testing.T) provider.Answer {
	t.Helper()
	id, serial := w.takenUp(t, w.applied(t, invoice.Electronic))
	request := activities.IssueRequest{Invoice: id, Serial: serial}
	_, err := w.provider.SubmitInvoice(t.Context(), request)
	require.Error(t, err)
	answer, err := w.provider.SubmitInvoice(t.Context(), request)
	require.NoError(t, err)
	require.Equal(t, provider.Issued, answer.State)
	return answer.Answer
}

// I4: a number is drawn once for a serial and stored before it is used, so that a later try uses the same one.
func TestI4AReservedNumberIsKept(t *testing.T) {
	w := newWorld(t)
	between := &reserving{Client: w.provider.Client}
	w.provider.Client = between
	answer := w.submittedTwice(t)
	require.Equal(t, 1, between.drawn)
	require.Equal(t, []string{answer.Number, answer.Number}, between.submitted)
}

// I4: where the provider returns the number when it issues, none is drawn.
func TestI4ANumberThatComesOnIssueIsNotDrawn(t *testing.T) {
	w := newWorld(t)
	between := &reserving{Client: w.provider.Client}
	w.provider.Client = onIssue{between}
	require.Len(t, w.submittedTwice(t).Number, 20)
	require.Zero(t, between.drawn)
	require.Equal(t, []string{"", ""}, between.submitted)
}

// I8: a vendor's invoice is never submitted, whoever asks for it, and starts as the vendor's.
func TestI8OurProviderIsNotAskedForAVendorsInvoice(t *testing.T) {
	w, ctx := newWorld(t), t.Context()
	id := w.appliedOf(t, "isv-1", invoice.Paper)
	single := w.approved(t, id)
	start := twice(t, func() (activities.Standing, error) { return w.register.TakeUp(ctx, single) })
	require.True(t, start.ByVendor())
	require.Equal(t, policy.ManualDispatch, start.Dispatch, "our courier is not ordered")
	require.Empty(t, start.Serial)
	_, _, err := w.store.Invoices.BeginIssuing(ctx, single, w.now)
	require.ErrorContains(t, err, "vendor isv-1's to issue")
	_, err = w.provider.SubmitInvoice(ctx, activities.IssueRequest{Invoice: single, Serial: invoice.SerialFor(single, 1)})
	require.Error(t, err)
	at := func() (activities.AtVendor, error) { return w.register.ReadAtVendor(ctx, single) }
	require.Equal(t, activities.AtVendor{Status: invoice.Approved, Owes: true}, twice(t, at))
	said := vendor.Issue{Vendor: "isv-1", Number: "26332000000123456789", IssuedOn: calendar.DateOf(now), By: actor.Actor{Kind: actor.Vendor, Name: "isv"}}
	require.NoError(t, w.store.Vendors.Issue(ctx, single, said, now))
	due := calendar.DateOf(now).AddDays(3).End()
	require.Equal(t, activities.AtVendor{Status: invoice.Issued, Owes: true, IssuedBooked: activities.IssuedBooked{
		DueAt: due, WarnAt: promise.ShipWarning(due),
	}}, utcAtVendor(twice(t, at)))
	require.Empty(t, w.outside.Issued(t))
}

func utcAtVendor(at activities.AtVendor) activities.AtVendor {
	at.DueAt, at.WarnAt = at.DueAt.UTC(), at.WarnAt.UTC()
	return at
}
