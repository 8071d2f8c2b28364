package workflows

import (
	"fmt"
	"time"

	"kaipiao/activities"
	"kaipiao/domain/application"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/message"
	"kaipiao/domain/notice"
	"kaipiao/domain/promise"

	"go.temporal.io/sdk/workflow"
)

// Outcome is how a run has ended, for whoever looks at it.
type Outcome struct {
	Application application.Status `json:"application"`
	// Invoice is where the application's single invoice stands; empty where there are several, or none.
	Invoice invoice.Status `json:"invoice,omitempty"`
}

// Application takes an application from pending approval to a decision. Where a single invoice comes of it, it goes on as that invoice,
// to the customer's hands; several have runs of their own, which the approval starts. It begins when the cool-off ends, unless somebody
// has to review it: what was decided until then stands in the register.
func Application(ctx workflow.Context, start message.ApplicationStart) (Outcome, error) {
	a := &applicationRun{invoiceRun: newInvoiceRun(start.Application), id: start.Application, status: application.PendingApproval}
	a.steps, ctx = newSteps(ctx, a.resume)
	a.onCancelRequest = a.requestByButton
	a.watch(ctx, message.Missed{Application: start.Application})
	a.goesOnAs(ctx, message.StartApplication.Workflow, start, &a.changing)
	a.listen(ctx)
	a.listenToOthers(ctx)
	return a.run(ctx)
}

type applicationRun struct {
	*invoiceRun
	id     ids.Application
	status application.Status
	// decided: the register says that somebody decided, or put the application back.
	decided bool
	// cancellations are requests that nobody has answered yet.
	cancellations []*cancelRequest
}

// cancelRequest is one request to cancel, by signal or by update; answer is nil until it is decided.
type cancelRequest struct {
	message.Cancellation
	answer *message.Taken
	// byButton: somebody asked Temporal to cancel the run.
	byButton bool
}

// listen takes in the messages, from the first moment on. Once the application is approved, they are about its invoice.
func (a *applicationRun) listen(ctx workflow.Context) {
	listen(ctx, a.steps, message.Decided, func(message.DecidedNews) { a.decided = true })
	serve(ctx, a.steps, message.Cancel, &a.changing, func(ctx workflow.Context, c message.Cancellation) (message.Taken, error) {
		switch {
		case a.invoice != "":
			return a.stop(ctx, c)
		case a.status != application.PendingApproval:
			return takenBy(a.status), nil
		}
		request := a.request(c)
		err := workflow.Await(ctx, func() bool { return request.answer != nil })
		if err != nil {
			return message.Taken{}, err
		}
		return *request.answer, nil
	})
	serve(ctx, a.steps, message.ChangeAddress, &a.changing, func(ctx workflow.Context, c message.AddressChange) (message.Taken, error) {
		if a.invoice != "" {
			return a.sendElsewhere(ctx, c)
		}
		c.Application, c.Invoice = a.id, ""
		return a.change(ctx, "change the address", registerActivities.ChangeAddress, c)
	})
}

// request queues a request to cancel; the main line answers it.
func (a *applicationRun) request(c message.Cancellation) *cancelRequest {
	c.Application = a.id
	request := &cancelRequest{Cancellation: c}
	a.cancellations = append(a.cancellations, request)
	return request
}

// requestByButton: whoever asks Temporal to cancel the run of an undecided application means the application.
func (a *applicationRun) requestByButton(by string) bool {
	if a.status != application.PendingApproval {
		return false
	}
	a.request(message.Cancellation{By: or(by, "Temporal"), Reason: "asked for in Temporal"}).byButton = true
	return true
}

func (a *applicationRun) run(ctx workflow.Context) (Outcome, error) {
	decision, err := a.awaitDecision(ctx)
	if err != nil {
		return Outcome{Application: decision.Status}, err
	}
	if err := a.answerAll(ctx, decision); err != nil {
		return Outcome{Application: decision.Status}, err
	}
	switch {
	case a.invoice != "":
		return a.goOn(ctx, decision)
	case decision.Status == application.Rejected:
		err = a.tellRejection(ctx)
	}
	if err := a.end(ctx, err); err != nil {
		return Outcome{Application: decision.Status}, err
	}
	return Outcome{Application: decision.Status}, nil
}

// goOn takes the application's single invoice to its customer.
func (a *applicationRun) goOn(ctx workflow.Context, decision activities.Decision) (Outcome, error) {
	a.promise.missed.Invoice = a.invoice
	status, err := a.invoiceRun.run(ctx)
	return Outcome{Application: decision.Status, Invoice: status}, err
}

