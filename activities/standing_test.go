package activities_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/activities"
	"kaipiao/domain/actor"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/parcel"
	"kaipiao/domain/policy"
	"kaipiao/domain/promise"
)

// takeUp takes an invoice up, with instants in UTC.
func (w *world) takeUp(t *testing.T, id ids.Invoice) activities.Standing {
	t.Helper()
	at, err := w.register.TakeUp(t.Context(), id)
	require.NoError(t, err)
	at.WarnAt, at.DueAt, at.SilentAt = at.WarnAt.UTC(), at.DueAt.UTC(), at.SilentAt.UTC()
	return at
}

// O6, I9: whatever state a paper invoice is in, a run that begins learns from the register what is done, what is promised next, and whether
// its parcel is to be sent again. What is kept is promised no more.
func TestO6ARunBeginsWhereAPaperInvoiceStands(t *testing.T) {
	w, ctx, clerk := newWorld(t), t.Context(), actor.Actor{Kind: actor.Finance, Name: "zhao"}
	id := w.approved(t, w.applied(t, invoice.Paper))
	serial := invoice.SerialFor(id, 1)
	issueBy := *w.invoice(t, id).DueAt
	expected := activities.Standing{
		Status: invoice.Approved, Seller: invoice.Platform, Medium: invoice.Paper, Dispatch: policy.AutomaticDispatch,
		SilentAfter: policy.Default().Parcel.SilentAfter,
		Stage:       promise.IssueStage, WarnAt: promise.IssueWarning(policy.Default(), invoice.Paper, w.now, issueBy).UTC(),
		DueAt: issueBy.UTC(), Serial: serial,
	}
	require.Equal(t, expected, w.takeUp(t, id), "nobody has taken it up before")
	expected.Stored = true
	require.Equal(t, expected, w.takeUp(t, id), "whoever did may have submitted it")

	_, err := w.store.Invoices.RecordIssued(ctx, id, serial, "26110000000000000001", w.now, w.now)
	require.NoError(t, err)
	shipBy := w.invoice(t, id).DueAt.UTC()
	expected.Status, expected.Stored, expected.Stage = invoice.Issued, false, promise.ShipStage
	expected.WarnAt, expected.DueAt = promise.ShipWarning(shipBy).UTC(), shipBy
	require.Equal(t, expected, w.takeUp(t, id))
	require.NoError(t, w.store.Invoices.RecordTold(ctx, id, w.now))
	require.NoError(t, w.store.Invoices.RecordTold(ctx, id, w.now.Add(time.Hour)))
	require.True(t, w.now.Equal(*w.invoice(t, id).ToldAt), "the first time stays")
	expected.Told = true
	require.Equal(t, expected, w.takeUp(t, id))

	require.NoError(t, w.store.Parcels.Ship(ctx, id, "顺丰速运", "SF1", clerk, w.now))
	expected.Status, expected.Stage, expected.WarnAt, expected.DueAt = invoice.Shipped, "", time.Time{}, time.Time{}
	silentAfter := policy.Default().Parcel.SilentAfter.Std()
	expected.SilentAt, expected.ParcelUntold = w.now.Add(silentAfter).UTC(), true
	require.Equal(t, expected, w.takeUp(t, id), "that it is shipped in time is kept, and its customer is to be told of it")
	require.NoError(t, w.store.Parcels.RecordTold(ctx, id, "SF1", w.now))
	expected.ParcelUntold = false
	require.Equal(t, expected, w.takeUp(t, id))
	require.NoError(t, w.store.Parcels.Resend(ctx, id, nil, clerk, w.now))
	expected.SendAgain, expected.SilentAt = true, time.Time{}
	require.Equal(t, expected, w.takeUp(t, id), "its parcel came back")
	require.NoError(t, w.store.Parcels.Ship(ctx, id, "顺丰速运", "SF2", clerk, w.now))
	expected.SendAgain, expected.ParcelUntold, expected.SilentAt = false, true, w.now.Add(silentAfter).UTC()
	require.Equal(t, expected, w.takeUp(t, id), "it is on its way again")
	heard := w.now.Add(30 * time.Hour)
	reference := parcel.Reference(id, 2)
	require.NoError(t, w.store.Parcels.RecordEvent(ctx, parcel.CourierEvent{
		Reference: reference, TrackingNumber: "SF2", Status: parcel.InTransit, At: heard,
	}, heard))
	expected.SilentAt = heard.Add(silentAfter).UTC()
	require.Equal(t, expected, w.takeUp(t, id), "its silence counts from the last news (V7)")
	w.now = heard.Add(silentAfter)
	_, err = w.parcels.LookAfterParcel(ctx, id)
	require.NoError(t, err)
	expected.SilentAt = time.Time{}
	require.Equal(t, expected, w.takeUp(t, id), "it has its ticket")
	require.NoError(t, w.store.Parcels.Deliver(ctx, id, clerk, w.now))
	expected.Status = invoice.Delivered
	require.Equal(t, expected, w.takeUp(t, id))
}

