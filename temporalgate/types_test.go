package temporalgate

import (
	"reflect"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	enums "go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/workflow"

	"kaipiao/domain/invoice"
	"kaipiao/domain/message"
	"kaipiao/domain/ticket"
	"kaipiao/office/outbox"
	"kaipiao/workflows"
)

// Each function takes what its type is started with, and each type says which code a running one goes on with.
func TestTheTableOfTypesIsWhole(t *testing.T) {
	names, owed := map[string]bool{}, map[string]bool{}
	for _, row := range types {
		argument, _, err := row.read([]byte("{}"))
		function := reflect.TypeOf(row.function)
		require.Equal(t, 2, function.NumIn(), row.name)
		if row.owed {
			require.NoError(t, err, row.name)
			require.Equal(t, reflect.TypeOf(argument), function.In(1), row.name)
			owed[row.name] = true
		} else {
			starters := map[string]string{"Sweep": "by its schedule only", "StandingOrders": "by its schedule only", "Apply": "by its callers only"}
			require.ErrorContains(t, err, starters[row.name], row.name)
		}
		require.NotEqual(t, workflow.VersioningBehaviorUnspecified, row.versioning, row.name)
		require.False(t, names[row.name], row.name)
		names[row.name] = true
	}
	var pinned []string
	for _, row := range types {
		if row.versioning == workflow.VersioningBehaviorPinned {
			pinned = append(pinned, row.name)
		}
	}
	require.Equal(t, []string{"Reconciliation", "Import", "Export", "Sweep", "StandingOrders"}, pinned, "what may take weeks goes on with the current build")
	expected := map[string]bool{
		"Application": true, "Invoice": true, "SellerDesk": true, "Ticket": true, "Reversal": true, "Reconciliation": true, "Import": true,
		"Export": true,
	}
	require.Equal(t, expected, owed, "the register owes a run of these")
	expected["Sweep"], expected["StandingOrders"], expected[message.Apply] = true, true, true
	require.Equal(t, expected, names, "they stand in histories and never change")
	require.Equal(t, reflect.TypeOf(message.SweepStart{}), reflect.TypeOf(workflows.Sweep).In(1))
}

// P14, O6: no caller's workflow has an id as ours have; it would stand for a run that must be there.
func TestP14TheIDsOfOurWorkflowsAreKept(t *testing.T) {
	for _, start := range []message.Message{
		message.StartApplication.With(message.ApplicationStart{}), message.StartInvoice.With(message.InvoiceStart{}),
		message.StartSellerDesk.With(message.SellerDeskStart{}), message.StartTicket.With(message.TicketStart{}),
		message.StartReconciliation.With(message.ReconciliationStart{}), message.StartReversals.With(message.ReversalStart{}),
		message.StartSweep.With(message.SweepStart{}), message.StartImport.With(message.ImportStart{}),
		message.StartExport.With(message.ExportStart{}), message.StartStandingOrders.With(message.StandingOrdersStart{}),
	} {
		require.True(t, message.IsOurs(start.WorkflowID), start.WorkflowID)
	}
	for _, s := range schedules {
		require.True(t, message.IsOurs(s.id+"-2026-09-18T00:00:00Z"), s.id)
	}
	require.Len(t, types, 11, "a new type, and none of it here")
	require.False(t, message.IsOurs("order-4711"))
}

