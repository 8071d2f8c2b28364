package e2e

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.temporal.io/api/common/v1"
	enums "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/workflowservice/v1"

	"kaipiao/starter/client"
)

// button is something that an operator may press in Temporal's Web UI, or send with its command line.
type button struct {
	name  string
	press func(t *testing.T, s *stack, workflow string)
	// gone: the run is gone, and another one has to be started.
	gone bool
}

var buttons = []button{
	{name: "request cancellation", press: func(t *testing.T, s *stack, workflow string) {
		require.NoError(t, s.temporal(t).CancelWorkflow(t.Context(), workflow, ""))
	}},
	{name: "terminate", gone: true, press: func(t *testing.T, s *stack, workflow string) {
		require.NoError(t, s.temporal(t).TerminateWorkflow(t.Context(), workflow, "", "pressed by mistake"))
	}},
	{name: "delete", gone: true, press: func(t *testing.T, s *stack, workflow string) {
		_, err := s.temporal(t).WorkflowService().DeleteWorkflowExecution(t.Context(), &workflowservice.DeleteWorkflowExecutionRequest{
			Namespace: s.TemporalNamespace, WorkflowExecution: &common.WorkflowExecution{WorkflowId: workflow},
		})
		require.NoError(t, err)
	}},
	{name: "reset to the first task", press: reset},
	{name: "signals that nobody can read", press: func(t *testing.T, s *stack, workflow string) {
		for _, signal := range []string{
			"cancel", "change-address", "decided", "due-changed", "parcel", "trouble", "resume", "reverse", "withdraw", "reversed", "ticket-turned",
			"ticket-decided",
		} {
			require.NoError(t, s.temporal(t).SignalWorkflow(t.Context(), workflow, "", signal, []string{"rubbish"}))
		}
	}},
}

// reset begins a run anew after its first workflow task.
func reset(t *testing.T, s *stack, workflow string) {
	var first int64
	history := s.temporal(t).GetWorkflowHistory(t.Context(), workflow, "", false, enums.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT)
	for history.HasNext() && first == 0 {
		event, err := history.Next()
		require.NoError(t, err)
		if event.GetEventType() == enums.EVENT_TYPE_WORKFLOW_TASK_COMPLETED {
			first = event.GetEventId()
		}
	}
	require.NotZero(t, first, workflow)
	_, err := s.temporal(t).WorkflowService().ResetWorkflowExecution(t.Context(), &workflowservice.ResetWorkflowExecutionRequest{
		Namespace: s.TemporalNamespace, WorkflowExecution: &common.WorkflowExecution{WorkflowId: workflow},
		Reason: "pressed by mistake", WorkflowTaskFinishEventId: first, RequestId: uuid.NewString(),
	})
	require.NoError(t, err)
}

// standing is a workflow that waits for something.
type standing struct {
	workflow string
	// waits is what its details say meanwhile.
	waits string
	// finish does what it waits for, and proves that everything comes to its end.
	finish func(t *testing.T)
}

