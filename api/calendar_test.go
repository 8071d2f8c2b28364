package api_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/message"
	"kaipiao/domain/promise"
	"kaipiao/office/outbox"
)

// schedule2027 is made up: a schedule as it might be published.
var schedule2027 = object{
	"source": "made up for these tests", "off": []string{"2027-01-01", "2027-01-02", "2027-01-03"}, "worked_weekends": []string{"2027-01-09"},
}

// sent takes the messages that are due out of the outbox.
func (s *service) sent() (messages []outbox.Message) {
	s.t.Helper()
	var together sync.Mutex
	err := s.register.Outbox.Dispatch(context.Background(), func() time.Time { return s.now }, func(_ context.Context, m outbox.Message) error {
		together.Lock()
		defer together.Unlock()
		messages = append(messages, m)
		return nil
	})
	require.NoError(s.t, err)
	return messages
}

// moves takes the messages about moved promises out of the outbox, by workflow.
func (s *service) moves() map[string]message.DueChangedNews {
	s.t.Helper()
	found := map[string]message.DueChangedNews{}
	for _, m := range s.sent() {
		if m.Signal != message.DueChanged.Name {
			continue
		}
		var news message.DueChangedNews
		require.NoError(s.t, json.Unmarshal(m.Payload, &news))
		found[m.WorkflowID] = news
	}
	return found
}

// Case 37: submitted 2026-12-25, while 2027 has no schedule: the due date is provisional. When the schedule is loaded, it is
// computed anew for everything that waits, the change is in the timeline, and the running workflows are told.
func TestCase37ANewScheduleMovesWhatWasProvisional(t *testing.T) {
	s := newService(t)
	s.now = at("2026-12-25 11:00:00")
	s.account("acct")
	s.consumed(bill("c1", "acct", "100.00"))
	running, waiting := s.applied("running", onPaper("10.00")), s.applied("waiting", onPaper("10.00"))
	i := s.approved(running)[0]
	ticket := s.ticket("t", object{"kind": "cancel", "application": waiting, "note": ""})
	shown := s.must(customer, http.MethodGet, "/v1/invoices/"+i, nil)
	require.Equal(t, true, shown["due_provisional"])
	require.Equal(t, "2027-01-15T15:59:59Z", shown["due_at"], "plain weekends only, and not firm")
	require.Empty(t, s.moves())
	require.Len(t, s.tasks("?kind=calendar&status=open"), 1, "operators are warned, once")

	loaded := s.must(finance, http.MethodPut, "/v1/calendar/2027", schedule2027)
	require.Equal(t, "state-council-2027", loaded["calendar_version"])
	require.EqualValues(t, 2, loaded["moved"], "an approved invoice and a planned one; the ticket is due this year")
	require.Empty(t, s.tasks("?kind=calendar&status=open"))
	shown = s.must(customer, http.MethodGet, "/v1/invoices/"+i, nil)
	require.Equal(t, false, shown["due_provisional"])
	// New Year's Day is a Friday off, and Saturday the 9th is worked: the fifteenth working day stays where it was.
	require.Equal(t, "2027-01-15T15:59:59Z", shown["due_at"])
	require.Equal(t, map[string]message.DueChangedNews{"application/" + running: {
		Stage: promise.IssueStage, WarnAt: at("2027-01-14 23:59:59").UTC(), DueAt: at("2027-01-15 23:59:59").UTC(),
	}}, s.moves())
	events := s.must(finance, http.MethodGet, "/v1/invoices/"+i+"/timeline", nil)["items"].([]any)
	last := events[len(events)-1].(object)
	require.Equal(t, "due_changed", last["what"])
	require.Equal(t, "issue: 2027-01-15 → 2027-01-15 (state-council-2027)", last["detail"])
	require.Equal(t, "2027-01-05", s.must(customer, http.MethodGet, "/v1/calendar/due?from=2026-12-30&working_days=3", nil)["due"])
	require.Equal(t, "open", s.must(customer, http.MethodGet, "/v1/tickets/"+ticket, nil)["status"])

	// the same again moves nothing; a corrected one moves what it concerns
	require.EqualValues(t, 0, s.must(finance, http.MethodPut, "/v1/calendar/2027", schedule2027)["moved"])
	corrected := with(schedule2027, object{"worked_weekends": []string{}})
	require.EqualValues(t, 2, s.must(finance, http.MethodPut, "/v1/calendar/2027", corrected)["moved"])
	require.Equal(t, "2027-01-18T15:59:59Z", s.must(customer, http.MethodGet, "/v1/invoices/"+i, nil)["due_at"])
}

// I3, I5: what is parked goes on in the order of the new due dates.
func TestI3ANewScheduleMovesWhatIsParkedInItsQueue(t *testing.T) {
	s := newService(t)
	s.now = at("2026-12-25 11:00:00")
	s.account("acct")
	s.consumed(bill("c1", "acct", "100.00"))
	paper := s.approved(s.applied("paper", onPaper("10.00")))[0] // due on 15 January
	s.now = at("2027-01-16 11:00:00")
	electronic := s.approved(s.applied("electronic", eInvoice("10.00")))[0] // due on 17 January
	for _, id := range []string{paper, electronic} {
		require.NoError(t, s.register.Sellers.Park(context.Background(), ids.Invoice(id), invoice.ProviderDown, s.now))
	}
	without := with(schedule2027, object{"worked_weekends": []string{}})
	s.must(finance, http.MethodPut, "/v1/calendar/2027", without) // the paper is due on 18 January
	_, err := s.register.Sellers.Release(context.Background(), invoice.Platform, invoice.ProviderDown, 1, s.now)
	require.NoError(t, err)
	var let string
	require.NoError(t, s.pool.QueryRow(context.Background(), "select invoice from parked where released_at is not null").Scan(&let))
	require.Equal(t, electronic, let)
}

