package workflows

import (
	"time"

	"kaipiao/activities"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/message"
	"kaipiao/domain/parcel"

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
	importer           *activities.Importer
	exporter           *activities.Exporter
	runs               *activities.Runs
	standingOrders     *activities.StandingOrders
	callers            *activities.Callers
)

// Invoice takes one of several approved invoices of an application to the customer: issued at most once, its files fetched, the customer
// told, and on paper shipped and delivered. It returns the state in which it left the invoice.
func Invoice(ctx workflow.Context, start message.InvoiceStart) (invoice.Status, error) {
	i := newInvoiceRun(start.Application)
	i.invoice = start.Invoice
	i.steps, ctx = newSteps(ctx, i.resume)
	i.watch(ctx, message.Missed{Application: start.Application, Invoice: start.Invoice})
	i.goesOnAs(ctx, message.StartInvoice.Workflow, start, &i.changing)
	i.listenToOthers(ctx)
	serve(ctx, i.steps, message.Cancel, &i.changing, i.stop)
	serve(ctx, i.steps, message.ChangeAddress, &i.changing, i.sendElsewhere)
	if err := hearAll(ctx); err != nil {
		return invoice.Approved, err
	}
	return i.run(ctx)
}

// invoiceRun takes an invoice to its customer. What it begins with and what decides is the register's word.
type invoiceRun struct {
	*steps
	application ids.Application
	invoice     ids.Invoice
	// at is how far the invoice had come when it was taken up.
	at activities.Standing
	// published: its files were fetched and mailed in the step that issued it, but for the mails that are owed; nil while they were not.
	published *activities.Owed
	// shipped and delivered: the register says so. Again: its parcel came back and is to be sent once more, which it was
	// before, or is now, when it is resent.
	shipped   bool
	shippedAt time.Time
	delivered bool
	again     bool
	resent    bool
	// reversed: the paper was voided or red-issued on its way; nobody has to ship or receive it any more.
	reversed bool
	// resumed: what held it up was seen to; look again. The register knows what is true, so once too often does no harm.
	resumed bool
	// news: the provider has something to say about the serial. It cuts short what waits for the provider, and nothing else.
	news bool
	// refused is the serial of which its customer was told that the provider refuses it for good.
	refused invoice.Serial
	waiting invoice.WaitingFor
	promise *promiseWatch
	// changing counts the requests by signal that are not decided yet.
	changing int
}

func newInvoiceRun(application ids.Application) *invoiceRun {
	return &invoiceRun{application: application}
}

func (i *invoiceRun) resume() { i.resumed = true }

// awaitNews waits for the provider until an instant, unless it calls back or somebody resumes the run.
func (i *invoiceRun) awaitNews(ctx workflow.Context, until time.Time, what string) error {
	_, err := i.promise.await(ctx, until, what, func() bool { return i.resumed || i.news })
	i.resumed, i.news = false, false
	return err
}

// watch begins to watch over what is promised.
func (i *invoiceRun) watch(ctx workflow.Context, missed message.Missed) {
	i.promise = &promiseWatch{steps: i.steps, missed: missed}
	i.watching(i.promise)
	i.promise.begin("", time.Time{}, time.Time{})
	i.promise.listen(ctx)
	if shown, found := workflow.GetTypedSearchAttributes(ctx).GetKeyword(WaitingForAttribute); found { // of the run before it
		i.waiting = invoice.WaitingFor(shown)
	}
}

// listenToOthers takes in that the provider has news, and what becomes of the paper.
func (i *invoiceRun) listenToOthers(ctx workflow.Context) {
	listen(ctx, i.steps, message.ProviderNews, func(message.Nothing) { i.news = true })
	listen(ctx, i.steps, message.Parcel, func(p message.ParcelNews) {
		i.again = i.again || p.Status == parcel.ToSendAgain
		i.shipped = p.Status != parcel.ToSendAgain
		if p.Status == parcel.Shipped {
			i.shippedAt = p.At
		}
		i.delivered = i.delivered || p.Status == parcel.Delivered
	})
	listen(ctx, i.steps, message.Reversed, func(message.Nothing) { i.reversed = true })
}

// stop asks the register to cancel the invoice (R2).
func (i *invoiceRun) stop(ctx workflow.Context, c message.Cancellation) (message.Taken, error) {
	c.Invoice, c.Application = i.invoice, ""
	return i.change(ctx, "cancel on request", registerActivities.StopInvoice, c)
}

// sendElsewhere asks the register to have the paper sent elsewhere (R4).
func (i *invoiceRun) sendElsewhere(ctx workflow.Context, c message.AddressChange) (message.Taken, error) {
	c.Invoice, c.Application = i.invoice, ""
	return i.change(ctx, "change the address", registerActivities.ChangeAddress, c)
}

// change lets the register decide about a request (R2, R4); what it decides comes back to the main line as a Resume.
func (i *invoiceRun) change(ctx workflow.Context, summary string, activity, argument any) (taken message.Taken, err error) {
	err = i.onRegister(ctx, summary, activity, argument).Get(ctx, &taken)
	return taken, err
}

func (i *invoiceRun) run(ctx workflow.Context) (invoice.Status, error) {
	status, err := i.issue(ctx)
	if err == nil {
		status, err = i.deliver(ctx, status)
	}
	return status, i.end(ctx, err)
}

// end lets mails and answers go out.
func (i *invoiceRun) end(ctx workflow.Context, err error) error {
	if err != nil {
		return err
	}
	return workflow.Await(ctx, func() bool { return i.busy == 0 && quiet(ctx, i.changing) })
}
