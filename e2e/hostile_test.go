package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	enums "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"kaipiao/encryption"
	"kaipiao/temporalgate"
)

// types collects the names of all types of workflows.
type types map[string]bool

// RegisterWorkflowWithOptions takes one.
func (t types) RegisterWorkflowWithOptions(_ any, options workflow.RegisterOptions) {
	t[options.Name] = true
}

// victims are: an application that finance has to review, an issued invoice, and a ticket.
type victims struct {
	pending, issued  string
	planned, invoice string
	ticket           string
}

// N12: whoever starts workflows in the Web UI, of whatever type, with whatever it says about mode, instants, amounts, states and other people's
// things, approves nothing, issues nothing, reverses nothing and books nothing: what is stored decides. What is started has nothing to do.
func TestN12HostileStartsDecideNothing(t *testing.T) {
	t.Parallel()
	b := victims{}
	pending := shared.toReview(t)
	account := shared.customerWith(t, "50.00")
	mine := shared.apply(t, account, eInvoice("10.00"))
	b.pending, b.planned, b.issued, b.invoice = pending.ID, pending.Invoices[0].ID, mine.ID, mine.Invoices[0].ID
	shared.came(t, b.invoice, "issued", time.Minute)
	b.ticket = shared.ticket(t, map[string]any{"kind": "other", "account": account, "note": "什么时候能开票"}).ID
	standing := shared.standing(t, account, b)

	const long, never = "2020-01-01T00:00:00Z", "2999-01-01T00:00:00Z"
	money := `"amount": "1000000.00", "net": "1000000.00", "tax_rate": "0.00", "status": "approved", "by": "finance:cfo"`
	hostile := map[string][]string{
		"Application": {
			fmt.Sprintf(`{"application": %q, "account": %q, "medium": "electronic", "review": "automatic", "automatic": true, "cool_off_until": %q, "due_at": %q, %s}`,
				b.pending, account, long, long, money),
			fmt.Sprintf(`{"application": %q, "account": "nobody", "medium": "paper", "automatic": true, "cool_off_until": %q, "due_at": %q}`, b.issued, long, never),
			`{"application": "no-such", "automatic": true}`,
		},
		"Invoice": {
			fmt.Sprintf(`{"invoice": %q, "application": %q, "account": %q, "seller": "platform", "medium": "electronic", "due_at": %q, %s}`,
				b.planned, b.pending, account, long, money),
			fmt.Sprintf(`{"invoice": %q, "application": %q, "account": "nobody", "seller": "isv", "medium": "paper", "due_at": %q}`, b.invoice, b.pending, long),
			fmt.Sprintf(`{"invoice": %q, "application": %q, "medium": "electronic"}`, b.planned, b.issued),
		},
		"Ticket": {
			fmt.Sprintf(`{"ticket": %q, "kind": "cancel", "account": "nobody", "application": %q, "status": "done", "due_at": %q}`, b.ticket, b.issued, long),
			fmt.Sprintf(`{"ticket": "no-such", "kind": "cancel", "application": %q, "status": "done"}`, b.pending),
		},
		"Reversal": {
			fmt.Sprintf(`{"invoice": %q, "application": %q, "account": "nobody", "medium": "paper", "serial": "x", %s}`, b.invoice, b.pending, money),
			fmt.Sprintf(`{"invoice": %q, "application": %q, "medium": "electronic"}`, b.planned, b.issued),
		},
		"SellerDesk":     {`{"seller": "no-such-seller"}`},
		"Reconciliation": {`{"reconciliation": "no-such"}`},
		"Import":         {`{"import": "no-such", "items": 1000000, "ended": true}`},
		"Export":         {fmt.Sprintf(`{"export": "no-such", "account": %q}`, account)},
		"StandingOrders": {`{"after": "zzz", "pass": -1}`, `{"pass": 1000000, "failed": 1}`},
		"Sweep":          {`{"in_full": true, "after": "zzz"}`, `{"after": "application/"}`},
		"Apply": {
			fmt.Sprintf(`{"account": %q, "wait": "accepted", "kind": "ordinary", "medium": "electronic", %s}`, account, money),
			fmt.Sprintf(`{"account": %q, "kind": "ordinary", "medium": "electronic", "amount": "10.00", "review": "automatic", "cool_off_until": %q}`, account, long),
		},
	}
	known := types{}
	temporalgate.RegisterWorkflows(known)
	for name := range known {
		require.NotEmpty(t, hostile[name], "%s has no row", name)
	}
	c := shared.temporal(t)
	for name, arguments := range hostile {
		require.True(t, known[name], name)
		for n, argument := range arguments {
			id := fmt.Sprintf("typed-by-hand/%s-%d", name, n)
			_, err := c.ExecuteWorkflow(t.Context(), client.StartWorkflowOptions{ID: id, TaskQueue: "kaipiao"}, name, typed(argument))
			require.NoError(t, err, id)
			t.Cleanup(func() { _ = c.TerminateWorkflow(context.Background(), id, "", "the test is over") })
		}
	}
	ctx := t.Context()
	// Each does what it can: it ends, or has nothing under way any more.
	require.EventuallyWithT(t, func(t *assert.CollectT) {
		listed, err := c.ListWorkflow(ctx, &workflowservice.ListWorkflowExecutionsRequest{Query: "WorkflowId STARTS_WITH 'typed-by-hand/'"})
		require.NoError(t, err)
		require.GreaterOrEqual(t, len(listed.GetExecutions()), 17)
	}, time.Minute, time.Second)
	shared.askSteps(t, b)
	for range 10 {
		time.Sleep(time.Second)
		require.Equal(t, standing, shared.standing(t, account, b))
	}
	shared.onceEach(t)
	shared.sound(t)
}

