package inject

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"go.temporal.io/api/common/v1"
	"go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/api/workflow/v1"
	"go.temporal.io/api/workflowservice/v1"

	"kaipiao/e2e/chaos/plan"
)

// operator is who presses the buttons, as Temporal notes it.
const operator = "chaos@web-ui"

// press presses a button of the Temporal Web UI on one of the workflows that are open.
func (i *Injector) press(ctx context.Context, f plan.Fault) (string, error) {
	ctx, stop := context.WithTimeout(ctx, calling)
	defer stop()
	open, err := i.pick(ctx, f)
	if err != nil {
		return "", err
	}
	run := open.GetExecution()
	what := run.GetWorkflowId()
	switch f.Way {
	case "request cancellation":
		err = i.Temporal.CancelWorkflow(ctx, run.GetWorkflowId(), run.GetRunId())
	case "terminate":
		err = i.Temporal.TerminateWorkflow(ctx, run.GetWorkflowId(), run.GetRunId(), "chaos")
	case "reset to the first task":
		err = i.reset(ctx, run)
	case "delete":
		_, err = i.Temporal.WorkflowService().DeleteWorkflowExecution(ctx, &workflowservice.DeleteWorkflowExecutionRequest{
			Namespace: i.namespace(), WorkflowExecution: run,
		})
	case "pause an activity":
		what, err = i.pause(ctx, f, run)
	case "bad signal":
		what, err = i.badSignal(ctx, f, run)
	}
	if gone := (*serviceerror.NotFound)(nil); errors.As(err, &gone) {
		return "", fmt.Errorf("%w: %s has ended", errNobody, what)
	}
	return what, err
}

func (i *Injector) namespace() string { return i.Stack.Settings().TemporalNamespace }

// openAtMost is how many of the open workflows are chosen from, and lookedAt how many are looked at for an activity to pause.
const (
	openAtMost = 1000
	lookedAt   = 40
)

// pick chooses a type first, so that the few tickets are met as often as the many invoices; then one of its workflows.
func (i *Injector) pick(ctx context.Context, f plan.Fault) (*workflow.WorkflowExecutionInfo, error) {
	answer, err := i.Temporal.ListWorkflow(ctx, &workflowservice.ListWorkflowExecutionsRequest{
		Namespace: i.namespace(), PageSize: openAtMost, Query: "ExecutionStatus = 'Running'",
	})
	if err != nil {
		return nil, err
	}
	byType := map[string][]*workflow.WorkflowExecutionInfo{}
	for n, open := range answer.GetExecutions() {
		if f.Way == "pause an activity" && (n >= lookedAt || !i.isBusy(ctx, open.GetExecution())) {
			continue
		}
		byType[open.GetType().GetName()] = append(byType[open.GetType().GetName()], open)
	}
	types := slices.Sorted(maps.Keys(byType))
	if len(types) == 0 {
		return nil, errNobody
	}
	of := byType[types[f.Pick%uint64(len(types))]]
	return of[f.Pick/uint64(len(types))%uint64(len(of))], nil
}

// reset lets a workflow begin anew from its first task.
func (i *Injector) reset(ctx context.Context, run *common.WorkflowExecution) error {
	history := i.Temporal.GetWorkflowHistory(ctx, run.GetWorkflowId(), run.GetRunId(), false, enums.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT)
	for history.HasNext() {
		event, err := history.Next()
		if err != nil {
			return err
		}
		if event.GetEventType() != enums.EVENT_TYPE_WORKFLOW_TASK_COMPLETED {
			continue
		}
		_, err = i.Temporal.ResetWorkflowExecution(ctx, &workflowservice.ResetWorkflowExecutionRequest{
			Namespace: i.namespace(), WorkflowExecution: run, Reason: "chaos", RequestId: run.GetRunId() + "-reset",
			WorkflowTaskFinishEventId: event.GetEventId(),
		})
		return err
	}
	return fmt.Errorf("%w: %s has not begun", errNobody, run.GetWorkflowId())
}

// badSignals are what may be sent to a running workflow and is no message of ours.
var badSignals = []struct{ name, data, encoding string }{
	{"cancel", "", ""},
	{"cancel", "{}", "json/plain"},
	{"cancel", `{"reason": 7, "by": ["x"]}`, "json/plain"},
	{"cancel", `{"reason": "none`, "json/plain"},
	{"cancel", `{"reason": "x"}`, "json/plain"},
	{"change-address", "{}", "json/plain"},
	{"change-address", `"nowhere"`, "json/plain"},
	{"change-address", "\x00\xff\xfe", "binary/plain"},
	{"resume", `[1, 2]`, "json/plain"},
	{"resume", "\x00", "binary/encrypted"},
	{"decided", `{"status": "offset"}`, "json/plain"},
	{"decided", `"approved"`, "json/plain"},
	{"parcel", `{"status": 1}`, "json/plain"},
	{"reverse", `"all"`, "json/plain"},
	{"no-such-signal", `{"by": "finance:cfo"}`, "json/plain"},
}

func (i *Injector) badSignal(ctx context.Context, f plan.Fault, run *common.WorkflowExecution) (string, error) {
	bad := badSignals[f.Pick%uint64(len(badSignals))]
	var input *common.Payloads
	if bad.encoding != "" {
		input = &common.Payloads{Payloads: []*common.Payload{{Metadata: map[string][]byte{"encoding": []byte(bad.encoding)}, Data: []byte(bad.data)}}}
	}
	_, err := i.Temporal.WorkflowService().SignalWorkflowExecution(ctx, &workflowservice.SignalWorkflowExecutionRequest{
		Namespace: i.namespace(), WorkflowExecution: run, SignalName: bad.name, Input: input, Identity: operator,
	})
	return fmt.Sprintf("%s: %s %q", run.GetWorkflowId(), bad.name, bad.data), err
}
