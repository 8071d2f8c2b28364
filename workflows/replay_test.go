package workflows_test

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"kaipiao/workflows"
)

// A running workflow must be able to go on under the code of today. These histories were recorded by `make histories`;
// a change that breaks one needs a version (workflow.GetVersion), and its own recording beside the old one.
func TestRecordedHistoriesReplay(t *testing.T) {
	recorded, err := filepath.Glob("testdata/histories/*.json")
	require.NoError(t, err)
	require.NotEmpty(t, recorded)
	for _, file := range recorded {
		t.Run(filepath.Base(file), func(t *testing.T) {
			replayer := worker.NewWorkflowReplayer()
			replayer.RegisterWorkflowWithOptions(workflows.Application, workflow.RegisterOptions{Name: workflows.ApplicationWorkflow})
			replayer.RegisterWorkflowWithOptions(workflows.Invoice, workflow.RegisterOptions{Name: workflows.InvoiceWorkflow})
			replayer.RegisterWorkflowWithOptions(workflows.SellerDesk, workflow.RegisterOptions{Name: workflows.SellerDeskWorkflow})
			replayer.RegisterWorkflowWithOptions(workflows.Reversal, workflow.RegisterOptions{Name: workflows.ReversalWorkflow})
			replayer.RegisterWorkflowWithOptions(workflows.Ticket, workflow.RegisterOptions{Name: workflows.TicketWorkflow})
			require.NoError(t, replayer.ReplayWorkflowHistoryFromJSONFile(nil, file))
		})
	}
}
