package workflows

import (
	"errors"
	"time"

	"kaipiao/activities"
	"kaipiao/domain/invoice"
	"kaipiao/domain/notice"
	"kaipiao/domain/policy"

	"go.temporal.io/sdk/workflow"
)

// deliver brings what was issued to the customer.
func (i *invoiceRun) deliver(ctx workflow.Context, status invoice.Status) (invoice.Status, error) {
	switch {
	case status == invoice.Cancelled, status == invoice.Approved, status == invoice.RedIssued && i.at.ByVendor():
		return status, i.settleRun(ctx)
	case i.at.Medium == invoice.Paper:
		return i.handOver(ctx, status)
	case i.at.ByVendor() && i.at.Told:
		return status, i.settleRun(ctx)
	case i.at.ByVendor():
		return status, i.tellLast(ctx, notice.Issued) // the vendor handed in the file
	default:
		return status, i.publish(ctx)
	}
}

// publish fetches the files of an e-invoice and mails them to the customer, in one step, unless they came with the document. Where the files are
// late, the mail goes without them (I6), and they are owed until they are there; the trouble is the provider's, so one task for all (I5).
func (i *invoiceRun) publish(ctx workflow.Context) error {
	if i.published != nil {
		return i.tellOwed(ctx, *i.published)
	}
	i.show(ctx, "**Issued.** Fetches the PDF, OFD and XML, and mails the customer.\n\nNothing to do.")
	owed, err := i.fetch(ctx, activities.PublishRequest{Invoice: i.invoice})
	if err == nil {
		return i.tellOwed(ctx, owed)
	}
	i.tellAside(ctx, notice.Issued)
	for err != nil {
		if err := i.hold(ctx, invoice.FileMissing, "**Issued**, but the provider does not give the files"); err != nil {
			return err
		}
		_, err = i.fetch(ctx, activities.PublishRequest{Invoice: i.invoice, FilesOnly: true})
	}
	if err := i.waitsFor(ctx, invoice.WaitingForNothing); err != nil {
		return err
	}
	if err := workflow.Await(ctx, func() bool { return i.busy == 0 }); err != nil {
		return err
	}
	return i.settleRun(ctx)
}

func (i *invoiceRun) fetch(ctx workflow.Context, request activities.PublishRequest) (owed activities.Owed, err error) {
	err = i.outside(fetchingFiles(ctx, "fetch PDF, OFD and XML, and mail them"), files.Publish, request).Get(ctx, &owed)
	return owed, err
}

// tellOwed sends the mails that a step of several parts could not hand over.
func (i *invoiceRun) tellOwed(ctx workflow.Context, owed activities.Owed) error {
	for n, about := range owed.Mails {
		tell := i.tell
		if n == len(owed.Mails)-1 && i.at.Medium == invoice.Electronic { // of a paper, the parcel is owed
			tell = i.tellLast
		}
		if err := tell(ctx, about); err != nil {
			return err
		}
	}
	return nil
}

// handOver ships a paper invoice and follows the parcel until it is signed for (I2).
func (i *invoiceRun) handOver(ctx workflow.Context, status invoice.Status) (invoice.Status, error) {
	if status == invoice.Issued {
		if err := i.shipFirst(ctx); err != nil {
			return invoice.Issued, err
		}
		if i.reversed {
			return invoice.Issued, errors.Join(i.promise.kept(ctx), i.settleRun(ctx))
		}
		status = invoice.Shipped
	} else if err := i.tellMissed(ctx, status); err != nil {
		return status, err
	}
	if status == invoice.Shipped {
		if err := i.followParcel(ctx); err != nil {
			return invoice.Shipped, err
		}
		if i.reversed {
			return invoice.Shipped, i.settleRun(ctx)
		}
		status = invoice.Delivered
	}
	if status == invoice.Delivered {
		return status, i.tellLast(ctx, notice.Delivered)
	}
	return status, i.settleRun(ctx)
}

