package application

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

// ReviewPromise is when an application submitted at this instant is decided (R1).
func ReviewPromise(p policy.Policy, c calendar.Calendar, mode ReviewMode, submitted time.Time) Promise {
	if mode == AutomaticReview {
		return Promise{At: submitted.Add(p.Review.AutomaticWithin.Std())}
	}
	return workingDays(c, submitted, p.Review.ManualWithinWorkingDays)
}

// TicketPromise is when finance decides about a ticket that was opened at this instant: as long as a review may take (R1).
func TicketPromise(p policy.Policy, c calendar.Calendar, opened time.Time) Promise {
	return workingDays(c, opened, p.Review.ManualWithinWorkingDays)
}

// IssuePromise is when an invoice is issued: on paper counted from the submission (I2), electronic from the approval (I1).
func IssuePromise(p policy.Policy, c calendar.Calendar, medium invoice.Medium, submitted, approved time.Time) Promise {
	if medium == invoice.Paper {
		return workingDays(c, submitted, p.Issue.PaperWithinWorkingDays)
	}
	return Promise{At: approved.Add(p.Issue.ElectronicWithin.Std())}
}

// ShipPromise is when a paper invoice issued at this instant is handed to the courier (I2).
func ShipPromise(p policy.Policy, c calendar.Calendar, issued time.Time) Promise {
	if p.Ship.Days == policy.WorkingDays {
		return workingDays(c, issued, p.Ship.WithinDays)
	}
	return Promise{At: calendar.DateOf(issued).AddDays(p.Ship.WithinDays).End()}
}

// workingDays: a promise of n working days is due at the end of the n-th working day after the day of the event.
func workingDays(c calendar.Calendar, event time.Time, n int) Promise {
	due := c.AddWorkingDays(calendar.DateOf(event), n)
	return Promise{At: due.Date.End(), Provisional: due.Provisional, CalendarVersion: due.CalendarVersion}
}

// ReviewWarning is when a review is about to be late: an automatic one halfway between the cool-off and the promise, a
// reviewer's one day before.
func ReviewWarning(mode ReviewMode, coolOffUntil, due time.Time) time.Time {
	if mode == AutomaticReview {
		return coolOffUntil.Add(due.Sub(coolOffUntil) / 2)
	}
	return due.AddDate(0, 0, -1)
}

// TicketWarning is when a decision about a ticket is about to be late: one day before.
func TicketWarning(due time.Time) time.Time { return due.AddDate(0, 0, -1) }

// IssueWarning is when issuing is about to be late: an e-invoice at its target (I1), a paper invoice one day before.
func IssueWarning(p policy.Policy, medium invoice.Medium, approved, due time.Time) time.Time {
	if medium == invoice.Paper {
		return due.AddDate(0, 0, -1)
	}
	return approved.Add(p.Issue.ElectronicTarget.Std())
}

// ShipWarning is when shipping is about to be late: one day before.
func ShipWarning(due time.Time) time.Time { return due.AddDate(0, 0, -1) }
