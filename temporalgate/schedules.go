package temporalgate

import (
	"context"
	"errors"
	"fmt"
	"time"

	enums "go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"

	"kaipiao/domain/message"
	"kaipiao/workflows"
)

// schedule is one row of the table of what Temporal starts by itself.
type schedule struct {
	id       string
	spec     client.ScheduleSpec
	workflow string
	argument any
	// overlap: what happens when the last one still runs. catchUp: how late one is started that was missed, because Temporal was away.
	overlap enums.ScheduleOverlapPolicy
	catchUp time.Duration
	note    string
}

// schedules are all of them. Civil time is Asia/Shanghai.
var schedules = []schedule{
	{
		id: "sweep-every-minute", workflow: message.StartSweep.Workflow, argument: message.SweepStart{},
		spec:    client.ScheduleSpec{Intervals: []client.ScheduleIntervalSpec{{Every: time.Minute}}},
		overlap: enums.SCHEDULE_OVERLAP_POLICY_SKIP, catchUp: time.Minute,
		note: "Starts again what must run and does not (O6): a page each minute.",
	},
	{
		id: "sweep-every-night", workflow: message.StartSweep.Workflow, argument: message.SweepStart{InFull: true},
		spec: client.ScheduleSpec{
			Calendars:    []client.ScheduleCalendarSpec{{Hour: []client.ScheduleRange{{Start: 3}}, Minute: []client.ScheduleRange{{Start: 15}}}},
			TimeZoneName: "Asia/Shanghai",
		},
		overlap: enums.SCHEDULE_OVERLAP_POLICY_SKIP, catchUp: 6 * time.Hour,
		note: "Starts again what must run and does not (O6): everything, each night.",
	},
}

// KeepSchedules makes the schedules that are missing, as the table says, and goes on to look, because Temporal may lose its database.
// What an operator has changed or paused stays as it is.
func (g *Gate) KeepSchedules(ctx context.Context, every time.Duration, failed func(error)) {
	for ctx.Err() == nil {
		if err := g.makeSchedules(ctx); err != nil && ctx.Err() == nil {
			failed(err)
		}
		select {
		case <-ctx.Done():
		case <-time.After(every):
		}
	}
}

func (g *Gate) makeSchedules(ctx context.Context) error {
	var problems []error
	for _, s := range schedules {
		_, err := g.client.ScheduleClient().Create(ctx, client.ScheduleOptions{
			ID: s.id, Spec: s.spec, Overlap: s.overlap, CatchupWindow: s.catchUp, Note: s.note,
			Action: &client.ScheduleWorkflowAction{ID: s.id, Workflow: s.workflow, Args: []any{s.argument}, TaskQueue: workflows.TaskQueue},
		})
		if err != nil && !errors.Is(err, temporal.ErrScheduleAlreadyRunning) {
			problems = append(problems, fmt.Errorf("make the schedule %s: %w", s.id, err))
		}
	}
	return errors.Join(problems...)
}
