package postgres

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"kaipiao/domain/actor"
	"kaipiao/domain/invoice"
	"kaipiao/domain/message"
	"kaipiao/domain/task"
	"kaipiao/office/paging"
	"kaipiao/office/query"
	"kaipiao/office/tasks"
)

// MissPromise marks that a promise was missed and raises an operator task, once (I9). It reports whether the work is late:
// not when it was done meanwhile.
func (r *Register) MissPromise(ctx context.Context, m message.Missed, now time.Time) (bool, error) {
	late := false
	err := r.change(ctx, func(q *query.Queries) error {
		seller := invoice.Platform // a ticket may concern no application
		if m.Application != "" {
			a, err := q.Application(ctx, m.Application)
			if err != nil {
				return missing(err, "application")
			}
			seller = a.Seller
		}
		marked, err := markOverdue(ctx, q, m)
		if err != nil || marked == 0 {
			return err
		}
		raised, err := q.RaiseTask(ctx, query.RaiseTaskParams{
			Kind: task.PromiseMissed, Seller: seller, Subject: m.Subject(), Stage: string(m.Stage), Now: now,
		})
		if err != nil {
			return fmt.Errorf("raise an operator task: %w", err)
		}
		late = raised > 0
		return note(ctx, q, noted{application: m.Application, invoice: m.Invoice, ticket: m.Ticket, at: now, what: "promise_missed", who: actor.Product, detail: string(m.Stage)})
	})
	return late, err
}

// markOverdue marks the row of what is late; it marks none that was done meanwhile, or marked before.
func markOverdue(ctx context.Context, q *query.Queries, m message.Missed) (int64, error) {
	switch {
	case m.Ticket != "":
		return q.MarkTicketOverdue(ctx, query.MarkTicketOverdueParams{ID: m.Ticket, Since: m.DueAt})
	case m.Reversal != "":
		return q.MarkReversalOverdue(ctx, query.MarkReversalOverdueParams{ID: m.Reversal, Since: m.DueAt})
	case m.Invoice != "":
		return q.MarkInvoiceOverdue(ctx, query.MarkInvoiceOverdueParams{ID: m.Invoice, Since: m.DueAt})
	default:
		return q.MarkApplicationOverdue(ctx, query.MarkApplicationOverdueParams{ID: m.Application, Since: m.DueAt})
	}
}

// WarnOfPromise notes that a promise is about to be missed.
func (r *Register) WarnOfPromise(ctx context.Context, m message.Missed, now time.Time) error {
	return r.change(ctx, func(q *query.Queries) error {
		return note(ctx, q, noted{application: m.Application, invoice: m.Invoice, ticket: m.Ticket, at: now, what: "promise_at_risk", who: actor.Product, detail: string(m.Stage)})
	})
}

// keepLate closes the tasks of a subject's missed promises when the work is done after all.
func keepLate(ctx context.Context, q *query.Queries, since *time.Time, subject string, now time.Time) error {
	if since == nil {
		return nil
	}
	if err := q.ClosePromises(ctx, query.ClosePromisesParams{Subject: subject, Who: actor.Product, Now: &now}); err != nil {
		return fmt.Errorf("close operator tasks: %w", err)
	}
	return nil
}

// OperatorTasks lists what people have to see to, oldest first. The cursor is an id.
func (r *Register) OperatorTasks(ctx context.Context, filter tasks.Filter, page paging.Request) (paging.Page[task.Task], error) {
	after, err := numericCursor(page)
	if err != nil {
		return paging.Page[task.Task]{}, err
	}
	rows, err := query.New(r.pool).OperatorTasks(ctx, query.OperatorTasksParams{
		Status: filter.Status, Kind: string(filter.Kind), After: after, PageSize: pageSize(page),
	})
	if err != nil {
		return paging.Page[task.Task]{}, missing(err, "operator tasks")
	}
	return pageOf(rows, page, taskOf, func(row query.OperatorTask) string { return strconv.FormatInt(row.ID, 10) }), nil
}

// SeenTo says that somebody has seen to a task. A missed promise is closed by that; about a seller's trouble the desk is
// told, which tries at once and closes it when nobody is held up any more.
func (r *Register) SeenTo(ctx context.Context, id int64, who string, now time.Time) (task.Task, error) {
	var shown task.Task
	err := r.change(ctx, func(q *query.Queries) error {
		row, err := q.OperatorTask(ctx, id)
		if err != nil {
			return missing(err, "operator task")
		}
		switch {
		case row.ClosedAt != nil:
		case row.Kind == task.PromiseMissed, row.Kind == task.CalendarMissing:
			if _, err := q.CloseTask(ctx, query.CloseTaskParams{ID: id, Who: who, Now: &now}); err != nil {
				return fmt.Errorf("close operator task: %w", err)
			}
			if row, err = q.OperatorTask(ctx, id); err != nil {
				return missing(err, "operator task")
			}
		default:
			if err := tellDesk(ctx, q, row.Seller, invoice.Cause(row.Kind), now); err != nil {
				return err
			}
		}
		shown = taskOf(row)
		return nil
	})
	return shown, err
}

// TaskCounts counts the tasks by kind, for the metrics.
func (r *Register) TaskCounts(ctx context.Context) ([]task.Count, error) {
	rows, err := query.New(r.pool).TaskCounts(ctx)
	if err != nil {
		return nil, missing(err, "operator tasks")
	}
	counts := make([]task.Count, len(rows))
	for i, row := range rows {
		counts[i] = task.Count{Kind: row.Kind, Stage: row.Stage, Raised: int(row.Raised), Open: int(row.Open)}
	}
	return counts, nil
}

func taskOf(row query.OperatorTask) task.Task {
	return task.Task{
		ID: row.ID, Kind: row.Kind, Seller: row.Seller, Subject: row.Subject, Stage: row.Stage, OpenedAt: row.OpenedAt,
		ClosedAt: row.ClosedAt, ClosedBy: row.ClosedBy,
	}
}
