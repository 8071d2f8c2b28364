package provider

import "time"

// Patience holds back, in one process, what has failed: longer after each failure in a row. It is for calls that a provider counts even when it
// does not answer. It is not safe for concurrent use; its zero value lets the first call through.
type Patience struct {
	pause time.Duration
	until time.Time
}

// The first pause after a failure, how much longer the next one is, and the longest: a day without an answer is 17 calls.
const (
	firstPause   = 10 * time.Second
	longerBy     = 3
	longestPause = 2 * time.Hour
)

// Over reports whether a call may be made now.
func (p *Patience) Over(now time.Time) bool { return !now.Before(p.until) }

// Note tells what came of a call; one that did not fail ends the patience.
func (p *Patience) Note(now time.Time, err error) {
	if err == nil {
		*p = Patience{}
		return
	}
	p.pause = min(max(firstPause, longerBy*p.pause), longestPause)
	p.until = now.Add(p.pause)
}
