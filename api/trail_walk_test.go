package api_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
)

// leavesNoLine are the calls that are sent with a method that changes something, and change nothing of which an auditor asks; each with why.
var leavesNoLine = map[string]string{
	"post-accounts-account-applications-preview": "it computes, and stores nothing",
	"post-invoices-id-red-issue-preview":         "it computes, and stores nothing",
	"post-accounts-account-titles-check":         "it looks at a title, and stores nothing",
	"post-provider-nuonuo-secret":                "it only has the invoice ask now; what it finds is in the trail as the provider's",
	"post-provider-events":                       "it only has the invoice ask now; what it finds is in the trail as the provider's",
}

// differently has samples change something that change nothing as they are: what is put is there already, nobody has claimed the ticket.
var differently = map[string]func(*service, *sample){
	"put-accounts-account":              func(_ *service, c *sample) { c.body = with(c.body, object{"email": "new@example.test"}) },
	"put-accounts-account-titles-id":    func(_ *service, c *sample) { c.body = with(c.body, object{"default": true}) },
	"put-accounts-account-addresses-id": func(_ *service, c *sample) { c.body = with(c.body, object{"default": true}) },
	"post-tickets-id-unclaim": func(s *service, c *sample) {
		s.must(finance, post, "/v1/tickets/"+c.path["id"]+"/claim", nil)
	},
}

// actorsOfSecrets are in whose name a call counts that carries a signature instead of a token.
var actorsOfSecrets = map[string]string{"post-courier-events": "courier", "post-courier-sf-secret": "courier"}

// S12: whoever changes anything by a call of the served document leaves a line in the trail, in their own name. An operation that leaves none
// needs a row above.
func TestS12EveryChangeLeavesALineInItsCallersName(t *testing.T) {
	walked := 0
	for path, operations := range newService(t).document().Paths {
		for method, op := range operations {
			if method == "get" || leavesNoLine[op.OperationID] != "" {
				continue
			}
			walked++
			t.Run(op.OperationID, func(t *testing.T) {
				t.Parallel()
				s := newService(t)
				given := prepared(s, op.OperationID)
				if differently[op.OperationID] != nil {
					differently[op.OperationID](s, &given)
				}
				who := actorsOfSecrets[op.OperationID]
				if who == "" {
					who = given.who.Actor().String()
				}
				var last int64
				require.NoError(t, s.pool.QueryRow(context.Background(), "select coalesce(max(id), 0) from audit_entries").Scan(&last))
				a := given.send(s, strings.ToUpper(method), path)
				require.Less(t, a.status, http.StatusMultipleChoices, string(a.bytes))
				rows, err := s.pool.Query(context.Background(), "select who from audit_entries where id > $1", last)
				require.NoError(t, err)
				actors, err := pgx.CollectRows(rows, pgx.RowTo[string])
				require.NoError(t, err)
				require.Contains(t, actors, who, "%s leaves no line in the trail", op.OperationID)
			})
		}
	}
	require.Greater(t, walked, 40)
	for id := range leavesNoLine {
		require.Contains(t, samples, id, "a call that is gone needs no exception")
	}
}

// S12: what was changed without an actor before: consumption, refunds, calendars, tasks.
func TestS12ConsumptionRefundsCalendarsAndTasksAreInTheTrail(t *testing.T) {
	s := newService(t)
	s.account("acct")
	s.account("agent")
	s.must(upstream, post, "/v1/consumptions", object{"items": []any{
		bill("c1", "acct", "100.00"), bill("c2", "acct", "20.50"), with(bill("c3", "acct", "7.00"), object{"payer": "agent"}),
		with(bill("c4", "acct", "5.00"), object{"charge": "prepaid"}),
	}})
	s.must(upstream, post, "/v1/consumptions/c4/resources-created", object{"at": stamp("2026-09-16 12:00:00")})
	s.must(upstream, post, "/v1/refunds", object{"items": []any{
		object{"id": "r1", "consumption": "c1", "cash": "1.00", "reason": "refund", "refunded_at": stamp("2026-09-18 12:00:00")},
		object{"id": "r2", "consumption": "c2", "cash": "2.00", "reason": "refund", "refunded_at": stamp("2026-09-18 12:00:00")},
	}})
	trail := s.trail("account", "acct")
	require.Equal(t, []string{
		"account_created by service:billing", "consumption_recorded by service:billing", "consumption_changed by service:billing",
		"refund_recorded by service:billing",
	}, acts(trail), "a line for each call, however much it reports")
	require.Equal(t, object{"records": 3.0, "cash": "125.50", "first": "c1", "last": "c4"}, trail[1]["after"])
	require.Equal(t, object{"refunds": 2.0, "cash": "3.00", "first": "r1", "last": "r2"}, trail[3]["after"])
	require.Equal(t, "consumption_recorded by service:billing", acts(s.trail("account", "agent"))[1], "who may invoice it")

	s.must(finance, put, "/v1/calendar/2027", schedule2027)
	loaded := s.trail("calendar", "2027")
	require.Equal(t, []string{"calendar_created by finance:zhao"}, acts(loaded))
	require.EqualValues(t, 1, loaded[0]["after"].(object)["revision"])

	task := s.troubled()
	path := "/v1/operator-tasks/" + fmt.Sprint(task)
	s.must(finance, post, path+"/seen-to", nil)
	seen := s.trail("operator-task", fmt.Sprint(task))
	require.Equal(t, []string{"parked by kaipiao", "task_seen_to by finance:zhao"}, acts(seen))
	require.Equal(t, "provider", seen[1]["after"].(object)["kind"])
	unsent := s.unsent()
	s.must(finance, post, "/v1/operator-tasks/"+fmt.Sprint(unsent)+"/dismiss", nil)
	dismissed := s.trail("operator-task", fmt.Sprint(unsent))
	require.Equal(t, []string{"task_dismissed by finance:zhao", "operator_task_changed by finance:zhao"}, acts(dismissed)[1:])
	require.Equal(t, "finance:zhao", dismissed[2]["after"].(object)["closed_by"])
}
