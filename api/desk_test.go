package api_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/access"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
)

// queues are those of the desk, by their names.
func (s *service) queues(who access.Identity) map[string]object {
	s.t.Helper()
	found := map[string]object{}
	for _, queue := range s.must(who, get, "/v1/desk", nil)["queues"].([]any) {
		found[queue.(object)["queue"].(string)] = queue.(object)
	}
	return found
}

// O8: what the desk counts is what its lists show, whatever there is, and the most urgent of it stands first.
func TestO8TheDeskCountsWhatItsListsShow(t *testing.T) {
	s := newStage(t)
	held := func() {
		for name, queue := range s.queues(finance) {
			listed, urgent := 0.0, ""
			for _, path := range queue["lists"].([]any) {
				separator := "?"
				if strings.Contains(path.(string), "?") {
					separator = "&"
				}
				if name != "parked" {
					path = path.(string) + separator + "limit=200"
				}
				items := s.must(finance, get, path.(string), nil)["items"].([]any)
				if name == "parked" {
					for _, item := range items {
						listed += item.(object)["parked"].(float64) + item.(object)["trying"].(float64)
					}
					continue
				}
				listed += float64(len(items))
				if len(items) > 0 && strings.Contains(path.(string), "order=due") {
					due, _ := items[0].(object)["due_at"].(string)
					if review, is := items[0].(object)["review"].(object); is {
						due = review["due_at"].(string)
					}
					if due != "" && (urgent == "" || due < urgent) {
						urgent = due
					}
				}
			}
			require.InDelta(t, listed, queue["count"], 0, name)
			if urgent != "" {
				require.Equal(t, urgent, queue["most_urgent_due_at"], name)
			}
		}
	}
	held()
	for _, given := range situations {
		if given.subject != "operator_task" && given.name != "parked" {
			given.make(s)
		}
	}
	held()
	for _, queue := range []string{"second_person", "tickets", "returned", "print", "vendors", "failed", "red_forms"} {
		require.NotZero(t, s.queues(finance)[queue]["count"], queue)
	}
	s.parked(invoice.ProviderDown)
	held()
	queues := s.queues(finance)
	require.NotZero(t, queues["parked"]["count"])
	require.NotZero(t, queues["tickets"]["mine"])
	require.Zero(t, s.queues(auditor)["tickets"]["mine"])
	require.Equal(t, []any{"print_desk"}, queues["print"]["needs"])
	// nothing is late yet; a month later what is due is
	require.Zero(t, queues["tickets"]["overdue"])
	s.now = s.now.AddDate(0, 2, 0)
	queues = s.queues(finance)
	require.Equal(t, queues["tickets"]["count"], queues["tickets"]["overdue"])
	require.Equal(t, queues["print"]["count"], queues["print"]["overdue"])
}

// I5: what is parked is told by seller and cause, with since when, and what somebody can do about it.
func TestI5WhatIsParkedIsToldByCause(t *testing.T) {
	s := newStage(t)
	parked := func() []any { return s.must(auditor, get, "/v1/parked", nil)["items"].([]any) }
	require.Empty(t, parked())
	first := s.parked(invoice.QuotaExhausted)
	began := s.now
	s.now = s.now.Add(time.Hour)
	require.NoError(t, s.register.Sellers.Park(context.Background(), ids.Invoice(s.electronic()), invoice.QuotaExhausted, s.now))
	require.NoError(t, s.register.Sellers.Park(context.Background(), ids.Invoice(s.electronic()), invoice.SessionExpired, s.now))
	held := parked()
	require.Len(t, held, 2)
	quota := held[0].(object)
	require.Equal(t, []any{"platform", "quota", 2.0, 0.0, "1.88", false}, []any{
		quota["seller"], quota["cause"], quota["parked"], quota["trying"], quota["net"], quota["alone"],
	})
	require.Equal(t, began.UTC().Format(time.RFC3339), quota["since"])
	require.Equal(t, s.must(finance, get, "/v1/invoices/"+first, nil)["due_at"], quota["due_at"])
	require.Equal(t, "Ask the tax bureau for a higher quota.", quota["to_do"])
	require.Contains(t, quota["to_do_zh"], "授信额度")
	require.InDelta(t, s.tasks("?kind=quota")[0].id, quota["task"], 0)
	require.Equal(t, "session", held[1].(object)["cause"])
	// one that is let go is trying
	released, err := s.register.Sellers.Release(context.Background(), invoice.Platform, invoice.QuotaExhausted, 1, s.now)
	require.NoError(t, err)
	require.Equal(t, 1, released)
	require.Equal(t, []any{1.0, 1.0}, []any{parked()[0].(object)["parked"], parked()[0].(object)["trying"]})
}
