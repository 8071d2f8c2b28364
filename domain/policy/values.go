package policy

import (
	"fmt"
	"time"
)

// Duration is an elapsed time, written as Go writes it ("10m", "24h").
type Duration time.Duration

// Std returns the standard library's duration.
func (d Duration) Std() time.Duration { return time.Duration(d) }

// MarshalText writes "10m0s".
func (d Duration) MarshalText() ([]byte, error) { return []byte(d.Std().String()), nil }

// UnmarshalText reads "10m" or "24h".
func (d *Duration) UnmarshalText(text []byte) error {
	parsed, err := time.ParseDuration(string(text))
	if err != nil {
		return fmt.Errorf("%q is not a duration such as 10m or 24h", text)
	}
	*d = Duration(parsed)
	return nil
}

// TimeOfDay is a civil time of day in Asia/Shanghai, to the minute.
type TimeOfDay struct{ Hour, Minute int }

// MarshalText writes "10:00".
func (t TimeOfDay) MarshalText() ([]byte, error) {
	return fmt.Appendf(nil, "%02d:%02d", t.Hour, t.Minute), nil
}

// UnmarshalText reads "10:00".
func (t *TimeOfDay) UnmarshalText(text []byte) error {
	parsed, err := time.Parse("15:04", string(text))
	if err != nil {
		return fmt.Errorf("%q is not a time of day such as 10:00", text)
	}
	t.Hour, t.Minute = parsed.Hour(), parsed.Minute()
	return nil
}
