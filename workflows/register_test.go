package workflows_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/mock"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/testsuite"

	"kaipiao/activities"
	"kaipiao/domain/application"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/message"
	"kaipiao/domain/notice"
	"kaipiao/domain/policy"
	"kaipiao/domain/promise"
	"kaipiao/provider"
	"kaipiao/temporalgate"
	"kaipiao/workflows"
)

// The tests skip time: days pass in milliseconds. The register and the outside world answer what a test says.
var (
	registerActivities *activities.Register
	providerActivities *activities.Provider
	files              *activities.Files
	parcels            *activities.Parcels
	notices            *activities.Notices
	runs               *activities.Runs
	callers            *activities.Callers
)

const (
	serial = invoice.Serial("KPAAAAAAAAAAAAAAAAAA")
	// day is one of elapsed time, and fiveDays how long the published policy lets a parcel be silent.
	day      = 24 * time.Hour
	fiveDays = 5 * day
)

var (
	submitted = time.Date(2026, 9, 18, 7, 0, 0, 0, time.UTC)
	issued    = provider.Answer{State: provider.Issued, Number: "26332000000123456789", IssuedAt: submitted}
	// justIssued is a submission of which the document came at once, and everything else is still to be done.
	justIssued = activities.Submitted{Answer: issued}
)

// newEnvironment fails the test where a workflow asks for what nobody has said that it may ask for.
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
	env.RegisterActivity(&activities.Runs{})
	env.RegisterActivity(&activities.Callers{})
	env.SetOnActivityCompletedListener(func(info *activity.Info, _ converter.EncodedValue, err error) { expected(t, info, err) })
	env.SetOnLocalActivityCompletedListener(func(info *activity.Info, _ converter.EncodedValue, err error) { expected(t, info, err) })
	t.Cleanup(func() { env.AssertExpectations(t) })
	return env
}

// expected fails the test when an activity was asked for that nobody expected. Its workflow may have gone on as if a mailbox had failed.
func expected(t *testing.T, info *activity.Info, err error) {
	var unexpected *temporal.PanicError
	if errors.As(err, &unexpected) {
		t.Errorf("%s is not expected: %s", info.ActivityType.Name, unexpected)
	}
}

func result(t *testing.T, env *testsuite.TestWorkflowEnvironment, status any) {
	t.Helper()
	require.True(t, env.IsWorkflowCompleted())
	require.NoError(t, env.GetWorkflowError())
	require.NoError(t, env.GetWorkflowResult(status))
}

// signal sends one after a while.
func signal(env *testsuite.TestWorkflowEnvironment, after time.Duration, name string, payload any) {
	env.RegisterDelayedCallback(func() { env.SignalWorkflow(name, payload) }, after)
}

// resume says after a while that something was seen to.
func resume(env *testsuite.TestWorkflowEnvironment, after ...time.Duration) {
	for _, one := range after {
		signal(env, one, message.Resume.Name, message.Nothing{})
	}
}

// news: the provider calls back.
func news(env *testsuite.TestWorkflowEnvironment, after ...time.Duration) {
	for _, one := range after {
		signal(env, one, message.ProviderNews.Name, message.Nothing{})
	}
}

// pending is where the register says that an application stands, which waits for the end of its cool-off or for a reviewer.
func pending(mode application.ReviewMode) activities.Decision {
	if mode == application.ManualReview {
		return activities.Decision{Status: application.PendingApproval, WarnAt: submitted.AddDate(0, 0, 29), DueAt: submitted.AddDate(0, 0, 30)}
	}
	return activities.Decision{
		Status: application.PendingApproval, ApproveAt: submitted.Add(time.Minute), WarnAt: submitted.Add(5 * time.Minute),
		DueAt: submitted.Add(10 * time.Minute),
	}
}

// claimed is where it stands while a reviewer has it: nobody approves it by itself.
func claimed() activities.Decision {
	decision := pending(application.AutomaticReview)
	decision.ApproveAt = time.Time{}
	return decision
}

