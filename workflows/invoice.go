package workflows

import (
	"fmt"

	"go.temporal.io/sdk/workflow"

	"kaipiao/activities"
	"kaipiao/domain/invoice"
	"kaipiao/domain/notice"
	"kaipiao/domain/policy"
	"kaipiao/domain/register"
)

// The activities' method names; no value is ever used.
var (
	registerActivities *activities.Register
	provider           *activities.Provider
	files              *activities.Files
	parcels            *activities.Parcels
	notices            *activities.Notices
)

// Invoice takes one approved invoice to the customer: issued at most once, its files fetched, the customer told, and on
// paper shipped and delivered. It returns the state in which it left the invoice.
func Invoice(ctx workflow.Context, start activities.InvoiceStart) (invoice.Status, error) {
	i := &invoiceRun{start: start}
	i.listen(ctx)
	return i.run(ctx)
}

type invoiceRun struct {
	start activities.InvoiceStart
	// shipped and delivered: the register says so.
	shipped   bool
	delivered bool
}

func (i *invoiceRun) listen(ctx workflow.Context) {
	Parcel.listen(ctx, func(p register.Parcel) {
		i.shipped = true
		i.delivered = i.delivered || p.Status == register.ParcelDelivered
	})
}

func (i *invoiceRun) run(ctx workflow.Context) (invoice.Status, error) {
	status, err := i.issue(ctx)
	if err != nil {
		return status, err
	}
	switch {
	case status == invoice.Failed:
		return status, i.tell(ctx, notice.Failed)
	case status != invoice.Issued:
		return status, nil
	case i.start.Medium == invoice.Paper:
		return i.handOver(ctx)
	default:
		return status, i.publish(ctx)
	}
}

// publish fetches the files of an e-invoice and tells the customer, side by side: a late file delays no mail (I6).
func (i *invoiceRun) publish(ctx workflow.Context) error {
	workflow.SetCurrentDetails(ctx, "**Issued.** Fetches the PDF, OFD and XML, and mails the customer.\n\nNothing to do.")
	fetched := workflow.ExecuteActivity(fetchingFiles(ctx, "fetch PDF, OFD and XML"), files.FetchFiles, i.start.Invoice)
	told := i.mail(ctx, notice.Issued)
	if err := tolerate(ctx, "files", i.start.Invoice, fetched.Get(ctx, nil)); err != nil {
		return err
	}
	return tolerate(ctx, "mail", i.start.Invoice, told.Get(ctx, nil))
}

// handOver ships a paper invoice and follows the parcel until it is signed for (I2).
func (i *invoiceRun) handOver(ctx workflow.Context) (invoice.Status, error) {
	told := i.mail(ctx, notice.Issued)
	if err := i.ship(ctx); err != nil {
		return invoice.Issued, err
	}
	if err := tolerate(ctx, "mail", i.start.Invoice, told.Get(ctx, nil)); err != nil {
		return invoice.Shipped, err
	}
	if err := workflow.UpsertTypedSearchAttributes(ctx, StageAttribute.ValueSet(StageShipped), DueAttribute.ValueUnset()); err != nil {
		return invoice.Shipped, err
	}
	if err := i.tell(ctx, notice.Shipped); err != nil {
		return invoice.Shipped, err
	}
	workflow.SetCurrentDetails(ctx, "**Shipped.** Waits until the courier reports that the parcel was signed for.\n\nNothing to do; if the customer has it, finance may mark it delivered.")
	if err := workflow.Await(ctx, func() bool { return i.delivered }); err != nil {
		return invoice.Shipped, err
	}
	return invoice.Delivered, i.tell(ctx, notice.Delivered)
}

// ship orders the courier, or waits for the print desk where parcels are dispatched by hand.
func (i *invoiceRun) ship(ctx workflow.Context) error {
	if i.start.Dispatch == policy.ManualDispatch {
		return i.awaitPrintDesk(ctx, "**Issued.**")
	}
	workflow.SetCurrentDetails(ctx, "**Issued.** Orders the courier.\n\nNothing to do; it is repeated until the courier answers.")
	var shipment activities.Shipment
	err := workflow.ExecuteActivity(orderingCourier(ctx, "order the courier"), parcels.OrderCourier, i.start.Invoice).Get(ctx, &shipment)
	if cancelled(err) {
		return err
	}
	if err != nil {
		return i.awaitPrintDesk(ctx, "**Issued**, but the courier refuses the parcel for good.")
	}
	shipped := activities.Shipped{Invoice: i.start.Invoice, Shipment: shipment}
	return workflow.ExecuteLocalActivity(onRegister(ctx, "store the tracking number"), registerActivities.RecordShipped, shipped).Get(ctx, nil)
}

// awaitPrintDesk waits until somebody has shipped the invoice by hand.
func (i *invoiceRun) awaitPrintDesk(ctx workflow.Context, why string) error {
	workflow.SetCurrentDetails(ctx, why+" Waits for the **print desk** to ship it.\n\nTo do: print it, hand it to a courier and report the tracking number.")
	return workflow.Await(ctx, func() bool { return i.shipped })
}

// tell mails the customer and waits until the mail is handed over.
func (i *invoiceRun) tell(ctx workflow.Context, about notice.About) error {
	return tolerate(ctx, "mail", i.start.Invoice, i.mail(ctx, about).Get(ctx, nil))
}

func (i *invoiceRun) mail(ctx workflow.Context, about notice.About) workflow.Future {
	request := activities.NoticeRequest{Invoice: i.start.Invoice, What: about}
	return workflow.ExecuteActivity(tellingCustomer(ctx, fmt.Sprintf("mail the customer: %s", about)), notices.SendNotice, request)
}

// tolerate lets a workflow go on when a file or a mail could not be had for a day; an operator's cancellation ends it.
func tolerate(ctx workflow.Context, what, of string, err error) error {
	if err == nil || cancelled(err) {
		return err
	}
	workflow.GetLogger(ctx).Error("given up after a day", "of", of, "what", what, "error", err)
	return nil
}
