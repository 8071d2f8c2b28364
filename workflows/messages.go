package workflows

import (
	"time"

	"go.temporal.io/sdk/workflow"

	"kaipiao/domain/calendar"
)

// listen hands every signal to take, as long as the workflow runs. A payload that cannot be read is logged and passed
// over: a bad message never fails an invoice.
func (s Signal[Payload]) listen(ctx workflow.Context, take func(Payload)) {
	channel := workflow.GetSignalChannel(ctx, s.Name)
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

// answer takes the same message as an update, whose caller waits for the answer (R5). The validator turns it away before
// anything is written.
func (s Signal[Payload]) answer(ctx workflow.Context, validate func(Payload) error, handle func(workflow.Context, Payload) (Taken, error)) {
	err := workflow.SetUpdateHandlerWithOptions(ctx, s.Name, handle, workflow.UpdateHandlerOptions{
		Validator: validate, Description: "The signal of the same name, with an answer: was it taken, and where does it stand.",
	})
	if err != nil {
		panic(err) // a handler of the wrong shape
	}
}

// shanghai writes an instant for operators, in the civil time of all promises.
func shanghai(instant time.Time) string {
	return instant.In(calendar.Shanghai).Format("2006-01-02 15:04:05") + " (Asia/Shanghai)"
}
