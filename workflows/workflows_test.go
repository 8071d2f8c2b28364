package workflows_test

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/mock"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/testsuite"

	"kaipiao/activities"
	"kaipiao/courier"
	"kaipiao/domain/application"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/message"
	"kaipiao/domain/notice"
	"kaipiao/domain/parcel"
	"kaipiao/domain/policy"
	"kaipiao/domain/promise"
	"kaipiao/provider"
	"kaipiao/temporalgate"
)

// The tests skip time: days pass in milliseconds. The register and the outside world answer what a test says.
var (
	registerActivities *activities.Register
	providerActivities *activities.Provider
	files              *activities.Files
	parcels            *activities.Parcels
	notices            *activities.Notices
)

const serial = invoice.Serial("KPAAAAAAAAAAAAAAAAAA")

var submitted = time.Date(2026, 9, 18, 7, 0, 0, 0, time.UTC)

func newEnvironment(t *testing.T) *testsuite.TestWorkflowEnvironment {
	t.Helper()
	var suite testsuite.WorkflowTestSuite
	env := suite.NewTestWorkflowEnvironment()
	env.SetStartTime(submitted)
	temporalgate.RegisterWorkflows(env)
	env.RegisterActivity(&activities.Register{})
	env.RegisterActivity(&activities.Provider{})
	env.RegisterActivity(&activities.Files{})
	env.RegisterActivity(&activities.Parcels{})
	env.RegisterActivity(&activities.Notices{})
	t.Cleanup(func() { env.AssertExpectations(t) })
	return env
}

func applicationStart(mode application.ReviewMode) message.ApplicationStart {
	start := message.ApplicationStart{
		Application: "app-1", Account: "acct", Medium: invoice.Electronic, Review: mode,
		CoolOffUntil: submitted.Add(time.Minute), ReviewWarnAt: submitted.Add(5 * time.Minute), ReviewDueAt: submitted.Add(10 * time.Minute),
	}
	if mode == application.ManualReview {
		start.ReviewWarnAt, start.ReviewDueAt = submitted.AddDate(0, 0, 29), submitted.AddDate(0, 0, 30)
	}
	return start
}

func invoiceStart(medium invoice.Medium) message.InvoiceStart {
	return message.InvoiceStart{
		Invoice: "app-1-1", Application: "app-1", Account: "acct", Medium: medium, WarnAt: submitted.Add(5 * time.Minute), DueAt: submitted.Add(24 * time.Hour),
		Dispatch: policy.AutomaticDispatch,
	}
}

func result(t *testing.T, env *testsuite.TestWorkflowEnvironment, status any) {
	t.Helper()
	require.True(t, env.IsWorkflowCompleted())
	require.NoError(t, env.GetWorkflowError())
	require.NoError(t, env.GetWorkflowResult(status))
}

func TestR1ApprovedAfterTheCoolOffAndEveryInvoiceStarted(t *testing.T) {
	env := newEnvironment(t)
	approvedAt := time.Time{}
	env.OnActivity(registerActivities.ApproveApplication, mock.Anything, ids.Application("app-1")).Run(func(mock.Arguments) { approvedAt = env.Now().UTC() }).
		Return(activities.Decision{Status: application.Approved, Invoices: []message.InvoiceStart{
			{Invoice: "app-1-1", Account: "acct", Medium: invoice.Electronic}, {Invoice: "app-1-2", Account: "acct", Medium: invoice.Electronic},
		}}, nil).Once()
	started := []ids.Invoice{}
	env.OnWorkflow(message.StartInvoice.Workflow, mock.Anything, mock.Anything).Run(func(args mock.Arguments) {
		started = append(started, args.Get(1).(message.InvoiceStart).Invoice)
	}).Return(invoice.Issued, nil)
	env.ExecuteWorkflow(message.StartApplication.Workflow, applicationStart(application.AutomaticReview))
	var status application.Status
	result(t, env, &status)
	require.Equal(t, application.Approved, status)
	require.Equal(t, submitted.Add(time.Minute), approvedAt)
	require.ElementsMatch(t, []ids.Invoice{"app-1-1", "app-1-2"}, started)
}