// O2: every workflow that the outbox starts is found in the lists by its account, under attributes that are registered.
func TestO2EveryStartStandsInTheLists(t *testing.T) {
	registered := map[string]bool{}
	for _, key := range workflows.SearchAttributes {
		registered[key.GetName()] = true
	}
	for _, c := range []struct {
		start   message.Message
		id      string
		summary string
	}{
		{
			message.StartApplication.With(message.ApplicationStart{Application: "app-1", Account: "acct", Medium: invoice.Paper}), "application/app-1",
			"application for paper invoices of account acct",
		},
		{
			message.StartInvoice.With(message.InvoiceStart{Invoice: "i-1", Account: "acct", Seller: invoice.Platform, Medium: invoice.Paper}), "invoice/i-1",
			"paper invoice of account acct",
		},
		{
			message.StartInvoice.With(message.InvoiceStart{Invoice: "i-2", Account: "acct", Seller: "isv-1", Medium: invoice.Electronic}), "invoice/i-2",
			"electronic invoice of account acct, issued by the vendor isv-1",
		},
		{
			message.StartTicket.With(message.TicketStart{Ticket: "t-1", Kind: ticket.Void, Account: "acct"}), "ticket/t-1",
			"ticket of account acct: void",
		},
		{
			message.StartTicket.With(message.TicketStart{Ticket: "t-2", Kind: ticket.Void, Account: "acct", Status: ticket.AwaitsMaterials}), "ticket/t-2",
			"ticket of account acct: void",
		},
		{
			message.Withdraw.WithStart(message.StartReversals.With(message.ReversalStart{Invoice: "i-1", Account: "acct", Medium: invoice.Electronic}),
				message.WithdrawNews{}),
			"reversal/i-1", "reversal of a electronic invoice of account acct",
		},
	} {
		written, err := outbox.Written(c.start)
		require.NoError(t, err)
		require.Equal(t, c.id, written.WorkflowID)
		options, argument, err := starting(written.Workflow, written.WorkflowID, written.Start)
		require.NoError(t, err)
		require.Equal(t, c.start.Start, argument)
		require.Equal(t, c.id, options.ID)
		require.Equal(t, c.summary, options.StaticSummary)
		require.Equal(t, enums.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE, options.WorkflowIDReusePolicy, "whatever became of an earlier run (O6)")
		require.Equal(t, enums.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING, options.WorkflowIDConflictPolicy, "the run that is there will do")
		account, found := options.TypedSearchAttributes.GetKeyword(workflows.AccountAttribute)
		require.True(t, found)
		require.Equal(t, "acct", account)
		require.Equal(t, "acct", options.Priority.FairnessKey)
		for key := range options.TypedSearchAttributes.GetUntypedValues() {
			require.True(t, registered[key.GetName()], key.GetName())
		}
	}
}

// The desk's message carries the seller, whatever its id looks like.
func TestI5TheDeskIsStartedWithItsSeller(t *testing.T) {
	start := message.SellerDeskStart{Seller: "seller/of sellers"}
	written, err := outbox.Written(message.Trouble.WithStart(message.StartSellerDesk.With(start), message.TroubleNews{Cause: invoice.ProviderDown}))
	require.NoError(t, err)
	require.JSONEq(t, `{"cause": "provider"}`, string(written.Payload))
	options, argument, err := starting(written.Workflow, written.WorkflowID, written.Start)
	require.NoError(t, err)
	require.Equal(t, start, argument)
	require.Equal(t, "troubles of the seller seller/of sellers", options.StaticSummary)
	require.Equal(t, enums.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING, options.WorkflowIDConflictPolicy)
}

// R1: what nobody reviews begins when its cool-off is over, and is shown as being issued until then; everything else begins at once.
func TestR1TheCoolOffIsADelayOfTheStart(t *testing.T) {
	later, before := time.Now().Add(time.Hour), time.Now().Add(-time.Hour)
	for name, c := range map[string]struct {
		start message.Message
		delay time.Duration
		stage string
	}{
		"in its cool-off":   {message.StartApplication.With(message.ApplicationStart{Automatic: true, CoolOffUntil: later}), time.Hour, workflows.StageIssuing},
		"its cool-off over": {message.StartApplication.With(message.ApplicationStart{Automatic: true, CoolOffUntil: before}), 0, workflows.StageIssuing},
		"it is reviewed":    {message.StartApplication.With(message.ApplicationStart{CoolOffUntil: later}), 0, workflows.StageReview},
		"it is approved":    {message.StartInvoice.With(message.InvoiceStart{DueAt: later}), 0, workflows.StageIssuing},
		"a ticket":          {message.StartTicket.With(message.TicketStart{DueAt: later}), 0, workflows.StageTicket},
	} {
		written, err := outbox.Written(c.start)
		require.NoError(t, err, name)
		options, _, err := starting(written.Workflow, written.WorkflowID, written.Start)
		require.NoError(t, err, name)
		require.InDelta(t, c.delay, options.StartDelay, float64(time.Minute), name)
		require.LessOrEqual(t, options.StartDelay, c.delay, name)
		stage, found := options.TypedSearchAttributes.GetKeyword(workflows.StageAttribute)
		require.True(t, found, name)
		require.Equal(t, c.stage, stage, name)
	}
}

// What nobody may start, or nobody knows, is no start.
func TestWhatNobodyKnowsIsNoStart(t *testing.T) {
	_, _, err := starting("Parcel", "parcel/p-1", []byte("{}"))
	require.ErrorContains(t, err, "no type of workflows")
	_, _, err = starting(message.StartSweep.Workflow, "sweep", []byte("{}"))
	require.ErrorContains(t, err, "by its schedule only")
	_, _, err = starting(message.StartTicket.Workflow, "ticket/t-1", []byte("[]"))
	require.Error(t, err)
}
