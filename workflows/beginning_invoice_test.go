package workflows_test

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/mock"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/testsuite"

	"kaipiao/activities"
	"kaipiao/domain/application"
	"kaipiao/domain/invoice"
	"kaipiao/domain/notice"
	"kaipiao/domain/parcel"
	"kaipiao/domain/policy"
	"kaipiao/workflows"
)

// N14: whatever became of earlier runs, one that begins learns from the register where its subject stands, and does only what is owed.
// Every activity that is not expected fails the test.

// beginsInvoice is where an invoice stands when a run of it begins, and what is owed then.
type beginsInvoice struct {
	at   activities.Standing
	owed func(env *testsuite.TestWorkflowEnvironment)
	ends invoice.Status
}

// toldOf is an invoice whose customer knows that it is issued.
func toldOf(at activities.Standing) activities.Standing {
	at.Told = true
	return at
}

func vendors(status invoice.Status, medium invoice.Medium) activities.Standing {
	return in(status, atVendors(medium))
}

// onItsWay is a paper invoice that was shipped, and of which its customer knows.
func onItsWay(by policy.Dispatch) activities.Standing {
	at := toldOf(standing(invoice.Shipped, invoice.Paper))
	at.Dispatch = by
	return at
}

// cameBack is one that is to be sent once more.
func cameBack(by policy.Dispatch) activities.Standing {
	at := onItsWay(by)
	at.SendAgain = true
	return at
}

func nothingButSettling(env *testsuite.TestWorkflowEnvironment) { expectSettled(env, invoiceRun) }

func delivered(after time.Duration) func(*testsuite.TestWorkflowEnvironment) {
	return func(env *testsuite.TestWorkflowEnvironment) {
		parcelNews(env, after, parcel.Delivered)
		expectLastNotice(env, notice.Delivered)
	}
}

func all(owed ...func(*testsuite.TestWorkflowEnvironment)) func(*testsuite.TestWorkflowEnvironment) {
	return func(env *testsuite.TestWorkflowEnvironment) {
		for _, one := range owed {
			one(env)
		}
	}
}

// toldAndDelivered: the customer is told both, and an hour later that it was delivered.
func toldAndDelivered(env *testsuite.TestWorkflowEnvironment) {
	expectNotices(env, notice.Issued, notice.Shipped)
	delivered(time.Hour)(env)
}

func tells(mails ...notice.About) func(*testsuite.TestWorkflowEnvironment) {
	return func(env *testsuite.TestWorkflowEnvironment) { expectNotices(env, mails...) }
}

func submits(env *testsuite.TestWorkflowEnvironment) {
	env.OnActivity(providerActivities.SubmitInvoice, mock.Anything, activities.IssueRequest{Invoice: "app-1-1", Serial: serial}).Return(justIssued, nil).Once()
	expectBooked(env)
}

func asks(env *testsuite.TestWorkflowEnvironment) {
	env.OnActivity(providerActivities.AskProvider, mock.Anything, serial).Return(issued, nil).Once()
	expectBooked(env)
}

