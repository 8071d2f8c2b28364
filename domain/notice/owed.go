package notice

import "time"

// How mails are tried that the register owes. These are the only numbers that there are about it.
const (
	// Lease is how long a mail belongs to the process that hands it over; longer than the mail server may take.
	Lease = 2 * time.Minute
	// FirstPause is the pause after the first try that failed; it doubles up to LongestPause.
	FirstPause   = 2 * time.Second
	LongestPause = 10 * time.Minute
	// GiveUpAfter is how long a mail is tried; a mailbox must not keep later mails back for ever.
	GiveUpAfter = 24 * time.Hour
	// AtOnce is how many one process hands over at the same time.
	AtOnce = 8
)

// NextTry is when a mail is tried again that was not taken, after so many tries since an instant; false when it is given up.
func NextTry(attempts int, since, now time.Time) (time.Time, bool) {
	pause := LongestPause
	if doublings := max(attempts-1, 0); doublings < 16 {
		pause = min(FirstPause<<doublings, LongestPause)
	}
	return now.Add(pause), now.Before(since.Add(GiveUpAfter))
}