// tellMissed tells the customer what it does not know of a parcel that was sent before the run began.
func (i *invoiceRun) tellMissed(ctx workflow.Context, status invoice.Status) error {
	if i.again || (status != invoice.Shipped && status != invoice.Delivered) {
		return nil
	}
	if !i.at.Told {
		return errors.Join(i.tell(ctx, notice.Issued), i.tell(ctx, notice.Shipped))
	}
	if i.at.ParcelUntold {
		return i.tell(ctx, notice.Shipped)
	}
	return nil
}

// shipFirst ships what was never shipped before.
func (i *invoiceRun) shipFirst(ctx workflow.Context) error {
	if err := i.ship(ctx); err != nil || i.reversed {
		return err
	}
	if err := i.promise.kept(ctx); err != nil {
		return err
	}
	if err := i.mark(ctx, invoice.WaitingForNothing); err != nil {
		return err
	}
	return workflow.UpsertTypedSearchAttributes(ctx, StageAttribute.ValueSet(StageShipped), DueAttribute.ValueUnset())
}

// ship hands it to the courier, or waits for the print desk where parcels are dispatched by hand. The customer is told.
func (i *invoiceRun) ship(ctx workflow.Context) error {
	manually := i.at.Dispatch == policy.ManualDispatch
	if manually {
		i.tellAside(ctx, notice.Issued)
	}
	for !i.shipped && !i.reversed {
		if manually {
			if err := i.awaitPrintDesk(ctx, i.standing(), func() bool { return i.shipped || i.reversed }); err != nil {
				return err
			}
			continue
		}
		i.resumed = false // what came before says nothing of the courier's answer
		taken, owed, err := i.order(ctx)
		if taken || err != nil {
			return err
		}
		for _, about := range owed.Mails {
			i.aside(ctx, func(ctx workflow.Context) { _ = i.tell(ctx, about) })
		}
		// Another address may help.
		again := func() bool { return i.shipped || i.resumed || i.reversed }
		if err := i.awaitPrintDesk(ctx, i.standing()+" The courier refuses the parcel for good, or the invoice is being undone.", again); err != nil {
			return err
		}
	}
	if i.reversed || (i.resent && i.delivered) {
		return nil // it is undone, or came back and its customer has it after all
	}
	return i.tell(ctx, notice.Shipped)
}

// order asks the courier for the parcel, until it takes it or refuses it for good; it reports whether it took it, and otherwise which mails
// are owed.
func (i *invoiceRun) order(ctx workflow.Context) (taken bool, owed activities.Owed, err error) {
	i.show(ctx, i.standing()+" Orders the courier, and mails the customer.\n\nNothing to do; it is repeated until the courier answers.")
	ordering, stop := workflow.WithCancel(ctx)
	i.busy++
	defer func() { i.busy--; stop() }()
	ordered := i.outside(orderingCourier(ordering, "order the courier, and mail the customer"), parcels.HandOver, i.invoice)
	if _, err := i.promise.await(ctx, time.Time{}, "the courier takes the order", func() bool { return ordered.IsReady() || i.reversed }); err != nil {
		return false, owed, err
	}
	if !ordered.IsReady() { // it was voided or red-issued, and stays in the house
		stop()
		_ = ordered.Get(ctx, nil) // whatever came of it
		return true, owed, i.outside(orderingCourier(ctx, "take the courier's order back"), parcels.TakeParcelBack, i.invoice).Get(ctx, nil)
	}
	if err := ordered.Get(ctx, &owed); err != nil {
		workflow.GetLogger(ctx).Warn("the parcel is not sent", "invoice", i.invoice, "error", err)
		return false, activities.OwedIn(err), nil
	}
	return true, activities.Owed{}, i.tellOwed(ctx, owed)
}

// awaitPrintDesk waits until somebody has shipped the invoice by hand, or changed what was wrong.
func (i *invoiceRun) awaitPrintDesk(ctx workflow.Context, why string, until func() bool) error {
	who := "print desk"
	if i.at.ByVendor() {
		who = "vendor " + string(i.at.Seller)
		if err := i.mark(ctx, invoice.WaitingForVendor); err != nil {
			return err
		}
	}
	i.show(ctx,
		why+" Waits for the **"+who+"** to ship it.\n\nTo do: print it, hand it to a courier and report the tracking number; or change the address.")
	_, err := i.promise.await(ctx, time.Time{}, "the print desk ships it", until)
	return err
}
