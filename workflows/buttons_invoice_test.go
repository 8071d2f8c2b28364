package workflows_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/mock"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/testsuite"

	"kaipiao/activities"
	"kaipiao/domain/application"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/message"
	"kaipiao/domain/notice"
	"kaipiao/domain/parcel"
	"kaipiao/provider"
	"kaipiao/workflows"
)

// invoiceWaits are the waits of an invoice: how it comes into each, and what it waits for. Each ends after two hours, and the button is
// pressed after one.
var invoiceWaits = map[string]struct {
	given func(env *testsuite.TestWorkflowEnvironment)
	ends  invoice.Status
	reads string
}{
	"parked before its serial is stored": {func(env *testsuite.TestWorkflowEnvironment) {
		expectIssuing(env, parkedFor(invoice.QuotaExhausted))
		expectIssuing(env, toIssue(invoice.Electronic), issued)
		resume(env, 2*time.Hour)
		expectBooked(env)
		expectPublished(env)
	}, invoice.Issued, "Parked: quota"},
	"parked by the provider's answer": {func(env *testsuite.TestWorkflowEnvironment) {
		expectIssuing(env, toIssue(invoice.Electronic), provider.Answer{State: provider.SessionExpired})
		env.OnActivity(registerActivities.Park, mock.Anything, activities.Parking{Invoice: "app-1-1", Cause: invoice.SessionExpired}).Return(nil).Once()
		env.OnActivity(providerActivities.SubmitInvoice, mock.Anything, activities.IssueRequest{Invoice: "app-1-1", Serial: serial}).Return(justIssued, nil).Once()
		resume(env, 2*time.Hour)
		expectBooked(env)
		expectPublished(env)
	}, invoice.Issued, "Parked: session"},
	"waiting for the provider": {func(env *testsuite.TestWorkflowEnvironment) {
		expectIssuing(env, toIssue(invoice.Electronic), provider.Answer{})
		env.OnActivity(registerActivities.RecordWaiting, mock.Anything, activities.Waiting{Invoice: "app-1-1", For: invoice.WaitingForProvider}).
			Return(nil).Once()
		env.OnActivity(providerActivities.AskProvider, mock.Anything, serial).Return(func(context.Context, invoice.Serial) (provider.Answer, error) {
			if env.Now().Before(submitted.Add(2 * time.Hour)) {
				return provider.Answer{}, errors.New("no answer")
			}
			return issued, nil
		})
		expectBooked(env)
		expectPublished(env)
	}, invoice.Issued, "does not answer"},
	"waiting for a correction": {func(env *testsuite.TestWorkflowEnvironment) {
		refusedForGood(env, submitted.Add(2*time.Hour), standing(invoice.Cancelled, invoice.Electronic))
		resume(env, 2*time.Hour)
		expectSettled(env, invoiceRun)
	}, invoice.Cancelled, "Refused for good"},
	"waiting for the vendor": {func(env *testsuite.TestWorkflowEnvironment) {
		takenUp(env, atVendors(invoice.Electronic))
		atVendor(env, step{submitted.Add(2 * time.Hour), completed})
		expectLastNotice(env, notice.Issued)
	}, invoice.Issued, "vendor isv-1"},
	"at the print desk": {func(env *testsuite.TestWorkflowEnvironment) {
		expectIssuing(env, toPrint(), issued)
		expectBooked(env)
		expectNotices(env, notice.Issued, notice.Shipped)
		parcelNews(env, 2*time.Hour, parcel.Shipped, parcel.Delivered)
		expectLastNotice(env, notice.Delivered)
	}, invoice.Delivered, "print desk"},
	"while the courier does not take it": {func(env *testsuite.TestWorkflowEnvironment) {
		expectIssuing(env, toIssue(invoice.Paper), issued)
		expectBooked(env)
		env.OnActivity(parcels.HandOver, mock.Anything, ids.Invoice("app-1-1")).
			Return(activities.Owed{}, temporal.NewNonRetryableApplicationError("no such street", activities.FailureRefused, nil)).Once()
		resume(env, 2*time.Hour)
		expectHandedOver(env)
		parcelNews(env, 3*time.Hour, parcel.Delivered)
		expectLastNotice(env, notice.Delivered)
	}, invoice.Delivered, "courier refuses"},
	"on its way": {func(env *testsuite.TestWorkflowEnvironment) {
		expectIssuing(env, toIssue(invoice.Paper), issued)
		expectBooked(env)
		expectHandedOver(env)
		parcelNews(env, 2*time.Hour, parcel.Delivered)
		expectLastNotice(env, notice.Delivered)
	}, invoice.Delivered, "parcel was signed for"},
	"while its files are owed": {func(env *testsuite.TestWorkflowEnvironment) {
		expectIssuing(env, toIssue(invoice.Electronic), issued)
		expectBooked(env)
		env.OnActivity(files.Publish, mock.Anything, activities.PublishRequest{Invoice: "app-1-1"}).
			Return(activities.Owed{}, temporal.NewNonRetryableApplicationError("no such file", activities.FailureRefused, nil)).Once()
		expectNotices(env, notice.Issued)
		env.OnActivity(registerActivities.Park, mock.Anything, activities.Parking{Invoice: "app-1-1", Cause: invoice.FileMissing}).Return(nil).Once()
		resume(env, 2*time.Hour)
		env.OnActivity(files.Publish, mock.Anything, activities.PublishRequest{Invoice: "app-1-1", FilesOnly: true}).Return(activities.Owed{}, nil).Once()
		env.OnActivity(registerActivities.RecordWaiting, mock.Anything, activities.Waiting{Invoice: "app-1-1"}).Return(nil).Once()
		expectSettled(env, invoiceRun)
	}, invoice.Issued, "does not give the files"},
}

// N1: the button harms no invoice, whatever it waits for: the run notes who pressed it, says so, and ends as it would have.
func TestN1TheButtonHarmsNoInvoice(t *testing.T) {
	for name, c := range invoiceWaits {
		t.Run(name, func(t *testing.T) {
			env := newEnvironment(t)
			env.OnActivity(registerActivities.WarnOfPromise, mock.Anything, mock.Anything).Return(nil).Maybe()
			c.given(env)
			read := pressed(env, invoiceRun, time.Hour)
			require.Equal(t, c.ends, runInvoice(t, env))
			refuses(t, *read, c.reads, byMessage)
			require.False(t, env.Now().Before(submitted.Add(2*time.Hour)))
		})
	}
}

// N1: it harms an application that goes on as its invoice no more than that.
func TestN1TheButtonHarmsNoApplicationThatIsAnInvoice(t *testing.T) {
	env := newEnvironment(t)
	proceeds(env, single())
	env.OnActivity(registerActivities.WarnOfPromise, mock.Anything, mock.Anything).Return(nil).Maybe()
	invoiceWaits["parked by the provider's answer"].given(env)
	read := pressed(env, message.WorkflowOfApplication("app-1"), time.Hour)
	require.Equal(t, workflows.Outcome{Application: application.Approved, Invoice: invoice.Issued}, runApplication(t, env))
	refuses(t, *read, "Parked: session", byMessage)
}
