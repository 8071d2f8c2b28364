package workflows

import (
	"errors"
	"time"

	"go.temporal.io/sdk/workflow"

	"kaipiao/domain/calendar"
	"kaipiao/domain/message"
)

// listen hands every signal to take, as long as the workflow runs. A payload that cannot be read is logged and passed
// over: a bad message never fails an invoice.
func listen[Payload any](ctx workflow.Context, signal message.Signal[Payload], take func(Payload)) {
	channel := workflow.GetSignalChannel(ctx, signal.Name)
	workflow.Go(ctx, func(ctx workflow.Context) {
		for {
			var payload Payload
			if !channel.Receive(ctx, &payload) {
				return
			}
			take(payload)
		}
	})
}

// answer takes a request as an update, whose caller waits for the answer (R5). The validator turns it away before anything
// is written. Temporal's button to cancel the run does not keep it from being answered.
func answer[Payload, Answer any](
	ctx workflow.Context, request message.Request[Payload, Answer], validate func(Payload) error, handle func(workflow.Context, Payload) (Answer, error),
) {
	untouched := func(ctx workflow.Context, payload Payload) (Answer, error) {
		free, _ := workflow.NewDisconnectedContext(ctx)
		return handle(free, payload)
	}
	err := workflow.SetUpdateHandlerWithOptions(ctx, request.Name, untouched, workflow.UpdateHandlerOptions{
		Validator: validate, Description: "The signal of the same name, with an answer: was it taken, and where does it stand.",
	})
	if err != nil {
		panic(err) // a handler of the wrong shape
	}
}

// serve does what a request asks for, whether it comes as a signal or as an update. A signal that the validator turns away
// is logged. Running counts the signals that are being worked on; a workflow ends when there are none.
func serve[Payload, Answer any](
	ctx workflow.Context, request message.Request[Payload, Answer], running *int, validate func(Payload) error,
	work func(workflow.Context, Payload) (Answer, error),
) {
	answer(ctx, request, validate, work)
	listen(ctx, request.Signal, func(payload Payload) {
		*running++
		workflow.Go(ctx, func(ctx workflow.Context) {
			defer func() { *running-- }()
			err := validate(payload)
			if err == nil {
				_, err = work(ctx, payload)
			}
			if err != nil {
				workflow.GetLogger(ctx).Warn("a signal is passed over", "signal", request.Name, "error", err)
			}
		})
	})
}

// validateAddress turns away an address to which nothing could be sent, and a change that nobody asks for.
func validateAddress(c message.AddressChange) error {
	if !c.Complete() {
		return errors.New(`say where to, and who asks: {"recipient": "…", "phone": "…", "region": "…", "street": "…", "by": "…"}`)
	}
	return nil
}

// hearAll lets everything be heard that came before the run began, before the run decides anything.
func hearAll(ctx workflow.Context) error {
	heard := false
	workflow.Go(ctx, func(workflow.Context) { heard = true }) // runs after those that listen
	return workflow.Await(ctx, func() bool { return heard })
}

// quiet reports whether every message was answered.
func quiet(ctx workflow.Context, running int) bool {
	return running == 0 && workflow.AllHandlersFinished(ctx)
}

// shanghai writes an instant for operators, in the civil time of all promises.
func shanghai(instant time.Time) string {
	return instant.In(calendar.Shanghai).Format("2006-01-02 15:04:05") + " (Asia/Shanghai)"
}