// asksStep is a workflow of somebody who may write to our Temporal and has no key: it asks a step of ours something.
func asksStep(ctx workflow.Context, step string, argument json.RawMessage) error {
	ctx = workflow.WithActivityOptions(ctx, workflow.ActivityOptions{
		TaskQueue: "kaipiao", ScheduleToCloseTimeout: time.Minute, RetryPolicy: &temporal.RetryPolicy{MaximumAttempts: 1},
	})
	return workflow.ExecuteActivity(ctx, step, argument).Get(ctx, nil)
}

// askSteps asks our steps directly to book what never happened: none of them does.
func (s *stack) askSteps(t *testing.T, b victims) {
	t.Helper()
	c, err := client.DialContext(t.Context(), client.Options{HostPort: s.TemporalAddr, Namespace: s.TemporalNamespace, Logger: silent{}})
	require.NoError(t, err)
	defer c.Close()
	w := worker.New(c, "somebody's", worker.Options{})
	w.RegisterWorkflow(asksStep)
	require.NoError(t, w.Start())
	defer w.Stop()
	keys, err := encryption.Open(s.TemporalKeys)
	require.NoError(t, err)
	for step, argument := range map[string]string{
		"RecordIssued": fmt.Sprintf(`{"invoice": %q, "serial": %q, "number": "26332000000999999999", "issued_at": "2026-09-18T07:00:00Z"}`,
			b.planned, serialOf(b.planned)),
		"RecordFailed":   fmt.Sprintf(`{"invoice": %q, "serial": %q, "reason": "no"}`, b.planned, serialOf(b.planned)),
		"RecordReversed": fmt.Sprintf(`{"reversal": %q, "number": "26332000000999999998", "issued_at": "2026-09-18T07:00:00Z"}`, b.invoice+"-r1"),
		"StopInvoice":    fmt.Sprintf(`{"invoice": %q, "reason": "x", "by": "finance:cfo"}`, b.planned),
		"Proceed":        fmt.Sprintf(`%q`, b.pending),
		"TakeUp":         fmt.Sprintf(`%q`, b.planned),
		"Settle":         fmt.Sprintf(`%q`, "application/"+b.pending),
		"Apply":          fmt.Sprintf(`{"workflow": "x", "content": %q}`, `{"account": "no-such"}`),
	} {
		run, err := c.ExecuteWorkflow(t.Context(), client.StartWorkflowOptions{ID: "somebody's/" + step, TaskQueue: "somebody's"}, asksStep, step,
			json.RawMessage(argument))
		require.NoError(t, err, step)
		require.ErrorContains(t, run.Get(t.Context(), nil), "activity error", step)
		failed := 0
		for events := c.GetWorkflowHistory(t.Context(), run.GetID(), "", false, enums.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT); events.HasNext(); {
			event, err := events.Next()
			require.NoError(t, err)
			if of := event.GetActivityTaskFailedEventAttributes(); of != nil {
				failed++
				require.ErrorContains(t, keys.FailureConverter().FailureToError(of.GetFailure()), encryption.ErrForged.Error(), step)
			}
		}
		require.Equal(t, 1, failed, step)
	}
}

// standing is everything that could be decided about them.
func (s *stack) standing(t *testing.T, account string, b victims) map[string]any {
	t.Helper()
	found := map[string]any{"available": s.available(t, account), "issued": len(s.issued(t, serialOf(b.planned))) + len(s.issued(t, serialOf(b.invoice)))}
	for _, path := range []string{"applications/" + b.pending, "applications/" + b.issued, "invoices/" + b.invoice, "tickets/" + b.ticket} {
		var object struct {
			Status    string `json:"status"`
			Workflow  any    `json:"workflow"`
			Reversals []any  `json:"reversals"`
			Overdue   bool   `json:"overdue"`
		}
		require.NoError(t, s.upstream(t).Call(t.Context(), http.MethodGet, "/v1/"+path, nil, &object))
		found[path] = object
	}
	for _, object := range []string{"application/" + b.pending, "application/" + b.issued, "invoice/" + b.invoice, "ticket/" + b.ticket} {
		var page struct {
			Items []struct{ What, Who string }
		}
		require.NoError(t, s.upstream(t).Call(t.Context(), http.MethodGet, "/v1/audit?object="+object, nil, &page))
		found["trail of "+object] = page.Items
	}
	return found
}
