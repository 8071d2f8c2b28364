package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"kaipiao/domain/application"
	"kaipiao/domain/calendar"
	"kaipiao/domain/invoice"
	"kaipiao/domain/message"
	"kaipiao/domain/policy"
	"kaipiao/domain/promise"
	"kaipiao/domain/refusal"
	"kaipiao/domain/task"
	"kaipiao/office/query"

	"github.com/jackc/pgx/v5/pgtype"
)

// Calendar is the one in force: the schedules that the program was built with, and those that were loaded since (I3).
func (r *Register) Calendar(ctx context.Context) (calendar.Calendar, error) {
	return r.readCalendar(ctx, query.New(r.pool))
}

// promising is the calendar by which a transaction may promise something; nobody replaces it before the transaction ends.
func (r *Register) promising(ctx context.Context, q *query.Queries) (calendar.Calendar, error) {
	if err := q.HoldCalendar(ctx); err != nil {
		return calendar.Calendar{}, fmt.Errorf("hold the calendar: %w", err)
	}
	return r.readCalendar(ctx, q)
}

// warnProvisional raises the operator task that a year's schedule is missing, once.
func warnProvisional(ctx context.Context, q *query.Queries, due promise.Promise, now time.Time) error {
	if !due.Provisional {
		return nil
	}
	if _, err := q.RaiseTask(ctx, query.RaiseTaskParams{Kind: task.CalendarMissing, Seller: invoice.Platform, Now: now}); err != nil {
		return fmt.Errorf("raise an operator task: %w", err)
	}
	return nil
}

func (r *Register) readCalendar(ctx context.Context, q *query.Queries) (calendar.Calendar, error) {
	rows, err := q.CalendarYears(ctx)
	if err != nil {
		return calendar.Calendar{}, fmt.Errorf("read the calendar: %w", err)
	}
	c := r.calendar
	for _, row := range rows {
		c = c.With(calendar.Schedule{Year: int(row.Year), Source: row.Source, Off: datesOf(row.Off), WorkedWeekends: datesOf(row.WorkedWeekends)})
	}
	return c, nil
}

// LoadSchedule takes in a year's schedule and moves every promise in working days that it concerns; running workflows are
// told. It returns how many promises moved. Loading the same again moves nothing; a load that was broken off is completed
// by another one. A year that the program was built with is refused.
func (r *Register) LoadSchedule(ctx context.Context, s calendar.Schedule, who string, now time.Time) (int, error) {
	if r.calendar.Knows(s.Year) {
		return 0, refusal.New(refusal.WrongState, "year", "published")
	}
	err := r.change(ctx, func(q *query.Queries) error {
		if err := q.ReplaceCalendar(ctx); err != nil {
			return fmt.Errorf("hold the calendar: %w", err)
		}
		if err := q.CloseCalendarTask(ctx, query.CloseCalendarTaskParams{Who: who, Now: &now}); err != nil {
			return fmt.Errorf("close operator task: %w", err)
		}
		return q.StoreCalendarYear(ctx, query.StoreCalendarYearParams{
			Year: int32(s.Year), Source: s.Source, Off: rowDates(s.Off), WorkedWeekends: rowDates(s.WorkedWeekends), Who: who, Now: now, //nolint:gosec // a year
		})
	})
	if err != nil {
		return 0, err
	}
	c, err := r.Calendar(ctx)
	if err != nil {
		return 0, err
	}
	m := mover{register: r, calendar: c, who: who, now: now}
	for _, chunk := range []func(context.Context, *query.Queries) (int, error){m.reviews, m.papers, m.tickets} {
		m.after = ""
		for taken := moveSize; taken == moveSize; {
			err := r.change(ctx, func(q *query.Queries) (err error) {
				taken, err = chunk(ctx, q)
				return err
			})
			if err != nil {
				return m.moved, err
			}
		}
	}
	return m.moved, nil
}

// moveSize is how many promises are moved in one transaction.
const moveSize = 200

// mover computes promises anew by another calendar, some in each transaction.
type mover struct {
	register *Register
	calendar calendar.Calendar
	who      string
	now      time.Time
	after    string
	moved    int
}

