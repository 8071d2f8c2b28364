// Package standingorder has the rules of standing orders (自动开票, A14): an account applies by itself each month for everything that is free.
package standingorder

import (
	"time"

	"kaipiao/domain/actor"
	"kaipiao/domain/calendar"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/refusal"
)

// Hour and Minute are when orders are carried out on their day, in Asia/Shanghai: after what was paid the day before is released (L3).
const (
	Hour   = 10
	Minute = 30
)

// LastDay is the last day of a month on which an order may be: every month has it.
const LastDay = 28

// Order is what an account has ordered. The title and the address are saved ones, read when it is carried out; empty for the default ones.
type Order struct {
	Account ids.Account
	Day     int
	Kind    invoice.Kind
	Medium  invoice.Medium
	Title   ids.Title
	Address ids.Address
	// Email is who is told instead of the account's addresses; may be empty.
	Email   string
	Remark  string
	Enabled bool
	// First is the first month that it is for.
	First     Month
	ChangedBy actor.Actor
	ChangedAt time.Time
}

// Replaces is the order as it stands once it takes the place of another one, which may be nil. Whoever enables it, or moves it to another day,
// orders for this month only where that day's hour has not passed.
func (o Order) Replaces(before *Order) Order {
	first := firstOf(o.ChangedAt)
	o.First = Month(first.Month())
	if onDay(first, o.Day).Before(o.ChangedAt) {
		o.First = Month(first.NextMonth().Month())
	}
	if before != nil && before.Enabled && o.Enabled && before.Day == o.Day {
		o.First = before.First
	}
	return o
}

// Month is a civil month in Asia/Shanghai, "2026-09".
type Month string

// MonthOf is the month in which an instant falls.
func MonthOf(at time.Time) Month { return Month(calendar.DateOf(at).Month()) }

// DayDue is the last day of its month whose orders are due at an instant; 0 before the hour of those of the first day.
func DayDue(now time.Time) int {
	today := calendar.DateOf(now)
	day := now.In(calendar.Shanghai).Day()
	if today.At(Hour, Minute, 0).After(now) {
		day--
	}
	return day
}

// firstOf is the first day of the month in which an instant falls.
func firstOf(at time.Time) calendar.Date {
	local := at.In(calendar.Shanghai)
	return calendar.NewDate(local.Year(), local.Month(), 1)
}

func onDay(first calendar.Date, day int) time.Time { return first.AddDays(day-1).At(Hour, Minute, 0) }

// Due reports whether the order is to be carried out for the month of an instant, by that instant: its day and hour have come, and it is for
// that month. Whether it was carried out already, the register knows.
func (o Order) Due(now time.Time) bool {
	return o.Enabled && o.Day <= DayDue(now) && o.First <= MonthOf(now)
}

// Next is when the order is carried out next; nil where it is not enabled. Done says that this month's was. What was missed is caught up with
// at the next hour of orders in the same month.
func (o Order) Next(now time.Time, done bool) *time.Time {
	if !o.Enabled {
		return nil
	}
	first := firstOf(now)
	next := onDay(first, o.Day)
	switch {
	case done || o.First > MonthOf(now):
	case next.After(now):
		return &next
	default:
		if caughtUp := nextHour(now); MonthOf(caughtUp) == MonthOf(now) {
			return &caughtUp
		}
	}
	next = onDay(first.NextMonth(), o.Day)
	return &next
}

// nextHour is the next hour of orders.
func nextHour(now time.Time) time.Time {
	today := calendar.DateOf(now)
	if hour := today.At(Hour, Minute, 0); hour.After(now) {
		return hour
	}
	return today.AddDays(1).At(Hour, Minute, 0)
}

// Reason is why nothing was applied for, as it was told then.
type Reason struct {
	Code    string `json:"code"`
	English string `json:"en"`
	Chinese string `json:"zh"`
}

// Reasons are all of them, as the register keeps them.
type Reasons []Reason

// ReasonsOf are refusals as reasons.
func ReasonsOf(refused refusal.List) Reasons {
	reasons := make(Reasons, len(refused))
	for i, r := range refused {
		reasons[i] = Reason{string(r.Code), r.English(), r.Chinese()}
	}
	return reasons
}

// Run is what became of an order in one month: an application, or reasons.
type Run struct {
	Month       Month
	At          time.Time
	Application ids.Application
	Skipped     Reasons
	ToldAt      *time.Time
}

// Key is the idempotency key under which an order applies in a month.
func Key(account ids.Account, month Month) string {
	return "standing-order/" + string(account) + "/" + string(month)
}
