package temporalgate

import (
	"encoding/json"
	"fmt"

	enums "go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/workflow"

	"kaipiao/domain/message"
	"kaipiao/workflows"
)

// types are all types of workflows: what starts them and names their ids, the function, how they stand in the lists, what a
// taken id means, and which code a running one goes on with once workers have versions (which they do not have yet). A type
// that takes days ends under the code it began with; one that may take weeks, or never ends, goes on under today's.
var types = []workflowType{
	typeOf(message.StartApplication, workflows.Application, workflows.ListApplication, once, workflow.VersioningBehaviorPinned),
	typeOf(message.StartInvoice, workflows.Invoice, byItsApplication, once, workflow.VersioningBehaviorAutoUpgrade),
	typeOf(message.StartSellerDesk, workflows.SellerDesk, workflows.ListSellerDesk, oneAtATime, workflow.VersioningBehaviorAutoUpgrade),
	typeOf(message.StartTicket, workflows.Ticket, workflows.ListTicket, once, workflow.VersioningBehaviorAutoUpgrade),
	typeOf(message.StartReconciliation, workflows.Reconciliation, workflows.ListReconciliation, once, workflow.VersioningBehaviorPinned),
	typeOf(message.StartReversals, workflows.Reversal, workflows.ListReversals, oneAtATime, workflow.VersioningBehaviorAutoUpgrade),
}

// byItsApplication: the workflow of an application starts those of its invoices, as children; nobody else does.
var byItsApplication func(message.InvoiceStart) workflows.Listing

// ids says what a workflow's id means that is taken already.
type ids struct {
	reuse    enums.WorkflowIdReusePolicy
	conflict enums.WorkflowIdConflictPolicy
}

var (
	// once: an id is started once, and never again when its workflow has ended.
	once = ids{enums.WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE, enums.WORKFLOW_ID_CONFLICT_POLICY_FAIL}
	// oneAtATime: the workflow that runs will do, and another one is started after it has ended.
	oneAtATime = ids{enums.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE, enums.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING}
)

// workflowType is one row of the table.
type workflowType struct {
	name       string
	function   any
	ids        ids
	versioning workflow.VersioningBehavior
	// read reads what one is started with, and says how it stands in the lists.
	read func(json.RawMessage) (argument any, listing workflows.Listing, err error)
}

func typeOf[Argument any](
	start message.Start[Argument], function any, list func(Argument) workflows.Listing, taken ids, versioning workflow.VersioningBehavior,
) workflowType {
	return workflowType{start.Workflow, function, taken, versioning, func(raw json.RawMessage) (any, workflows.Listing, error) {
		var argument Argument
		if list == nil {
			return argument, workflows.Listing{}, fmt.Errorf("a workflow of the type %s is started by another one only", start.Workflow)
		}
		if err := json.Unmarshal(raw, &argument); err != nil {
			return argument, workflows.Listing{}, fmt.Errorf("read what %s is started with: %w", start.Workflow, err)
		}
		return argument, list(argument), nil
	}}
}

// starting is how a workflow is started, and with what.
func starting(name, id string, raw json.RawMessage) (client.StartWorkflowOptions, any, error) {
	for _, t := range types {
		if t.name != name {
			continue
		}
		argument, listing, err := t.read(raw)
		return client.StartWorkflowOptions{
			ID: id, TaskQueue: workflows.TaskQueue, WorkflowIDReusePolicy: t.ids.reuse, WorkflowIDConflictPolicy: t.ids.conflict,
			WorkflowExecutionErrorWhenAlreadyStarted: true, StaticSummary: listing.Summary, TypedSearchAttributes: listing.Attributes,
		}, argument, err
	}
	return client.StartWorkflowOptions{}, nil, fmt.Errorf("there is no type of workflows %q", name)
}

// Registry is a worker, a replayer or a test's environment.
type Registry interface {
	RegisterWorkflowWithOptions(function any, options workflow.RegisterOptions)
}

// RegisterWorkflows registers all types of workflows.
func RegisterWorkflows(registry Registry) {
	for _, t := range types {
		registry.RegisterWorkflowWithOptions(t.function, workflow.RegisterOptions{Name: t.name, VersioningBehavior: t.versioning})
	}
}
