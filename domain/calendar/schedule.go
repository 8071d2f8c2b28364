package calendar

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"kaipiao/domain/refusal"
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
	// Revision counts the versions of the year: another notice may correct one that was published, as it happened in 2019.
	Revision int
}

// Check says what cannot be right about a schedule, or nothing.
func (s Schedule) Check() error {
	if !slices.ContainsFunc(s.Off, func(day Date) bool { return !day.Weekend() }) {
		return refusal.BadInput("off", fmt.Sprintf("A year has days off besides its weekends, and %d has none here.", s.Year),
			fmt.Sprintf("%d 年没有周末以外的休息日。", s.Year))
	}
	off := map[Date]bool{}
	for _, day := range s.Off {
		if day.Year() != s.Year {
			return refusal.BadInput("off", fmt.Sprintf("%s is not in %d.", day, s.Year), fmt.Sprintf("%s 不在 %d 年内。", day, s.Year))
		}
		off[day] = true
	}
	for _, day := range s.WorkedWeekends {
		switch {
		case day.Year() != s.Year:
			return refusal.BadInput("worked_weekends", fmt.Sprintf("%s is not in %d.", day, s.Year), fmt.Sprintf("%s 不在 %d 年内。", day, s.Year))
		case !day.Weekend():
			return refusal.BadInput("worked_weekends", fmt.Sprintf("%s is not on a weekend.", day), fmt.Sprintf("%s 不是周末。", day))
		case off[day]:
			return refusal.BadInput("worked_weekends", fmt.Sprintf("%s cannot be off and worked.", day), fmt.Sprintf("%s 不能既休息又上班。", day))
		}
	}
	return nil
}

// Knows reports whether the schedule of a year is known.
func (c Calendar) Knows(year int) bool { return c.revisions[year] > 0 }

// Says reports whether the calendar has the schedule as it is.
func (c Calendar) Says(s Schedule) bool {
	if !c.Knows(s.Year) {
		return false
	}
	same := c.With(s)
	return maps.Equal(same.off, c.off) && maps.Equal(same.worked, c.worked)
}

// Next is the revision that another schedule of a year would be.
func (c Calendar) Next(year int) int { return c.revisions[year] + 1 }

// With is the calendar with one more year's schedule, or with that year's replaced.
func (c Calendar) With(s Schedule) Calendar {
	other := func(day Date, _ bool) bool { return day.Year() == s.Year }
	with := Calendar{revisions: maps.Clone(c.revisions), off: maps.Clone(c.off), worked: maps.Clone(c.worked)}
	maps.DeleteFunc(with.off, other)
	maps.DeleteFunc(with.worked, other)
	with.revisions[s.Year] = max(1, s.Revision)
	for _, day := range s.Off {
		with.off[day] = true
	}
	for _, day := range s.WorkedWeekends {
		with.worked[day] = true
	}
	with.Version = with.version()
	return with
}

// version names the data: up to which year it reaches, and which years were corrected, how often. Two calendars that say different things
// have different names.
func (c Calendar) version() string {
	years := slices.Sorted(maps.Keys(c.revisions))
	var name strings.Builder
	fmt.Fprintf(&name, "state-council-%d", years[len(years)-1])
	for _, year := range years {
		if revision := c.revisions[year]; revision > 1 {
			fmt.Fprintf(&name, "+%d.%d", year, revision)
		}
	}
	return name.String()
}
