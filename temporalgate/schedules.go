package temporalgate

import (
	"context"
	"errors"
	"fmt"
	"time"

	enums "go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"

	"kaipiao/domain/calendar"
	"kaipiao/domain/message"
	"kaipiao/domain/standingorder"
	"kaipiao/workflows"
)

// schedule is one row of the table of what Temporal starts by itself. Its id never changes; each run is named by it and by the instant.
type schedule struct {
	id     string
	starts message.Message
	spec   client.ScheduleSpec
	// overlap: what happens when the last one still runs. catchUp: how late one is started that was missed, because Temporal was away.
	overlap enums.ScheduleOverlapPolicy
	catchUp time.Duration
	// atMost is after how long a run is ended that does not end: a paused one would keep all that come after it from starting.
	atMost time.Duration
	// note is what operators read in the Web UI, of the schedule and of its runs.
	note string
}

// schedules are all of them.
var schedules = []schedule{
	{
		id: "sweep-every-minute", starts: message.StartSweep.With(message.SweepStart{}),
		spec:    client.ScheduleSpec{Intervals: []client.ScheduleIntervalSpec{{Every: time.Minute}}},
		overlap: enums.SCHEDULE_OVERLAP_POLICY_SKIP, catchUp: time.Minute, atMost: time.Hour,
		note: "Starts again what must run and does not (O6): a page each minute.",
	},
	{
		id: "sweep-every-night", starts: message.StartSweep.With(message.SweepStart{InFull: true}),
		spec:    dailyAt(3, 15),
		overlap: enums.SCHEDULE_OVERLAP_POLICY_SKIP, catchUp: 6 * time.Hour, atMost: 12 * time.Hour,
		note: "Starts again what must run and does not (O6): everything, each night.",
	},
	{
		// One that runs still is enough, because the next one begins where it ended; a missed one is made up for until the working day
		// begins. It may try for most of a day to compare, and then for a day to mail what it found.
		id: "reconciliation-nightly", starts: message.StartReconciliation.With(message.ReconciliationStart{}),
		spec:    dailyAt(2, 30),
		overlap: enums.SCHEDULE_OVERLAP_POLICY_SKIP, catchUp: 6 * time.Hour, atMost: 46 * time.Hour,
		note: "Ledger, register and provider are compared every night (I11).",
	},
	{
		// What a missed run would have done the next day's does too, in the same month.
		id: "standing-orders-daily", starts: message.StartStandingOrders.With(message.StandingOrdersStart{}),
		spec:    dailyAt(standingorder.Hour, standingorder.Minute),
		overlap: enums.SCHEDULE_OVERLAP_POLICY_SKIP, catchUp: 13 * time.Hour, atMost: 23 * time.Hour,
		note: "Accounts with a standing order for this day apply for what is free (A14).",
	},
}

// dailyAt is once a day on Shanghai's clocks.
func dailyAt(hour, minute int) client.ScheduleSpec {
	return client.ScheduleSpec{
		Calendars:    []client.ScheduleCalendarSpec{{Hour: []client.ScheduleRange{{Start: hour}}, Minute: []client.ScheduleRange{{Start: minute}}}},
		TimeZoneName: calendar.Shanghai.String(),
	}
}

// KeepSchedules makes the schedules that are missing, as the table says, and goes on to look, because Temporal may lose its database.
// What an operator has changed or paused stays as it is. Several processes may do it at once.
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
	// A schedule is kept for ever, and would need the key of the day on which it was made. It says nothing about anybody, so that it is in clear.
	inClear, err := client.NewClientFromExistingWithContext(ctx, g.client, client.Options{Namespace: g.namespace, Logger: Warnings()})
	if err != nil {
		return fmt.Errorf("reach Temporal to make the schedules: %w", err)
	}
	defer inClear.Close()
	var problems []error
	for _, s := range schedules {
		_, err := inClear.ScheduleClient().Create(ctx, client.ScheduleOptions{
			ID: s.id, Spec: s.spec, Overlap: s.overlap, CatchupWindow: s.catchUp, Note: s.note,
			Action: &client.ScheduleWorkflowAction{
				ID: s.id, Workflow: s.starts.Workflow, Args: []any{s.starts.Start}, TaskQueue: workflows.TaskQueue, StaticSummary: s.note,
				WorkflowRunTimeout: s.atMost,
			},
		})
		if err != nil && !errors.Is(err, temporal.ErrScheduleAlreadyRunning) {
			problems = append(problems, fmt.Errorf("make the schedule %s: %w", s.id, err))
		}
	}
	return errors.Join(problems...)
}