func TestR5CancelSignalDuringTheCoolOffCancels(t *testing.T) {
	env := newEnvironment(t)
	cancelledTimers := 0
	env.SetOnTimerCanceledListener(func(string) { cancelledTimers++ })
	env.OnActivity(registerActivities.CancelApplication, mock.Anything, message.Cancellation{Application: "app-1", Reason: "wrong title", By: "operator"}).
		Return(activities.Decision{Status: application.Cancelled}, nil).Once()
	env.RegisterDelayedCallback(func() {
		env.SignalWorkflow(message.Cancel.Name, map[string]string{"reason": "wrong title", "by": "operator"})
	}, 30*time.Second)
	env.ExecuteWorkflow(message.StartApplication.Workflow, applicationStart(application.AutomaticReview))
	var status application.Status
	result(t, env, &status)
	require.Equal(t, application.Cancelled, status)
	require.Equal(t, 1, cancelledTimers, "a timer that lost its race is cancelled")
}

func TestR2ARefusedCancellationChangesNothing(t *testing.T) {
	env := newEnvironment(t)
	env.OnActivity(registerActivities.CancelApplication, mock.Anything, mock.Anything).
		Return(activities.Decision{Status: application.PendingApproval}, nil).Once()
	env.OnActivity(registerActivities.ApproveApplication, mock.Anything, ids.Application("app-1")).
		Return(activities.Decision{Status: application.Approved}, nil).Once()
	env.RegisterDelayedCallback(func() { env.SignalWorkflow(message.Cancel.Name, map[string]string{"by": "operator"}) }, 30*time.Second)
	env.ExecuteWorkflow(message.StartApplication.Workflow, applicationStart(application.AutomaticReview))
	var status application.Status
	result(t, env, &status)
	require.Equal(t, application.Approved, status)
}

// answers collects what the callers of updates are told.
type answers struct {
	turnedAway error
	taken      *message.Taken
}

func (a *answers) Accept() {}

func (a *answers) Reject(err error) { a.turnedAway = err }

func (a *answers) Complete(result any, err error) {
	a.turnedAway = err
	if taken, ok := result.(message.Taken); ok && err == nil {
		a.taken = &taken
	}
}

// R5: the update says whether the cancellation was taken.
func TestR5TheCancelUpdateSaysWhetherItWasTaken(t *testing.T) {
	for name, c := range map[string]struct {
		decision application.Status
		want     message.Taken
	}{
		"taken":        {application.Cancelled, message.Taken{Taken: true, Status: "cancelled"}},
		"R3: too late": {application.Rejected, message.Taken{Status: "rejected"}},
	} {
		env := newEnvironment(t)
		env.OnActivity(registerActivities.CancelApplication, mock.Anything, message.Cancellation{Application: "app-1", Reason: "typo", By: "customer:acct"}).
			Return(activities.Decision{Status: c.decision}, nil).Once()
		env.OnActivity(notices.SendRejection, mock.Anything, ids.Application("app-1")).Return(nil).Maybe()
		var asked, nobody answers
		noted := refused(env)
		env.RegisterDelayedCallback(func() {
			env.UpdateWorkflow(message.Cancel.Name, "nobody", &nobody, message.Cancellation{Reason: "typo"})
			env.UpdateWorkflow(message.Cancel.Name, "asked", &asked, message.Cancellation{Reason: "typo", By: "customer:acct"})
		}, 10*time.Second)
		env.ExecuteWorkflow(message.StartApplication.Workflow, applicationStart(application.AutomaticReview))
		var status application.Status
		result(t, env, &status)
		require.Equal(t, c.decision, status, name)
		require.ErrorContains(t, nobody.turnedAway, "say who asks", name)
		require.Len(t, *noted, 1, name)
		require.NoError(t, asked.turnedAway, name)
		require.Equal(t, &c.want, asked.taken, name)
	}
}

