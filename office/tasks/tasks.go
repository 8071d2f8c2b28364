package tasks

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"kaipiao/domain/actor"
	"kaipiao/domain/contradiction"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/message"
	"kaipiao/domain/promise"
	"kaipiao/domain/refusal"
	"kaipiao/domain/task"
	"kaipiao/office/outbox"
	"kaipiao/office/paging"
	"kaipiao/office/query"
	"kaipiao/office/sellers"
	"kaipiao/office/subscribers"
	"kaipiao/office/trail"
	"kaipiao/office/tx"
)

// Filter narrows the list of tasks; zero values do not narrow.
type Filter struct {
	Status string // open or closed
	Kind   task.Kind
	Seller ids.Seller
}

// CloseLate closes the tasks of a subject's missed promises when the work is done after all.
func CloseLate(ctx context.Context, q *query.Queries, since *time.Time, subject string, now time.Time) error {
	if since == nil {
		return nil
	}
	if err := q.ClosePromises(ctx, query.ClosePromisesParams{Subject: subject, Who: actor.Product, Now: &now}); err != nil {
		return fmt.Errorf("close operator tasks: %w", err)
	}
	return nil
}

// List lists what people have to see to, oldest first. The cursor is an id.
func (o *Office) List(ctx context.Context, filter Filter, page paging.Request) (paging.Page[task.Task], error) {
	after, err := paging.NumericCursor(page)
	if err != nil {
		return paging.Page[task.Task]{}, err
	}
	rows, err := o.tx.Reads().OperatorTasks(ctx, query.OperatorTasksParams{
		Status: filter.Status, Kind: string(filter.Kind), Seller: string(filter.Seller), After: after, PageSize: paging.Size(page),
	})
	if err != nil {
		return paging.Page[task.Task]{}, tx.Missing(err, "operator tasks")
	}
	return paging.Of(rows, page, taskOf, func(row query.OperatorTask) string { return strconv.FormatInt(row.ID, 10) }), nil
}

// SeenTo says that somebody has seen to a task. A missed promise is closed by that; about a seller's trouble the desk is
// told, which tries at once and closes it when nobody is held up any more; and a workflow that met a contradiction tries the
// same step again, which closes the task when it succeeds. What fails alone tries at once, and a run that keeps ending is started again at
// once; its task closes, and another one is opened when it goes on to end. What is paused stays open until it is
// unpaused. What the provider refused stays open until
// finance corrects it or gives it up; a red document that it refused is nobody's to correct, and closed by that. A form of the buyer's is
// asked about, and stays open until finance confirms or denies it; what differs is closed. A mail that was given up is sent anew, and what an
// endpoint did not take is tried anew.
func (o *Office) SeenTo(ctx context.Context, id int64, who actor.Actor, now time.Time) (task.Task, error) {
	return o.decide(ctx, id, "task_seen_to", func(q *query.Queries, row query.OperatorTask) error { return seeTo(ctx, q, row, who, now) })
}

// decide does something about a task that is open, which is in the trail by the name of the act, and answers with where it stands then.
func (o *Office) decide(ctx context.Context, id int64, act string, do func(*query.Queries, query.OperatorTask) error) (shown task.Task, err error) {
	err = o.tx.Change(ctx, func(q *query.Queries) error {
		row, err := q.OperatorTask(ctx, id)
		if err == nil && row.ClosedAt == nil {
			if err := do(q, row); err != nil {
				return err
			}
			of := map[string]any{"kind": row.Kind, "seller": row.Seller, "subject": row.Subject}
			if err := trail.Act(ctx, q, fmt.Sprint("operator-task/", id), act, of); err != nil {
				return err
			}
			row, err = q.OperatorTask(ctx, id)
		}
		shown = taskOf(row)
		return tx.Missing(err, "operator task")
	})
	return shown, err
}

// seeTo does what follows from that somebody has seen to a task.
func seeTo(ctx context.Context, q *query.Queries, row query.OperatorTask, who actor.Actor, now time.Time) error {
	what, _ := message.About(row.Subject)
	switch {
	case row.Kind == task.PromiseMissed, row.Kind == task.CalendarMissing, row.Kind == task.Difference,
		row.Kind == task.Refused && what == "reversal":
		if err := q.SettleDifferencesOfTask(ctx, query.SettleDifferencesOfTaskParams{Task: &row.ID, Who: who, Now: now}); err != nil {
			return fmt.Errorf("settle what differs: %w", err)
		}
		return closeTask(ctx, q, row.ID, who, now)
	case row.Kind == task.UnsentMail:
		return sendAnew(ctx, q, row, who, now)
	case row.Kind == task.ParkedDeliveries:
		return tryDeliveriesAnew(ctx, q, row, who, now)
	case row.Kind == task.Contradiction, row.Kind == task.Refused, row.Kind == task.BuyersForm:
		return outbox.Resume(ctx, q, row.Subject, now)
	case row.Kind == task.Paused:
		return nil // it closes when it goes on
	case row.Kind == task.KeepsEnding:
		return seeToRun(ctx, q, query.CloseTaskParams{ID: row.ID, Who: who, Now: &now}, row.Subject)
	case row.Kind == task.Alone:
		return sellers.ReleaseOfTask(ctx, q, row.ID, now)
	default:
		return outbox.TellDesk(ctx, q, row.Seller, invoice.Cause(row.Kind), now)
	}
}

