package api_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"kaipiao/domain/actor"
	"kaipiao/domain/calendar"
	"kaipiao/domain/contradiction"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/message"
	"kaipiao/domain/policy"
	"kaipiao/domain/promise"
	domaintask "kaipiao/domain/task"
	"kaipiao/office"
)

// troubled parks an invoice, as its workflow does when the provider is down, and returns the operator task's id.
func (s *service) troubled() int64 {
	s.t.Helper()
	id := s.approved(s.applied("troubled", eInvoice("2.00")))[0]
	require.NoError(s.t, s.register.Sellers.Park(context.Background(), ids.Invoice(id), invoice.ProviderDown, s.now))
	return s.tasks("?kind=provider")[0].id
}

type task struct {
	id             int64
	status, closer string
}

func (s *service) tasks(query string) (found []task) {
	s.t.Helper()
	for _, item := range s.must(finance, http.MethodGet, "/v1/operator-tasks"+query, nil)["items"].([]any) {
		closer, _ := item.(object)["closed_by"].(string)
		found = append(found, task{int64(item.(object)["id"].(float64)), item.(object)["status"].(string), closer})
	}
	return found
}

// I5: one operator task for a seller and a cause; it closes by itself when nobody is held up any more, and the next
// outage is another task.
func TestI5OneTaskForTheCause(t *testing.T) {
	s, ctx := newService(t), context.Background()
	s.account("acct")
	s.consumed(bill("c1", "acct", "100.00"))
	var invoices []string
	for n := range 5 {
		invoices = append(invoices, s.approved(s.applied(fmt.Sprint("a", n), eInvoice("1.00")))[0])
		require.NoError(t, s.register.Sellers.Park(ctx, ids.Invoice(invoices[n]), invoice.ProviderDown, s.now))
	}
	require.Len(t, s.tasks("?status=open"), 1)
	shown := s.must(customer, http.MethodGet, "/v1/invoices/"+invoices[0], nil)
	require.Equal(t, "provider", shown["waiting_for"])
	// who comes later is held up without a serial, until it is let go
	late := s.approved(s.applied("late", eInvoice("1.00")))[0]
	serial, held, err := s.register.Invoices.BeginIssuing(ctx, ids.Invoice(late), s.now)
	require.NoError(t, err)
	require.Empty(t, serial)
	require.Equal(t, invoice.ProviderDown, held)
	// while somebody is parked the task stays, whatever a person says
	s.must(finance, http.MethodPost, fmt.Sprintf("/v1/operator-tasks/%d/seen-to", s.tasks("")[0].id), nil)
	closed, err := s.register.Sellers.CloseTrouble(ctx, "platform", invoice.ProviderDown, s.now)
	require.NoError(t, err)
	require.False(t, closed)
	released, err := s.register.Sellers.Release(ctx, "platform", invoice.ProviderDown, 6, s.now)
	require.NoError(t, err)
	require.Equal(t, 6, released)
	for n, id := range append(invoices, late) {
		s.issued(id, fmt.Sprintf("261100000000000000%02d", n))
	}
	closed, err = s.register.Sellers.CloseTrouble(ctx, "platform", invoice.ProviderDown, s.now)
	require.NoError(t, err)
	require.True(t, closed)
	require.Equal(t, []task{{s.tasks("")[0].id, "closed", actor.Product.String()}}, s.tasks(""))
	again := s.approved(s.applied("again", eInvoice("1.00")))[0]
	require.NoError(t, s.register.Sellers.Park(ctx, ids.Invoice(again), invoice.ProviderDown, s.now))
	require.Len(t, s.tasks("?status=open"), 1)
	require.Len(t, s.tasks(""), 2)
}

// I5: those who are due first are let go first, and who tried in vain is counted.
func TestI5TheEarliestDueGoFirst(t *testing.T) {
	s, ctx := newService(t), context.Background()
	s.account("acct")
	s.consumed(bill("c1", "acct", "100.00"))
	first := s.approved(s.applied("first", eInvoice("1.00")))[0]
	s.now = s.now.Add(time.Hour)
	second := s.approved(s.applied("second", eInvoice("1.00")))[0]
	for _, id := range []string{second, first} {
		require.NoError(t, s.register.Sellers.Park(ctx, ids.Invoice(id), invoice.QuotaExhausted, s.now))
	}
	_, err := s.register.Sellers.Release(ctx, "platform", invoice.QuotaExhausted, 1, s.now)
	require.NoError(t, err)
	require.NoError(t, s.register.Sellers.Park(ctx, ids.Invoice(first), invoice.QuotaExhausted, s.now.Add(time.Second)))
	troubles, err := s.register.Sellers.Troubles(ctx, "platform", s.now)
	require.NoError(t, err)
	require.Equal(t, []int{2, 0, 1}, []int{troubles[0].Parked, troubles[0].Trying, troubles[0].InVain}, "the first one tried in vain")
}

