package temporalgate

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/nexus-rpc/sdk-go/nexus"
	enums "go.temporal.io/api/enums/v1"
	nexuspb "go.temporal.io/api/nexus/v1"
	"go.temporal.io/api/operatorservice/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/temporalnexus"

	"kaipiao/activities"
	"kaipiao/domain/message"
	"kaipiao/encryption"
	"kaipiao/workflows"
)

// NexusService is the name of the service for callers in other namespaces, and of the endpoint by which they reach it (P14).
const NexusService = "kaipiao"

// Its operations. Their inputs are JSON objects, and are judged as calls over HTTP are.
const (
	NexusApply    = "apply"
	NexusCancel   = "cancel"
	NexusRedIssue = "red-issue"
	NexusInvoice  = "invoice"
)

// ServiceForCallers is the Nexus service: apply is a run of the workflow Apply, the others are answered at once.
func ServiceForCallers(answers *activities.Operations) (*nexus.Service, error) {
	apply, err := temporalnexus.NewWorkflowRunOperationWithOptions(
		temporalnexus.WorkflowRunOperationOptions[converter.RawValue, json.RawMessage]{Name: NexusApply, Handler: runApply(answers)},
	)
	if err != nil {
		return nil, fmt.Errorf("make the operation %s: %w", NexusApply, err)
	}
	service := nexus.NewService(NexusService)
	err = service.Register(
		apply, atOnce(answers, NexusCancel, func(ctx context.Context, by, _ string, content []byte) (json.RawMessage, error) {
			return answers.Cancel(ctx, by, content)
		}),
		atOnce(answers, NexusRedIssue, answers.RedIssue),
		atOnce(answers, NexusInvoice, func(ctx context.Context, by, _ string, content []byte) (json.RawMessage, error) {
			return answers.Invoice(ctx, by, content)
		}),
	)
	return service, err
}

// runApply starts Apply, or waits for the one that is there. What Apply is started with goes the way the caller sent it, and so does its answer.
func runApply(answers *activities.Operations) func(context.Context, converter.RawValue, nexus.StartOperationOptions) (
	temporalnexus.WorkflowHandle[json.RawMessage], error,
) {
	return func(ctx context.Context, input converter.RawValue, options nexus.StartOperationOptions) (
		temporalnexus.WorkflowHandle[json.RawMessage], error,
	) {
		if err := answers.Allowed(encryption.CameInClear(input.Payload())); err != nil {
			return nil, operationError(err, input)
		}
		id, argument, err := activities.ApplyAs(options.RequestID, workflows.ContentOf(input))
		if err != nil {
			return nil, operationError(err, input)
		}
		sent, err := encryption.AsItCame(input, argument)
		if err != nil {
			return nil, err
		}
		return temporalnexus.ExecuteUntypedWorkflow[json.RawMessage](ctx, options, client.StartWorkflowOptions{
			ID: id, TaskQueue: workflows.TaskQueue, WorkflowIDConflictPolicy: enums.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING,
			StaticSummary: "application of " + callerIn(options),
		}, message.Apply, sent)
	}
}

// atOnce is an operation that is answered at once, the way it was asked.
func atOnce(
	answers *activities.Operations, name string, answer func(ctx context.Context, by, key string, content []byte) (json.RawMessage, error),
) nexus.Operation[converter.RawValue, converter.RawValue] {
	return nexus.NewSyncOperation(name, func(ctx context.Context, input converter.RawValue, options nexus.StartOperationOptions) (converter.RawValue, error) {
		err := answers.Allowed(encryption.CameInClear(input.Payload()))
		if err != nil {
			return converter.RawValue{}, operationError(err, input)
		}
		answered, err := answer(ctx, callerIn(options), options.RequestID, workflows.ContentOf(input))
		if err != nil {
			return converter.RawValue{}, operationError(err, input)
		}
		return encryption.AsItCame(input, answered)
	})
}

// operationError ends an operation with what was refused, which goes the way the caller's request came; whatever else goes wrong is tried again.
func operationError(err error, input converter.RawValue) error {
	var failed *temporal.ApplicationError
	if err = activities.ToCaller(err, input); !errors.As(err, &failed) || !failed.NonRetryable() {
		return err
	}
	return &nexus.OperationError{State: nexus.OperationStateFailed, Message: failed.Message(), Cause: failed}
}

// callerIn is the workflow that asks for an operation, as far as Temporal says it: "namespace/id".
func callerIn(options nexus.StartOperationOptions) string {
	for _, link := range options.Links {
		if caller, err := temporalnexus.ConvertNexusLinkToLinkWorkflowEvent(link); err == nil && caller.GetWorkflowId() != "" {
			return caller.GetNamespace() + "/" + caller.GetWorkflowId()
		}
	}
	return "nexus"
}

// RegisterEndpoint makes the endpoint by which callers in other namespaces reach the service, where there is none. Where this is not for us
// to do, as in Temporal Cloud, its error says what is missing.
func (g *Gate) RegisterEndpoint(ctx context.Context) error {
	target := &nexuspb.EndpointTarget_Worker{Namespace: g.namespace, TaskQueue: workflows.TaskQueue}
	_, err := g.client.OperatorService().CreateNexusEndpoint(ctx, &operatorservice.CreateNexusEndpointRequest{Spec: &nexuspb.EndpointSpec{
		Name: NexusService, Target: &nexuspb.EndpointTarget{Variant: &nexuspb.EndpointTarget_Worker_{Worker: target}},
	}})
	var exists *serviceerror.AlreadyExists
	if err == nil {
		return nil
	}
	if !errors.As(err, &exists) {
		return fmt.Errorf("make the Nexus endpoint %s for the task queue %s of the namespace %s: %w", NexusService, target.GetTaskQueue(), g.namespace, err)
	}
	listed, err := g.client.OperatorService().ListNexusEndpoints(ctx, &operatorservice.ListNexusEndpointsRequest{Name: NexusService})
	if err != nil {
		return fmt.Errorf("look where the Nexus endpoint %s leads: %w", NexusService, err)
	}
	for _, found := range listed.GetEndpoints() {
		leads := found.GetSpec().GetTarget().GetWorker()
		if leads.GetNamespace() != g.namespace || leads.GetTaskQueue() != target.GetTaskQueue() {
			return fmt.Errorf("the Nexus endpoint %s leads to the task queue %q of the namespace %q, not to %s of %s", NexusService,
				leads.GetTaskQueue(), leads.GetNamespace(), target.GetTaskQueue(), g.namespace)
		}
	}
	return nil
}
