package calendar_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/domain/calendar"
)

func TestI3WorkingDaysFollowTheStateCouncil(t *testing.T) {
	published, err := calendar.Published()
	require.NoError(t, err)
	for _, c := range []struct {
		from string
		days int
		due  string
	}{
		{"2025-09-26", 15, "2025-10-23"},
		{"2025-09-30", 15, "2025-10-28"},
		{"2025-09-30", 3, "2025-10-11"}, // acceptance case 36: a worked Saturday
		{"2026-02-10", 15, "2026-03-09"},
		{"2026-02-13", 3, "2026-02-25"},
		{"2026-02-12", 3, "2026-02-24"},
		{"2026-09-18", 15, "2026-10-15"}, // acceptance case 33
		{"2026-09-24", 15, "2026-10-22"},
		{"2026-09-30", 3, "2026-10-10"}, // acceptance case 17
		{"2026-09-29", 3, "2026-10-09"},
		{"2025-12-31", 3, "2026-01-06"},
		{"2026-04-30", 3, "2026-05-08"},
		{"2026-04-29", 15, "2026-05-22"},
		{"2024-02-05", 15, "2024-03-01"},
	} {
		from, err := calendar.ParseDate(c.from)
		require.NoError(t, err)
		due := published.AddWorkingDays(from, c.days)
		require.Equal(t, c.due, due.Date.String(), "%s + %d", c.from, c.days)
		require.False(t, due.Provisional)
	}
}

// Case 36: three working days that end on a worked Saturday, after a week off.
func TestCase36ThreeWorkingDaysEndOnAWorkedSaturday(t *testing.T) {
	published, err := calendar.Published()
	require.NoError(t, err)
	due := published.AddWorkingDays(calendar.NewDate(2025, time.September, 30), 3)
	require.Equal(t, "2025-10-11", due.Date.String())
	require.True(t, due.Date.Weekend())
	require.Equal(t, "[2025-10-11]", text(due.WorkedWeekends))
	require.False(t, due.Provisional)
}

func TestCase33NamesWhatWasSkippedAndWorked(t *testing.T) {
	published, err := calendar.Published()
	require.NoError(t, err)
	due := published.AddWorkingDays(calendar.NewDate(2026, time.September, 18), 15)
	require.Len(t, due.Skipped, 10) // 09-25…27 and 10-01…07
	require.Equal(t, "2026-09-25", due.Skipped[0].String())
	require.Equal(t, "[2026-09-20 2026-10-10]", text(due.WorkedWeekends))
}

func text(dates []calendar.Date) string {
	out := "["
	for i, d := range dates {
		if i > 0 {
			out += " "
		}
		out += d.String()
	}
	return out + "]"
}

func TestCase37AYearWithoutScheduleIsProvisional(t *testing.T) {
	published, err := calendar.Published()
	require.NoError(t, err)
	due := published.AddWorkingDays(calendar.NewDate(2026, time.December, 25), 15)
	require.True(t, due.Provisional)
	require.NotEmpty(t, due.CalendarVersion)
}

func TestWorkingDaysPerYear(t *testing.T) {
	published, err := calendar.Published()
	require.NoError(t, err)
	for year, days := range map[int]int{2024: 251, 2025: 248, 2026: 248} {
		// given the last day of the year before, counting that many working days stays in the year, one more does not
		last := calendar.NewDate(year-1, time.December, 31)
		require.Equal(t, year, published.AddWorkingDays(last, days).Date.Year())
		require.Equal(t, year+1, published.AddWorkingDays(last, days+1).Date.Year())
	}
}

func TestDatesAreCivilDaysInShanghai(t *testing.T) {
	// 2026-09-18 23:59:59 in Shanghai is still the 18th; one second later is the 19th
	evening := time.Date(2026, 9, 18, 15, 59, 59, 0, time.UTC)
	require.Equal(t, "2026-09-18", calendar.DateOf(evening).String())
	require.Equal(t, "2026-09-19", calendar.DateOf(evening.Add(time.Second)).String())
	require.Equal(t, evening, calendar.NewDate(2026, 9, 18).End())
}
