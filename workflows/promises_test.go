package workflows_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/mock"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/testsuite"

	"kaipiao/activities"
	"kaipiao/domain/application"
	"kaipiao/domain/calendar"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/message"
	"kaipiao/domain/notice"
	"kaipiao/domain/parcel"
	"kaipiao/domain/policy"
	"kaipiao/domain/promise"
	"kaipiao/provider"
)

// escalations are when a promise was at risk, and when it was missed.
type escalations struct{ warned, missed []time.Time }

// watch notes every escalation of one promise; each mail to the operators is expected with its breach.
func watch(env *testsuite.TestWorkflowEnvironment, promise message.Missed) *escalations {
	seen := &escalations{}
	env.OnActivity(registerActivities.WarnOfPromise, mock.Anything, promise).
		Run(func(mock.Arguments) { seen.warned = append(seen.warned, env.Now().UTC()) }).Return(nil).Maybe()
	env.OnActivity(registerActivities.MissPromise, mock.Anything, promise).
		Run(func(mock.Arguments) { seen.missed = append(seen.missed, env.Now().UTC()) }).Return(true, nil).Maybe()
	env.OnActivity(notices.SendAlert, mock.Anything, activities.Alert{Missed: &promise}).Return(nil).Maybe()
	return seen
}

func shanghai(text string) time.Time {
	instant, err := time.ParseInLocation("2006-01-02 15:04:05", text, calendar.Shanghai)
	if err != nil {
		panic(err)
	}
	return instant.UTC()
}

// R1, I9: a reviewer's promise of three working days, both sides of its instant. The decision comes a second before, in
// time, or a second after; the work goes on either way.
func TestI9AReviewIsEscalatedWhenItsPromiseIsMissed(t *testing.T) {
	due := shanghai("2026-10-10 23:59:59") // case 17: submitted 2026-09-30, over National Day
	for name, c := range map[string]struct {
		decided time.Time
		missed  []time.Time
	}{
		"a second before": {due.Add(-time.Second), nil},
		"a second after":  {due.Add(time.Second), []time.Time{due}},
		"a week after":    {due.AddDate(0, 0, 7), []time.Time{due}},
	} {
		t.Run(name, func(t *testing.T) {
			env := newEnvironment(t)
			env.SetStartTime(shanghai("2026-09-30 15:00:00"))
			waits := activities.Decision{
				Status: application.PendingApproval, DueAt: due, WarnAt: application.ReviewWarning(application.ManualReview, env.Now().Add(time.Minute), due),
			}
			proceeds(env, waits, activities.Decision{Status: application.Rejected})
			seen := watch(env, message.Missed{Application: "app-1", Stage: promise.ReviewStage, DueAt: due})
			env.OnActivity(notices.SendRejection, mock.Anything, ids.Application("app-1")).Return(nil).Once()
			signal(env, c.decided.Sub(env.Now()), message.Decided.Name, message.DecidedNews{Status: application.Rejected})
			require.Equal(t, application.Rejected, runApplication(t, env).Application)
			require.Equal(t, []time.Time{shanghai("2026-10-09 23:59:59")}, seen.warned)
			require.Equal(t, c.missed, seen.missed)
		})
	}
}

// R1, I9: ten minutes for an automatic review, both sides of their instant: a reviewer has claimed it meanwhile.
func TestI9TenMinutesOfAnAutomaticReview(t *testing.T) {
	due := submitted.Add(10 * time.Minute)
	for name, c := range map[string]struct {
		decided time.Time
		missed  []time.Time
	}{
		"a second before": {due.Add(-time.Second), nil},
		"a second after":  {due.Add(time.Second), []time.Time{due}},
	} {
		t.Run(name, func(t *testing.T) {
			env := newEnvironment(t)
			waits := pending(application.AutomaticReview)
			waits.WarnAt = application.ReviewWarning(application.AutomaticReview, waits.ApproveAt, due)
			reviewed := waits
			reviewed.ApproveAt = time.Time{}
			proceeds(env, waits, reviewed, approved)
			seen := watch(env, message.Missed{Application: "app-1", Stage: promise.ReviewStage, DueAt: due})
			signal(env, c.decided.Sub(submitted), message.Decided.Name, message.DecidedNews{Status: application.Approved})
			require.Equal(t, application.Approved, runApplication(t, env).Application)
			require.Equal(t, []time.Time{submitted.Add(5*time.Minute + 30*time.Second)}, seen.warned)
			require.Equal(t, c.missed, seen.missed)
		})
	}
}

