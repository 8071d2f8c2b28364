package promises

import (
	"context"
	"fmt"
	"time"

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

// Miss marks that a promise was missed and raises an operator task, once (I9). It reports whether the work is late:
// not when it was done meanwhile.
func (o *Office) Miss(ctx context.Context, m message.Missed, now time.Time) (bool, error) {
	late := false
	err := o.tx.Change(ctx, func(q *query.Queries) error {
		seller := invoice.Platform // a ticket may concern no application
		if m.Application != "" {
			a, err := q.Application(ctx, m.Application)
			if err != nil {
				return tx.Missing(err, "application")
			}
			seller = a.Seller
		}
		marked, err := markOverdue(ctx, q, m)
		if err != nil || marked == 0 {
			return err
		}
		subject, err := subjectOf(ctx, q, m)
		if err != nil {
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

// Warn notes that a promise is about to be missed.
func (o *Office) Warn(ctx context.Context, m message.Missed, now time.Time) error {
	return o.tx.Change(ctx, func(q *query.Queries) error {
		return trail.Note(ctx, q, event.Event{
			Application: m.Application, Invoice: m.Invoice, Ticket: m.Ticket, At: now, What: event.PromiseAtRisk, Who: actor.Product, Detail: string(m.Stage),
		})
	})
}
