package temporalgate

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	enums "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/api/workflow/v1"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/converter"
)

// How many ids one question to the visibility store names, and how many runs one answer lists.
const (
	idsAsked   = 100
	runsListed = 1000
)

// isOpen asks for what has not ended: a run that somebody has paused is none that is missing.
const isOpen = "CloseTime IS NULL"

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

// Missing are those of some workflows that do not run. The lists are asked first, because one answer of theirs tells of many; they lag
// behind, so that what they do not have is asked for by itself.
func (g *Gate) Missing(ctx context.Context, workflows []string) (missing []string, err error) {
	for some := range slices.Chunk(workflows, idsAsked) {
		running := map[string]bool{}
		query := fmt.Sprintf("%s AND WorkflowId IN (%s)", isOpen, quoted(some))
		if err := g.list(ctx, query, func(found run) error { running[found.id()] = true; return nil }); err != nil {
			return nil, err
		}
		for _, id := range some {
			if running[id] {
				continue
			}
			runs, err := g.runs(ctx, id)
			if err != nil {
				return nil, err
			}
			if !runs {
				missing = append(missing, id)
			}
		}
	}
	return missing, nil
}

// runs asks Temporal's own store whether a workflow runs.
func (g *Gate) runs(ctx context.Context, id string) (bool, error) {
	described, err := g.client.DescribeWorkflowExecution(ctx, id, "")
	var gone *serviceerror.NotFound
	if errors.As(err, &gone) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("ask whether %s runs: %w", id, err)
	}
	switch described.GetWorkflowExecutionInfo().GetStatus() {
	case enums.WORKFLOW_EXECUTION_STATUS_RUNNING, enums.WORKFLOW_EXECUTION_STATUS_PAUSED:
		return true, nil
	default:
		return false, nil
	}
}

// EndedBadly lists the workflows that were terminated, cancelled, timed out or failed since an instant, as far as the lists know them.
func (g *Gate) EndedBadly(ctx context.Context, since time.Time) (ids []string, err error) {
	query := fmt.Sprintf("ExecutionStatus IN ('Terminated', 'Canceled', 'TimedOut', 'Failed') AND CloseTime > '%s'", since.UTC().Format(time.RFC3339))
	err = g.list(ctx, query, func(found run) error { ids = append(ids, found.id()); return nil })
	slices.Sort(ids)
	return slices.Compact(ids), err
}

// pauses is the attribute by which Temporal finds what somebody has paused: its values name the types of activities.
const (
	pauses        = "TemporalPauseInfo"
	pauseOfType   = "property:activityType="
	pausedAsWhole = "everything"
)

// Paused is what somebody has paused, by workflow: the types of its activities, or everything. A server that is too old to pause anything
// has none.
func (g *Gate) Paused(ctx context.Context) (map[string]string, error) {
	paused := map[string]string{}
	err := g.list(ctx, ofOurTypes()+" AND "+pauses+" IS NOT NULL", func(found run) error {
		var values, activities []string
		if err := converter.GetDefaultDataConverter().FromPayload(found.GetSearchAttributes().GetIndexedFields()[pauses], &values); err != nil {
			return fmt.Errorf("read what is paused of %s: %w", found.id(), err)
		}
		for _, value := range values {
			if activity, is := strings.CutPrefix(value, pauseOfType); is {
				activities = append(activities, activity)
			}
		}
		slices.Sort(activities)
		if paused[found.id()] = strings.Join(slices.Compact(activities), ", "); len(activities) == 0 {
			paused[found.id()] = pausedAsWhole
		}
		return nil
	})
	var unknown *serviceerror.InvalidArgument
	if errors.As(err, &unknown) {
		return nil, nil
	}
	return paused, err
}

// CountRunning is how many workflows run of the types that the register owes.
func (g *Gate) CountRunning(ctx context.Context) (int, error) {
	counted, err := g.client.CountWorkflow(ctx, &workflowservice.CountWorkflowExecutionsRequest{Query: ofOurTypes()})
	if err != nil {
		return 0, fmt.Errorf("count what runs: %w", err)
	}
	return int(counted.GetCount()), nil
}

// CountBegun is how many runs Temporal keeps that were begun before an instant, of whatever type, ended ones too.
func (g *Gate) CountBegun(ctx context.Context, before time.Time) (int, error) {
	counted, err := g.client.CountWorkflow(ctx, &workflowservice.CountWorkflowExecutionsRequest{
		Query: fmt.Sprintf("StartTime < '%s'", before.UTC().Format(time.RFC3339)),
	})
	if err != nil {
		return 0, fmt.Errorf("count what was begun before %s: %w", before.UTC().Format(time.RFC3339), err)
	}
	return int(counted.GetCount()), nil
}

// EachRunning calls found with every workflow that runs of the types that the register owes.
func (g *Gate) EachRunning(ctx context.Context, found func(id string) error) error {
	return g.list(ctx, ofOurTypes(), func(one run) error { return found(one.id()) })
}

// Terminate ends a run that nobody owes.
func (g *Gate) Terminate(ctx context.Context, id, reason string) error {
	err := g.client.TerminateWorkflow(ctx, id, "", reason)
	var gone *serviceerror.NotFound
	if errors.As(err, &gone) {
		return nil
	}
	return err
}

// run is one as the lists have it.
type run struct {
	*workflow.WorkflowExecutionInfo
}

func (r run) id() string { return r.GetExecution().GetWorkflowId() }

func (g *Gate) list(ctx context.Context, query string, found func(run) error) error {
	for page := []byte(nil); ; {
		listed, err := g.client.ListWorkflow(ctx, &workflowservice.ListWorkflowExecutionsRequest{Query: query, PageSize: runsListed, NextPageToken: page})
		if err != nil {
			return fmt.Errorf("list what runs: %w", err)
		}
		for _, one := range listed.GetExecutions() {
			if err := found(run{one}); err != nil {
				return err
			}
		}
		if page = listed.GetNextPageToken(); len(page) == 0 {
			return nil
		}
	}
}

// ofOurTypes asks for the runs of the types that the register owes. What a schedule has started is not owed: its next one does the same.
func ofOurTypes() string {
	var names []string
	for _, t := range types {
		if t.owed {
			names = append(names, t.name)
		}
	}
	return fmt.Sprintf("%s AND TemporalScheduledById IS NULL AND WorkflowType IN (%s)", isOpen, quoted(names))
}

// quoted writes texts for a query; our ids hold no quotes, and others match nothing.
func quoted(texts []string) string {
	var quoted []string
	for _, text := range texts {
		quoted = append(quoted, "'"+strings.ReplaceAll(text, "'", "")+"'")
	}
	return strings.Join(quoted, ", ")
}
