package workflows_test

import (
	"context"
	"reflect"
	"testing"
	"time"

	"github.com/stretchr/testify/mock"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/testsuite"

	"kaipiao/activities"
	"kaipiao/domain/bill"
	"kaipiao/domain/invoice"
	"kaipiao/domain/message"
	"kaipiao/domain/notice"
	"kaipiao/domain/ticket"
	"kaipiao/temporalgate"
)

// failing is a type of workflow that meets a contradiction in a step.
type failing struct {
	start    message.Message
	activity any
	before   func(env *testsuite.TestWorkflowEnvironment)
}

// meets are steps of every type of workflow, in the register and outside.
var meets = map[string]failing{
	"application: the decision": {
		start: message.StartApplication.With(message.ApplicationStart{Application: "app-1"}), activity: registerActivities.Proceed,
	},
	"invoice: taken up": {
		start:    message.StartInvoice.With(message.InvoiceStart{Invoice: "app-1-1", Application: "app-1"}),
		activity: registerActivities.TakeUp,
	},
	"invoice: submitted": {
		start:    message.StartInvoice.With(message.InvoiceStart{Invoice: "app-1-1", Application: "app-1"}),
		activity: providerActivities.SubmitInvoice, before: func(env *testsuite.TestWorkflowEnvironment) { takenUp(env, toIssue(invoice.Electronic)) },
	},
	"invoice: its files": {
		start:    message.StartInvoice.With(message.InvoiceStart{Invoice: "app-1-1", Application: "app-1"}),
		activity: files.Publish, before: func(env *testsuite.TestWorkflowEnvironment) {
			takenUp(env, standing(invoice.Issued, invoice.Electronic))
		},
	},
	"invoice: its parcel": {
		start:    message.StartInvoice.With(message.InvoiceStart{Invoice: "app-1-1", Application: "app-1"}),
		activity: parcels.HandOver, before: func(env *testsuite.TestWorkflowEnvironment) { takenUp(env, standing(invoice.Issued, invoice.Paper)) },
	},
	"invoice: its mail": {
		start:    message.StartInvoice.With(message.InvoiceStart{Invoice: "app-1-1", Application: "app-1"}),
		activity: notices.SendNotice, before: func(env *testsuite.TestWorkflowEnvironment) { takenUp(env, standing(invoice.Delivered, invoice.Paper)) },
	},
	"ticket: taken up": {start: message.StartTicket.With(message.TicketStart{Ticket: "t-1"}), activity: registerActivities.TakeUpTicket},
	"ticket: its mail": {
		start: message.StartTicket.With(message.TicketStart{Ticket: "t-1"}), activity: notices.SendTicketNotice,
		before: func(env *testsuite.TestWorkflowEnvironment) {
			env.OnActivity(registerActivities.TakeUpTicket, mock.Anything, mock.Anything).Return(opened(ticket.Lost, ticket.AwaitsMaterials), nil)
		},
	},
	"reversal: what is owed": {start: message.StartReversals.With(message.ReversalStart{Invoice: "app-1-1"}), activity: registerActivities.OwedReversals},
	"reversal: the form": {
		start: message.StartReversals.With(message.ReversalStart{Invoice: "app-1-1"}), activity: providerActivities.RequestRed,
		before: func(env *testsuite.TestWorkflowEnvironment) {
			env.OnActivity(registerActivities.OwedReversals, mock.Anything, mock.Anything).Return(nil, nil)
			env.OnActivity(registerActivities.NextReversal, mock.Anything, mock.Anything).
				Return(activities.Reversing{Reversal: "app-1-1-r1", Kind: "red", Serial: redSerial}, nil)
		},
	},
	"desk: what is parked": {start: message.StartSellerDesk.With(message.SellerDeskStart{Seller: "platform"}), activity: registerActivities.ReadTroubles},
	"comparison: begun":    {start: message.StartReconciliation.With(message.ReconciliationStart{}), activity: registerActivities.BeginReconciliation},
	"comparison: carried out": {
		start: message.StartReconciliation.With(message.ReconciliationStart{Reconciliation: "r-1"}), activity: reconciler.Reconcile,
	},
	"import: read": {start: message.StartImport.With(message.ImportStart{Import: "f-1"}), activity: importer.ReadImport},
	"import: booked": {
		start: message.StartImport.With(message.ImportStart{Import: "f-1"}), activity: importer.BookImport,
		before: func(env *testsuite.TestWorkflowEnvironment) {
			env.OnActivity(importer.ReadImport, mock.Anything, mock.Anything).Return(activities.ImportStands{Status: bill.Booking, Items: 1}, nil)
		},
	},
	"apply": {
		start:    message.Message{WorkflowID: "order-4711", Workflow: message.Apply, Start: map[string]string{"account": "acct"}},
		activity: callers.Apply,
	},
	"export: made":      {start: message.StartExport.With(message.ExportStart{Export: "e-1"}), activity: exporter.MakeExport},
	"standing orders":   {start: message.StartStandingOrders.With(message.StandingOrdersStart{}), activity: standingOrders.CarryOutOrders},
	"sweep: what ended": {start: message.StartSweep.With(message.SweepStart{}), activity: runs.SweepLately},
}