// Case 45: where the policy says so, smaller invoices go first while a quota is used up; otherwise they wait their turn.
func TestCase45SmallerInvoicesGoFirstOnlyByPolicy(t *testing.T) {
	for _, smallerFirst := range []bool{false, true} {
		s, ctx := newService(t), context.Background()
		chosen := policy.Default()
		chosen.Issue.SmallerFirst = smallerFirst
		published, err := calendar.Published()
		require.NoError(t, err)
		s.register = office.New(s.pool, chosen, published)
		s.account("acct")
		s.consumed(bill("c1", "acct", "200000.00"))
		large := s.approved(s.applied("large", eInvoice("99999.99")))[0]
		require.NoError(t, s.register.Sellers.Park(ctx, ids.Invoice(large), invoice.QuotaExhausted, s.now))
		s.now = s.now.Add(time.Minute)
		small := s.approved(s.applied("small", eInvoice("10.00")))[0]
		serial, held, err := s.register.Invoices.BeginIssuing(ctx, ids.Invoice(small), s.now)
		require.NoError(t, err)
		if !smallerFirst {
			require.Equal(t, invoice.QuotaExhausted, held, "it waits for those before it")
		} else {
			require.NotEmpty(t, serial, "it tries whether it fits")
			require.NoError(t, s.register.Sellers.Park(ctx, ids.Invoice(small), invoice.QuotaExhausted, s.now))
		}
		_, err = s.register.Sellers.Release(ctx, "platform", invoice.QuotaExhausted, 1, s.now)
		require.NoError(t, err)
		rows, err := s.pool.Query(ctx, "select invoice from parked where released_at is not null")
		require.NoError(t, err)
		let, err := pgx.CollectRows(rows, pgx.RowTo[string])
		require.NoError(t, err)
		require.Equal(t, map[bool][]string{false: {large}, true: {small}}[smallerFirst], let)
	}
}

// I9: a missed promise marks its row and raises one task, once; it closes when the work is done after all.
func TestI9AMissedPromiseIsOneTask(t *testing.T) {
	s, ctx := newService(t), context.Background()
	s.account("acct")
	s.consumed(bill("c1", "acct", "100.00"))
	application := s.applied("late", eInvoice("1.00"))
	id := s.approved(application)[0]
	missed := message.Missed{Application: ids.Application(application), Invoice: ids.Invoice(id), Stage: promise.IssueStage, DueAt: s.now.Add(24 * time.Hour)}
	s.now = missed.DueAt.Add(-time.Second)
	require.Equal(t, false, s.must(customer, http.MethodGet, "/v1/invoices/"+id, nil)["overdue"])
	s.now = missed.DueAt
	require.Equal(t, true, s.must(customer, http.MethodGet, "/v1/invoices/"+id, nil)["overdue"], "case 32: at that instant")
	for n := range 3 {
		late, err := s.register.Promises.Miss(ctx, missed, s.now)
		require.NoError(t, err)
		require.Equal(t, n < 2, late, "until the operators are told: whoever found out first may be gone")
		if n == 1 {
			subject, err := s.register.Promises.SubjectOf(ctx, missed)
			require.NoError(t, err)
			require.NoError(t, s.register.Tasks.ToldOfPromise(ctx, subject, promise.IssueStage, s.now))
		}
	}
	require.Len(t, s.tasks("?status=open&kind=promise"), 1)
	require.Contains(t, s.metrics(), `kaipiao_operator_tasks_open{kind="promise",stage="issue"} 1`)
	s.issued(id, "26110000000000000001")
	require.Empty(t, s.tasks("?status=open"))
	late, err := s.register.Promises.Miss(ctx, missed, s.now)
	require.NoError(t, err)
	require.False(t, late, "done meanwhile")
}

// I5: a reversal is held up like an invoice: the same task, let go by the same desk, which closes only when it has passed.
func TestI5AReversalIsParkedUnderTheSameTask(t *testing.T) {
	s, ctx := newService(t), context.Background()
	s.account("acct")
	s.consumed(bill("c1", "acct", "300.00"))
	path := s.electronic()
	red := s.must(customer, http.MethodPost, "/v1/invoices/"+path["id"]+"/red-issue", object{"reason": "return"}, "Idempotency-Key", "red")["id"].(string)
	for range 2 {
		require.NoError(t, s.register.Sellers.ParkReversal(ctx, ids.Reversal(red), invoice.SessionExpired, s.now))
	}
	require.Len(t, s.tasks("?status=open&kind=session"), 1)
	closed, err := s.register.Sellers.CloseTrouble(ctx, "platform", invoice.SessionExpired, s.now)
	require.NoError(t, err)
	require.False(t, closed)
	released, err := s.register.Sellers.Release(ctx, "platform", invoice.SessionExpired, 1, s.now)
	require.NoError(t, err)
	require.Equal(t, 1, released)
	troubles, err := s.register.Sellers.Troubles(ctx, "platform", s.now)
	require.NoError(t, err)
	require.Equal(t, []int{0, 1}, []int{troubles[0].Parked, troubles[0].Trying})
	s.redIssued(red, "26110000000000000002")
	closed, err = s.register.Sellers.CloseTrouble(ctx, "platform", invoice.SessionExpired, s.now)
	require.NoError(t, err)
	require.True(t, closed)
}

