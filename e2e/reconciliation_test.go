package e2e

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	temporal "go.temporal.io/sdk/client"

	"kaipiao/access"
	"kaipiao/devstack/eventually"
	"kaipiao/domain/calendar"
	"kaipiao/domain/reconciliation"
)

// elsewhere has somebody else do something at the bureau: "reds", "voids" or "red-forms".
func (s *stack) elsewhere(t *testing.T, what string, deed map[string]any) {
	t.Helper()
	body, err := json.Marshal(deed)
	require.NoError(t, err)
	response, err := http.Post("http://"+s.SandboxAddr+"/bureau/"+what, "application/json", bytes.NewReader(body))
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	require.Equal(t, http.StatusCreated, response.StatusCode)
}

// report is a comparison as the API shows it.
type report struct {
	ID          string
	From, To    time.Time
	RequestedBy string     `json:"requested_by"`
	EndedAt     *time.Time `json:"ended_at"`
	Documents   int
	Differences int
	Unrepaired  int
	Items       []struct{ Kind, Outcome, Invoice, Number string }
}

// about are the kinds of differences of one invoice.
func (r report) about(invoice string) (kinds []string) {
	for _, item := range r.Items {
		if item.Invoice == invoice {
			kinds = append(kinds, item.Kind+" "+item.Outcome)
		}
	}
	return kinds
}

// reconciled asks for a comparison, and waits for its report.
func (s *stack) reconciled(t *testing.T) (found report) {
	t.Helper()
	clerk := s.as(t, access.Identity{Subject: "zhao", Role: access.Finance})
	require.NoError(t, clerk.Call(t.Context(), http.MethodPost, "/v1/reconciliations", map[string]any{}, &found))
	eventually.Holds(t, func() bool {
		require.NoError(t, clerk.Call(t.Context(), http.MethodGet, "/v1/reconciliations/"+found.ID+"?limit=200", nil, &found))
		return found.EndedAt != nil
	}, 2*time.Minute, 100*time.Millisecond)
	return found
}

// V9, I11: a red document that somebody made at the bureau, of which the provider calls back, is booked by itself: the amounts are
// back, its files are there, and the customer and its systems are told as of one of ours.
func TestV9ARedDocumentMadeElsewhereIsBookedByItsCallback(t *testing.T) {
	t.Parallel()
	account, blue := shared.issuedTo(t, "10600.00")
	shared.elsewhere(t, "reds", map[string]any{"number": *blue.Number})
	i := shared.reversed(t, blue.ID, 1, "done")
	require.Equal(t, "red_issued", i.Status)
	require.Equal(t, shared.redOf(t, *blue.Number)[0].Number, *i.Reversals[0].Number)
	require.Equal(t, "10600.00", shared.available(t, account))
	eventually.Holds(t, func() bool {
		for _, mail := range listOf[struct{ Body string }](t, shared, "/mails") {
			if strings.Contains(mail.Body, *i.Reversals[0].Number) {
				return true
			}
		}
		return false
	}, time.Minute, 100*time.Millisecond, "the customer is told")
}

// V9, I11: where the provider does not call back, the comparison finds it; asking again finds nothing, and the command agrees.
func TestI11AComparisonFindsWhatNobodyCalledBackFor(t *testing.T) { // not parallel: another comparison would find it first
	account, blue := shared.issuedTo(t, "10600.00")
	shared.elsewhere(t, "reds", map[string]any{"number": *blue.Number, "silent": true})
	_, err := shared.starter("audit", "provider")
	require.Error(t, err, "something is left to do")
	found := shared.reconciled(t)
	require.Equal(t, []string{"red_elsewhere booked"}, found.about(blue.ID))
	shared.reversed(t, blue.ID, 1, "done")
	require.Equal(t, "10600.00", shared.available(t, account))
	require.Empty(t, shared.reconciled(t).about(blue.ID))
	said, err := shared.starter("audit", "provider", "--repair")
	require.NotContains(t, said, *blue.Number)
	if err == nil { // what other tests have left for people to decide is told by the exit code
		require.Contains(t, said, "agree")
	}
}

// V8: a form that the buyer begins is found by its callback, put before finance, and goes on as ours do when finance confirms it; the
// other one is denied, and the invoice stays valid.
func TestV8FinanceAnswersFormsThatBuyersBegin(t *testing.T) {
	t.Parallel()
	clerk := shared.as(t, access.Identity{Subject: "zhao", Role: access.Finance})
	answered := func(word, status string) (account string, i undone) {
		account, blue := shared.issuedTo(t, "10600.00")
		shared.elsewhere(t, "red-forms", map[string]any{"number": *blue.Number})
		waiting := shared.reversed(t, blue.ID, 1, "awaits_seller")
		require.Equal(t, "operator", *waiting.WaitingFor)
		require.NoError(t, clerk.Call(t.Context(), http.MethodPost, "/v1/red-forms/"+waiting.Reversals[0].ID+"/"+word, nil, nil))
		return account, shared.reversed(t, blue.ID, 1, status)
	}
	account, confirmed := answered("confirm", "done")
	require.Equal(t, "red_issued", confirmed.Status)
	require.Equal(t, "10600.00", shared.available(t, account))
	account, denied := answered("deny", "declined")
	require.Equal(t, "issued", denied.Status)
	require.Equal(t, "0.00", shared.available(t, account))
	require.Empty(t, shared.redOf(t, denied.Number))
}

