package workflows

import (
	"errors"
	"fmt"
	"time"

	"kaipiao/domain/message"
	"kaipiao/domain/promise"

	"kaipiao/activities"
	"kaipiao/domain/application"

	enums "go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"
)

// Application takes an application from pending approval to a decision, and starts one Invoice workflow for each
// invoice that comes of it. It ends when they have started.
func Application(ctx workflow.Context, start message.ApplicationStart) (application.Status, error) {
	s := newSteps(ctx, nil)
	a := &applicationRun{
		steps: s, start: start, status: application.PendingApproval, promise: promiseWatch{steps: s, missed: message.Missed{Application: start.Application}},
	}
	s.watching(&a.promise)
	a.promise.begin(promise.ReviewStage, start.ReviewWarnAt, start.ReviewDueAt)
	a.promise.listen(ctx)
	a.listen(ctx)
	return a.run(ctx)
}

type applicationRun struct {
	*steps
	start   message.ApplicationStart
	status  application.Status
	promise promiseWatch
	// decided: the register says that somebody decided, or put the application back.
	decided bool
	// claimed: a reviewer has it, so that the clock does not approve it.
	claimed bool
	// cancellations are requests that nobody has answered yet.
	cancellations []*cancelRequest
	// changing counts the changes of address by signal that are not stored yet.
	changing int
}

// cancelRequest is one request to cancel, by signal or by update; answer is nil until it is decided.
type cancelRequest struct {
	message.Cancellation
	answer *message.Taken
}

// listen takes in the messages, from the first moment on.
func (a *applicationRun) listen(ctx workflow.Context) {
	listen(ctx, message.Cancel.Signal, func(c message.Cancellation) { a.request(c) })
	answer(ctx, message.Cancel, a.validateCancel, func(ctx workflow.Context, c message.Cancellation) (message.Taken, error) {
		request := a.request(c)
		err := workflow.Await(ctx, func() bool { return request.answer != nil })
		if err != nil {
			return message.Taken{}, err
		}
		return *request.answer, nil
	})
	serve(ctx, message.ChangeAddress, &a.changing, func(ctx workflow.Context, c message.AddressChange) (taken message.Taken, err error) {
		c.Application, c.Invoice = a.start.Application, ""
		err = a.onRegister(ctx, "change the address", registerActivities.ChangeAddress, c).Get(ctx, &taken)
		return taken, err
	})
	listen(ctx, message.Decided, func(message.DecidedNews) { a.decided = true })
}

// request queues a request to cancel; run answers it.
func (a *applicationRun) request(c message.Cancellation) *cancelRequest {
	c.Application = a.start.Application
	request := &cancelRequest{Cancellation: c}
	a.cancellations = append(a.cancellations, request)
	return request
}

// validateCancel turns away a caller at once when there is nothing to cancel any more (R5).
func (a *applicationRun) validateCancel(message.Cancellation) error {
	if a.status != application.PendingApproval {
		return fmt.Errorf("the application is %s already", a.status)
	}
	return nil
}

func (a *applicationRun) run(ctx workflow.Context) (application.Status, error) {
	decision, err := a.awaitDecision(ctx)
	if err != nil {
		return decision.Status, err
	}
	if err := a.answerAll(ctx, decision.Status); err != nil {
		return decision.Status, err
	}
	if err := a.promise.kept(ctx); err != nil {
		return decision.Status, err
	}
	err = a.carryOut(ctx, decision)
	return decision.Status, errors.Join(err, a.promise.finish(ctx))
}

// carryOut does what follows from a decision.
func (a *applicationRun) carryOut(ctx workflow.Context, decision activities.Decision) error {
	switch decision.Status {
	case application.Approved:
		return a.startInvoices(ctx, decision.Invoices)
	case application.Rejected:
		return a.tellRejection(ctx)
	default:
		return nil
	}
}

// answerAll tells those who asked too late what was decided (R3), and lets their answers go out.
func (a *applicationRun) answerAll(ctx workflow.Context, status application.Status) error {
	a.status = status
	for _, request := range a.cancellations {
		request.answer = &message.Taken{Status: string(status)}
	}
	return workflow.Await(ctx, func() bool { return quiet(ctx, a.changing) })
}

