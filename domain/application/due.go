package application

import (
	"time"

	"kaipiao/domain/calendar"
	"kaipiao/domain/policy"
	"kaipiao/domain/promise"
)

// ReviewPromise is when an application submitted at this instant is decided (R1).
func ReviewPromise(p policy.Policy, c calendar.Calendar, mode ReviewMode, submitted time.Time) promise.Promise {
	if mode == AutomaticReview {
		return promise.Promise{At: submitted.Add(p.Review.AutomaticWithin.Std())}
	}
	return promise.WorkingDays(c, submitted, p.Review.ManualWithinWorkingDays)
}

// ReviewWarning is when a review is about to be late: an automatic one halfway between the cool-off and the promise, a
// reviewer's one day before.
func ReviewWarning(mode ReviewMode, coolOffUntil, due time.Time) time.Time {
	if mode == AutomaticReview {
		return coolOffUntil.Add(due.Sub(coolOffUntil) / 2)
	}
	return due.AddDate(0, 0, -1)
}
