package temporalgate

import (
	"context"
	"fmt"
	"time"

	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/converter"

	"kaipiao/domain/ids"
	"kaipiao/domain/message"
	"kaipiao/workflows"
)

// Begun is a run that was begun for an application, as the lists know it.
type Begun struct {
	Workflow string
	Account  ids.Account
}

// EachBegun calls found with every run that was begun since an instant for an application or an invoice, whatever became of it, as long
// as Temporal keeps it. The register may have forgotten what they are about, because it was restored.
func (g *Gate) EachBegun(ctx context.Context, since time.Time, found func(Begun)) error {
	query := fmt.Sprintf("WorkflowType IN (%s) AND StartTime >= '%s'",
		quoted([]string{message.StartApplication.Workflow, message.StartInvoice.Workflow}), since.UTC().Format(time.RFC3339))
	for page := []byte(nil); ; {
		listed, err := g.client.ListWorkflow(ctx, &workflowservice.ListWorkflowExecutionsRequest{Query: query, PageSize: runsListed, NextPageToken: page})
		if err != nil {
			return fmt.Errorf("list what was begun: %w", err)
		}
		for _, one := range listed.GetExecutions() {
			begun := Begun{Workflow: one.GetExecution().GetWorkflowId()}
			if account, has := one.GetSearchAttributes().GetIndexedFields()[workflows.AccountAttribute.GetName()]; has {
				if err := converter.GetDefaultDataConverter().FromPayload(account, &begun.Account); err != nil {
					return fmt.Errorf("read whose %s is: %w", begun.Workflow, err)
				}
			}
			found(begun)
		}
		if page = listed.GetNextPageToken(); len(page) == 0 {
			return nil
		}
	}
}
