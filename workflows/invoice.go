package workflows

import (
	"errors"
	"fmt"
	"time"

	"kaipiao/activities"
	"kaipiao/courier"
	"kaipiao/domain/invoice"
	"kaipiao/domain/message"
	"kaipiao/domain/notice"
	"kaipiao/domain/parcel"
	"kaipiao/domain/policy"
	"kaipiao/domain/promise"

	"go.temporal.io/sdk/workflow"
)

// The activities' method names; no value is ever used.
var (
	registerActivities *activities.Register
	providerActivities *activities.Provider
	files              *activities.Files
	parcels            *activities.Parcels
	notices            *activities.Notices
	reconciler         *activities.Reconciler
)

// Invoice takes one approved invoice to the customer: issued at most once, its files fetched, the customer told, and on
// paper shipped and delivered. It returns the state in which it left the invoice.
func Invoice(ctx workflow.Context, start message.InvoiceStart) (invoice.Status, error) {
	i := &invoiceRun{start: start}
	i.steps = newSteps(ctx, func() { i.resumed = true })
	i.promise = promiseWatch{steps: i.steps, missed: message.Missed{Application: start.Application, Invoice: start.Invoice}}
	i.watching(&i.promise)
	i.promise.begin(promise.IssueStage, start.WarnAt, start.DueAt)
	i.promise.listen(ctx)
	i.listen(ctx)
	return i.run(ctx)
}

type invoiceRun struct {
	*steps
	start message.InvoiceStart
	// shipped and delivered: the register says so. Again: its parcel came back and is to be sent once more, which it was
	// before, or is now, when it is resent.
	shipped   bool
	delivered bool
	again     bool
	resent    bool
	// reversed: the paper was voided or red-issued on its way; nobody has to ship or receive it any more.
	reversed bool
	// resumed: what held it up was seen to; look again. The register knows what is true, so once too often does no harm.
	resumed bool
	waiting invoice.WaitingFor
	promise promiseWatch
	// changing counts the requests by signal that are not decided yet.
	changing int
}

func (i *invoiceRun) listen(ctx workflow.Context) {
	listen(ctx, message.Parcel, func(p message.ParcelNews) {
		i.again = i.again || p.Status == parcel.ToSendAgain
		i.shipped = p.Status != parcel.ToSendAgain
		i.delivered = i.delivered || p.Status == parcel.Delivered
	})
	listen(ctx, message.Reversed, func(message.Nothing) { i.reversed = true })
	serve(ctx, message.Cancel, &i.changing, validateCancellation, func(ctx workflow.Context, c message.Cancellation) (message.Taken, error) {
		c.Invoice, c.Application = i.start.Invoice, ""
		return i.change(ctx, "cancel on request", registerActivities.StopInvoice, c)
	})
	serve(ctx, message.ChangeAddress, &i.changing, validateAddress, func(ctx workflow.Context, c message.AddressChange) (message.Taken, error) {
		c.Invoice, c.Application = i.start.Invoice, ""
		return i.change(ctx, "change the address", registerActivities.ChangeAddress, c)
	})
}

// validateCancellation turns away a request that nobody makes (R5).
func validateCancellation(c message.Cancellation) error {
	if c.By == "" {
		return errors.New(`say who asks: {"reason": "…", "by": "…"}`)
	}
	return nil
}

// change lets the register decide about a request (R2, R4); what it decides comes back to the main line as a Resume.
func (i *invoiceRun) change(ctx workflow.Context, summary string, activity, argument any) (taken message.Taken, err error) {
	err = i.onRegister(ctx, summary, activity, argument).Get(ctx, &taken)
	return taken, err
}

func (i *invoiceRun) run(ctx workflow.Context) (invoice.Status, error) {
	status, err := i.issue(ctx)
	for err == nil && status == invoice.Failed {
		// What the provider refused for good is told, and then corrected under another serial or given up (I4).
		if err = i.tell(ctx, notice.Failed); err == nil {
			status, err = i.issue(ctx)
		}
	}
	if err != nil {
		return status, err
	}
	status, err = i.deliver(ctx, status)
	if err := errors.Join(err, i.promise.finish(ctx)); err != nil {
		return status, err
	}
	return status, workflow.Await(ctx, func() bool { return quiet(ctx, i.changing) })
}

// deliver brings what was issued to the customer.
func (i *invoiceRun) deliver(ctx workflow.Context, status invoice.Status) (invoice.Status, error) {
	switch {
	case status != invoice.Issued:
		return status, nil
	case i.start.Medium == invoice.Paper:
		return i.handOver(ctx)
	case i.start.ByVendor():
		return status, i.tell(ctx, notice.Issued) // the vendor handed in the file
	default:
		return status, i.publish(ctx)
	}
}

// publish fetches the files of an e-invoice and tells the customer, side by side: a late file delays no mail (I6).
func (i *invoiceRun) publish(ctx workflow.Context) error {
	workflow.SetCurrentDetails(ctx, "**Issued.** Fetches the PDF, OFD and XML, and mails the customer.\n\nNothing to do.")
	fetched := i.outside(fetchingFiles(ctx, "fetch PDF, OFD and XML"), files.FetchFiles, i.start.Invoice)
	told := i.mail(ctx, notice.Issued)
	err := fetched.Get(ctx, nil)
	for err != nil && !cancelled(err) {
		// Files of an issued invoice are owed until they are there (I6); the trouble is the provider's, so one task for all (I5).
		if err := i.hold(ctx, invoice.FileMissing, "**Issued**, but the provider does not give the files"); err != nil {
			return err
		}
		err = i.outside(fetchingFiles(ctx, "fetch PDF, OFD and XML"), files.FetchFiles, i.start.Invoice).Get(ctx, nil)
	}
	if err != nil {
		return err
	}
	if err := i.waitsFor(ctx, invoice.WaitingForNothing); err != nil {
		return err
	}
	return tolerate(ctx, "mail", string(i.start.Invoice), told.Get(ctx, nil))
}

