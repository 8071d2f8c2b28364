package applications

import (
	"context"
	"fmt"
	"time"

	"kaipiao/domain/actor"
	"kaipiao/domain/application"
	"kaipiao/domain/event"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/ledger"
	"kaipiao/domain/life"
	"kaipiao/domain/message"
	"kaipiao/domain/promise"
	"kaipiao/domain/refusal"
	"kaipiao/office/books"
	"kaipiao/office/invoices"
	"kaipiao/office/outbox"
	"kaipiao/office/promises"
	"kaipiao/office/query"
	"kaipiao/office/read"
	"kaipiao/office/tasks"
	"kaipiao/office/trail"
	"kaipiao/office/tx"
)

// Approve decides for an application (R1). Whoever comes second, after a cancellation or a rejection, is told the state
// it is in (R3); approving again changes nothing.
func (o *Office) Approve(ctx context.Context, id ids.Application, who actor.Actor, reason string, now time.Time) (application.Application, error) {
	return o.decideOn(ctx, id, func(q *query.Queries, row query.Application) error {
		if row.Status == application.Approved {
			return nil
		}
		if err := read.ApplicationOf(row).Check(application.Approve, who); err != nil {
			return err
		}
		planned, err := q.InvoicesOfApplication(ctx, id)
		if err != nil {
			return fmt.Errorf("read invoices: %w", err)
		}
		c, err := o.promises.LockCalendar(ctx, q)
		if err != nil {
			return err
		}
		closing := CloseAndTell
		if who == actor.Product {
			closing = end // the workflow says so itself
		}
		if err := closing(ctx, q, row, application.Approved, who, reason, now); err != nil {
			return err
		}
		return approveInvoices(ctx, q, row, planned, promise.Issue(o.policy, c, row.Medium, row.SubmittedAt, now), who, now)
	}, func(q *query.Queries) {
		_, _ = q.InvoicesOfApplication(ctx, id)
		promises.Announce(ctx, q)
	})
}

// approveInvoices turns the planned invoices into approved ones, each with the instant by which it is issued.
func approveInvoices(
	ctx context.Context, q *query.Queries, row query.Application, planned []query.Invoice, due promise.Promise, who actor.Actor, now time.Time,
) error {
	if err := promises.WarnProvisional(ctx, q, due, now); err != nil {
		return err
	}
	for _, i := range planned {
		err := q.ApproveInvoice(ctx, query.ApproveInvoiceParams{
			ID: i.ID, Sources: invoices.Sources(invoice.Approved), DueAt: &due.At, DueProvisional: due.Provisional, CalendarVersion: due.CalendarVersion,
		})
		if err != nil {
			return fmt.Errorf("approve invoice: %w", err)
		}
		if err := invoices.HandToVendor(ctx, q, i, now); err != nil {
			return err
		}
	}
	return trail.Note(ctx, q, event.Event{Application: row.ID, At: now, What: event.Approved, Who: who, Detail: row.DecisionReason})
}

// Reject decides against an application: the reservation is given back, and the customer is told the reason.
func (o *Office) Reject(ctx context.Context, id ids.Application, who actor.Actor, reason string, now time.Time) (application.Application, error) {
	if reason == "" {
		return application.Application{}, refusal.New(refusal.InvalidRequest, "reason", "Tell the customer why.")
	}
	return o.decideOn(ctx, id, func(q *query.Queries, row query.Application) error {
		if row.Status == application.Rejected {
			return nil
		}
		if err := read.ApplicationOf(row).Check(application.Reject, who); err != nil {
			return err
		}
		if err := CloseAndTell(ctx, q, row, application.Rejected, who, reason, now); err != nil {
			return err
		}
		return Unreserve(ctx, q, row, event.Event{What: event.Rejected, Who: who, Detail: reason}, now)
	})
}

// Cancel takes an application back, as long as no reviewer has claimed it (R2). The reservation is given back to the
// cent. Cancelling again changes nothing.
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
			return nil
		}
		if err := read.ApplicationOf(row).Check(application.Cancel, who); err != nil {
			return err
		}
		if err := end(ctx, q, row, application.Cancelled, who, reason, now); err != nil {
			return err
		}
		return Unreserve(ctx, q, row, event.Event{What: event.Cancelled, Who: who, Detail: reason}, now)
	})
}

// Claim lets a reviewer take an application; from then on the customer cannot cancel it alone (R2).
func (o *Office) Claim(ctx context.Context, id ids.Application, who actor.Actor, now time.Time) (application.Application, error) {
	return o.decideOn(ctx, id, func(q *query.Queries, row query.Application) error {
		if row.ClaimedBy == who && row.Status == application.PendingApproval {
			return nil
		}
		if err := read.ApplicationOf(row).Check(application.Claim, who); err != nil {
			return err
		}
		if err := q.ClaimApplication(ctx, query.ClaimApplicationParams{ID: id, Who: who}); err != nil {
			return fmt.Errorf("claim application: %w", err)
		}
		return trail.Note(ctx, q, event.Event{Application: id, At: now, What: event.Claimed, Who: who})
	})
}

// Unclaim puts a claimed application back for everybody; its workflow goes on as if nobody had claimed it.
func (o *Office) Unclaim(ctx context.Context, id ids.Application, who actor.Actor, now time.Time) (application.Application, error) {
	return o.decideOn(ctx, id, func(q *query.Queries, row query.Application) error {
		if err := read.ApplicationOf(row).Check(application.Unclaim, who); err != nil || row.ClaimedBy.IsNobody() {
			return err
		}
		if err := q.ClaimApplication(ctx, query.ClaimApplicationParams{ID: id, Who: actor.Nobody}); err != nil {
			return fmt.Errorf("unclaim application: %w", err)
		}
		if err := tellWorkflow(ctx, q, id, application.PendingApproval, now); err != nil {
			return err
		}
		return trail.Note(ctx, q, event.Event{Application: id, At: now, What: event.Unclaimed, Who: who})
	})
}

// decideOn locks an application, lets work decide, tells the workflow, and reads the result. What work reads first may be announced.
func (o *Office) decideOn(
	ctx context.Context, id ids.Application, work func(*query.Queries, query.Application) error, ahead ...func(*query.Queries),
) (application.Application, error) {
	var decided application.Application
	err := o.tx.Change(ctx, func(q *query.Queries) error {
		q.Ahead(func(q *query.Queries) {
			_, _ = q.LockAccountOfApplication(ctx, id)
			_, _ = q.LockApplication(ctx, id)
			for _, more := range ahead {
				more(q)
			}
		})
		if _, err := q.LockAccountOfApplication(ctx, id); err != nil {
			return tx.Missing(err, "application")
		}
		row, err := q.LockApplication(ctx, id)
		if err != nil {
			return fmt.Errorf("lock application: %w", err)
		}
		if err := work(q, row); err != nil {
			return err
		}
		decided, err = read.Application(ctx, q, id)
		return err
	})
	return decided, err
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
	return tasks.CloseLate(ctx, q, row.OverdueSince, message.WorkflowOfApplication(row.ID), now)
}

// tellWorkflow tells the application's workflow that something about it was decided outside.
func tellWorkflow(ctx context.Context, q *query.Queries, id ids.Application, status application.Status, now time.Time) error {
	return outbox.Enqueue(ctx, q, now, message.Decided.To(message.WorkflowOfApplication(id), message.DecidedNews{Status: status}))
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