// R1: what a reviewer has claimed is not approved by the clock; put back, it is.
func TestR1AClaimedApplicationIsNotApprovedByTheClock(t *testing.T) {
	env := newEnvironment(t)
	approvals := []time.Time{}
	seen := watch(env, message.Missed{Application: "app-1", Stage: promise.ReviewStage, DueAt: submitted.Add(10 * time.Minute)})
	approve := func(decision activities.Decision) {
		env.OnActivity(registerActivities.ApproveApplication, mock.Anything, ids.Application("app-1")).
			Run(func(mock.Arguments) { approvals = append(approvals, env.Now().UTC()) }).Return(decision, nil).Once()
	}
	approve(activities.Decision{Status: application.PendingApproval})
	approve(activities.Decision{Status: application.Approved})
	env.OnActivity(registerActivities.ReadDecision, mock.Anything, ids.Application("app-1")).
		Return(activities.Decision{Status: application.PendingApproval}, nil).Once()
	env.RegisterDelayedCallback(func() {
		env.SignalWorkflow(message.Decided.Name, message.DecidedNews{Status: application.PendingApproval})
	}, 48*time.Hour)
	env.ExecuteWorkflow(message.StartApplication.Workflow, applicationStart(application.AutomaticReview))
	var status application.Status
	result(t, env, &status)
	require.Equal(t, application.Approved, status)
	require.Equal(t, []time.Time{submitted.Add(time.Minute), submitted.Add(48 * time.Hour)}, approvals)
	require.Equal(t, []time.Time{submitted.Add(10 * time.Minute)}, seen.missed, "I9: ten minutes were promised")
}

// R1: a mailbox that fails for a day does not keep a rejected application open.
func TestR1ARejectionIsToldOrGivenUpAfterADay(t *testing.T) {
	env := newEnvironment(t)
	env.OnActivity(registerActivities.ReadDecision, mock.Anything, ids.Application("app-1")).Return(activities.Decision{Status: application.Rejected}, nil).Once()
	env.OnActivity(notices.SendRejection, mock.Anything, ids.Application("app-1")).Return(errors.New("mailbox full"))
	env.RegisterDelayedCallback(func() {
		env.SignalWorkflow(message.Decided.Name, message.DecidedNews{Status: application.Rejected})
	}, time.Hour)
	env.ExecuteWorkflow(message.StartApplication.Workflow, applicationStart(application.ManualReview))
	var status application.Status
	result(t, env, &status)
	require.Equal(t, application.Rejected, status)
}

func TestR1ManualReviewWaitsForAPerson(t *testing.T) {
	env := newEnvironment(t)
	env.OnActivity(notices.SendRejection, mock.Anything, ids.Application("app-1")).Return(nil).Once()
	env.OnActivity(registerActivities.ReadDecision, mock.Anything, ids.Application("app-1")).Return(activities.Decision{Status: application.Rejected}, nil).Once()
	env.RegisterDelayedCallback(func() {
		env.SignalWorkflow(message.Decided.Name, message.DecidedNews{Status: application.Rejected})
	}, 5*24*time.Hour)
	env.ExecuteWorkflow(message.StartApplication.Workflow, applicationStart(application.ManualReview))
	var status application.Status
	result(t, env, &status)
	require.Equal(t, application.Rejected, status)
	require.Equal(t, submitted.Add(5*24*time.Hour), env.Now().UTC())
}

