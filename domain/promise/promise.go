// Package promise computes until when something is to be done, when to warn, and which stage of a life has which
// promise (I9).
package promise

import (
	"time"

	"kaipiao/domain/calendar"
	"kaipiao/domain/invoice"
	"kaipiao/domain/policy"
)

// Promise is an instant by which something is to be done (I9), in UTC.
type Promise struct {
	At time.Time
	// Provisional: the working-day schedule of a year on the way is not published yet (I3).
	Provisional     bool
	CalendarVersion string
}

// Ticket is when finance decides about a ticket that was opened at this instant: as long as a review may take (R1).
func Ticket(p policy.Policy, c calendar.Calendar, opened time.Time) Promise {
	return WorkingDays(c, opened, p.Review.ManualWithinWorkingDays)
}

// Issue is when an invoice is issued: on paper counted from the submission (I2), electronic from the approval (I1).
func Issue(p policy.Policy, c calendar.Calendar, medium invoice.Medium, submitted, approved time.Time) Promise {
	if medium == invoice.Paper {
		return WorkingDays(c, submitted, p.Issue.PaperWithinWorkingDays)
	}
	return Promise{At: approved.Add(p.Issue.ElectronicWithin.Std())}
}

// Ship is when a paper invoice issued at this instant is handed to the courier (I2).
func Ship(p policy.Policy, c calendar.Calendar, issued time.Time) Promise {
	if p.Ship.Days == policy.WorkingDays {
		return WorkingDays(c, issued, p.Ship.WithinDays)
	}
	return Promise{At: calendar.DateOf(issued).AddDays(p.Ship.WithinDays).End()}
}

// WorkingDays is a promise of n working days: due at the end of the n-th working day after the day of the event.
func WorkingDays(c calendar.Calendar, event time.Time, n int) Promise {
	due := c.AddWorkingDays(calendar.DateOf(event), n)
	return Promise{At: due.Date.End(), Provisional: due.Provisional, CalendarVersion: due.CalendarVersion}
}
