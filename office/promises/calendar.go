package promises

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5/pgtype"

	"kaipiao/domain/actor"
	"kaipiao/domain/calendar"
	"kaipiao/domain/invoice"
	"kaipiao/domain/promise"
	"kaipiao/domain/task"
	"kaipiao/office/query"
)

// Calendar is the one in force: the schedules that the program was built with, and those that were loaded since (I3).
func (o *Office) Calendar(ctx context.Context) (calendar.Calendar, error) {
	return o.CalendarIn(ctx, o.tx.Reads())
}

// LockCalendar is the calendar by which a transaction may promise something; nobody replaces it before the transaction ends.
func (o *Office) LockCalendar(ctx context.Context, q *query.Queries) (calendar.Calendar, error) {
	if err := q.HoldCalendar(ctx); err != nil {
		return calendar.Calendar{}, fmt.Errorf("hold the calendar: %w", err)
	}
	return o.CalendarIn(ctx, q)
}

// Announce announces LockCalendar.
func Announce(ctx context.Context, q *query.Queries) {
	_ = q.HoldCalendar(ctx)
	_, _ = q.CalendarYears(ctx)
}

// WarnProvisional raises the operator task that a year's schedule is missing, once.
func WarnProvisional(ctx context.Context, q *query.Queries, due promise.Promise, now time.Time) error {
	if !due.Provisional {
		return nil
	}
	if _, err := q.RaiseTask(ctx, query.RaiseTaskParams{Kind: task.CalendarMissing, Seller: invoice.Platform, Now: now}); err != nil {
		return fmt.Errorf("raise an operator task: %w", err)
	}
	return nil
}

// CalendarIn is the calendar in force, within a transaction that promises nothing.
func (o *Office) CalendarIn(ctx context.Context, q *query.Queries) (calendar.Calendar, error) {
	rows, err := q.CalendarYears(ctx)
	if err != nil {
		return calendar.Calendar{}, fmt.Errorf("read the calendar: %w", err)
	}
	c := o.calendar
	for _, row := range rows {
		c = c.With(calendar.Schedule{
			Year: int(row.Year), Source: row.Source, Off: datesOf(row.Off), WorkedWeekends: datesOf(row.WorkedWeekends), Revision: int(row.Revision),
		})
	}
	return c, nil
}

// LoadSchedule takes in a year's schedule and moves every promise in working days that it concerns; running workflows are
// told. It returns how many promises moved. Loading the same again moves nothing; a load that was broken off is completed
// by another one. A year that the program was built with is refused.
func (o *Office) LoadSchedule(ctx context.Context, s calendar.Schedule, who actor.Actor, now time.Time) (int, error) {
	err := o.tx.Change(ctx, func(q *query.Queries) error {
		if err := q.ReplaceCalendar(ctx); err != nil {
			return fmt.Errorf("hold the calendar: %w", err)
		}
		known, err := o.CalendarIn(ctx, q)
		if err != nil {
			return err
		}
		if !o.calendar.Knows(s.Year) { // a correction of a built-in year is not the one that is missing
			if err := q.CloseCalendarTask(ctx, query.CloseCalendarTaskParams{Who: who, Now: &now}); err != nil {
				return fmt.Errorf("close operator task: %w", err)
			}
		}
		if known.Says(s) {
			return nil
		}
		return q.StoreCalendarYear(ctx, query.StoreCalendarYearParams{
			Year:   int32(s.Year), //nolint:gosec // a year
			Source: s.Source, Off: rowDates(s.Off), WorkedWeekends: rowDates(s.WorkedWeekends),
			Revision: int32(known.Next(s.Year)), Who: who, Now: now, //nolint:gosec // some versions
		})
	})
	if err != nil {
		return 0, err
	}
	c, err := o.Calendar(ctx)
	if err != nil {
		return 0, err
	}
	m := mover{policy: o.policy, calendar: c, who: who, now: now}
	for _, chunk := range []func(context.Context, *query.Queries) (int, error){m.reviews, m.papers, m.tickets} {
		m.after = ""
		for taken := moveSize; taken == moveSize; {
			err := o.tx.Change(ctx, func(q *query.Queries) (err error) {
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

func same(at *time.Time, provisional bool, due promise.Promise) bool {
	return at != nil && at.Equal(due.At) && provisional == due.Provisional
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