// expectIssuing: the serial is stored first; then the provider says one answer after another, "unknown" as an error.
func expectIssuing(env *testsuite.TestWorkflowEnvironment, answers ...provider.Answer) {
	env.OnActivity(registerActivities.BeginIssuing, mock.Anything, ids.Invoice("app-1-1")).Return(activities.Issuing{Serial: serial}, nil).Once()
	for n, answer := range answers {
		var err error
		if answer.State == "" {
			err = errors.New("no answer")
		}
		if n == 0 {
			env.OnActivity(providerActivities.SubmitInvoice, mock.Anything, activities.IssueRequest{Invoice: "app-1-1", Serial: serial}).Return(answer, err).Once()
		} else {
			env.OnActivity(providerActivities.AskProvider, mock.Anything, serial).Return(answer, err).Once()
		}
	}
}

var issued = provider.Answer{State: provider.Issued, Number: "26332000000123456789", IssuedAt: submitted}

func expectBooked(env *testsuite.TestWorkflowEnvironment) {
	env.OnActivity(registerActivities.RecordIssued, mock.Anything, activities.Issued{
		Invoice: "app-1-1", Serial: serial, Number: issued.Number, IssuedAt: submitted,
	}).Return(activities.IssuedBooked{}, nil).Once()
}

func expectNotice(env *testsuite.TestWorkflowEnvironment, about notice.About) {
	env.OnActivity(notices.SendNotice, mock.Anything, activities.NoticeRequest{Invoice: "app-1-1", What: about}).Return(nil).Once()
}

func runInvoice(t *testing.T, env *testsuite.TestWorkflowEnvironment, start message.InvoiceStart) invoice.Status {
	t.Helper()
	env.ExecuteWorkflow(message.StartInvoice.Workflow, start)
	var status invoice.Status
	result(t, env, &status)
	return status
}

func TestI6ElectronicInvoiceIsIssuedPublishedAndTold(t *testing.T) {
	env := newEnvironment(t)
	expectIssuing(env, issued)
	expectBooked(env)
	expectNotice(env, notice.Issued)
	env.OnActivity(files.FetchFiles, mock.Anything, ids.Invoice("app-1-1")).Return(nil).Once()
	require.Equal(t, invoice.Issued, runInvoice(t, env, invoiceStart(invoice.Electronic)))
}

func TestI2PaperInvoiceIsShippedAndDelivered(t *testing.T) {
	env := newEnvironment(t)
	expectIssuing(env, issued)
	expectBooked(env)
	shipment := courier.Shipment{Company: "顺丰", TrackingNumber: "SF1"}
	env.OnActivity(parcels.OrderCourier, mock.Anything, ids.Invoice("app-1-1")).Return(shipment, nil).Once()
	env.OnActivity(registerActivities.RecordShipped, mock.Anything, activities.Shipped{Invoice: "app-1-1", Shipment: shipment}).Return(nil).Once()
	for _, about := range []notice.About{notice.Issued, notice.Shipped, notice.Delivered} {
		expectNotice(env, about)
	}
	env.RegisterDelayedCallback(func() {
		env.SignalWorkflow(message.Parcel.Name, message.ParcelNews{Status: parcel.Delivered})
	}, 3*24*time.Hour)
	require.Equal(t, invoice.Delivered, runInvoice(t, env, invoiceStart(invoice.Paper)))
}

func TestPaperWaitsForThePrintDeskWhereDispatchIsManual(t *testing.T) {
	env := newEnvironment(t)
	expectIssuing(env, issued)
	expectBooked(env)
	for _, about := range []notice.About{notice.Issued, notice.Shipped, notice.Delivered} {
		expectNotice(env, about)
	}
	start := invoiceStart(invoice.Paper)
	start.Dispatch = policy.ManualDispatch
	env.RegisterDelayedCallback(func() {
		env.SignalWorkflow(message.Parcel.Name, message.ParcelNews{Status: parcel.Shipped})
	}, 24*time.Hour)
	env.RegisterDelayedCallback(func() {
		env.SignalWorkflow(message.Parcel.Name, message.ParcelNews{Status: parcel.Delivered})
	}, 48*time.Hour)
	require.Equal(t, invoice.Delivered, runInvoice(t, env, start))
}

