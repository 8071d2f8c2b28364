package calendar

import (
	"fmt"
	"maps"
)

// Schedule is one year's notice of the State Council, as it is loaded into a running product (I3).
type Schedule struct {
	Year int
	// Source names the notice.
	Source string
	// Off are the days off that the notice names, plain weekends among them or not.
	Off []Date
	// WorkedWeekends are the Saturdays and Sundays that are worked instead.
	WorkedWeekends []Date
}

// Check says what cannot be right about a schedule, or nothing.
func (s Schedule) Check() error {
	off := map[Date]bool{}
	for _, day := range s.Off {
		if day.Year() != s.Year {
			return fmt.Errorf("%s is not in %d", day, s.Year)
		}
		off[day] = true
	}
	for _, day := range s.WorkedWeekends {
		switch {
		case day.Year() != s.Year:
			return fmt.Errorf("%s is not in %d", day, s.Year)
		case !day.Weekend():
			return fmt.Errorf("%s is not on a weekend", day)
		case off[day]:
			return fmt.Errorf("%s cannot be off and worked", day)
		}
	}
	return nil
}

// Knows reports whether the schedule of a year is known.
func (c Calendar) Knows(year int) bool { return c.years[year] }

// With is the calendar with one more year's schedule, or with that year's replaced.
func (c Calendar) With(s Schedule) Calendar {
	other := func(day Date, _ bool) bool { return day.Year() == s.Year }
	with := Calendar{Version: c.Version, years: maps.Clone(c.years), off: maps.Clone(c.off), worked: maps.Clone(c.worked)}
	maps.DeleteFunc(with.off, other)
	maps.DeleteFunc(with.worked, other)
	with.years[s.Year] = true
	for _, day := range s.Off {
		with.off[day] = true
	}
	for _, day := range s.WorkedWeekends {
		with.worked[day] = true
	}
	with.Version = version(s.Year)
	return with
}

// version names the data up to a year.
func version(year int) string { return fmt.Sprintf("state-council-%d", year) }