// I3: whoever promises something while a schedule is loaded promises by the old one and is moved, or by the new one.
func TestI3NobodyPromisesByTheOldCalendarAfterwards(t *testing.T) {
	s := newService(t)
	s.now = at("2026-12-25 11:00:00")
	s.account("acct")
	s.consumed(bill("c1", "acct", "100.00"))
	var together sync.WaitGroup
	for n := range 24 {
		together.Go(func() { s.applied(fmt.Sprint("a", n), onPaper("1.00")) })
	}
	together.Go(func() { s.must(finance, http.MethodPut, "/v1/calendar/2027", schedule2027) })
	together.Wait()
	for _, item := range s.must(customer, http.MethodGet, "/v1/accounts/acct/applications?limit=50", nil)["items"].([]any) {
		a := s.must(customer, http.MethodGet, "/v1/applications/"+item.(object)["id"].(string), nil)
		require.Equal(t, false, a["invoices"].([]any)[0].(object)["due_provisional"])
	}
}

// I3: a schedule that cannot be right is refused.
func TestI3AScheduleThatCannotBeRight(t *testing.T) {
	s := newService(t)
	for _, spoilt := range []object{
		{"off": []string{"2026-01-01"}}, {"worked_weekends": []string{"2027-01-08"}}, {"worked_weekends": []string{"2027-01-02"}},
	} {
		for member := range spoilt {
			s.refused(http.StatusBadRequest, "invalid_request", member, finance, http.MethodPut, "/v1/calendar/2027", with(schedule2027, spoilt))
		}
	}
	s.refused(http.StatusBadRequest, "invalid_request", "off", finance, http.MethodPut, "/v1/calendar/2026",
		object{"source": "x", "off": []string{}, "worked_weekends": []string{}})
}

// F8: a schedule without a day off is none: every year has some, and the year would count as settled.
func TestF8AnEmptyScheduleIsRefused(t *testing.T) {
	s := newService(t)
	for _, off := range [][]string{{}, {"2027-01-02", "2027-01-03"}} {
		s.refused(http.StatusBadRequest, "invalid_request", "off", finance, http.MethodPut, "/v1/calendar/2027",
			object{"source": "empty", "off": off, "worked_weekends": []string{}})
	}
}

// F9: the State Council corrects a year that is published, as in 2019: the correction is taken, and what was promised moves and says so.
// F10: each version of a year has a name of its own; the same again has the same.
func TestF9F10ACorrectionOfABuiltInYearMovesWhatWasPromised(t *testing.T) {
	s := newService(t)
	s.account("acct")
	s.consumed(bill("c1", "acct", "100.00"))
	i := s.approved(s.applied("paper", onPaper("10.00")))[0]
	before := s.must(customer, http.MethodGet, "/v1/invoices/"+i, nil)["due_at"]
	require.Equal(t, "state-council-2026", s.must(customer, http.MethodGet, "/v1/calendar/due?from=2026-09-18&working_days=3", nil)["calendar_version"])
	s.moves()
	corrected := object{
		"source": "a correction, made up", "worked_weekends": []string{},
		"off": []string{"2026-01-01", "2026-09-21", "2026-09-22", "2026-10-01", "2026-10-02", "2026-10-05", "2026-10-06", "2026-10-07"},
	}
	loaded := s.must(finance, http.MethodPut, "/v1/calendar/2026", corrected)
	require.EqualValues(t, 1, loaded["moved"])
	require.Equal(t, "state-council-2026+2026.2", loaded["calendar_version"])
	after := s.must(customer, http.MethodGet, "/v1/invoices/"+i, nil)
	require.NotEqual(t, before, after["due_at"])
	require.Len(t, s.moves(), 1, "the running workflow is told")
	events := s.must(finance, http.MethodGet, "/v1/invoices/"+i+"/timeline", nil)["items"].([]any)
	last := events[len(events)-1].(object)
	require.Equal(t, "due_changed", last["what"])
	require.Contains(t, last["detail"], "state-council-2026+2026.2")
	require.Equal(t, "2026-09-25", s.must(customer, http.MethodGet, "/v1/calendar/due?from=2026-09-18&working_days=3", nil)["due"])
	// the same again is the same version; another one is another
	again := s.must(finance, http.MethodPut, "/v1/calendar/2026", corrected)
	require.Equal(t, object{"calendar_version": "state-council-2026+2026.2", "moved": 0.0}, again)
	names := map[any]bool{"state-council-2026+2026.2": true}
	for _, year := range []object{
		{"2026": with(corrected, object{"off": []string{"2026-10-01"}})},
		{"2027": schedule2027},
		{"2027": with(schedule2027, object{"off": []string{"2027-01-01"}})},
		{"2026": corrected},
	} {
		for of, schedule := range year {
			name := s.must(finance, http.MethodPut, "/v1/calendar/"+of, schedule)["calendar_version"]
			require.False(t, names[name], "%v was there before", name)
			names[name] = true
		}
	}
}
