package promises

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"kaipiao/domain/actor"
	"kaipiao/domain/event"
	"kaipiao/domain/invoice"
	"kaipiao/domain/life"
	"kaipiao/domain/message"
	"kaipiao/domain/reversal"
	"kaipiao/domain/task"
	"kaipiao/domain/ticket"
	"kaipiao/office/query"
	"kaipiao/office/trail"
	"kaipiao/office/tx"
)

// Miss marks that a promise was missed and raises an operator task, once (I9). It reports whether the work is late and nobody was told of
// it: who found out first may be gone. It is not late when it was done meanwhile.
func (o *Office) Miss(ctx context.Context, m message.Missed, now time.Time) (bool, error) {
	late := false
	err := o.tx.Change(ctx, func(q *query.Queries) (err error) {
		if m, err = asStored(ctx, q, m); err != nil {
			return err
		}
		seller := invoice.Platform // a ticket may concern no application
		if m.Application != "" {
			a, err := q.Application(ctx, m.Application)
			if err != nil {
				return tx.Missing(err, "application")
			}
			seller = a.Seller
		}
		marked, err := markOverdue(ctx, q, m)
		if err != nil {
			return err
		}
		subject, err := subjectOf(ctx, q, m)
		if err != nil {
			return err
		}
		if marked == 0 {
			late, err = q.UntoldPromise(ctx, query.UntoldPromiseParams{Subject: subject, Stage: string(m.Stage)})
			return err
		}
		raised, err := q.RaiseTask(ctx, query.RaiseTaskParams{
			Kind: task.PromiseMissed, Seller: seller, Subject: subject, Stage: string(m.Stage), Now: now,
		})
		if err != nil {
			return fmt.Errorf("raise an operator task: %w", err)
		}
		late = raised > 0
		return trail.Note(ctx, q, event.Event{
			Application: m.Application, Invoice: m.Invoice, Ticket: m.Ticket, At: now, What: event.PromiseMissed, Who: actor.Product, Detail: string(m.Stage),
		})
	})
	return late, err
}

// asStored says of which application an invoice is: what a workflow was started with decides nothing (N12).
func asStored(ctx context.Context, q *query.Queries, m message.Missed) (message.Missed, error) {
	if m.Invoice == "" {
		return m, nil
	}
	row, err := q.Invoice(ctx, m.Invoice)
	m.Application = row.Application
	return m, tx.Missing(err, "invoice")
}

// SubjectOf is the workflow that is late with a promise.
func (o *Office) SubjectOf(ctx context.Context, m message.Missed) (string, error) {
	return subjectOf(ctx, o.tx.Reads(), m)
}

func subjectOf(ctx context.Context, q *query.Queries, m message.Missed) (string, error) {
	switch {
	case m.Ticket != "":
		return message.WorkflowOfTicket(m.Ticket), nil
	case m.Reversal != "":
		return message.WorkflowOfReversals(m.Invoice), nil
	case m.Invoice != "":
		row, err := q.Invoice(ctx, m.Invoice)
		return row.Workflow, tx.Missing(err, "invoice")
	default:
		return message.WorkflowOfApplication(m.Application), nil
	}
}

// markOverdue marks the row of what is late; it marks none that was done meanwhile, or marked before.
func markOverdue(ctx context.Context, q *query.Queries, m message.Missed) (int64, error) {
	switch {
	case m.Ticket != "":
		return q.MarkTicketOverdue(ctx, query.MarkTicketOverdueParams{ID: m.Ticket, Since: m.DueAt, Promised: life.Text(ticket.Promised())})
	case m.Reversal != "":
		return q.MarkReversalOverdue(ctx, query.MarkReversalOverdueParams{ID: m.Reversal, Since: m.DueAt, Open: life.Text(reversal.Life.Open())})
	case m.Invoice != "":
		return q.MarkInvoiceOverdue(ctx, query.MarkInvoiceOverdueParams{ID: m.Invoice, Since: m.DueAt, Late: life.Text(invoice.Late)})
	default:
		return q.MarkApplicationOverdue(ctx, query.MarkApplicationOverdueParams{ID: m.Application, Since: m.DueAt})
	}
}

// Warn notes that a promise is about to be missed, once, whichever run finds out.
func (o *Office) Warn(ctx context.Context, m message.Missed, now time.Time) error {
	return o.tx.Change(ctx, func(q *query.Queries) (err error) {
		if m, err = asStored(ctx, q, m); err != nil {
			return err
		}
		if warned, err := warnedBefore(ctx, q, m); err != nil || warned {
			return err
		}
		return trail.Note(ctx, q, event.Event{
			Application: m.Application, Invoice: m.Invoice, Ticket: m.Ticket, At: now, What: event.PromiseAtRisk, Who: actor.Product, Detail: string(m.Stage),
		})
	})
}

// warnedBefore reports whether it is noted already. A promise that moved, or that was made anew in another turn of a ticket, is another one.
func warnedBefore(ctx context.Context, q *query.Queries, m message.Missed) (bool, error) {
	since := time.Time{}
	if m.Ticket != "" {
		row, err := q.Ticket(ctx, m.Ticket)
		if err != nil {
			return false, tx.Missing(err, "ticket")
		}
		since = row.TurnedAt
	}
	warned, err := lastOf(ctx, q, m, event.PromiseAtRisk)
	if err != nil || warned.Detail != string(m.Stage) || warned.At.Before(since) {
		return false, err
	}
	moved, err := lastOf(ctx, q, m, event.DueChanged)
	return moved.ID < warned.ID, err
}

// lastOf is what happened last under a name to whom a promise was made about; nothing, where it never did.
func lastOf(ctx context.Context, q *query.Queries, m message.Missed, what event.Name) (last query.Event, err error) {
	switch {
	case m.Ticket != "":
		last, err = q.LastOfTicket(ctx, query.LastOfTicketParams{Ticket: &m.Ticket, What: what})
	case m.Invoice != "":
		last, err = q.LastOfInvoice(ctx, query.LastOfInvoiceParams{Invoice: &m.Invoice, What: what})
	default:
		last, err = q.LastOfApplication(ctx, query.LastOfApplicationParams{Application: &m.Application, What: what})
	}
	if errors.Is(err, pgx.ErrNoRows) {
		return query.Event{}, nil
	}
	if err != nil {
		return last, fmt.Errorf("read the timeline: %w", err)
	}
	return last, nil
}
