package outbox

import "time"

// How messages are leased: a dispatcher takes a few, sends them at the same time, and notes what came of each. What it does
// together is done before the lease is over, so that two dispatchers send the same message only when one of them died.
const (
	// Lease is how long a message belongs to the dispatcher that sends it. Longer than the four below together.
	Lease = 15 * time.Second
	// claimTimeout bounds taking messages, SendTimeout one call to Temporal, and settleTimeout the note of what came of it, which
	// is made although the process is stopping.
	claimTimeout  = 2 * time.Second
	SendTimeout   = 5 * time.Second
	settleTimeout = 3 * time.Second
	// clockDifference is how far apart the clocks of two machines may be.
	clockDifference = 2 * time.Second

	// AtOnce is how many messages one dispatcher sends at the same time.
	AtOnce = 16
	// longestPause is how long a message that could not be sent waits at most.
	longestPause = time.Minute
)

// pause doubles from one second to the longest, after so many vain tries.
func pause(tries int32) time.Duration {
	return min(time.Second<<min(tries-1, 6), longestPause)
}
