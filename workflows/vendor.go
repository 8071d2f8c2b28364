package workflows

import (
	"fmt"
	"time"

	"kaipiao/activities"
	"kaipiao/domain/invoice"
	"kaipiao/domain/promise"

	"go.temporal.io/sdk/workflow"
)

// awaitVendor leaves the issuing to the marketplace vendor that sold it (I8): the tax provider issues for the platform
// alone. It waits for the number, and for the file of an e-invoice; the register says how far the vendor has come. The
// promise is the same as for everybody, and is escalated once (I9).
func (i *invoiceRun) awaitVendor(ctx workflow.Context) (invoice.Status, error) {
	for {
		i.resumed = false
		var at activities.AtVendor
		err := i.onRegister(ctx, "read how far the vendor is", registerActivities.ReadAtVendor, i.invoice).Get(ctx, &at)
		switch {
		case err != nil:
			return invoice.Approved, err
		case at.Status == invoice.Cancelled, at.Status == invoice.RedIssued:
			return at.Status, nil // nobody has to hear that it is issued
		case at.Status == invoice.Approved:
			err = i.awaitFromVendor(ctx, "to issue it", "the vendor completes it with its number; when it is late, ask the vendor for it")
		case at.Owes && i.at.Medium == invoice.Electronic:
			err = i.awaitFromVendor(ctx, "to hand in the file of what it has issued", "the vendor uploads the file; when it is late, ask the vendor for it")
		default:
			return invoice.Issued, i.issuedByVendor(ctx, at)
		}
		if err != nil {
			return at.Status, err
		}
	}
}

// awaitFromVendor waits until the register has news of the vendor.
func (i *invoiceRun) awaitFromVendor(ctx workflow.Context, what, toDo string) error {
	if err := i.mark(ctx, invoice.WaitingForVendor); err != nil {
		return err
	}
	i.show(ctx, fmt.Sprintf("Waits for the **vendor %s** %s, due %s (I8).\n\nTo do: %s.", i.at.Seller, what, shanghai(i.at.DueAt), toDo))
	_, err := i.promise.await(ctx, time.Time{}, "the vendor "+what, func() bool { return i.resumed })
	return err
}

// issuedByVendor ends the promise of issuing, and begins that of shipping where it is on paper: the vendor ships it, too.
func (i *invoiceRun) issuedByVendor(ctx workflow.Context, at activities.AtVendor) error {
	if err := i.promise.kept(ctx); err != nil {
		return err
	}
	if i.at.Medium == invoice.Paper {
		i.promise.begin(promise.ShipStage, at.WarnAt, at.DueAt)
		return i.mark(ctx, invoice.WaitingForVendor)
	}
	return i.mark(ctx, invoice.WaitingForNothing)
}