var invoiceBeginnings = map[string]beginsInvoice{
	"approved, electronic": {toIssue(invoice.Electronic), all(submits, expectPublished), invoice.Issued},
	"approved, its serial stored": {func() activities.Standing {
		at := toIssue(invoice.Electronic)
		at.Stored = true
		return at
	}(), all(asks, expectPublished), invoice.Issued},
	"approved, on paper": {toIssue(invoice.Paper), all(submits, expectHandedOver, anHourLater), invoice.Delivered},
	"approved, on paper, its serial stored": {func() activities.Standing {
		at := toPrint()
		at.Stored = true
		return at
	}(), all(asks, toldAndDelivered), invoice.Delivered},
	"parked": {parkedFor(invoice.QuotaExhausted), all(func(env *testsuite.TestWorkflowEnvironment) {
		takenUp(env, toIssue(invoice.Electronic))
		resume(env, time.Minute)
	}, submits, expectPublished), invoice.Issued},
	"refused for good": {standing(invoice.Failed, invoice.Electronic), all(func(env *testsuite.TestWorkflowEnvironment) {
		takenUp(env, standing(invoice.Cancelled, invoice.Electronic))
		resume(env, time.Minute)
	}, tells(notice.Failed), nothingButSettling), invoice.Cancelled},
	"cancelled":          {standing(invoice.Cancelled, invoice.Electronic), nothingButSettling, invoice.Cancelled},
	"issued, electronic": {standing(invoice.Issued, invoice.Electronic), expectPublished, invoice.Issued},
	"issued, electronic, its customer told, a file missing": {toldOf(standing(invoice.Issued, invoice.Electronic)), onlyFiles, invoice.Issued},
	"issued, on paper":                             {standing(invoice.Issued, invoice.Paper), all(expectHandedOver, anHourLater), invoice.Delivered},
	"issued, at the print desk":                    {in(invoice.Issued, toPrint()), toldAndDelivered, invoice.Delivered},
	"issued, at the print desk, its customer told": {toldOf(in(invoice.Issued, toPrint())), all(tells(notice.Shipped), anHourLater), invoice.Delivered},
	"shipped": {onItsWay(policy.AutomaticDispatch), anHourLater, invoice.Delivered},
	"shipped, the parcel not told": {func() activities.Standing {
		at := onItsWay(policy.AutomaticDispatch)
		at.ParcelUntold = true
		return at
	}(), all(tells(notice.Shipped), anHourLater), invoice.Delivered},
	"shipped, nobody told":            {standing(invoice.Shipped, invoice.Paper), toldAndDelivered, invoice.Delivered},
	"came back":                       {cameBack(policy.AutomaticDispatch), all(expectHandedOver, anHourLater), invoice.Delivered},
	"came back, to the print desk":    {cameBack(policy.ManualDispatch), all(sentAgain, tells(notice.Shipped), delivered(2*time.Hour)), invoice.Delivered},
	"delivered":                       {toldOf(standing(invoice.Delivered, invoice.Paper)), lastDelivered, invoice.Delivered},
	"voided":                          {toldOf(standing(invoice.Voided, invoice.Paper)), nothingButSettling, invoice.Voided},
	"red-issued, on paper":            {toldOf(standing(invoice.RedIssued, invoice.Paper)), nothingButSettling, invoice.RedIssued},
	"partly red-issued, on paper":     {toldOf(standing(invoice.PartlyRedIssued, invoice.Paper)), nothingButSettling, invoice.PartlyRedIssued},
	"red-issued, electronic":          {standing(invoice.RedIssued, invoice.Electronic), expectPublished, invoice.RedIssued},
	"partly red-issued, electronic":   {standing(invoice.PartlyRedIssued, invoice.Electronic), expectPublished, invoice.PartlyRedIssued},
	"with the vendor":                 {vendors(invoice.Approved, invoice.Electronic), all(vendorIs(completed), lastIssued), invoice.Issued},
	"the vendor owes the file":        {vendors(invoice.Issued, invoice.Electronic), all(vendorIs(completed), lastIssued), invoice.Issued},
	"of a vendor, its customer told":  {toldOf(vendors(invoice.Issued, invoice.Electronic)), all(vendorIs(completed), nothingButSettling), invoice.Issued},
	"the vendor has it on paper":      {vendors(invoice.Issued, invoice.Paper), all(vendorIs(numbered), toldAndDelivered), invoice.Delivered},
	"the vendor's paper is shipped":   {toldOf(vendors(invoice.Shipped, invoice.Paper)), anHourLater, invoice.Delivered},
	"the vendor was faster":           {vendors(invoice.Shipped, invoice.Paper), toldAndDelivered, invoice.Delivered},
	"the vendor's paper is delivered": {vendors(invoice.Delivered, invoice.Paper), all(tells(notice.Issued, notice.Shipped), lastDelivered), invoice.Delivered},
	"of a vendor, red-issued":         {toldOf(vendors(invoice.RedIssued, invoice.Electronic)), nothingButSettling, invoice.RedIssued},
	"of a vendor, cancelled":          {vendors(invoice.Cancelled, invoice.Electronic), nothingButSettling, invoice.Cancelled},
}

// onlyFiles: the files are owed, and no mail.
func onlyFiles(env *testsuite.TestWorkflowEnvironment) {
	env.OnActivity(files.Publish, mock.Anything, activities.PublishRequest{Invoice: "app-1-1"}).Return(activities.Owed{}, errors.New("no such file"))
	env.OnActivity(registerActivities.Park, mock.Anything, activities.Parking{Invoice: "app-1-1", Cause: invoice.FileMissing}).Return(nil).Once()
	env.OnActivity(registerActivities.RecordWaiting, mock.Anything, activities.Waiting{Invoice: "app-1-1"}).Return(nil).Once()
	env.OnActivity(files.Publish, mock.Anything, activities.PublishRequest{Invoice: "app-1-1", FilesOnly: true}).Return(activities.Owed{}, nil).Once()
	resume(env, time.Hour)
	expectSettled(env, invoiceRun)
}

func anHourLater(env *testsuite.TestWorkflowEnvironment) { delivered(time.Hour)(env) }

func lastIssued(env *testsuite.TestWorkflowEnvironment) { expectLastNotice(env, notice.Issued) }

func lastDelivered(env *testsuite.TestWorkflowEnvironment) { expectLastNotice(env, notice.Delivered) }

func sentAgain(env *testsuite.TestWorkflowEnvironment) { parcelNews(env, time.Hour, parcel.Shipped) }

func vendorIs(at activities.AtVendor) func(*testsuite.TestWorkflowEnvironment) {
	return func(env *testsuite.TestWorkflowEnvironment) { atVendor(env, step{submitted, at}) }
}

func TestN14AnInvoiceBeginsFromWhereItStands(t *testing.T) {
	for name, c := range invoiceBeginnings {
		t.Run(name, func(t *testing.T) {
			env := newEnvironment(t)
			takenUp(env, c.at)
			c.owed(env)
			require.Equal(t, c.ends, runInvoice(t, env))
		})
	}
}

// The same in the run of an application that is its single invoice.
func TestN14AnApplicationBeginsAsItsInvoice(t *testing.T) {
	for _, name := range []string{"approved, its serial stored", "issued, electronic", "issued, on paper", "shipped", "came back", "the vendor owes the file"} {
		t.Run(name, func(t *testing.T) {
			env := newEnvironment(t)
			c := invoiceBeginnings[name]
			proceeds(env, single())
			takenUp(env, c.at)
			c.owed(env)
			require.Equal(t, workflows.Outcome{Application: application.Approved, Invoice: c.ends}, runApplication(t, env))
		})
	}
}
