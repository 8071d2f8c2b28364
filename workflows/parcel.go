package workflows

import (
	"time"

	"go.temporal.io/sdk/workflow"

	"kaipiao/activities"
	"kaipiao/domain/invoice"
)

// followParcel waits until the parcel is signed for (I2). One of which nothing is heard for too long gets a ticket before the
// customer complains; one that came back has one already, and is sent again when finance says so (V7). The carrier's other
// events do not come here: when the time is over, the register knows the last one.
func (i *invoiceRun) followParcel(ctx workflow.Context) error {
	lookAt := i.at.SilentAt // of one that was on its way when the run began
	if lookAt.IsZero() {
		lookAt = i.silentFrom(ctx)
	}
	for {
		i.show(ctx,
			"**Shipped.** Waits until the courier reports that the parcel was signed for. When it is silent for too long, or comes back, "+
				"there is a ticket (V7).\n\n"+
				"Nothing to do but what the ticket says; if the customer has it, finance may mark it delivered, and what came back finance has sent again.")
		_, err := i.promise.await(ctx, lookAt, "until the carrier is silent for too long", func() bool { return i.delivered || i.again || i.reversed })
		switch {
		case err != nil || i.delivered || i.reversed:
			return err
		case i.again:
			err = i.sendAgain(ctx)
			lookAt = i.silentFrom(ctx)
		default:
			lookAt, err = i.lookAfterParcel(ctx)
		}
		if err != nil {
			return err
		}
	}
}

// silentFrom is when a parcel that was shipped by now will have been silent for too long; zero, for never, in runs that were started
// without the policy's word. Who shipped it says since when, should the word have come late.
func (i *invoiceRun) silentFrom(ctx workflow.Context) time.Time {
	if i.at.SilentAfter == 0 {
		return time.Time{}
	}
	return earliest(i.shippedAt, workflow.Now(ctx)).Add(i.at.SilentAfter.Std())
}

// lookAfterParcel has the courier asked about a silent parcel, and its ticket opened where it stays silent; it returns when to look again. What the
// courier says comes back as its pushes do.
func (i *invoiceRun) lookAfterParcel(ctx workflow.Context) (time.Time, error) {
	var watch activities.ParcelWatch
	err := i.outside(askingCourier(ctx, "ask the courier, and look after the parcel"), parcels.LookAfterParcel, i.invoice).Get(ctx, &watch)
	return watch.LookAt, err
}

// sendAgain ships what came back once more, and tells the customer the new tracking number.
func (i *invoiceRun) sendAgain(ctx workflow.Context) error {
	i.again, i.resent = false, true
	if err := i.ship(ctx); err != nil {
		return err
	}
	return i.mark(ctx, invoice.WaitingForNothing)
}

// standing says in words how far the invoice is that waits to be shipped.
func (i *invoiceRun) standing() string {
	if i.resent {
		return "**Came back**, and is sent again (V7)."
	}
	return "**Issued.**"
}