// answerAll tells those who asked too late what was decided (R3), and lets their answers go out. Who asks from now on asks about the
// invoice, where there is a single one.
func (a *applicationRun) answerAll(ctx workflow.Context, decision activities.Decision) error {
	a.status = decision.Status
	if decision.Status == application.Approved {
		a.invoice = decision.Invoice
	}
	for _, request := range a.cancellations {
		a.answer(ctx, request, decision.Status)
	}
	a.cancellations = nil
	if err := a.promise.kept(ctx); err != nil {
		return err
	}
	return workflow.Await(ctx, func() bool { return quiet(ctx, a.changing) })
}

// answer says whether a request was taken, to whoever made it. Who pressed a button reads that it was not.
func (a *applicationRun) answer(ctx workflow.Context, request *cancelRequest, status application.Status) {
	taken := takenBy(status)
	request.answer = &taken
	if request.byButton && !taken.Taken {
		a.goesOn(ctx, request.By)
	}
}

// takenBy says whether a request to cancel was taken, by where the application stands then.
func takenBy(status application.Status) message.Taken {
	return message.Taken{Taken: status == application.Cancelled, Status: string(status)}
}

// tellRejection mails the customer the reviewer's reason. A mail that is given up changes nothing.
func (a *applicationRun) tellRejection(ctx workflow.Context) error {
	a.show(ctx, "**Rejected.** Mails the customer the reason.\n\nNothing to do.")
	err := a.outside(tellingCustomer(ctx, "mail the customer: rejected"), notices.SendRejection, a.id).Get(ctx, nil)
	if err == nil {
		return nil
	}
	a.giveUpMail(ctx, notice.Unsent{Application: a.id, About: notice.Rejected}, err)
	return a.settleRun(ctx)
}

// awaitDecision waits for the end of the cool-off or for a reviewer (R1), and meanwhile for cancellations (R2). Whoever comes first in
// the register wins; this workflow only acts on it (R3). What came before it began is heard before the clock decides.
func (a *applicationRun) awaitDecision(ctx workflow.Context) (activities.Decision, error) {
	if err := hearAll(ctx); err != nil {
		return activities.Decision{}, err
	}
	for {
		if err := workflow.Await(ctx, func() bool { return !a.noting }); err != nil {
			return activities.Decision{}, err
		}
		decision, err := a.nextDecision(ctx)
		if err != nil || decision.Status != application.PendingApproval {
			return decision, err
		}
		if len(a.cancellations) > 0 {
			continue
		}
		if err := a.awaitCall(ctx, decision); err != nil {
			return decision, err
		}
	}
}

// nextDecision decides about the oldest request to cancel, or lets the register say where the application stands, and approves it when
// it is time.
func (a *applicationRun) nextDecision(ctx workflow.Context) (activities.Decision, error) {
	if len(a.cancellations) == 0 {
		a.decided = false
		return a.decide(ctx, "approve after the cool-off, or wait", registerActivities.Proceed, a.id)
	}
	asked := a.cancellations[0]
	a.cancellations = a.cancellations[1:]
	decision, err := a.decide(ctx, "cancel on request", registerActivities.CancelApplication, asked.Cancellation)
	if err == nil {
		a.answer(ctx, asked, decision.Status)
	}
	return decision, err
}

func (a *applicationRun) decide(ctx workflow.Context, summary string, activity, argument any) (activities.Decision, error) {
	var decision activities.Decision
	err := a.onRegister(ctx, summary, activity, argument).Get(ctx, &decision)
	return decision, err
}

// awaitsReviewer says who has to decide.
func awaitsReviewer(decision activities.Decision) string {
	due := shanghai(decision.DueAt)
	if decision.Claimed {
		return fmt.Sprintf("Waits for the **decision of the reviewer who has claimed it**, due %s (R1).\n\nTo do: that reviewer approves or rejects it, "+
			"or puts it back for the others. `GET /v1/applications/{id}` says who it is.", due)
	}
	return fmt.Sprintf("Waits for a **reviewer's decision**, due %s (R1). Nobody has claimed it.\n\nTo do: finance claims it, and approves or rejects it.", due)
}

// awaitCall waits for a message, or for the instant at which the application is approved by itself.
func (a *applicationRun) awaitCall(ctx workflow.Context, decision activities.Decision) error {
	a.promise.follow(promise.ReviewStage, decision.WarnAt, decision.DueAt)
	called := func() bool { return a.decided || len(a.cancellations) > 0 }
	if decision.ApproveAt.IsZero() {
		a.show(ctx, awaitsReviewer(decision))
		_, err := a.promise.await(ctx, time.Time{}, "a reviewer's decision", called)
		return err
	}
	a.show(ctx, fmt.Sprintf("Waits for the **end of the cool-off** at %s; then it is approved automatically (R1).\n\n"+
		"Nothing to do. The customer can still cancel.", shanghai(decision.ApproveAt)))
	until := decision.ApproveAt
	if again := workflow.Now(ctx).Add(betweenLooks); until.Before(again) {
		until = again // the register's clock is behind Temporal's
	}
	_, err := a.promise.await(ctx, until, "cool-off: the customer can still cancel", called)
	return err
}
