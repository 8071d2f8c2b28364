package activities_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/activities"
	"kaipiao/courier"
	"kaipiao/courier/sf"
	"kaipiao/domain/invoice"
	"kaipiao/domain/parcel"
	"kaipiao/domain/policy"
	sandboxsf "kaipiao/sandbox/sf"
)

// express is SF Express, as the sandbox plays it; its pushes go nowhere.
func (w *world) express(t *testing.T) *sf.Client {
	t.Helper()
	client, err := sf.New(sf.Config{
		BaseURL: w.outside.URL + sandboxsf.Path, PartnerID: sandboxsf.PartnerID, CheckWord: sandboxsf.CheckWord, MonthlyCard: sandboxsf.MonthlyCard,
		ExpressType: 2, Now: time.Now,
		Sender: sf.Sender{Contact: "财务部", Phone: "075512345678", Province: "广东省", City: "深圳市", Address: "沙箱路1号"},
	})
	require.NoError(t, err)
	return client
}

// I2, V7: the courier's push that a parcel was signed for is lost; when nothing was heard for too long, the courier is asked, and the invoice is
// delivered without a ticket. Asking again changes nothing.
func TestI2ALostPushLeavesNoParcelUndelivered(t *testing.T) {
	w, ctx := newWorld(t), t.Context()
	express := w.express(t)
	w.parcels.Courier, w.parcels.Tracker = express, express
	id, serial := w.takenUp(t, w.applied(t, invoice.Paper))
	answer, err := w.provider.SubmitInvoice(ctx, activities.IssueRequest{Invoice: id, Serial: serial})
	require.NoError(t, err)
	_, err = w.register.RecordIssued(ctx, activities.Issued{Invoice: id, Serial: serial, Number: answer.Number, IssuedAt: answer.IssuedAt})
	require.NoError(t, err)
	_, err = w.parcels.HandOver(ctx, id)
	require.NoError(t, err)
	shipped := w.invoice(t, id)
	of := courier.Tracked{Reference: string(id), TrackingNumber: shipped.TrackingNumber, Phone: shipped.Address.Phone}
	require.Eventually(t, func() bool {
		events, err := express.Track(ctx, of)
		return err == nil && len(events) > 0 && events[len(events)-1].Status == parcel.Signed
	}, 30*time.Second, 50*time.Millisecond)
	require.Equal(t, invoice.Shipped, w.invoice(t, id).Status, "nobody has told us")
	w.now = time.Now().Add(policy.Default().Parcel.SilentAfter.Std())
	require.Equal(t, activities.ParcelWatch{}, twice(t, func() (activities.ParcelWatch, error) { return w.parcels.LookAfterParcel(ctx, id) }))
	require.Equal(t, invoice.Delivered, w.invoice(t, id).Status)
}

// silentCourier knows nothing of any parcel, or does not answer.
type silentCourier struct{ fails error }

// Track says so.
func (s silentCourier) Track(context.Context, courier.Tracked) ([]parcel.CourierEvent, error) { return nil, s.fails }

// V7, I4: a courier that says nothing leaves the parcel to its ticket, and is asked again after as long a time, for as long as the parcel travels.
func TestV7ASilentCourierIsAskedAgain(t *testing.T) {
	for name, fails := range map[string]error{"nothing is known": nil, "no answer": errors.New("no answer")} {
		t.Run(name, func(t *testing.T) {
			w, ctx := newWorld(t), t.Context()
			w.parcels.Tracker = silentCourier{fails}
			id, serial := w.takenUp(t, w.applied(t, invoice.Paper))
			answer, err := w.provider.SubmitInvoice(ctx, activities.IssueRequest{Invoice: id, Serial: serial})
			require.NoError(t, err)
			_, err = w.register.RecordIssued(ctx, activities.Issued{Invoice: id, Serial: serial, Number: answer.Number, IssuedAt: answer.IssuedAt})
			require.NoError(t, err)
			_, err = w.parcels.HandOver(ctx, id)
			require.NoError(t, err)
			silent := policy.Default().Parcel.SilentAfter.Std()
			for range 2 {
				w.now = w.now.Add(silent + time.Hour)
				watch, err := w.parcels.LookAfterParcel(ctx, id)
				require.NoError(t, err)
				require.Equal(t, w.now.Add(silent).UTC(), watch.LookAt.UTC())
			}
			found := w.invoice(t, id)
			require.Equal(t, parcel.Silent, found.Parcel.State(), "it has its ticket")
		})
	}
}