// parkedUntil: an invoice whose seller's session has expired, until somebody has logged in.
func parkedUntil(t *testing.T, approved, resumed time.Time, at activities.Standing) (*testsuite.TestWorkflowEnvironment, *escalations) {
	env := newEnvironment(t)
	env.SetStartTime(approved)
	seen := watch(env, message.Missed{Application: "app-1", Invoice: "app-1-1", Stage: promise.IssueStage, DueAt: at.DueAt})
	request := activities.IssueRequest{Invoice: "app-1-1", Serial: serial}
	takenUp(env, at)
	env.OnActivity(providerActivities.SubmitInvoice, mock.Anything, request).Return(func(context.Context, activities.IssueRequest) (activities.Submitted, error) {
		if env.Now().Before(resumed) {
			return activities.Submitted{Answer: provider.Answer{State: provider.SessionExpired}}, nil
		}
		return justIssued, nil
	})
	env.OnActivity(registerActivities.Park, mock.Anything, activities.Parking{Invoice: "app-1-1", Cause: invoice.SessionExpired}).Return(nil)
	resume(env, resumed.Sub(approved))
	env.OnActivity(registerActivities.RecordIssued, mock.Anything, mock.Anything).Return(activities.IssuedBooked{}, nil).Once()
	if at.Medium == invoice.Electronic {
		expectPublished(env)
	} else {
		expectNotices(env, notice.Issued, notice.Shipped)
		expectLastNotice(env, notice.Delivered)
	}
	return env, seen
}

// Case 32: twenty-four hours are elapsed time, holiday or not; five minutes are the target.
func TestCase32TwentyFourHoursAreElapsedTime(t *testing.T) {
	approved := shanghai("2026-10-01 09:30:00")
	due := shanghai("2026-10-02 09:30:00")
	for name, c := range map[string]struct {
		resumed        time.Time
		warned, missed []time.Time
	}{
		"within the target": {approved.Add(5*time.Minute - time.Second), nil, nil},
		"after the target":  {approved.Add(5*time.Minute + time.Second), []time.Time{shanghai("2026-10-01 09:35:00")}, nil},
		"a second before":   {due.Add(-time.Second), []time.Time{shanghai("2026-10-01 09:35:00")}, nil},
		"a second after":    {due.Add(time.Second), []time.Time{shanghai("2026-10-01 09:35:00")}, []time.Time{due}},
		"parked for a week": {approved.AddDate(0, 0, 7).Add(time.Minute), []time.Time{shanghai("2026-10-01 09:35:00")}, []time.Time{due}},
	} {
		t.Run(name, func(t *testing.T) {
			at := toIssue(invoice.Electronic)
			at.DueAt, at.WarnAt = due, promise.IssueWarning(policy.Default(), invoice.Electronic, approved, due)
			env, seen := parkedUntil(t, approved, c.resumed, at)
			require.Equal(t, invoice.Issued, runInvoice(t, env), "a missed promise stops nothing")
			require.Equal(t, c.warned, seen.warned)
			require.Equal(t, c.missed, seen.missed)
		})
	}
}

// Case 33: fifteen working days over National Day; the breach is at the end of the last one.
func TestCase33PaperIsEscalatedAfterFifteenWorkingDays(t *testing.T) {
	published, err := calendar.Published()
	require.NoError(t, err)
	due := promise.Issue(policy.Default(), published, invoice.Paper, submitted, submitted).At
	require.Equal(t, shanghai("2026-10-15 23:59:59"), due)
	for name, c := range map[string]struct {
		resumed time.Time
		missed  []time.Time
	}{
		"a second before": {due.Add(-time.Second), nil},
		"a second after":  {due.Add(time.Second), []time.Time{due}},
	} {
		t.Run(name, func(t *testing.T) {
			at := toPrint()
			at.DueAt, at.WarnAt = due, promise.IssueWarning(policy.Default(), invoice.Paper, submitted, due)
			env, seen := parkedUntil(t, submitted, c.resumed, at)
			parcelNews(env, c.resumed.Add(time.Hour).Sub(submitted), parcel.Delivered)
			require.Equal(t, invoice.Delivered, runInvoice(t, env))
			require.Equal(t, []time.Time{shanghai("2026-10-14 23:59:59")}, seen.warned)
			require.Equal(t, c.missed, seen.missed)
		})
	}
}

// Case 37, I3: a promise that moves while the invoice waits is escalated at its new instant, and not at the old one.
func TestCase37AMovedPromiseIsWatchedAtItsNewInstant(t *testing.T) {
	approved, old, moved := shanghai("2026-12-25 11:00:00"), shanghai("2027-01-15 23:59:59"), shanghai("2027-01-18 23:59:59")
	at := toPrint()
	at.DueAt, at.WarnAt = old, old.AddDate(0, 0, -1)
	env, _ := parkedUntil(t, approved, moved.AddDate(0, 0, 2), at)
	seen := watch(env, message.Missed{Application: "app-1", Invoice: "app-1-1", Stage: promise.IssueStage, DueAt: moved})
	env.RegisterDelayedCallback(func() {
		env.SignalWorkflow(message.DueChanged.Name, message.DueChangedNews{Stage: promise.ShipStage, DueAt: approved})
		env.SignalWorkflow(message.DueChanged.Name, message.DueChangedNews{Stage: promise.IssueStage, WarnAt: moved.AddDate(0, 0, -1), DueAt: moved})
	}, 24*time.Hour)
	parcelNews(env, moved.AddDate(0, 0, 3).Sub(approved), parcel.Delivered)
	require.Equal(t, invoice.Delivered, runInvoice(t, env))
	require.Equal(t, []time.Time{moved.AddDate(0, 0, -1)}, seen.warned)
	require.Equal(t, []time.Time{moved}, seen.missed)
}