// I4, O2: what contradicts what is a task that says so in both languages; who has seen to it has the workflow try the same step
// again, and only that closes the task.
func TestAContradictionIsATaskUntilItIsPutRight(t *testing.T) {
	s, ctx := newService(t), context.Background()
	s.account("acct")
	s.consumed(bill("c1", "acct", "100.00"))
	id := s.approved(s.applied("a", eInvoice("1.00")))[0]
	workflow := s.servedBy(id)
	met := *contradiction.New(contradiction.NumberTaken, "invoice "+id, "26110000000000000001")
	_, err := s.register.Tasks.OpenContradiction(ctx, workflow, met, s.now)
	require.NoError(t, err)
	shown := s.must(finance, http.MethodGet, "/v1/operator-tasks?kind=contradiction", nil)["items"].([]any)[0].(object)
	require.Equal(t, object{
		"id": shown["id"], "kind": "contradiction", "status": "open", "seller": "platform", "workflow": workflow, "stage": nil, "code": "number_taken",
		"detail": met.English, "detail_zh": met.Chinese, "opened_at": s.now.UTC().Format(time.RFC3339), "closed_at": nil, "closed_by": nil,
		"actions": []any{object{
			"action": "see_to", "allowed": true, "method": "POST", "href": fmt.Sprintf("/v1/operator-tasks/%v/seen-to", shown["id"]), "why": nil, "why_zh": nil,
		}},
	}, shown)
	s.signals() // what was sent before
	seen := s.must(finance, http.MethodPost, fmt.Sprintf("/v1/operator-tasks/%d/seen-to", int64(shown["id"].(float64))), nil)
	require.Equal(t, "open", seen["status"], "it contradicts until the step succeeds")
	require.Equal(t, []string{workflow + " " + message.Resume.Name}, s.signals())
	require.Contains(t, s.metrics(), `kaipiao_operator_tasks_open{kind="contradiction",stage=""} 1`)
	// a promise that is kept is another task
	s.issued(id, "26110000000000000002")
	require.Len(t, s.tasks("?status=open"), 1)
	require.NoError(t, s.register.Tasks.CloseContradiction(ctx, workflow, met.Code, s.now))
	require.Equal(t, []task{{int64(shown["id"].(float64)), "closed", actor.Product.String()}}, s.tasks(""))
}

// signals takes the messages out of the outbox: to whom, and which.
func (s *service) signals() (sent []string) {
	s.t.Helper()
	for _, m := range s.sent() {
		sent = append(sent, m.WorkflowID+" "+m.Signal)
	}
	return sent
}

// The description names every kind of task and every cause that there is.
func TestTheDescriptionNamesEveryKindOfTask(t *testing.T) {
	described := string(newService(t).call(nobody, http.MethodGet, "/openapi.json", nil).bytes)
	var document struct {
		Components struct {
			Schemas map[string]struct {
				Properties map[string]struct {
					Enum []string `json:"enum"`
				} `json:"properties"`
			} `json:"schemas"`
		} `json:"components"`
		Paths map[string]map[string]struct {
			Parameters []struct {
				Name   string `json:"name"`
				Schema struct {
					Enum []string `json:"enum"`
				} `json:"schema"`
			} `json:"parameters"`
		} `json:"paths"`
	}
	require.NoError(t, json.Unmarshal([]byte(described), &document))
	var kinds, causes []string
	for _, kind := range domaintask.Kinds() {
		kinds = append(kinds, string(kind))
	}
	for _, cause := range invoice.Causes() {
		causes = append(causes, string(cause))
	}
	require.ElementsMatch(t, kinds, document.Components.Schemas["OperatorTask"].Properties["kind"].Enum)
	require.ElementsMatch(t, causes, document.Components.Schemas["Trouble"].Properties["cause"].Enum)
	var asked []string
	for _, parameter := range document.Paths["/v1/operator-tasks"]["get"].Parameters {
		if parameter.Name == "kind" {
			asked = parameter.Schema.Enum
		}
	}
	require.ElementsMatch(t, kinds, asked)
}