func TestAParcelThatTheCourierRefusesIsShippedByThePrintDesk(t *testing.T) {
	env := newEnvironment(t)
	expectIssuing(env, issued)
	expectBooked(env)
	env.OnActivity(parcels.OrderCourier, mock.Anything, ids.Invoice("app-1-1")).
		Return(courier.Shipment{}, temporal.NewNonRetryableApplicationError("no such address", activities.FailureRefused, nil)).Once()
	for _, about := range []notice.About{notice.Issued, notice.Shipped, notice.Delivered} {
		expectNotice(env, about)
	}
	env.RegisterDelayedCallback(func() {
		env.SignalWorkflow(message.Parcel.Name, message.ParcelNews{Status: parcel.Delivered})
	}, 24*time.Hour)
	require.Equal(t, invoice.Delivered, runInvoice(t, env, invoiceStart(invoice.Paper)))
}

func TestCase40TimeoutThenFound(t *testing.T) {
	env := newEnvironment(t)
	// given a submit that nobody answers: it is unknown, is asked about, and never submitted again
	expectIssuing(env, provider.Answer{}, issued)
	env.OnActivity(registerActivities.RecordWaiting, mock.Anything, activities.Waiting{Invoice: "app-1-1", For: invoice.WaitingForProvider}).Return(nil).Once()
	expectBooked(env)
	expectNotice(env, notice.Issued)
	env.OnActivity(files.FetchFiles, mock.Anything, ids.Invoice("app-1-1")).Return(nil).Once()
	require.Equal(t, invoice.Issued, runInvoice(t, env, invoiceStart(invoice.Electronic)))
}

func TestCase42NotFoundRightAfterIsStillUnknownAndLaterTheSameSerialIsSubmittedAgain(t *testing.T) {
	env := newEnvironment(t)
	env.OnActivity(registerActivities.BeginIssuing, mock.Anything, ids.Invoice("app-1-1")).Return(activities.Issuing{Serial: serial}, nil).Once()
	env.OnActivity(registerActivities.RecordWaiting, mock.Anything, mock.Anything).Return(nil).Maybe()
	submits, lastSubmit := 0, time.Time{}
	env.OnActivity(providerActivities.SubmitInvoice, mock.Anything, activities.IssueRequest{Invoice: "app-1-1", Serial: serial}).
		Run(func(mock.Arguments) { submits, lastSubmit = submits+1, env.Now() }).Return(provider.Answer{}, errors.New("no answer")).Once()
	env.OnActivity(providerActivities.AskProvider, mock.Anything, serial).Return(provider.Answer{State: provider.NotFound}, nil)
	env.OnActivity(providerActivities.SubmitInvoice, mock.Anything, activities.IssueRequest{Invoice: "app-1-1", Serial: serial}).
		Run(func(mock.Arguments) { submits, lastSubmit = submits+1, env.Now() }).Return(issued, nil).Once()
	expectBooked(env)
	expectNotice(env, notice.Issued)
	env.OnActivity(files.FetchFiles, mock.Anything, ids.Invoice("app-1-1")).Return(nil).Once()
	require.Equal(t, invoice.Issued, runInvoice(t, env, invoiceStart(invoice.Electronic)))
	require.Equal(t, 2, submits)
	require.Greater(t, lastSubmit.Sub(submitted), 2*time.Minute, "not before the grace period is over")
}

func TestR2ACancelledInvoiceIsNotSubmitted(t *testing.T) {
	env := newEnvironment(t)
	env.OnActivity(registerActivities.BeginIssuing, mock.Anything, ids.Invoice("app-1-1")).Return(activities.Issuing{Stopped: true}, nil).Once()
	require.Equal(t, invoice.Cancelled, runInvoice(t, env, invoiceStart(invoice.Electronic)))
}
