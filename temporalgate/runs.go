package temporalgate

import (
	"context"
	"fmt"

	enums "go.temporal.io/api/enums/v1"
)

// CancelRequestedBy is who asked to cancel a run, as Temporal knows them; empty when nobody did.
func (g *Gate) CancelRequestedBy(ctx context.Context, workflow, run string) (string, error) {
	events := g.client.GetWorkflowHistory(ctx, workflow, run, false, enums.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT)
	for events.HasNext() {
		event, err := events.Next()
		if err != nil {
			return "", fmt.Errorf("read who asked to cancel %s: %w", workflow, err)
		}
		if event.GetEventType() == enums.EVENT_TYPE_WORKFLOW_EXECUTION_CANCEL_REQUESTED {
			return event.GetWorkflowExecutionCancelRequestedEventAttributes().GetIdentity(), nil
		}
	}
	return "", nil
}
