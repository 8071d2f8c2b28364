// Package calendar counts civil days and working days in Asia/Shanghai, by the State Council's yearly schedules.
package calendar

import (
	"fmt"
	"time"
)

// Shanghai is the civil time of everything the product promises. China has had no daylight saving since 1991, so a
// fixed offset is exact and needs no time zone database.
var Shanghai = time.FixedZone("Asia/Shanghai", 8*60*60)

// Date is a civil day in Asia/Shanghai.
type Date struct {
	// midnight UTC of the day, so that days can be added and compared without a zone.
	day time.Time
}

// NewDate makes a date; values outside their ranges carry over as in the time package.
func NewDate(year int, month time.Month, day int) Date {
	return Date{time.Date(year, month, day, 0, 0, 0, 0, time.UTC)}
}

// DateOf is the civil day in Asia/Shanghai on which the instant falls.
func DateOf(instant time.Time) Date {
	local := instant.In(Shanghai)
	return NewDate(local.Year(), local.Month(), local.Day())
}

// ParseDate reads "2026-09-18".
func ParseDate(text string) (Date, error) {
	day, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return Date{}, fmt.Errorf("%q is not a date such as 2026-09-18", text)
	}
	return Date{day}, nil
}

// String writes "2026-09-18".
func (d Date) String() string { return d.day.Format(time.DateOnly) }

// Year is the civil year.
func (d Date) Year() int { return d.day.Year() }

// Month is the civil month, "2026-09": the period of a quota, and the time in which paper may be voided.
func (d Date) Month() string { return d.day.Format("2006-01") }

// NextMonth is the first day of the next month.
func (d Date) NextMonth() Date { return NewDate(d.day.Year(), d.day.Month()+1, 1) }

// AddDays counts calendar days.
func (d Date) AddDays(days int) Date { return Date{d.day.AddDate(0, 0, days)} }

// At is the instant of a time of this day in Asia/Shanghai, as UTC.
func (d Date) At(hour, minute, second int) time.Time {
	return time.Date(d.day.Year(), d.day.Month(), d.day.Day(), hour, minute, second, 0, Shanghai).UTC()
}

// End is the last second of the day, 23:59:59 in Asia/Shanghai: when a promise of "n days" is due.
func (d Date) End() time.Time { return d.At(23, 59, 59) }

// Weekend reports whether the day is a Saturday or Sunday.
func (d Date) Weekend() bool {
	weekday := d.day.Weekday()
	return weekday == time.Saturday || weekday == time.Sunday
}

// Before reports whether d is an earlier day.
func (d Date) Before(other Date) bool { return d.day.Before(other.day) }

// MarshalText writes "2026-09-18".
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads "2026-09-18".
func (d *Date) UnmarshalText(text []byte) error {
	parsed, err := ParseDate(string(text))
	if err != nil {
		return err
	}
	*d = parsed
	return nil
}