// O2: whichever step of whichever type of workflow meets a contradiction, its operator task, the mail about it and the details of the run
// say what contradicts what; what else the failure carries does not hide it.
func TestO2EveryContradictionSaysWhatDiffers(t *testing.T) {
	known, covered := types{}, types{}
	temporalgate.RegisterWorkflows(known)
	for name, c := range meets {
		covered[c.start.Workflow] = true
		t.Run(name, func(t *testing.T) {
			env := newEnvironment(t)
			env.RegisterActivity(&activities.Reconciler{})
			env.RegisterActivity(&activities.Importer{})
			env.RegisterActivity(&activities.Exporter{})
			env.RegisterActivity(&activities.StandingOrders{})
			if c.before != nil {
				c.before(env)
			}
			// A failure carries what else was done, too.
			failed := temporal.NewApplicationErrorWithOptions(differs.English, activities.FailureContradiction, temporal.ApplicationErrorOptions{
				NonRetryable: true, Details: []any{*differs, activities.Owed{Mails: []notice.About{notice.Issued}}},
			})
			results := []any{failed}
			if answers := reflect.TypeOf(c.activity); answers.NumOut() > 1 {
				results = []any{reflect.Zero(answers.Out(0)).Interface(), failed}
			}
			env.OnActivity(c.activity, mock.Anything, mock.Anything).Return(results...).Once()
			var opened []activities.Contradicted
			var mailed []activities.Alert
			env.OnActivity(registerActivities.OpenContradiction, mock.Anything, mock.Anything).Return(
				func(_ context.Context, met activities.Contradicted) (activities.ContradictionTask, error) {
					opened = append(opened, met)
					return activities.ContradictionTask{Task: 7}, nil
				})
			env.OnActivity(notices.SendAlert, mock.Anything, mock.Anything).Return(func(_ context.Context, a activities.Alert) error {
				mailed = append(mailed, a)
				return nil
			})
			read := readAt(env, time.Minute)
			env.SetStartWorkflowOptions(client.StartWorkflowOptions{ID: c.start.WorkflowID})
			// It waits for a person for ever; the test does not.
			env.RegisterDelayedCallback(func() { panic("seen enough") }, 2*time.Minute)
			require.PanicsWithValue(t, "seen enough", func() { env.ExecuteWorkflow(c.start.Workflow, c.start.Start) })
			met := activities.Contradicted{Workflow: c.start.WorkflowID, Contradiction: *differs}
			require.Equal(t, []activities.Contradicted{met}, opened)
			require.Equal(t, []activities.Alert{{Contradicts: &met, Task: 7}}, mailed)
			require.Contains(t, *read, differs.English)
			_, body, err := notice.WriteAlert(notice.Alert{Subject: met.Workflow, Contradicts: differs, Task: 7})
			require.NoError(t, err)
			require.Contains(t, body, differs.English)
			require.Contains(t, body, differs.Chinese)
		})
	}
	require.Equal(t, known, covered, "a type of workflow whose contradictions nobody has looked at")
}
