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
	"kaipiao/domain/actor"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/parcel"
	"kaipiao/domain/policy"
	"kaipiao/office/parcels"
	"kaipiao/sandbox/faults"
	"kaipiao/sandbox/sandboxtest"
	sandboxsf "kaipiao/sandbox/sf"
	sandboxworld "kaipiao/sandbox/world"
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
	id := w.toExpress(t)
	_, err := w.parcels.HandOver(ctx, id)
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

// toExpress is an issued paper whose recipient has a phone that SF Express takes.
func (w *world) toExpress(t *testing.T) ids.Invoice {
	t.Helper()
	id := w.issuedOf(t, invoice.Paper)
	_, err := w.pool.Exec(t.Context(), `update applications set address = jsonb_set(address, '{phone}', '"13800000000"')`)
	require.NoError(t, err)
	return id
}

// silentCourier knows nothing of any parcel, or does not answer.
type silentCourier struct{ fails error }

// Track says so.
func (s silentCourier) Track(context.Context, courier.Tracked) ([]parcel.CourierEvent, error) {
	return nil, s.fails
}

// V7, I4: a courier that says nothing leaves the parcel to its ticket, and is asked again after as long a time, for as long as the parcel travels.
func TestV7ASilentCourierIsAskedAgain(t *testing.T) {
	for name, fails := range map[string]error{"nothing is known": nil, "no answer": errors.New("no answer")} {
		t.Run(name, func(t *testing.T) {
			w, ctx := newWorld(t), t.Context()
			w.parcels.Tracker = silentCourier{fails}
			id := w.issuedOf(t, invoice.Paper)
			_, err := w.parcels.HandOver(ctx, id)
			require.NoError(t, err)
			of, travels, err := w.store.Parcels.Travelling(ctx, id)
			require.NoError(t, err)
			require.True(t, travels)
			require.Equal(t, parcels.Travelling{Reference: string(id), TrackingNumber: w.invoice(t, id).TrackingNumber, Phone: "010"}, of)
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

// V3, I2: the answer to an order was lost, and people have sent the paper meanwhile: the order is taken back, so that nobody comes for it. What the
// product has sent stays ordered.
func TestI2AnOrderThatNobodyHandsOverIsTakenBack(t *testing.T) {
	for name, byHand := range map[string]bool{"sent by people": true, "sent by the product": false} {
		t.Run(name, func(t *testing.T) {
			w, ctx := newWorld(t), t.Context()
			w.outside = sandboxtest.Start(t, "", func(c *sandboxworld.Config) { c.ParcelStep = time.Hour }) // nobody collects it meanwhile
			express := w.express(t)
			w.parcels.Courier, w.parcels.Canceller = express, express
			id := w.toExpress(t)
			if byHand {
				w.outside.Order(t, faults.Fault{Operation: faults.Ship, Mode: faults.DropAfterCommit, Times: 1})
				_, err := w.parcels.HandOver(ctx, id)
				require.Error(t, err)
				require.Len(t, w.outside.Parcels(t), 1, "the courier has the order")
				clerk := actor.Actor{Kind: actor.Finance, Name: "zhao"}
				require.NoError(t, w.store.Parcels.Ship(ctx, id, "EMS", "HAND1", clerk, w.now))
			}
			_, err := w.parcels.HandOver(ctx, id)
			require.NoError(t, err)
			_, err = w.parcels.HandOver(ctx, id) // its answer was lost
			require.NoError(t, err)
			found := w.invoice(t, id)
			_, err = express.Ship(ctx, courier.Order{Reference: string(id), Recipient: *found.Address})
			require.Equal(t, byHand, errors.Is(err, courier.ErrRefusedForGood), "one that was taken back cannot be ordered again: %v", err)
		})
	}
}