// proceeds answers as the register would, one decision after another, and notes when it was asked; asked once more, the test fails.
func proceeds(env *testsuite.TestWorkflowEnvironment, decisions ...activities.Decision) *[]time.Time {
	asked := &[]time.Time{}
	for _, decision := range decisions {
		env.OnActivity(registerActivities.Proceed, mock.Anything, ids.Application("app-1")).
			Run(func(mock.Arguments) { *asked = append(*asked, env.Now().UTC()) }).Return(decision, nil).Once()
	}
	return asked
}

func runApplication(t *testing.T, env *testsuite.TestWorkflowEnvironment) workflows.Outcome {
	t.Helper()
	env.SetStartWorkflowOptions(client.StartWorkflowOptions{ID: message.WorkflowOfApplication("app-1")})
	// What it is started with is listed, and decides nothing.
	env.ExecuteWorkflow(message.StartApplication.Workflow, message.ApplicationStart{Application: "app-1", Account: "acct", Medium: invoice.Electronic})
	var outcome workflows.Outcome
	result(t, env, &outcome)
	return outcome
}

// toIssue is where the register says that an invoice of the platform stands, which is to be issued.
func toIssue(medium invoice.Medium) activities.Standing {
	at := activities.Standing{
		Status: invoice.Approved, Seller: invoice.Platform, Medium: medium, Serial: serial,
		Stage: promise.IssueStage, WarnAt: submitted.Add(5 * time.Minute), DueAt: submitted.Add(day),
	}
	if medium == invoice.Paper {
		at.Dispatch, at.SilentAfter = policy.AutomaticDispatch, policy.Duration(fiveDays)
	}
	return at
}

// toPrint is a paper invoice that the print desk ships.
func toPrint() activities.Standing {
	at := toIssue(invoice.Paper)
	at.Dispatch = policy.ManualDispatch
	return at
}

// parkedFor is an invoice that is held up before its serial is stored.
func parkedFor(cause invoice.Cause) activities.Standing {
	at := toIssue(invoice.Electronic)
	at.Serial, at.Parked = "", cause
	return at
}

// standing is an invoice in another state, with what is promised then: shipping of what is issued on paper (I2).
func standing(status invoice.Status, medium invoice.Medium) activities.Standing {
	return in(status, toIssue(medium))
}

func in(status invoice.Status, at activities.Standing) activities.Standing {
	at.Status = status
	switch {
	case status == invoice.Approved, status == invoice.Failed:
	case status == invoice.Issued && at.Medium == invoice.Paper:
		at.DueAt = submitted.AddDate(0, 0, 3)
		at.Stage, at.WarnAt = promise.ShipStage, promise.ShipWarning(at.DueAt)
	default:
		at.Stage, at.WarnAt, at.DueAt = "", time.Time{}, time.Time{}
	}
	return at
}

// takenUp answers as the register would, one standing after another; taken up once more, the test fails.
func takenUp(env *testsuite.TestWorkflowEnvironment, standings ...activities.Standing) {
	for _, at := range standings {
		env.OnActivity(registerActivities.TakeUp, mock.Anything, ids.Invoice("app-1-1")).Return(at, nil).Once()
	}
}

// takenUpWhile answers by what is so when it is asked.
func takenUpWhile(env *testsuite.TestWorkflowEnvironment, at func() activities.Standing) {
	env.OnActivity(registerActivities.TakeUp, mock.Anything, ids.Invoice("app-1-1")).
		Return(func(context.Context, ids.Invoice) (activities.Standing, error) { return at(), nil })
}

// expectIssuing: the serial is stored first; then the provider says one answer after another, "unknown" as an error.
func expectIssuing(env *testsuite.TestWorkflowEnvironment, at activities.Standing, answers ...provider.Answer) {
	takenUp(env, at)
	for n, answer := range answers {
		var err error
		if answer.State == "" {
			err = errors.New("no answer")
		}
		if n == 0 {
			env.OnActivity(providerActivities.SubmitInvoice, mock.Anything, activities.IssueRequest{Invoice: "app-1-1", Serial: serial}).
				Return(activities.Submitted{Answer: answer}, err).Once()
		} else {
			env.OnActivity(providerActivities.AskProvider, mock.Anything, serial).Return(answer, err).Once()
		}
	}
}

