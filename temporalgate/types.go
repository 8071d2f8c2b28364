package temporalgate

import (
	"encoding/json"
	"fmt"
	"time"

	enums "go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"kaipiao/domain/message"
	"kaipiao/workflows"
)

// types are all types of workflows: what starts them and names their ids, the function, how they stand in the lists, and which build a running one
// goes on with where workers have versions. What may take weeks goes on with the current one (auto-upgrade); what ends within a day or so stays with
// the build that began it (pinned), whose workers are kept until then.
var types = []workflowType{
	typeOf(message.StartApplication, workflows.Application, workflows.ListApplication, workflow.VersioningBehaviorAutoUpgrade),
	typeOf(message.StartInvoice, workflows.Invoice, workflows.ListInvoice, workflow.VersioningBehaviorAutoUpgrade),
	typeOf(message.StartSellerDesk, workflows.SellerDesk, workflows.ListSellerDesk, workflow.VersioningBehaviorAutoUpgrade),
	typeOf(message.StartTicket, workflows.Ticket, workflows.ListTicket, workflow.VersioningBehaviorAutoUpgrade),
	typeOf(message.StartReversals, workflows.Reversal, workflows.ListReversals, workflow.VersioningBehaviorAutoUpgrade),
	typeOf(message.StartReconciliation, workflows.Reconciliation, workflows.ListReconciliation, workflow.VersioningBehaviorPinned),
	typeOf(message.StartImport, workflows.Import, workflows.ListImport, workflow.VersioningBehaviorPinned),
	typeOf(message.StartExport, workflows.Export, workflows.ListExport, workflow.VersioningBehaviorPinned),
	bySchedule(message.StartSweep, workflows.Sweep),
	bySchedule(message.StartStandingOrders, workflows.StandingOrders),
	byCallers(message.Apply, workflows.Apply),
}

// workflowType is one row of the table.
type workflowType struct {
	name       string
	function   any
	versioning workflow.VersioningBehavior
	// owed: the register owes the runs of this type, each for a subject of its own.
	owed bool
	// read reads what one is started with, and says how it stands in the lists.
	read func(json.RawMessage) (argument any, listing workflows.Listing, err error)
}

func typeOf[Argument any](
	start message.Start[Argument], function any, list func(Argument) workflows.Listing, versioning workflow.VersioningBehavior,
) workflowType {
	return workflowType{start.Workflow, function, versioning, true, func(raw json.RawMessage) (any, workflows.Listing, error) {
		var argument Argument
		if err := json.Unmarshal(raw, &argument); err != nil {
			return argument, workflows.Listing{}, fmt.Errorf("read what %s is started with: %w", start.Workflow, err)
		}
		return argument, list(argument), nil
	}}
}

// bySchedule is a type that only schedules start.
func bySchedule[Argument any](start message.Start[Argument], function any) workflowType {
	refuse := func(json.RawMessage) (any, workflows.Listing, error) {
		var none Argument
		return none, workflows.Listing{}, fmt.Errorf("a workflow of the type %s is started by its schedule only", start.Workflow)
	}
	return workflowType{name: start.Workflow, function: function, versioning: workflow.VersioningBehaviorPinned, read: refuse}
}

// byCallers is a type that services start which live on Temporal (P14). The register owes none: who started one starts it again.
func byCallers(name string, function any) workflowType {
	refuse := func(json.RawMessage) (any, workflows.Listing, error) {
		return nil, workflows.Listing{}, fmt.Errorf("a workflow of the type %s is started by its callers only", name)
	}
	return workflowType{name: name, function: function, versioning: workflow.VersioningBehaviorAutoUpgrade, read: refuse}
}

// delayUntil is how long from now a run does not begin; a message that must be answered wakes it earlier.
func delayUntil(begin time.Time) time.Duration {
	if begin.IsZero() {
		return 0
	}
	return max(0, time.Until(begin))
}

// starting is how a workflow is started, and with what. The run that is there will do; whatever became of earlier ones, another may be
// started, because each learns from the register how far its subject has come. Its tasks, and those of its activities, take turns with those of other
// accounts: who has asked for ten thousand invoices does not keep others waiting who asked for one. An account's id is as long as Temporal's key may be.
func starting(name, id string, raw json.RawMessage) (client.StartWorkflowOptions, any, error) {
	for _, t := range types {
		if t.name != name {
			continue
		}
		argument, listing, err := t.read(raw)
		account, _ := listing.Attributes.GetKeyword(workflows.AccountAttribute)
		return client.StartWorkflowOptions{
			ID: id, TaskQueue: workflows.TaskQueue, WorkflowIDReusePolicy: enums.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE,
			WorkflowIDConflictPolicy:                 enums.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING,
			WorkflowExecutionErrorWhenAlreadyStarted: true, StaticSummary: listing.Summary, TypedSearchAttributes: listing.Attributes,
			StartDelay: delayUntil(listing.BeginAt), Priority: temporal.Priority{FairnessKey: account},
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