// waits are the waits of every type of workflow, each with what brings one about.
var waits = map[string]func(t *testing.T, s *stack) standing{
	"application: review": func(t *testing.T, s *stack) standing {
		account := s.customerOf(t, client.Certification{Type: "individual", Name: "张三"}, "50.00")
		var a client.Application
		require.NoError(t, s.upstream(t).Call(t.Context(), http.MethodPost, "/v1/accounts/"+account+"/applications", map[string]any{
			"kind": "ordinary", "medium": "electronic", "amount": "50.00",
			"title": map[string]string{"title": "上海甲科技有限公司", "taxpayer_id": "91110000802100433B"},
		}, &a, "Idempotency-Key", account))
		return standing{"application/" + a.ID, "reviewer's decision", func(t *testing.T) {
			require.NoError(t, s.as(t, zhao).Call(t.Context(), http.MethodPost, "/v1/applications/"+a.ID+"/approve", nil, nil))
			s.publishedOnce(t, a.Invoices[0].ID)
		}}
	},
	"invoice: the provider works on it": func(t *testing.T, s *stack) standing {
		id := s.apply(t, s.customerWith(t, "10.00"), eInvoice("10.00")).Invoices[0].ID
		s.fault(t, "issue", "pending", 0, serialOf(id))
		s.fault(t, "query", "pending", 0, serialOf(id))
		return standing{runOf(id), "works on it", func(t *testing.T) {
			s.faultless(t, serialOf(id))
			s.publishedOnce(t, id)
		}}
	},
	"invoice: refused for good": func(t *testing.T, s *stack) standing {
		id := s.apply(t, s.customerWith(t, "10.00"), eInvoice("10.00")).Invoices[0].ID
		s.fault(t, "issue", "reject", 1, serialOf(id))
		return standing{runOf(id), "Refused for good", func(t *testing.T) {
			corrected := map[string]string{"title": "北京甲科技有限公司", "taxpayer_id": "91110000802100433B", "bank_account": "招商银行 2"}
			require.NoError(t, s.as(t, zhao).Call(t.Context(), http.MethodPost, "/v1/invoices/"+id+"/correct", corrected, nil))
			s.publishedOnce(t, id)
		}}
	},
	"invoice: the vendor": func(t *testing.T, s *stack) standing {
		account, vendor, caller := s.soldBy(t, "10.00")
		request := eInvoice("10.00")
		request.Seller = vendor
		id := s.apply(t, account, request).Invoices[0].ID
		return standing{runOf(id), "Waits for the **vendor", func(t *testing.T) {
			counted := strings.TrimPrefix(account, "e2e-")
			number := map[string]string{"number": "263320000000" + strings.Repeat("0", 8-len(counted)) + counted, "issued_on": today()}
			require.NoError(t, caller.Call(t.Context(), http.MethodPost, "/v1/invoices/"+id+"/issue", number, nil))
			s.upload(t, vendor, "/v1/invoices/"+id+"/files/pdf", "%PDF-1.7 of the vendor")
			require.Eventually(t, func() bool { return len(s.mails(t, account)) > 0 }, 2*time.Minute, 100*time.Millisecond)
		}}
	},
	"invoice: the print desk": func(t *testing.T, s *stack) standing {
		id := s.apply(t, s.customerWith(t, "10.00"), onPaper("10.00")).Invoices[0].ID
		s.fault(t, "ship", "reject", 0, id)
		return standing{runOf(id), "refuses the parcel for good", func(t *testing.T) {
			shipped := map[string]string{"tracking_number": "HAND-" + id}
			require.NoError(t, s.as(t, zhao).Call(t.Context(), http.MethodPost, "/v1/invoices/"+id+"/ship", shipped, nil))
			require.NoError(t, s.as(t, zhao).Call(t.Context(), http.MethodPost, "/v1/invoices/"+id+"/delivered", nil, nil))
			s.came(t, id, "delivered", time.Minute)
		}}
	},
	"invoice: the parcel": func(t *testing.T, s *stack) standing {
		id := s.apply(t, s.customerWith(t, "10.00"), onPaper("10.00")).Invoices[0].ID
		s.fault(t, "ship", "pending", 0, id)
		return standing{runOf(id), "**Shipped.**", func(t *testing.T) {
			require.NoError(t, s.as(t, zhao).Call(t.Context(), http.MethodPost, "/v1/invoices/"+id+"/delivered", nil, nil))
			s.came(t, id, "delivered", time.Minute)
		}}
	},
	"ticket: finance": func(t *testing.T, s *stack) standing {
		account := s.customerWith(t, "10.00")
		opened := s.opens(t, account, map[string]any{"kind": "other", "note": "请联系我"})
		return standing{"ticket/" + opened.ID, "Waits for **finance**", func(t *testing.T) {
			s.does(t, zhao, opened.ID, "accept", map[string]string{"reason": "done"})
			require.Eventually(t, func() bool { return len(s.mails(t, account)) > 0 }, 2*time.Minute, 100*time.Millisecond, "N5: its customer is told")
		}}
	},
	"ticket: the customer": func(t *testing.T, s *stack) standing {
		account := s.customerWith(t, "70.00")
		i := s.came(t, s.apply(t, account, onPaper("70.00")).Invoices[0].ID, "delivered", 2*time.Minute)
		opened := s.opens(t, account, map[string]any{"kind": "lost", "invoice": i.ID, "note": "快递丢失"})
		return standing{"ticket/" + opened.ID, "Waits for the **customer**", func(t *testing.T) {
			s.handsIn(t, of(wang, account), opened.ID, "loss_certificate")
			require.Equal(t, "done", s.does(t, zhao, opened.ID, "accept", nil).Status)
			s.told(t, account, "it is not issued again")
		}}
	},
	"reversal: the buyer": func(t *testing.T, s *stack) standing {
		account, blue := s.issuedTo(t, "100.00")
		s.buyer(t, *blue.Number, map[string]any{"used": true})
		s.redIssue(t, account, blue.ID, "red", everything)
		return standing{"reversal/" + blue.ID, "Waits for the **buyer**", func(t *testing.T) {
			s.buyer(t, *blue.Number, map[string]any{"confirms": "yes"})
			s.reversed(t, blue.ID, 1, "done")
			require.Len(t, s.redOf(t, *blue.Number), 1)
			s.told(t, account, "red invoice")
		}}
	},
}