// tryDeliveriesAnew has everything tried again that is parked for an endpoint, which closes the task. An endpoint that is gone takes nothing.
func tryDeliveriesAnew(ctx context.Context, q *query.Queries, row query.OperatorTask, who actor.Actor, now time.Time) error {
	_, endpoint := message.About(row.Subject)
	gone, err := subscribers.RedeliverParked(ctx, q, ids.Webhook(endpoint), now)
	if err != nil || !gone {
		return err
	}
	return closeTask(ctx, q, row.ID, who, now)
}

// Dismiss closes a task about what is owed to somebody outside, who wants it no more or was told otherwise.
func (o *Office) Dismiss(ctx context.Context, id int64, who actor.Actor, now time.Time) (task.Task, error) {
	return o.decide(ctx, id, "task_dismissed", func(q *query.Queries, row query.OperatorTask) error {
		if err := taskOf(row).Check(task.Dismiss, who); err != nil {
			return err
		}
		return closeTask(ctx, q, id, who, now)
	})
}

func closeTask(ctx context.Context, q *query.Queries, id int64, who actor.Actor, now time.Time) error {
	if _, err := q.CloseTask(ctx, query.CloseTaskParams{ID: id, Who: who, Now: &now}); err != nil {
		return fmt.Errorf("close operator task: %w", err)
	}
	return nil
}

// Untold lists those of a seller's open tasks that its desk has to mail the operators about, oldest first.
func (o *Office) Untold(ctx context.Context, seller ids.Seller, atMost int) ([]task.Task, error) {
	rows, err := o.tx.Reads().UntoldTasks(ctx, query.UntoldTasksParams{Seller: seller, HowMany: int32(atMost)}) //nolint:gosec // a few
	if err != nil {
		return nil, tx.Missing(err, "operator tasks")
	}
	untold := make([]task.Task, len(rows))
	for i, row := range rows {
		untold[i] = taskOf(row)
	}
	return untold, nil
}

// Task reads one task.
func (o *Office) Task(ctx context.Context, id int64) (task.Task, error) {
	row, err := o.tx.Reads().OperatorTask(ctx, id)
	return taskOf(row), tx.Missing(err, "operator task")
}

// Told notes that the operators were mailed about a task.
func (o *Office) Told(ctx context.Context, id int64, now time.Time) error {
	return tx.Missing(o.tx.Reads().TaskTold(ctx, query.TaskToldParams{ID: id, Now: now}), "operator task")
}

// Counts counts the tasks by kind, for the metrics.
func (o *Office) Counts(ctx context.Context) ([]task.Count, error) {
	rows, err := o.tx.Reads().TaskCounts(ctx)
	if err != nil {
		return nil, tx.Missing(err, "operator tasks")
	}
	counts := make([]task.Count, len(rows))
	for i, row := range rows {
		counts[i] = task.Count{Kind: row.Kind, Stage: row.Stage, Raised: int(row.Raised), Open: int(row.Open)}
	}
	return counts, nil
}

// ToldOfPromise notes it about a missed promise.
func (o *Office) ToldOfPromise(ctx context.Context, subject string, stage promise.Stage, now time.Time) error {
	err := o.tx.Reads().PromiseTold(ctx, query.PromiseToldParams{Subject: subject, Stage: string(stage), Now: now})
	return tx.Missing(err, "operator task")
}

func taskOf(row query.OperatorTask) task.Task {
	shown := task.Task{
		ID: row.ID, Kind: row.Kind, Seller: row.Seller, Subject: row.Subject, Stage: row.Stage, OpenedAt: row.OpenedAt,
		ClosedAt: row.ClosedAt, ClosedBy: row.ClosedBy, Code: string(row.Code), Says: refusal.Words{English: row.Detail, Chinese: row.DetailZh},
	}
	if row.Kind == task.Contradiction {
		shown.Contradicts = &contradiction.Contradiction{Code: row.Code, English: row.Detail, Chinese: row.DetailZh}
	}
	return shown
}