// Case 38: shipped within three calendar days of issue, whoever is to blame: the courier, or the print desk.
func TestCase38ShippingIsEscalatedAfterThreeDays(t *testing.T) {
	due := shanghai("2026-10-02 23:59:59")
	at := shanghai("2026-09-29 11:00:00")
	for name, c := range map[string]struct {
		shipped time.Time
		missed  []time.Time
	}{
		"a second before": {due.Add(-time.Second), nil},
		"a second after":  {due.Add(time.Second), []time.Time{due}},
	} {
		t.Run(name, func(t *testing.T) {
			env := newEnvironment(t)
			env.SetStartTime(at)
			print := toPrint()
			print.WarnAt, print.DueAt = at.AddDate(0, 0, 1), at.AddDate(0, 0, 2)
			seen := watch(env, message.Missed{Application: "app-1", Invoice: "app-1-1", Stage: promise.ShipStage, DueAt: due})
			expectIssuing(env, print, issued)
			env.OnActivity(registerActivities.RecordIssued, mock.Anything, mock.Anything).
				Return(activities.IssuedBooked{WarnAt: promise.ShipWarning(due), DueAt: due}, nil).Once()
			expectNotices(env, notice.Issued, notice.Shipped)
			expectLastNotice(env, notice.Delivered)
			parcelNews(env, c.shipped.Sub(at), parcel.Delivered)
			require.Equal(t, invoice.Delivered, runInvoice(t, env))
			require.Equal(t, []time.Time{shanghai("2026-10-01 23:59:59")}, seen.warned)
			require.Equal(t, c.missed, seen.missed)
		})
	}
}

// I9, O6: the order stands still for five days, as when somebody has paused it in Temporal; the promise is watched over all the same.
func TestI9AnOrderThatStandsStillIsEscalated(t *testing.T) {
	env := newEnvironment(t)
	due := submitted.AddDate(0, 0, 3)
	seen := watch(env, message.Missed{Application: "app-1", Invoice: "app-1-1", Stage: promise.ShipStage, DueAt: due})
	expectIssuing(env, toIssue(invoice.Paper), issued)
	env.OnActivity(registerActivities.RecordIssued, mock.Anything, mock.Anything).
		Return(activities.IssuedBooked{WarnAt: promise.ShipWarning(due), DueAt: due}, nil).Once()
	env.OnActivity(parcels.HandOver, mock.Anything, ids.Invoice("app-1-1")).After(fiveDays).Return(activities.Owed{}, nil).Once()
	expectLastNotice(env, notice.Delivered)
	parcelNews(env, 6*day, parcel.Delivered)
	require.Equal(t, invoice.Delivered, runInvoice(t, env))
	require.Equal(t, []time.Time{promise.ShipWarning(due).UTC()}, seen.warned)
	require.Equal(t, []time.Time{due}, seen.missed)
}

// I9: what was done by others in the same moment is not late: the register says so, and nobody is alarmed.
func TestI9WhatIsDoneMeanwhileIsNotLate(t *testing.T) {
	env := newEnvironment(t)
	at := toIssue(invoice.Electronic)
	env.OnActivity(registerActivities.WarnOfPromise, mock.Anything, mock.Anything).Return(nil).Once()
	env.OnActivity(registerActivities.MissPromise, mock.Anything, mock.Anything).Return(false, nil).Once()
	takenUp(env, at)
	env.OnActivity(registerActivities.RecordWaiting, mock.Anything, mock.Anything).Return(nil).Maybe()
	env.OnActivity(providerActivities.SubmitInvoice, mock.Anything, mock.Anything).Return(activities.Submitted{}, errors.New("no answer")).Once()
	env.OnActivity(providerActivities.AskProvider, mock.Anything, serial).Return(func(context.Context, invoice.Serial) (provider.Answer, error) {
		if env.Now().Before(at.DueAt) {
			return provider.Answer{State: provider.Pending}, nil
		}
		return issued, nil
	})
	expectBooked(env)
	expectPublished(env)
	require.Equal(t, invoice.Issued, runInvoice(t, env))
}
