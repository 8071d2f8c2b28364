package e2e

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	enums "go.temporal.io/api/enums/v1"

	"kaipiao/access"
	"kaipiao/client"
	"kaipiao/devstack/eventually"
)

type operatorTask struct {
	ID       int64  `json:"id"`
	Kind     string `json:"kind"`
	Status   string `json:"status"`
	Workflow string `json:"workflow"`
	Detail   string `json:"detail"`
	DetailZH string `json:"detail_zh"`
}

func (s *stack) tasks(t *testing.T) (found []operatorTask) {
	t.Helper()
	for task, err := range client.List[operatorTask](t.Context(), s.upstream(t), "/v1/operator-tasks", nil) {
		require.NoError(t, err)
		found = append(found, task)
	}
	return found
}

// faultless ends every ordered fault, or those with a match.
func (s *stack) faultless(t *testing.T, match ...string) {
	t.Helper()
	path := "http://" + s.SandboxAddr + "/faults?match=" + strings.Join(match, "")
	request, err := http.NewRequestWithContext(t.Context(), http.MethodDelete, path, http.NoBody)
	require.NoError(t, err)
	response, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
}

// waiting is how many invoices wait for something of the seller's.
func (s *stack) waiting(t *testing.T, what string) (count int) {
	t.Helper()
	for _, err := range client.List[client.Invoice](t.Context(), s.upstream(t), "/v1/invoices", url.Values{"waiting_for": {what}}) {
		require.NoError(t, err)
		count++
	}
	return count
}

// I5: the provider is down for the whole of two hundred applications. Afterwards all are issued, once each, under their
// first serial; one operator task was raised and closed, with one mail; and no attempt was counted.
func TestI5AnOutageOfTwoHundredApplications(t *testing.T) {
	t.Parallel()
	s := own(t)
	s.fault(t, "query", "error_500", 0, "")
	ids := s.outage(t, "error_500", "provider")
	record(t, s, "invoice-parked-in-an-outage", runOf(ids[len(ids)-1]))
	recordSoFar(t, s, "seller-desk", "seller/platform")
}

// Case 46: the bureau session expires while two hundred wait; after one login all go on.
func TestCase46TwoHundredWaitForOneLogin(t *testing.T) {
	t.Parallel()
	own(t).outage(t, "session_expired", "session")
}

// outage applies two hundred times while issuing fails in a mode, and then no more.
func (s *stack) outage(t *testing.T, mode, waitingFor string) (ids []string) {
	t.Helper()
	s.fault(t, "issue", mode, 0, "")
	const applications = 200
	account := s.customerWith(t, "20000.00")
	for n := range applications {
		ids = append(ids, s.apply(t, account, eInvoice(fmt.Sprintf("10.%02d", n%100)), fmt.Sprint(n)).Invoices[0].ID)
	}
	eventually.Holds(t, func() bool { return s.waiting(t, waitingFor) == applications }, 5*time.Minute, 500*time.Millisecond, "all wait")
	require.Empty(t, s.issued(t, ""))
	require.Len(t, s.tasks(t), 1)
	require.Equal(t, "open", s.tasks(t)[0].Status)

	s.faultless(t)
	finance := s.as(t, access.Identity{Subject: "zhao", Role: access.Finance})
	require.NoError(t, finance.Call(t.Context(), http.MethodPost, fmt.Sprintf("/v1/operator-tasks/%d/seen-to", s.tasks(t)[0].ID), nil, nil))
	for _, id := range ids {
		i := s.came(t, id, "issued", 3*time.Minute)
		require.Equal(t, serialOf(id), *i.Serial, "no other serial")
	}
	require.Len(t, s.issued(t, ""), applications)
	s.onceEach(t)
	eventually.Holds(t, func() bool { return s.tasks(t)[0].Status == "closed" }, time.Minute, 200*time.Millisecond)
	require.Len(t, s.tasks(t), 1, "one task for the cause")
	alerts := 0
	for _, m := range listOf[mail](t, s, "/mails") {
		if strings.HasPrefix(m.To[0], "operators@") {
			alerts++
		}
	}
	require.Equal(t, 1, alerts, "one mail for the cause")
	s.noAttemptCounted(t, ids)
	s.sound(t)
	return ids
}

// noAttemptCounted: whatever was asked of the provider was asked with the first attempt.
func (s *stack) noAttemptCounted(t *testing.T, ids []string) {
	t.Helper()
	temporal := s.temporal(t)
	for _, id := range ids {
		ends(t, temporal, runOf(id))
		for pages := temporal.GetWorkflowHistory(t.Context(), runOf(id), "", false, enums.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT); pages.HasNext(); {
			event, err := pages.Next()
			require.NoError(t, err)
			if started := event.GetActivityTaskStartedEventAttributes(); started != nil {
				require.EqualValues(t, 1, started.GetAttempt(), "invoice %s", id)
			}
		}
	}
}

// I5: each cause parks, raises one task, and everybody goes on by itself when it has passed.
func TestI5EveryCauseParksAndPasses(t *testing.T) {
	t.Parallel()
	s := own(t)
	causes := []struct{ operation, mode, waitingFor, kind string }{
		{"issue", "quota_exhausted", "quota", "quota"},
		{"issue", "session_expired", "session", "session"},
		{"issue", "seal_failed", "provider", "seal"},
		{"file", "file_missing", "provider", "file"},
		{"query", "session_expired", "session", "session"},
	}
	for _, c := range causes {
		account := s.customerWith(t, "30.00")
		s.fault(t, c.operation, c.mode, 0, "")
		var ids []string
		for n := range 3 {
			ids = append(ids, s.apply(t, account, eInvoice("10.00"), fmt.Sprint(n)).Invoices[0].ID)
		}
		parked := func() bool {
			for _, task := range s.tasks(t) {
				if task.Kind == c.kind && task.Status == "open" {
					return s.waiting(t, c.waitingFor) == len(ids)
				}
			}
			return false
		}
		eventually.Holds(t, parked, 4*time.Minute, 500*time.Millisecond, c.mode)
		s.faultless(t)
		for _, id := range ids {
			i := s.came(t, id, "issued", 6*time.Minute)
			require.Equal(t, serialOf(id), *i.Serial, c.mode)
			require.Len(t, s.issued(t, *i.Serial), 1, c.mode)
		}
		eventually.Holds(t, func() bool { return s.tasks(t)[len(s.tasks(t))-1].Status == "closed" }, time.Minute, 200*time.Millisecond, c.mode)
		s.listed(t, fmt.Sprintf("KaipiaoWaitingFor = '%s'", c.waitingFor), 0)
		record(t, s, "invoice-parked-for-"+c.kind+map[bool]string{true: "-when-asked"}[c.operation == "query"], runOf(ids[2]))
	}
	require.Len(t, s.tasks(t), len(causes), "one task for each cause")
	s.onceEach(t)
	s.sound(t)
}