// handOver ships a paper invoice and follows the parcel until it is signed for (I2).
func (i *invoiceRun) handOver(ctx workflow.Context) (invoice.Status, error) {
	told := i.mail(ctx, notice.Issued)
	if err := i.ship(ctx); err != nil || i.reversed {
		return invoice.Issued, errors.Join(err, tolerate(ctx, "mail", string(i.start.Invoice), told.Get(ctx, nil)), i.promise.kept(ctx))
	}
	if err := tolerate(ctx, "mail", string(i.start.Invoice), told.Get(ctx, nil)); err != nil {
		return invoice.Shipped, err
	}
	if err := errors.Join(i.promise.kept(ctx), i.mark(ctx, invoice.WaitingForNothing)); err != nil {
		return invoice.Shipped, err
	}
	if err := workflow.UpsertTypedSearchAttributes(ctx, StageAttribute.ValueSet(StageShipped), DueAttribute.ValueUnset()); err != nil {
		return invoice.Shipped, err
	}
	if err := i.tell(ctx, notice.Shipped); err != nil {
		return invoice.Shipped, err
	}
	if err := i.followParcel(ctx); err != nil || i.reversed {
		return invoice.Shipped, err
	}
	return invoice.Delivered, i.tell(ctx, notice.Delivered)
}

// ship orders the courier, or waits for the print desk where parcels are dispatched by hand.
func (i *invoiceRun) ship(ctx workflow.Context) error {
	for manually := i.start.Dispatch == policy.ManualDispatch; !i.shipped && !i.reversed; {
		if manually {
			if err := i.awaitPrintDesk(ctx, i.standing(), func() bool { return i.shipped || i.reversed }); err != nil {
				return err
			}
			continue
		}
		if taken, err := i.order(ctx); taken || err != nil {
			return err
		}
		// Another address may help.
		again := func() bool { return i.shipped || i.resumed || i.reversed }
		if err := i.awaitPrintDesk(ctx, i.standing()+" The courier refuses the parcel for good, or the invoice is being undone.", again); err != nil {
			return err
		}
		i.resumed = false
	}
	return nil
}

// order asks the courier for the parcel, until it takes it or refuses it for good; it reports whether it took it.
func (i *invoiceRun) order(ctx workflow.Context) (bool, error) {
	workflow.SetCurrentDetails(ctx, i.standing()+" Orders the courier.\n\nNothing to do; it is repeated until the courier answers.")
	var shipment courier.Shipment
	ordering, stop := workflow.WithCancel(ctx)
	defer stop()
	ordered := i.outside(orderingCourier(ordering, "order the courier"), parcels.OrderCourier, i.start.Invoice)
	if _, err := i.promise.await(ctx, time.Time{}, "the courier takes the order", func() bool { return ordered.IsReady() || i.reversed }); err != nil {
		return false, err
	}
	if !ordered.IsReady() {
		return true, nil // it was voided or red-issued, and stays in the house
	}
	err := ordered.Get(ctx, &shipment)
	if cancelled(err) {
		return false, err
	}
	if err != nil {
		workflow.GetLogger(ctx).Warn("the parcel is not sent", "invoice", i.start.Invoice, "error", err)
		return false, nil
	}
	shipped := activities.Shipped{Invoice: i.start.Invoice, Shipment: shipment}
	return true, i.onRegister(ctx, "store the tracking number", registerActivities.RecordShipped, shipped).Get(ctx, nil)
}

// awaitPrintDesk waits until somebody has shipped the invoice by hand, or changed what was wrong.
func (i *invoiceRun) awaitPrintDesk(ctx workflow.Context, why string, until func() bool) error {
	who := "print desk"
	if i.start.ByVendor() {
		who = "vendor " + string(i.start.Seller)
		if err := i.mark(ctx, invoice.WaitingForVendor); err != nil {
			return err
		}
	}
	workflow.SetCurrentDetails(ctx,
		why+" Waits for the **"+who+"** to ship it.\n\nTo do: print it, hand it to a courier and report the tracking number; or change the address.")
	_, err := i.promise.await(ctx, time.Time{}, "the print desk ships it", until)
	return err
}

// tell mails the customer and waits until the mail is handed over.
func (i *invoiceRun) tell(ctx workflow.Context, about notice.About) error {
	return tolerate(ctx, "mail", string(i.start.Invoice), i.mail(ctx, about).Get(ctx, nil))
}

func (i *invoiceRun) mail(ctx workflow.Context, about notice.About) workflow.Future {
	request := activities.NoticeRequest{Invoice: i.start.Invoice, What: about}
	return i.outside(tellingCustomer(ctx, fmt.Sprintf("mail the customer: %s", about)), notices.SendNotice, request)
}

// tolerate lets a workflow go on when a file or a mail could not be had for a day; an operator's cancellation ends it.
func tolerate(ctx workflow.Context, what, of string, err error) error {
	if err == nil || cancelled(err) {
		return err
	}
	workflow.GetLogger(ctx).Error("given up after a day", "of", of, "what", what, "error", err)
	return nil
}
