package calendar_test

import (
	"testing"

	"github.com/6tail/lunar-go/HolidayUtil"
	"github.com/stretchr/testify/require"

	"kaipiao/domain/calendar"
)

// I3: our schedules are copied from the State Council's notices by hand; somebody else's copy says the same of every day.
func TestI3AnIndependentSourceSaysTheSameOfEveryDay(t *testing.T) {
	published, err := calendar.Published()
	require.NoError(t, err)
	differing := 0
	for day := calendar.NewDate(2024, 1, 1); day.Year() <= 2026; day = day.AddDays(1) {
		theirs := !day.Weekend()
		if holiday := HolidayUtil.GetHoliday(day.String()); holiday != nil {
			theirs = holiday.IsWork()
			differing++
		}
		ours := published.AddWorkingDays(day.AddDays(-1), 1).Date == day
		require.Equal(t, theirs, ours, day)
	}
	require.Greater(t, differing, 90, "the other source knows the three years")
}