// I11: every night at half past two in Shanghai, and no two at a time; an operator may start one by the schedule.
func TestI11TheNightlyComparisonIsScheduled(t *testing.T) { // not parallel: another comparison would find it first
	client, err := temporal.DialContext(t.Context(), temporal.Options{HostPort: shared.TemporalAddr, Namespace: shared.TemporalNamespace})
	require.NoError(t, err)
	defer client.Close()
	schedule := client.ScheduleClient().GetHandle(t.Context(), "reconciliation-nightly")
	var described *temporal.ScheduleDescription
	eventually.Holds(t, func() bool { // the worker makes it at its start
		described, err = schedule.Describe(t.Context())
		return err == nil
	}, time.Minute, 100*time.Millisecond)
	next := described.Info.NextActionTimes[0].In(calendar.Shanghai)
	require.Equal(t, "02:30", next.Format("15:04"))
	require.NoError(t, schedule.Trigger(t.Context(), temporal.ScheduleTriggerOptions{}))
	auditor := shared.as(t, access.Identity{Subject: "sun", Role: access.Auditor})
	eventually.Holds(t, func() bool {
		var listed struct {
			Items []struct {
				RequestedBy string     `json:"requested_by"`
				EndedAt     *time.Time `json:"ended_at"`
				Number      *string
			}
		}
		require.NoError(t, auditor.Call(t.Context(), http.MethodGet, "/v1/reconciliations?limit=200", nil, &listed))
		for _, item := range listed.Items {
			if item.RequestedBy == "kaipiao" && item.EndedAt != nil && item.Number == nil {
				return true
			}
		}
		return false
	}, 2*time.Minute, 200*time.Millisecond)
}

// nights are the comparisons that the schedule has started and that have ended, the newest first.
func (s *stack) nights(t *testing.T) (ended []report) {
	t.Helper()
	var listed struct{ Items []report }
	auditor := s.as(t, access.Identity{Subject: "sun", Role: access.Auditor})
	require.NoError(t, auditor.Call(t.Context(), http.MethodGet, "/v1/reconciliations?limit=200", nil, &listed))
	for _, item := range listed.Items {
		if item.RequestedBy == "kaipiao" && item.EndedAt != nil {
			ended = append(ended, item)
		}
	}
	return ended
}

// I11: a night that was missed because everything was down is made up for when it is back, once; one that was missed because the schedule
// was paused is not. Either way the next comparison begins where the last one ended, less what reaches into it, so that nothing is left out.
func TestI11AMissedNightIsMadeUpFor(t *testing.T) {
	t.Parallel()
	s := own(t)
	dial := func() temporal.ScheduleHandle {
		client, err := temporal.DialContext(t.Context(), temporal.Options{HostPort: s.TemporalAddr, Namespace: s.TemporalNamespace})
		require.NoError(t, err)
		t.Cleanup(client.Close)
		return client.ScheduleClient().GetHandle(t.Context(), "reconciliation-nightly")
	}
	schedule := dial()
	eventually.Holds(t, func() bool { // the worker makes it at its start
		return schedule.Trigger(t.Context(), temporal.ScheduleTriggerOptions{}) == nil
	}, time.Minute, 100*time.Millisecond)
	count := func(n int) {
		t.Helper()
		eventually.Holds(t, func() bool { return len(s.nights(t)) == n }, 2*time.Minute, 200*time.Millisecond, "%d comparisons have ended", n)
	}
	count(1)
	// nightIn moves the night; how it overlaps and is made up for stays as the table has it.
	nightIn := func(schedule temporal.ScheduleHandle, left time.Duration) time.Time {
		at := time.Now().Add(left).Truncate(time.Second).UTC()
		require.NoError(t, schedule.Update(t.Context(), temporal.ScheduleUpdateOptions{
			DoUpdate: func(was temporal.ScheduleUpdateInput) (*temporal.ScheduleUpdate, error) {
				changed := was.Description.Schedule
				one := func(n int) []temporal.ScheduleRange { return []temporal.ScheduleRange{{Start: n}} }
				changed.Spec = &temporal.ScheduleSpec{Calendars: []temporal.ScheduleCalendarSpec{{
					Second: one(at.Second()), Minute: one(at.Minute()), Hour: one(at.Hour()),
				}}}
				return &temporal.ScheduleUpdate{Schedule: &changed}, nil
			},
		}))
		return at
	}
	night := nightIn(schedule, 45*time.Second)
	require.NoError(t, s.stop())
	require.True(t, time.Now().Before(night), "down before the night")
	time.Sleep(time.Until(night.Add(10 * time.Second)))
	require.NoError(t, s.start())
	count(2)
	// paused
	schedule = dial()
	require.NoError(t, schedule.Pause(t.Context(), temporal.SchedulePauseOptions{}))
	night = nightIn(schedule, 5*time.Second)
	time.Sleep(time.Until(night.Add(5 * time.Second)))
	require.NoError(t, schedule.Unpause(t.Context(), temporal.ScheduleUnpauseOptions{}))
	time.Sleep(5 * time.Second)
	require.Len(t, s.nights(t), 2, "what was missed while it was paused is left to the next night")
	require.NoError(t, schedule.Trigger(t.Context(), temporal.ScheduleTriggerOptions{}))
	count(3)
	nights := s.nights(t)
	for n := range len(nights) - 1 {
		require.Equal(t, nights[n+1].To.Add(-reconciliation.Overlap), nights[n].From)
	}
}
