package applications

import (
	"context"
	"fmt"
	"time"

	"kaipiao/domain/actor"
	"kaipiao/domain/application"
	"kaipiao/domain/event"
	"kaipiao/domain/ids"
	"kaipiao/domain/ledger"
	"kaipiao/domain/life"
	"kaipiao/domain/message"
	"kaipiao/domain/refusal"
	"kaipiao/office/books"
	"kaipiao/office/query"
	"kaipiao/office/tasks"
	"kaipiao/office/trail"
)

// Cancel takes an application back, as long as no reviewer has claimed it (R2). The reservation is given back to the
// cent. The same call again changes nothing.
func (o *Office) Cancel(ctx context.Context, id ids.Application, who actor.Actor, reason string, now time.Time) (application.Application, error) {
	return o.cancel(ctx, id, who, reason, now, CloseAndTell)
}

// CancelInWorkflow is Cancel for the application's own workflow. It needs no message; one that comes while it ends would
// throw away its last task, and with it the answer to whoever asked (R5).
func (o *Office) CancelInWorkflow(ctx context.Context, id ids.Application, who actor.Actor, reason string, now time.Time) (application.Application, error) {
	return o.cancel(ctx, id, who, reason, now, end)
}

// closing moves an application out of pending_approval.
type closing func(ctx context.Context, q *query.Queries, row query.Application, status application.Status, who actor.Actor, reason string, now time.Time) error

func (o *Office) cancel(ctx context.Context, id ids.Application, who actor.Actor, reason string, now time.Time, end closing) (application.Application, error) {
	return o.decideOn(ctx, id, func(q *query.Queries, row query.Application) error {
		if row.Status == application.Cancelled {
			return repeated(row, who, reason)
		}
		if err := checkPending(row, application.Cancel, who); err != nil {
			return err
		}
		if err := end(ctx, q, row, application.Cancelled, who, reason, now); err != nil {
			return err
		}
		return Unreserve(ctx, q, row, event.Event{What: event.Cancelled, Who: who, Detail: reason}, now)
	})
}

// CloseAndTell closes an application, and tells its workflow that it was decided.
func CloseAndTell(
	ctx context.Context, q *query.Queries, row query.Application, status application.Status, who actor.Actor, reason string, now time.Time,
) error {
	if err := end(ctx, q, row, status, who, reason, now); err != nil {
		return err
	}
	return tellWorkflow(ctx, q, row.ID, status, now)
}

// end moves an application out of pending_approval, once (R3).
func end(ctx context.Context, q *query.Queries, row query.Application, status application.Status, who actor.Actor, reason string, now time.Time) error {
	decided, err := q.DecideApplication(ctx, query.DecideApplicationParams{
		ID: row.ID, Status: status, Sources: life.Text(application.Life.Sources(status)), Who: who, Reason: reason, Now: &now,
	})
	if err != nil {
		return fmt.Errorf("decide application: %w", err)
	}
	if decided == 0 {
		return refusal.New(refusal.WrongState, "", application.Life.Words(row.Status))
	}
	workflow := message.WorkflowOfApplication(row.ID)
	if status == application.Cancelled { // nobody is told, and nothing is left to do
		if err := q.EndRun(ctx, query.EndRunParams{Workflow: workflow, Who: actor.Product, Now: &now}); err != nil {
			return fmt.Errorf("end the application's run: %w", err)
		}
	}
	return tasks.CloseLate(ctx, q, row.OverdueSince, workflow, now)
}

// Unreserve undoes everything an application took out of the free amounts, and cancels its planned invoices.
func Unreserve(ctx context.Context, q *query.Queries, row query.Application, why event.Event, now time.Time) error {
	taken, err := q.TakenByApplication(ctx, &row.ID)
	if err != nil {
		return fmt.Errorf("read reservation: %w", err)
	}
	entries := make([]ledger.Entry, len(taken))
	for i, entry := range taken {
		entries[i] = books.Undo(entry)
		entries[i].At = now
	}
	if err := books.Post(ctx, q, entries); err != nil {
		return err
	}
	if err := q.CancelPlannedInvoices(ctx, row.ID); err != nil {
		return fmt.Errorf("cancel planned invoices: %w", err)
	}
	why.Application, why.At = row.ID, now
	return trail.Note(ctx, q, why)
}