// O6: so does one of an e-invoice: refused for good, corrected, issued, undone.
func TestO6ARunBeginsWhereAnEInvoiceStands(t *testing.T) {
	w, ctx, clerk := newWorld(t), t.Context(), actor.Actor{Kind: actor.Finance, Name: "zhao"}
	id, first := w.takenUp(t, w.applied(t, invoice.Electronic))
	before := w.takeUp(t, id)
	require.Equal(t, promise.IssueStage, before.Stage)
	require.NoError(t, w.store.Invoices.RecordFailed(ctx, id, first, "购方税号有误", w.now))
	failed := before
	failed.Status, failed.Stored = invoice.Failed, false
	require.Equal(t, failed, w.takeUp(t, id), "it is promised until finance has corrected it or given it up")

	require.NoError(t, w.store.Invoices.Correct(ctx, id, invoice.Party{Name: "北京甲科技有限公司", TaxpayerID: "91110000802100433B"}, clerk, w.now))
	second := before
	second.Serial, second.Stored = invoice.SerialFor(id, 2), false
	require.Equal(t, second, w.takeUp(t, id), "another document has another serial (I4)")
	second.Stored = true
	require.Equal(t, second, w.takeUp(t, id))

	_, err := w.store.Invoices.RecordIssued(ctx, id, second.Serial, "26110000000000000001", w.now, w.now)
	require.NoError(t, err)
	issued := activities.Standing{Status: invoice.Issued, Seller: invoice.Platform, Medium: invoice.Electronic, Serial: second.Serial}
	require.Equal(t, issued, w.takeUp(t, id), "nothing is promised of its files")
	require.NoError(t, w.store.Invoices.RecordTold(ctx, id, w.now))
	issued.Told = true
	require.Equal(t, issued, w.takeUp(t, id))
}

// O6, I5, I7: what is held up before its serial is stored is parked by whoever takes it up, and what was cancelled or refunded meanwhile is
// taken no further.
func TestO6ARunBeginsWithWhatIsNotIssued(t *testing.T) {
	w, ctx := newWorld(t), t.Context()
	id := w.approved(t, w.applied(t, invoice.Electronic))
	require.NoError(t, w.store.Sellers.Park(ctx, id, invoice.SessionExpired, w.now))
	for range 2 {
		at := w.takeUp(t, id)
		require.Equal(t, invoice.SessionExpired, at.Parked)
		require.Empty(t, at.Serial)
		require.Equal(t, invoice.Approved, at.Status)
		require.Equal(t, promise.IssueStage, at.Stage)
	}
	_, err := w.store.Sellers.Release(ctx, invoice.Platform, invoice.SessionExpired, 1, w.now)
	require.NoError(t, err)
	at := w.takeUp(t, id)
	require.Empty(t, at.Parked)
	require.Equal(t, invoice.SerialFor(id, 1), at.Serial, "it was let go")

	w = newWorld(t)
	id = w.approved(t, w.applied(t, invoice.Electronic))
	require.NoError(t, w.store.Invoices.Stop(ctx, id, actor.Actor{Kind: actor.Finance, Name: "zhao"}, "", w.now))
	cancelled := activities.Standing{Status: invoice.Cancelled, Seller: invoice.Platform, Medium: invoice.Electronic}
	require.Equal(t, cancelled, w.takeUp(t, id))

	w = newWorld(t)
	id = w.approved(t, w.applied(t, invoice.Electronic))
	w.refunded(t, "1060.00")
	require.Equal(t, cancelled, w.takeUp(t, id), "everything of it was refunded meanwhile (I7)")
}