func expectBooked(env *testsuite.TestWorkflowEnvironment) {
	env.OnActivity(registerActivities.RecordIssued, mock.Anything, activities.Issued{
		Invoice: "app-1-1", Serial: serial, Number: issued.Number, IssuedAt: submitted,
	}).Return(activities.IssuedBooked{}, nil).Once()
}

// expectPublished: the files are fetched, and mailed; then nothing is owed any more, which the same step stores.
func expectPublished(env *testsuite.TestWorkflowEnvironment) {
	env.OnActivity(files.Publish, mock.Anything, activities.PublishRequest{Invoice: "app-1-1"}).Return(activities.Owed{}, nil).Once()
}

// expectHandedOver: the courier takes the parcel, and the customer is told that it is issued, and on its way.
func expectHandedOver(env *testsuite.TestWorkflowEnvironment) {
	env.OnActivity(parcels.HandOver, mock.Anything, ids.Invoice("app-1-1")).Return(activities.Owed{}, nil).Once()
}

// expectNotices expects one mail each, none of which is the last thing that is owed.
func expectNotices(env *testsuite.TestWorkflowEnvironment, mails ...notice.About) {
	for _, about := range mails {
		env.OnActivity(notices.SendNotice, mock.Anything, activities.NoticeRequest{Invoice: "app-1-1", What: about}).Return(nil).Once()
	}
}

// expectLastNotice expects the mail after which nothing is owed any more, which the same step stores.
func expectLastNotice(env *testsuite.TestWorkflowEnvironment, about notice.About) {
	env.OnActivity(notices.SendNotice, mock.Anything, activities.NoticeRequest{Invoice: "app-1-1", What: about, Last: true}).Return(nil).Once()
}

// expectUnsent: a mail is given up, and has an operator task.
func expectUnsent(env *testsuite.TestWorkflowEnvironment, workflow string, mail notice.Unsent, forGood bool) {
	given := activities.UnsentMail{Workflow: workflow, Mail: mail, ForGood: forGood}
	env.OnActivity(registerActivities.OpenUnsent, mock.Anything, given).Return(nil).Once()
}

// expectSettled: a run says that nothing is owed any more (O6), once, when it ends.
func expectSettled(env *testsuite.TestWorkflowEnvironment, workflow string) {
	env.OnActivity(registerActivities.Settle, mock.Anything, workflow).Return(nil).Once()
}

var invoiceRun = message.WorkflowOfInvoice("app-1-1")

func runInvoice(t *testing.T, env *testsuite.TestWorkflowEnvironment) invoice.Status {
	t.Helper()
	env.SetStartWorkflowOptions(client.StartWorkflowOptions{ID: invoiceRun})
	// What it is started with is listed, and decides nothing.
	env.ExecuteWorkflow(message.StartInvoice.Workflow, message.InvoiceStart{Invoice: "app-1-1", Application: "app-1", Account: "acct"})
	var status invoice.Status
	result(t, env, &status)
	return status
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

// told collects how often a customer was told what.
func told(env *testsuite.TestWorkflowEnvironment) map[activities.NoticeRequest]int {
	mails := map[activities.NoticeRequest]int{}
	env.OnActivity(notices.SendNotice, mock.Anything, mock.Anything).Return(func(_ context.Context, request activities.NoticeRequest) error {
		mails[request]++
		return nil
	}).Maybe()
	return mails
}

// mailed is what told has to have collected; the last of it is the last thing that is owed.
func mailed(abouts ...notice.About) map[activities.NoticeRequest]int {
	mails := map[activities.NoticeRequest]int{}
	for n, about := range slices.All(abouts) {
		mails[activities.NoticeRequest{Invoice: "app-1-1", What: about, Last: n == len(abouts)-1}]++
	}
	return mails
}