// patient is a stack whose buyers have an hour to confirm a form.
func patient(t *testing.T) *stack {
	t.Helper()
	s, err := prepare()
	require.NoError(t, err)
	s.environment = append(s.environment, "KAIPIAO_SANDBOX_CONFIRM_WITHIN=1h")
	require.NoError(t, s.start())
	t.Cleanup(func() { require.NoError(t, errors.Join(s.stop(), s.forget())) })
	return s
}

// opens opens a ticket as its customer, one of many in a test.
func (s *stack) opens(t *testing.T, account string, body map[string]any) (opened work) {
	t.Helper()
	require.NoError(t, s.as(t, of(wang, account)).Call(t.Context(), http.MethodPost, "/v1/tickets", body, &opened, "Idempotency-Key", account))
	return opened
}

// publishedOnce waits until an invoice has come to its customer, and proves that it exists once.
func (s *stack) publishedOnce(t *testing.T, id string) {
	t.Helper()
	i := s.came(t, id, "issued", 4*time.Minute)
	require.Len(t, s.issued(t, i.Serial), 1)
}

// N1, N2, N3, N5, N14, O6: whatever button is pressed in the Web UI, in whatever wait, everything comes to its end, once each; the run
// that is asked to be cancelled says so and goes on, and what is gone is started again within two minutes.
func TestN1N2N5N14NoButtonHarms(t *testing.T) {
	t.Parallel()
	s := patient(t)
	var pressed []*pressing
	for name := range waits {
		for _, b := range buttons {
			pressed = append(pressed, &pressing{name: name, button: b})
		}
	}
	sideBySide(t, "it waits", pressed, func(t *testing.T, p *pressing) {
		p.standing = waits[p.name](t, s)
		s.details(t, p.workflow, p.waits)
	})
	for _, p := range pressed {
		p.press(t, s, p.workflow)
	}
	sideBySide(t, "it goes on and ends", pressed, func(t *testing.T, p *pressing) {
		if p.meansTheApplication() {
			require.Eventually(t, func() bool {
				var a client.Application
				require.NoError(t, s.upstream(t).Call(t.Context(), http.MethodGet, "/v1/applications/"+strings.TrimPrefix(p.workflow, "application/"), nil, &a))
				return a.Status == "cancelled"
			}, time.Minute, 100*time.Millisecond)
		} else {
			require.Eventually(t, func() bool {
				described, err := s.temporal(t).DescribeWorkflowExecution(t.Context(), p.workflow, "")
				return err == nil && described.GetWorkflowExecutionInfo().GetStatus() == enums.WORKFLOW_EXECUTION_STATUS_RUNNING
			}, 2*time.Minute, 200*time.Millisecond, "%s does not run", p.workflow)
			s.details(t, p.workflow, p.waits)
			if p.button.name == "request cancellation" {
				s.details(t, p.workflow, "asked Temporal to cancel this run")
			}
			p.finish(t)
		}
		ends(t, s.temporal(t), p.workflow)
	})
	s.nothingOwed(t)
	s.onceEach(t)
	s.sound(t)
}

// pressing is a button that is pressed in a wait.
type pressing struct {
	name string
	button
	standing
}

// meansTheApplication: whoever asks to cancel the run of an application that nobody has decided means the application.
func (p *pressing) meansTheApplication() bool {
	return p.name == "application: review" && p.button.name == "request cancellation"
}

// sideBySide does something with each of them, some at the same time.
func sideBySide(t *testing.T, what string, pressed []*pressing, do func(*testing.T, *pressing)) {
	t.Helper()
	t.Run(what, func(t *testing.T) {
		for _, p := range pressed {
			t.Run(p.name+": "+p.button.name, func(t *testing.T) {
				t.Parallel()
				do(t, p)
			})
		}
	})
}

// nothingOwed proves that what must run does, and nothing else (O6).
func (s *stack) nothingOwed(t *testing.T) {
	t.Helper()
	require.EventuallyWithT(t, func(c *assert.CollectT) {
		said, err := s.starter("audit", "workflows")
		assert.NoError(c, err, said)
	}, time.Minute, time.Second)
}
