package workflows

import (
	"errors"
	"fmt"
	"time"

	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"kaipiao/activities"
	"kaipiao/domain/calendar"
	"kaipiao/domain/message"
	"kaipiao/domain/refusal"
	"kaipiao/domain/strictjson"
)

// listen hands every signal to take that can be read and passes its check, as long as the workflow runs. What does not is refused, and
// noted: a bad message never fails an invoice, and is never taken for something else.
func listen[Payload any](ctx workflow.Context, s *steps, signal message.Signal[Payload], take func(Payload)) {
	channel := workflow.GetSignalChannel(ctx, signal.Name)
	workflow.Go(ctx, func(ctx workflow.Context) {
		for {
			var raw converter.RawValue
			if !channel.Receive(ctx, &raw) {
				return
			}
			payload, err := payloadOf[Payload](raw)
			if err != nil {
				s.aside(ctx, func(ctx workflow.Context) { s.refuse(ctx, signal.Name, err) })
				continue
			}
			take(payload)
		}
	})
}

// payloadOf reads what came with a signal and checks it; none at all is an empty one.
func payloadOf[Payload any](raw converter.RawValue) (Payload, error) {
	var payload Payload
	_, byPeople := any(payload).(message.Typed[Payload])
	if content := raw.Payload(); content != nil && string(content.Metadata[converter.MetadataEncoding]) != converter.MetadataEncodingNil {
		decode := strictjson.DecodeKnown // a newer version of ourselves may have sent it
		if byPeople {
			decode = strictjson.Decode
		}
		if err := decode(content.Data, &payload); err != nil {
			return payload, unreadable(err)
		}
	}
	if typed, is := any(payload).(message.Typed[Payload]); is {
		return typed.Read()
	}
	if checked, is := any(payload).(message.Checked); is {
		return payload, checked.Check()
	}
	return payload, nil
}

// unreadable says why a payload cannot be read, and where.
func unreadable(err error) error {
	var refused *refusal.Refusal
	if errors.As(err, &refused) && refused.Field != "" {
		return fmt.Errorf("its payload cannot be read: %s: %w", refused.Field, err)
	}
	return fmt.Errorf("its payload cannot be read: %w", err)
}

// refuse notes a message that was refused, in the details of the run, until it does something else, and in the timeline of its object.
func (s *steps) refuse(ctx workflow.Context, name string, why error) {
	workflow.GetLogger(ctx).Warn("a message is refused", "message", name, "error", why)
	s.showBeside(ctx, fmt.Sprintf("**Refused** the message `%s` at %s: %s", name, shanghai(workflow.Now(ctx)), why))
	refused := activities.RefusedMessage{Workflow: workflow.GetInfo(ctx).WorkflowExecution.ID, Message: name, Why: why.Error()}
	noting := quickly(ctx, "note a refused message")
	// No step of the work: what goes wrong here must not have it wait for a person.
	err := workflow.ExecuteLocalActivity(noting, registerActivities.NoteRefusedMessage, refused).Get(ctx, nil) //nolint:forbidigo // as said
	if err != nil {
		workflow.GetLogger(ctx).Error("a refused message is not noted", "message", name, "error", err)
	}
}

// answer takes a request as an update, whose caller waits for the answer (R5). What fails its check is refused and noted, as a signal
// is. Temporal's button to cancel the run does not keep it from being answered.
func answer[Payload, Answer any](
	ctx workflow.Context, s *steps, request message.Request[Payload, Answer], handle func(workflow.Context, Payload) (Answer, error),
) {
	checked := func(ctx workflow.Context, raw converter.RawValue) (Answer, error) {
		free, _ := workflow.NewDisconnectedContext(ctx)
		payload, err := payloadOf[Payload](raw)
		if err != nil {
			s.refuse(free, request.Name, err)
			var none Answer
			return none, temporal.NewNonRetryableApplicationError(err.Error(), activities.FailureMessageRefused, nil)
		}
		return handle(free, payload)
	}
	err := workflow.SetUpdateHandlerWithOptions(ctx, request.Name, checked, workflow.UpdateHandlerOptions{
		Description: "The signal of the same name, with an answer: was it taken, and where does it stand.",
	})
	if err != nil {
		panic(err) // a handler of the wrong shape
	}
}

// serve does what a request asks for, whether it comes as a signal or as an update. Running counts the signals that are being worked
// on; a workflow ends when there are none.
func serve[Payload, Answer any](
	ctx workflow.Context, s *steps, request message.Request[Payload, Answer], running *int, work func(workflow.Context, Payload) (Answer, error),
) {
	answer(ctx, s, request, work)
	listen(ctx, s, request.Signal, func(payload Payload) {
		*running++
		workflow.Go(ctx, func(ctx workflow.Context) {
			defer func() { *running-- }()
			if _, err := work(ctx, payload); err != nil {
				workflow.GetLogger(ctx).Warn("a signal is passed over", "signal", request.Name, "error", err)
			}
		})
	})
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
