package temporalgate

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"

	"kaipiao/domain/message"
	"kaipiao/office/outbox"
)

// Send starts or signals one workflow, as the outbox asks for it. Doing so twice is harmless, because a workflow's id is the
// business id.
func (g *Gate) Send(ctx context.Context, m outbox.Message) error {
	ctx, ended := sent(ctx, m)
	defer ended()
	err := g.send(ctx, m)
	count(m, err)
	if err != nil {
		slog.WarnContext(ctx, "Temporal did not take a message; it will be sent again", "workflow", m.WorkflowID, "signal", m.Signal, "error", err)
	}
	return err
}

func (g *Gate) send(ctx context.Context, m outbox.Message) error {
	if m.Workflow == "" {
		return g.signal(ctx, m)
	}
	options, argument, err := starting(m.Workflow, m.WorkflowID, m.Start)
	if err != nil {
		return err
	}
	if m.Signal != "" {
		_, err = g.client.SignalWithStartWorkflow(ctx, m.WorkflowID, m.Signal, m.Payload, options, m.Workflow, argument)
		return err
	}
	_, err = g.client.ExecuteWorkflow(ctx, options, m.Workflow, argument)
	if temporal.IsWorkflowExecutionAlreadyStartedError(err) {
		return nil // what was started before is well
	}
	return err
}

// signal tells a running workflow what was decided or happened. One that has ended has nothing left to learn.
func (g *Gate) signal(ctx context.Context, m outbox.Message) error {
	err := g.client.SignalWorkflow(ctx, m.WorkflowID, "", m.Signal, m.Payload)
	var gone *serviceerror.NotFound
	if errors.As(err, &gone) {
		return nil
	}
	return err
}

// Ask makes a request of a running workflow, and waits for its answer (R5).
func Ask[Payload, Answer any](
	ctx context.Context, g *Gate, workflowID string, request message.Request[Payload, Answer], payload Payload,
) (answer Answer, err error) {
	handle, err := g.client.UpdateWorkflow(ctx, client.UpdateWorkflowOptions{
		WorkflowID: workflowID, UpdateName: request.Name, Args: []any{payload}, WaitForStage: client.WorkflowUpdateStageCompleted,
	})
	if err != nil {
		return answer, fmt.Errorf("ask %s to %s: %w", workflowID, request.Name, err)
	}
	err = handle.Get(ctx, &answer)
	return answer, err
}
