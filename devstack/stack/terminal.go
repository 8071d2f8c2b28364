package stack

import (
	"os"
	"time"
)

// throttle is how often a progress bar is drawn: smoothly on a terminal, now and then in a log.
func throttle() time.Duration {
	if info, err := os.Stderr.Stat(); err == nil && info.Mode()&os.ModeCharDevice != 0 {
		return 100 * time.Millisecond
	}
	return 10 * time.Second
}