func (m *mover) reviews(ctx context.Context, q *query.Queries) (int, error) {
	rows, err := q.PromisedReviews(ctx, query.PromisedReviewsParams{After: m.after, PageSize: moveSize})
	if err != nil {
		return 0, fmt.Errorf("read promises: %w", err)
	}
	for _, row := range rows {
		m.after = row.ID
		due := application.ReviewPromise(m.register.policy, m.calendar, row.ReviewMode, row.SubmittedAt)
		if same(&row.ReviewDueAt, row.ReviewProvisional, due) {
			continue
		}
		if err := q.MoveReview(ctx, query.MoveReviewParams{ID: row.ID, DueAt: due.At, Provisional: due.Provisional}); err != nil {
			return 0, fmt.Errorf("move a promise: %w", err)
		}
		warn := application.ReviewWarning(row.ReviewMode, row.CoolOffUntil, due.At)
		if err := m.tell(ctx, q, noted{application: row.ID}, message.WorkflowOfApplication(row.ID), promise.ReviewStage, row.ReviewDueAt, warn, due); err != nil {
			return 0, err
		}
	}
	return len(rows), nil
}

func (m *mover) papers(ctx context.Context, q *query.Queries) (int, error) {
	rows, err := q.PromisedPapers(ctx, query.PromisedPapersParams{After: m.after, PageSize: moveSize})
	if err != nil {
		return 0, fmt.Errorf("read promises: %w", err)
	}
	for _, row := range rows {
		m.after = row.ID
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
		return missing(err, "application")
	}
	p := m.register.policy
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
	workflow := message.WorkflowOfInvoice(row.ID)
	if row.Status == invoice.Planned {
		workflow = "" // it is not running yet
	}
	return m.tell(ctx, q, noted{application: row.Application, invoice: row.ID}, workflow, stage, *row.DueAt, warn, due)
}

func (m *mover) tickets(ctx context.Context, q *query.Queries) (int, error) {
	rows, err := q.PromisedTickets(ctx, query.PromisedTicketsParams{After: m.after, PageSize: moveSize})
	if err != nil {
		return 0, fmt.Errorf("read promises: %w", err)
	}
	for _, row := range rows {
		m.after = row.ID
		due := promise.Ticket(m.register.policy, m.calendar, row.TurnedAt)
		if same(row.DueAt, row.DueProvisional, due) {
			continue
		}
		if err := q.MoveTicket(ctx, query.MoveTicketParams{ID: row.ID, DueAt: due.At, Provisional: due.Provisional}); err != nil {
			return 0, fmt.Errorf("move a promise: %w", err)
		}
		warn := promise.TicketWarning(due.At)
		if err := m.tell(ctx, q, noted{application: text(row.Application), ticket: row.ID}, message.WorkflowOfTicket(row.ID), promise.TicketStage, *row.DueAt, warn, due); err != nil {
			return 0, err
		}
	}
	return len(rows), nil
}

func same(at *time.Time, provisional bool, due promise.Promise) bool {
	return at != nil && at.Equal(due.At) && provisional == due.Provisional
}

// tell notes that a promise moved, and tells the workflow that watches over it.
func (m *mover) tell(ctx context.Context, q *query.Queries, what noted, workflow string, stage promise.Stage, old, warn time.Time, due promise.Promise) error {
	m.moved++
	what.at, what.what, what.who = m.now, "due_changed", m.who
	what.detail = fmt.Sprintf("%s: %s → %s (%s)", stage, calendar.DateOf(old), calendar.DateOf(due.At), due.CalendarVersion)
	if err := note(ctx, q, what); err != nil || workflow == "" {
		return err
	}
	payload, err := json.Marshal(message.DueChanged{Stage: stage, WarnAt: warn, DueAt: due.At})
	if err != nil {
		return err
	}
	return enqueue(ctx, q, query.InsertOutboxParams{
		WorkflowID: workflow, Kind: message.SignalWorkflow, Signal: message.DueChangedSignal, Payload: payload, Now: m.now,
	})
}

func datesOf(rows []pgtype.Date) []calendar.Date {
	dates := make([]calendar.Date, len(rows))
	for i, row := range rows {
		dates[i] = calendar.NewDate(row.Time.Date())
	}
	return dates
}

// rowDates: eight in the morning in Shanghai is midnight in UTC, which is how the database's client writes a date.
func rowDates(dates []calendar.Date) []pgtype.Date {
	rows := make([]pgtype.Date, len(dates))
	for i, date := range dates {
		rows[i] = pgtype.Date{Time: date.At(8, 0, 0), Valid: true}
	}
	return rows
}
