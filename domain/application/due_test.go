package application_test

import (
	"testing"
	"time"

	"kaipiao/domain/application"
	"kaipiao/domain/calendar"
	"kaipiao/domain/invoice"
	"kaipiao/domain/policy"
	"kaipiao/domain/promise"

	"github.com/stretchr/testify/require"
)

func shanghai(t *testing.T, text string) time.Time {
	t.Helper()
	instant, err := time.ParseInLocation(time.DateTime, text, calendar.Shanghai)
	require.NoError(t, err)
	return instant.UTC()
}

func TestPromisesOfAcceptanceCases(t *testing.T) {
	p := policy.Default()
	c, err := calendar.Published()
	require.NoError(t, err)
	// case 17: a reviewer has until the end of a worked Saturday
	require.Equal(t, shanghai(t, "2026-10-10 23:59:59"), application.ReviewPromise(p, c, application.ManualReview, shanghai(t, "2026-09-30 15:00:00")).At)
	// case 18: ten minutes, Spring Festival or not
	require.Equal(t, shanghai(t, "2026-02-16 22:10:00"), application.ReviewPromise(p, c, application.AutomaticReview, shanghai(t, "2026-02-16 22:00:00")).At)
	// case 32: 24 elapsed hours from the approval
	approved := shanghai(t, "2026-10-01 09:30:00")
	require.Equal(t, shanghai(t, "2026-10-02 09:30:00"), promise.Issue(p, c, invoice.Electronic, approved.Add(-time.Hour), approved).At)
	// case 33: 15 working days over National Day, from the submission
	submitted := shanghai(t, "2026-09-18 17:00:00")
	require.Equal(t, shanghai(t, "2026-10-15 23:59:59"), promise.Issue(p, c, invoice.Paper, submitted, submitted.AddDate(0, 0, 3)).At)
	// case 37: no schedule for 2027 yet
	require.True(t, promise.Issue(p, c, invoice.Paper, shanghai(t, "2026-12-25 12:00:00"), approved).Provisional)
	// case 38: calendar days, or working days with the switch
	issued := shanghai(t, "2026-09-29 11:00:00")
	require.Equal(t, shanghai(t, "2026-10-02 23:59:59"), promise.Ship(p, c, issued).At)
	p.Ship.Days = policy.WorkingDays
	require.Equal(t, shanghai(t, "2026-10-09 23:59:59"), promise.Ship(p, c, issued).At)
}
