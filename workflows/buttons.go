package workflows

import (
	"go.temporal.io/sdk/workflow"

	"kaipiao/activities"
	"kaipiao/domain/message"
)

// cancelInvoice is how an issue that is under way is stopped.
const cancelInvoice = "the signal `cancel` stops it while it is not at the provider; otherwise open a ticket of the kind `cancel` (`POST /v1/tickets`)."

// instead says, for each type of workflow, what can be done about what a run is about, by whoever wanted to cancel the run.
var instead = map[string]string{
	message.StartApplication.Workflow: "As long as nobody has decided the application, its customer may take it back: `POST /v1/applications/{id}/cancel`, " +
		"or the signal `cancel`. Of its invoice, " + cancelInvoice,
	message.StartInvoice.Workflow: "Of the invoice, " + cancelInvoice,
	message.StartTicket.Workflow: "The ticket ends when finance decides it, `POST /v1/tickets/{id}/accept` or `POST /v1/tickets/{id}/refuse`, " +
		"or when its customer takes it back, `POST /v1/tickets/{id}/withdraw`.",
	message.StartReversals.Workflow: "A red-letter form that its buyer has not confirmed can be taken back: `POST /v1/invoices/{id}/red-issue/withdraw`; " +
		"one that the buyer began finance denies: `POST /v1/red-forms/{id}/deny`. Everything else of a reversal is for the provider to decide.",
	message.StartSellerDesk.Workflow: "The desk serves its seller for ever. To have those that are held up try at once, " +
		"mark the operator task as seen to: `POST /v1/operator-tasks/{task}/seen-to`.",
	message.StartReconciliation.Workflow: "The comparison ends with its report, `GET /v1/reconciliations/{id}`. To have none at night, pause its schedule.",
	message.Apply: "The application goes on whatever becomes of this run. As long as nobody has decided it, it may be taken back: " +
		"the Nexus operation `cancel`, or `POST /v1/applications/{id}/cancel`; afterwards by a ticket of the kind `cancel`.",
	message.StartImport.Workflow: "A file is booked as a whole: `GET /v1/imports/{id}` says how far it has come. What is booked of it by mistake is taken back " +
		"by refunds, `POST /v1/refunds`.",
	message.StartExport.Workflow: "A file that was asked for is made whole: `GET /v1/exports/{id}` says how far it has come. It changes nothing, " +
		"and nobody needs to fetch it.",
	message.StartStandingOrders.Workflow: "What accounts have ordered is carried out to its end. One account's order is deleted or disabled by " +
		"`PUT /v1/accounts/{account}/standing-order`; to have none carried out, pause its schedule.",
	message.StartSweep.Workflow: "The sweep ends by itself. To have none, pause its schedule; then nothing is started again that is gone.",
}

// untouched is the context in which a workflow runs. Temporal's button to cancel does not reach it: a run is not cancelled, because what
// it sees to would be lost; an application, an invoice or a ticket is, by its signal or its ticket. Whoever presses the button is written
// down, and told so where he looks.
func (s *steps) untouched(ctx workflow.Context) workflow.Context {
	free, _ := workflow.NewDisconnectedContext(ctx)
	workflow.Go(free, func(free workflow.Context) {
		ctx.Done().Receive(free, nil)
		s.noting = true
		s.aside(free, func(ctx workflow.Context) {
			s.asked(ctx)
			s.noting = false
		})
	})
	return free
}

// asked notes that somebody has asked Temporal to cancel the run.
func (s *steps) asked(ctx workflow.Context) {
	info := workflow.GetInfo(ctx).WorkflowExecution
	asked := activities.CancelRequested{Workflow: info.ID, Run: info.RunID, About: s.about}
	var by string
	err := s.outside(noting(ctx, "who asked Temporal to cancel it"), runs.NoteCancelRequest, asked).Get(ctx, &by)
	if err != nil {
		workflow.GetLogger(ctx).Error("nobody knows who asked to cancel the run", "error", err)
	}
	if s.onCancelRequest != nil && s.onCancelRequest(by) {
		return
	}
	s.goesOn(ctx, by)
}

// goesOn tells whoever has asked Temporal to cancel the run that it does not end by it.
func (s *steps) goesOn(ctx workflow.Context, by string) {
	s.note = "**" + or(by, "Somebody") + " asked Temporal to cancel this run. It goes on, because what it sees to would be lost.** " +
		instead[workflow.GetInfo(ctx).WorkflowType.Name] + "\n\n"
	s.show(ctx, s.shown)
}

func or(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}
