package webhook

import "time"

// How endpoints are tried. These are the only numbers that there are about it.
const (
	// CallTimeout bounds one call.
	CallTimeout = 10 * time.Second
	// Lease is how long a delivery belongs to the process that tries it; longer than a call and the note of what came of it.
	Lease = time.Minute
	// FirstPause is the pause after the first try that failed; it doubles up to LongestPause.
	FirstPause   = 5 * time.Second
	LongestPause = time.Hour
	// GiveUpAfter is how long a delivery is tried before it is parked.
	GiveUpAfter = 24 * time.Hour
	// AtOnce is how many calls one process makes to one endpoint at the same time.
	AtOnce = 16
)

// Verdict is what becomes of a delivery after a try.
type Verdict struct {
	Status Status
	// Next is when it is tried again, for a delivery that waits.
	Next time.Time
	// Ends: the endpoint is told nothing more.
	Ends bool
}

// Judge decides what becomes of a delivery that was tried since an instant, so many times. Random is between 0 and 1 and
// spreads the tries, so that an endpoint that comes back is not overrun.
func Judge(outcome OutcomeKind, attempts int, since, now time.Time, random float64) Verdict {
	lastTry := since.Add(GiveUpAfter)
	switch {
	case outcome == Taken:
		return Verdict{Status: Delivered}
	case outcome == Gone:
		return Verdict{Status: Parked, Ends: true}
	case !now.Before(lastTry):
		return Verdict{Status: Parked}
	}
	next := now.Add(Pause(attempts, random))
	if next.After(lastTry) {
		next = lastTry
	}
	return Verdict{Status: Waiting, Next: next}
}

// Pause is how long to wait after so many tries: between half of what the doubling comes to, and all of it.
func Pause(attempts int, random float64) time.Duration {
	whole := LongestPause
	if doublings := max(attempts-1, 0); doublings < 20 {
		whole = min(FirstPause<<doublings, LongestPause)
	}
	return whole/2 + time.Duration(random*float64(whole/2))
}
