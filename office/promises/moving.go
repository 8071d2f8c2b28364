package promises

import (
	"context"
	"fmt"
	"time"

	"kaipiao/domain/actor"
	"kaipiao/domain/application"
	"kaipiao/domain/calendar"
	"kaipiao/domain/event"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/life"
	"kaipiao/domain/message"
	"kaipiao/domain/policy"
	"kaipiao/domain/promise"
	"kaipiao/domain/ticket"
	"kaipiao/office/outbox"
	"kaipiao/office/query"
	"kaipiao/office/trail"
	"kaipiao/office/tx"
)

// mover computes promises anew by another calendar, some in each transaction.
type mover struct {
	policy   policy.Policy
	calendar calendar.Calendar
	who      actor.Actor
	now      time.Time
	after    string
	moved    int
}

func (m *mover) reviews(ctx context.Context, q *query.Queries) (int, error) {
	rows, err := q.PromisedReviews(ctx, query.PromisedReviewsParams{After: ids.Application(m.after), PageSize: moveSize})
	if err != nil {
		return 0, fmt.Errorf("read promises: %w", err)
	}
	for _, row := range rows {
		m.after = string(row.ID)
		due := application.ReviewPromise(m.policy, m.calendar, row.ReviewMode, row.SubmittedAt)
		if same(&row.ReviewDueAt, row.ReviewProvisional, due) {
			continue
		}
		if err := q.MoveReview(ctx, query.MoveReviewParams{ID: row.ID, DueAt: due.At, Provisional: due.Provisional}); err != nil {
			return 0, fmt.Errorf("move a promise: %w", err)
		}
		err := m.tell(ctx, q, move{
			of: event.Event{Application: row.ID}, workflow: message.WorkflowOfApplication(row.ID), stage: promise.ReviewStage,
			old: row.ReviewDueAt, due: due, warnAt: application.ReviewWarning(row.ReviewMode, row.CoolOffUntil, due.At),
		})
		if err != nil {
			return 0, err
		}
	}
	return len(rows), nil
}

func (m *mover) papers(ctx context.Context, q *query.Queries) (int, error) {
	rows, err := q.PromisedPapers(ctx, query.PromisedPapersParams{Dated: life.Text(invoice.Dated), After: ids.Invoice(m.after), PageSize: moveSize})
	if err != nil {
		return 0, fmt.Errorf("read promises: %w", err)
	}
	for _, row := range rows {
		m.after = string(row.ID)
		if err := m.paper(ctx, q, row); err != nil {
			return 0, err
		}
	}
	return len(rows), nil
}

// paper moves the promise of issuing, or of shipping where that counts working days.
func (m *mover) paper(ctx context.Context, q *query.Queries, row query.Invoice) error {
	a, err := q.Application(ctx, row.Application)
	if err != nil {
		return tx.Missing(err, "application")
	}
	p := m.policy
	stage, due := promise.IssueStage, promise.Issue(p, m.calendar, invoice.Paper, a.SubmittedAt, a.SubmittedAt)
	warn := promise.IssueWarning(p, invoice.Paper, a.SubmittedAt, due.At)
	if row.Status == invoice.Issued {
		if p.Ship.Days != policy.WorkingDays {
			return nil
		}
		stage, due = promise.ShipStage, promise.Ship(p, m.calendar, *row.IssuedAt)
		warn = promise.ShipWarning(due.At)
	}
	if same(row.DueAt, row.DueProvisional, due) {
		return nil
	}
	err = q.MoveInvoice(ctx, query.MoveInvoiceParams{
		ID: row.ID, Status: row.Status, DueAt: due.At, Provisional: due.Provisional, CalendarVersion: due.CalendarVersion,
	})
	if err != nil {
		return fmt.Errorf("move a promise: %w", err)
	}
	workflow := row.Workflow
	if row.Status == invoice.Planned {
		workflow = "" // it is not running yet
	}
	return m.tell(ctx, q, move{
		of: event.Event{Application: row.Application, Invoice: row.ID}, workflow: workflow, stage: stage, old: *row.DueAt, due: due, warnAt: warn,
	})
}

func (m *mover) tickets(ctx context.Context, q *query.Queries) (int, error) {
	rows, err := q.PromisedTickets(ctx, query.PromisedTicketsParams{Promised: life.Text(ticket.Promised()), After: ids.Ticket(m.after), PageSize: moveSize})
	if err != nil {
		return 0, fmt.Errorf("read promises: %w", err)
	}
	for _, row := range rows {
		m.after = string(row.ID)
		due := promise.Ticket(m.policy, m.calendar, row.TurnedAt)
		if same(row.DueAt, row.DueProvisional, due) {
			continue
		}
		if err := q.MoveTicket(ctx, query.MoveTicketParams{
			ID: row.ID, DueAt: due.At, Provisional: due.Provisional, Promised: life.Text(ticket.Promised()),
		}); err != nil {
			return 0, fmt.Errorf("move a promise: %w", err)
		}
		err := m.tell(ctx, q, move{
			of: event.Event{Application: tx.Text(row.Application), Ticket: row.ID}, workflow: message.WorkflowOfTicket(row.ID),
			stage: promise.TicketStage, old: *row.DueAt, due: due, warnAt: promise.TicketWarning(due.At),
		})
		if err != nil {
			return 0, err
		}
	}
	return len(rows), nil
}

// move is one promise that moved: which, from when, and until when it holds now.
type move struct {
	of          event.Event
	workflow    string // that watches over it; empty when none runs
	stage       promise.Stage
	old, warnAt time.Time
	due         promise.Promise
}

// tell notes that a promise moved, and tells the workflow that watches over it.
func (m *mover) tell(ctx context.Context, q *query.Queries, one move) error {
	m.moved++
	one.of.At, one.of.What, one.of.Who = m.now, event.DueChanged, m.who
	one.of.Detail = fmt.Sprintf("%s: %s → %s (%s)", one.stage, calendar.DateOf(one.old), calendar.DateOf(one.due.At), one.due.CalendarVersion)
	if err := trail.Note(ctx, q, one.of); err != nil || one.workflow == "" {
		return err
	}
	return outbox.Enqueue(ctx, q, m.now, message.DueChanged.To(one.workflow, message.DueChangedNews{Stage: one.stage, WarnAt: one.warnAt, DueAt: one.due.At}))
}
