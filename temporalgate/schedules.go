package temporalgate

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	enums "go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"

	"kaipiao/domain/calendar"
	"kaipiao/domain/message"
	"kaipiao/workflows"
)

// schedules are all that is started by the clock: what it starts, when, what happens while the last one still runs, and how late
// one that was missed is made up for, such as while Temporal was away. A schedule's id never changes.
var schedules = []schedule{
	{
		// I11: every night. One that runs still is enough, because the next one begins where it ended; a missed one is made up for
		// until the working day begins.
		id: "reconciliation-nightly", starts: message.StartReconciliation.With(message.ReconciliationStart{}),
		spec:    nightlyAt(2, 30),
		overlap: enums.SCHEDULE_OVERLAP_POLICY_SKIP, catchUp: 6 * time.Hour,
		note: "Ledger, register and provider are compared every night (I11).",
	},
}

// schedule is one row of the table.
type schedule struct {
	id      string
	starts  message.Message
	spec    client.ScheduleSpec
	overlap enums.ScheduleOverlapPolicy
	catchUp time.Duration
	// note is what operators read in the Web UI.
	note string
}

// nightlyAt is once a day on Shanghai's clocks.
func nightlyAt(hour, minute int) client.ScheduleSpec {
	return client.ScheduleSpec{
		Calendars:    []client.ScheduleCalendarSpec{{Hour: []client.ScheduleRange{{Start: hour}}, Minute: []client.ScheduleRange{{Start: minute}}}},
		TimeZoneName: calendar.Shanghai.String(),
	}
}

// KeepSchedules has Temporal keep the table's schedules: it makes those that are missing, and brings the others up to date. One
// that an operator has paused stays so. Several processes may do it at once.
func (g *Gate) KeepSchedules(ctx context.Context) error {
	for _, s := range schedules {
		if err := g.keep(ctx, s); err != nil {
			return fmt.Errorf("keep the schedule %s: %w", s.id, err)
		}
	}
	return nil
}

func (g *Gate) keep(ctx context.Context, s schedule) error {
	action, err := s.action()
	if err != nil {
		return err
	}
	_, err = g.client.ScheduleClient().Create(ctx, client.ScheduleOptions{
		ID: s.id, Spec: s.spec, Action: action, Overlap: s.overlap, CatchupWindow: s.catchUp, Note: s.note,
	})
	if !errors.Is(err, temporal.ErrScheduleAlreadyRunning) {
		return err
	}
	return g.client.ScheduleClient().GetHandle(ctx, s.id).Update(ctx, client.ScheduleUpdateOptions{
		DoUpdate: func(known client.ScheduleUpdateInput) (*client.ScheduleUpdate, error) {
			wanted := known.Description.Schedule
			wanted.Spec, wanted.Action = &s.spec, action
			wanted.Policy.Overlap, wanted.Policy.CatchupWindow = s.overlap, s.catchUp
			return &client.ScheduleUpdate{Schedule: &wanted}, nil
		},
	})
}

// action starts the workflow as the table of types says. Temporal appends the instant to the id, so that every run has its own.
func (s schedule) action() (*client.ScheduleWorkflowAction, error) {
	raw, err := json.Marshal(s.starts.Start)
	if err != nil {
		return nil, fmt.Errorf("write what %s is started with: %w", s.starts.Workflow, err)
	}
	options, argument, err := starting(s.starts.Workflow, s.starts.WorkflowID, raw)
	if err != nil {
		return nil, err
	}
	return &client.ScheduleWorkflowAction{
		ID: options.ID, Workflow: s.starts.Workflow, Args: []any{argument}, TaskQueue: workflows.TaskQueue,
		StaticSummary: options.StaticSummary, TypedSearchAttributes: options.TypedSearchAttributes,
	}, nil
}
