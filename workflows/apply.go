package workflows

import (
	"encoding/json"
	"errors"

	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/workflow"

	"kaipiao/activities"
	"kaipiao/domain/ids"
	"kaipiao/domain/message"
	"kaipiao/encryption"
)

// Apply is how services apply that live on Temporal themselves (P14): they start it under an id of their own, with the body of the HTTP call
// and with the account. It answers with the application, as it is accepted or, where the caller waits for that, when all its invoices are
// issued or never will be; and fails with the code and the sentences of what refuses it. It only asks and waits: nothing is lost with a run,
// and another one under the same id finds the same application. It alone carries what callers send and are answered, which goes the way it came.
func Apply(ctx workflow.Context, request converter.RawValue) (converter.RawValue, error) {
	a := &applyRun{inClear: encryption.CameInClear(request.Payload())}
	a.steps, ctx = newSteps(ctx, func() { a.told = true })
	a.onCancelRequest = func(by string) bool {
		a.askedBy, a.asked = or(by, "Temporal"), true
		return true
	}
	a.goesOnAs(ctx, message.Apply, request, nil)
	answer, err := a.run(ctx, ContentOf(request))
	if err != nil {
		var another *workflow.ContinueAsNewError
		if errors.As(err, &another) {
			return converter.RawValue{}, err
		}
		return converter.RawValue{}, activities.ToCaller(err, request)
	}
	if err := workflow.Await(ctx, func() bool { return a.busy == 0 }); err != nil {
		return converter.RawValue{}, err
	}
	return encryption.AsItCame(request, answer)
}

// ContentOf is the JSON that a caller sent; anything else is refused as no JSON.
func ContentOf(request converter.RawValue) []byte {
	payload := request.Payload()
	if string(payload.GetMetadata()[converter.MetadataEncoding]) != converter.MetadataEncodingJSON {
		return nil
	}
	return payload.GetData()
}

// applyRun is an application that a caller on Temporal makes.
type applyRun struct {
	*steps
	// inClear: the caller sent it so.
	inClear     bool
	application ids.Application
	// told: the register says that it may be settled. Asked: somebody has asked Temporal to cancel the run, and is not answered yet.
	told    bool
	asked   bool
	askedBy string
}

func (a *applyRun) run(ctx workflow.Context, content []byte) (json.RawMessage, error) {
	a.show(ctx, "Applies for invoices, for a service that lives on Temporal (P14).\n\nNothing to do.")
	var applied activities.Applied
	request := activities.ApplyRequest{Workflow: workflow.GetInfo(ctx).WorkflowExecution.ID, Content: content, InClear: a.inClear}
	if err := a.onRegister(ctx, "apply", callers.Apply, request).Get(ctx, &applied); err != nil {
		return nil, err
	}
	a.application, a.about = applied.Application, message.WorkflowOfApplication(applied.Application)
	if !applied.Await {
		return applied.Answer, nil
	}
	return a.awaitSettled(ctx)
}

// awaitSettled waits until every invoice is issued, or never will be. The register has it look again whenever that may be so.
func (a *applyRun) awaitSettled(ctx workflow.Context) (json.RawMessage, error) {
	request := activities.AwaitRequest{Application: a.application, Workflow: workflow.GetInfo(ctx).WorkflowExecution.ID}
	for {
		a.told = false
		var stands activities.Awaited
		err := a.onRegister(ctx, "look whether everything is issued", callers.AwaitApplication, request).Get(ctx, &stands)
		if err != nil || stands.Settled {
			return stands.Answer, err
		}
		a.show(ctx, "Waits until the invoices of **"+a.about+"** are issued, or never will be, and tells the service that applied (P14).\n\n"+
			"Nothing to do here; that workflow says what it waits for.")
		if err := a.rest(ctx); err != nil {
			return nil, err
		}
		if a.asked {
			if err := a.takeBack(ctx); err != nil {
				return nil, err
			}
		}
	}
}

// rest waits for news.
func (a *applyRun) rest(ctx workflow.Context) error {
	news := func() bool { return a.told || a.asked || a.mayRest(ctx) }
	_, err := awaitUntil(ctx, workflow.Now(ctx).Add(looksAgainAfter), "look again, should nobody tell", news)
	if err == nil && !a.told && !a.asked && a.mayRest(ctx) {
		return a.goOnAs()
	}
	return err
}

// takeBack: who asks Temporal to cancel the run means the application, as long as nobody has decided it.
func (a *applyRun) takeBack(ctx workflow.Context) error {
	a.asked = false
	var cancelled bool
	request := activities.TakeBackRequest{Application: a.application, By: a.askedBy}
	if err := a.onRegister(ctx, "cancel on request", callers.TakeBack, request).Get(ctx, &cancelled); err != nil {
		return err
	}
	if !cancelled {
		a.goesOn(ctx, a.askedBy)
	}
	return nil
}
