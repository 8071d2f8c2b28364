package inject

import (
	"context"
	"errors"
	"fmt"

	"go.temporal.io/api/common/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/api/workflowservice/v1"

	"kaipiao/e2e/chaos/plan"
)

// pausedActivity is an activity that waits until somebody lets it go on.
type pausedActivity struct {
	run *common.WorkflowExecution
	id  string
}

// isBusy reports whether a workflow has an activity that can be paused.
func (i *Injector) isBusy(ctx context.Context, run *common.WorkflowExecution) bool {
	described, err := i.Temporal.DescribeWorkflowExecution(ctx, run.GetWorkflowId(), run.GetRunId())
	return err == nil && len(described.GetPendingActivities()) > 0
}

// pause pauses one of the activities that a workflow waits for.
func (i *Injector) pause(ctx context.Context, f plan.Fault, run *common.WorkflowExecution) (string, error) {
	described, err := i.Temporal.DescribeWorkflowExecution(ctx, run.GetWorkflowId(), run.GetRunId())
	if err != nil {
		return "", err
	}
	pending := described.GetPendingActivities()
	if len(pending) == 0 {
		return "", fmt.Errorf("%w: %s waits for no activity any more", errNobody, run.GetWorkflowId())
	}
	chosen := pending[f.Pick%uint64(len(pending))]
	_, err = i.Temporal.WorkflowService().PauseActivity(ctx, &workflowservice.PauseActivityRequest{
		Namespace: i.namespace(), Execution: run, Identity: operator, Reason: "chaos",
		Activity: &workflowservice.PauseActivityRequest_Id{Id: chosen.GetActivityId()},
	})
	if err != nil {
		return "", err
	}
	i.mutex.Lock()
	i.paused = append(i.paused, pausedActivity{run, chosen.GetActivityId()})
	i.mutex.Unlock()
	return fmt.Sprintf("%s: %s", run.GetWorkflowId(), chosen.GetActivityType().GetName()), nil
}

// unpauseAll lets every paused activity go on; one that is over is gone. What fails is kept for the next time.
func (i *Injector) unpauseAll(ctx context.Context) (problems error) {
	i.mutex.Lock()
	paused := i.paused
	i.paused = nil
	i.mutex.Unlock()
	for _, p := range paused {
		_, err := i.Temporal.WorkflowService().UnpauseActivity(ctx, &workflowservice.UnpauseActivityRequest{
			Namespace: i.namespace(), Execution: p.run, Identity: operator,
			Activity: &workflowservice.UnpauseActivityRequest_Id{Id: p.id},
		})
		if gone := (*serviceerror.NotFound)(nil); err == nil || errors.As(err, &gone) {
			continue
		}
		problems = errors.Join(problems, fmt.Errorf("unpause an activity of %s: %w", p.run.GetWorkflowId(), err))
		i.mutex.Lock()
		i.paused = append(i.paused, p)
		i.mutex.Unlock()
	}
	return problems
}