// tellRejection mails the customer the reviewer's reason. A mail that could not be sent for a day changes nothing.
func (a *applicationRun) tellRejection(ctx workflow.Context) error {
	workflow.SetCurrentDetails(ctx, "**Rejected.** Mails the customer the reason.\n\nNothing to do.")
	err := a.outside(tellingCustomer(ctx, "mail the customer: rejected"), notices.SendRejection, a.start.Application).Get(ctx, nil)
	return tolerate(ctx, "mail", string(a.start.Application), err)
}

// awaitDecision waits for the end of the cool-off or for a reviewer (R1), and meanwhile for cancellations (R2). Whoever
// comes first in the register wins; this workflow only acts on it (R3).
func (a *applicationRun) awaitDecision(ctx workflow.Context) (activities.Decision, error) {
	for {
		decision, err := a.nextDecision(ctx)
		if err != nil || decision.Status != application.PendingApproval {
			return decision, err
		}
	}
}

func (a *applicationRun) nextDecision(ctx workflow.Context) (activities.Decision, error) {
	called, err := a.awaitCall(ctx)
	switch {
	case err != nil:
		return activities.Decision{}, err
	case len(a.cancellations) > 0:
		return a.cancel(ctx)
	case called:
		a.decided, a.claimed = false, false
		return a.decide(ctx, "read the decision", registerActivities.ReadDecision, a.start.Application)
	default:
		decision, err := a.decide(ctx, "approve after the cool-off", registerActivities.ApproveApplication, a.start.Application)
		a.claimed = decision.Status == application.PendingApproval
		return decision, err
	}
}

// cancel decides about the oldest request.
func (a *applicationRun) cancel(ctx workflow.Context) (activities.Decision, error) {
	asked := a.cancellations[0]
	a.cancellations = a.cancellations[1:]
	decision, err := a.decide(ctx, "cancel on request", registerActivities.CancelApplication, asked.Cancellation)
	asked.answer = &message.Taken{Taken: decision.Status == application.Cancelled, Status: string(decision.Status)}
	return decision, err
}

// awaitCall waits for a message, in automatic review until the cool-off ends; it reports whether a message came.
func (a *applicationRun) awaitCall(ctx workflow.Context) (bool, error) {
	called := func() bool { return a.decided || len(a.cancellations) > 0 }
	if a.start.Review == application.ManualReview || a.claimed {
		workflow.SetCurrentDetails(ctx, fmt.Sprintf("Waits for a **reviewer's decision**, due %s (R1).\n\nTo do: finance claims and approves or rejects it.",
			shanghai(a.start.ReviewDueAt)))
		return a.promise.await(ctx, time.Time{}, "a reviewer's decision", called)
	}
	workflow.SetCurrentDetails(ctx,
		fmt.Sprintf("Waits for the **end of the cool-off** at %s; then it is approved automatically (R1).\n\nNothing to do. The customer can still cancel.",
			shanghai(a.start.CoolOffUntil)))
	return a.promise.await(ctx, a.start.CoolOffUntil, "cool-off: the customer can still cancel", called)
}

func (a *applicationRun) decide(ctx workflow.Context, summary string, activity, argument any) (activities.Decision, error) {
	var decision activities.Decision
	err := a.onRegister(ctx, summary, activity, argument).Get(ctx, &decision)
	return decision, err
}

// startInvoices starts one workflow for each invoice and waits until all have started. They outlive this workflow: an
// issued invoice is a legal fact.
func (a *applicationRun) startInvoices(ctx workflow.Context, invoices []message.InvoiceStart) error {
	workflow.SetCurrentDetails(ctx, fmt.Sprintf("Approved; starts %d invoice(s).", len(invoices)))
	started := make([]workflow.ChildWorkflowFuture, len(invoices))
	for n, start := range invoices {
		listing := listInvoice(start, n+1, len(invoices))
		child := workflow.WithChildOptions(ctx, workflow.ChildWorkflowOptions{
			WorkflowID:            message.WorkflowOfInvoice(start.Invoice),
			WorkflowIDReusePolicy: enums.WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE,
			ParentClosePolicy:     enums.PARENT_CLOSE_POLICY_ABANDON,
			StaticSummary:         listing.Summary,
			TypedSearchAttributes: listing.Attributes,
		})
		started[n] = workflow.ExecuteChildWorkflow(child, message.StartInvoice.Workflow, start)
	}
	for _, child := range started {
		err := child.GetChildWorkflowExecution().Get(ctx, nil)
		if err != nil && !temporal.IsWorkflowExecutionAlreadyStartedError(err) {
			return err
		}
	}
	return nil
}
