package workflows_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/mock"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/testsuite"

	"kaipiao/activities"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/message"
	"kaipiao/domain/notice"
	"kaipiao/domain/parcel"
	"kaipiao/domain/policy"
	"kaipiao/domain/promise"
)

// atVendors is an invoice that a marketplace vendor issues: nobody asks the tax provider for it or orders the courier, or
// the test fails, because neither is expected.
func atVendors(medium invoice.Medium) activities.Standing {
	at := toIssue(medium)
	at.Seller, at.Dispatch, at.Serial = "isv-1", policy.ManualDispatch, ""
	return at
}

// step is how far the vendor has come from an instant on.
type step struct {
	from time.Time
	at   activities.AtVendor
}

// atVendor answers as the register would, and tells the workflow of each step; it counts how often it was asked.
func atVendor(env *testsuite.TestWorkflowEnvironment, steps ...step) *int {
	asked := 0
	env.OnActivity(registerActivities.ReadAtVendor, mock.Anything, ids.Invoice("app-1-1")).
		Return(func(context.Context, ids.Invoice) (activities.AtVendor, error) {
			asked++
			at := activities.AtVendor{Status: invoice.Approved, Owes: true}
			for _, s := range steps {
				if !env.Now().Before(s.from) {
					at = s.at
				}
			}
			return at, nil
		})
	for _, s := range steps {
		env.RegisterDelayedCallback(func() { env.SignalWorkflow(message.Resume.Name, message.Nothing{}) }, s.from.Sub(env.Now()))
	}
	return &asked
}

var (
	numbered  = activities.AtVendor{Status: invoice.Issued, Owes: true}
	completed = activities.AtVendor{Status: invoice.Issued}
)

// I8, I9: a vendor's e-invoice is issued when the vendor has handed in number and file; both sides of the instant by which
// that is promised. Being late is escalated once and stops nothing.
func TestI8AVendorsEInvoiceIsEscalatedWhenTheVendorIsLate(t *testing.T) {
	at := atVendors(invoice.Electronic)
	due := at.DueAt
	for name, c := range map[string]struct {
		number, file time.Time
		missed       []time.Time
	}{
		"a second before":           {due.Add(-time.Hour), due.Add(-time.Second), nil},
		"a second after":            {due.Add(-time.Hour), due.Add(time.Second), []time.Time{due}},
		"number and file days late": {due.AddDate(0, 0, 3), due.AddDate(0, 0, 5), []time.Time{due}},
	} {
		t.Run(name, func(t *testing.T) {
			env := newEnvironment(t)
			seen := watch(env, message.Missed{Application: "app-1", Invoice: "app-1-1", Stage: promise.IssueStage, DueAt: due})
			takenUp(env, at)
			asked := atVendor(env, step{c.number, numbered}, step{c.file, completed})
			told := time.Time{}
			env.OnActivity(notices.SendNotice, mock.Anything, activities.NoticeRequest{Invoice: "app-1-1", What: notice.Issued, Last: true}).
				Run(func(mock.Arguments) { told = env.Now().UTC() }).Return(nil).Once()
			require.Equal(t, invoice.Issued, runInvoice(t, env))
			require.Equal(t, []time.Time{at.WarnAt}, seen.warned)
			require.Equal(t, c.missed, seen.missed)
			require.Equal(t, c.file, told, "the customer is told when there is something to download")
			require.Equal(t, 3, *asked)
		})
	}
}

// I8: a vendor ships its paper itself; the courier is not ordered, and the promise of shipping is the vendor's.
func TestI8AVendorShipsItsPaperItself(t *testing.T) {
	issuedAt, due := submitted.Add(time.Hour), submitted.AddDate(0, 0, 3)
	for name, c := range map[string]struct {
		shipped time.Time
		missed  []time.Time
	}{
		"a second before": {due.Add(-time.Second), nil},
		"a second after":  {due.Add(time.Second), []time.Time{due}},
	} {
		t.Run(name, func(t *testing.T) {
			env := newEnvironment(t)
			takenUp(env, atVendors(invoice.Paper))
			env.OnActivity(registerActivities.WarnOfPromise, mock.Anything,
				mock.MatchedBy(func(m message.Missed) bool { return m.Stage == promise.IssueStage })).
				Return(nil).Maybe()
			seen := watch(env, message.Missed{Application: "app-1", Invoice: "app-1-1", Stage: promise.ShipStage, DueAt: due})
			promised := numbered
			promised.IssuedBooked = activities.IssuedBooked{WarnAt: promise.ShipWarning(due), DueAt: due}
			atVendor(env, step{issuedAt, promised})
			expectNotices(env, notice.Issued, notice.Shipped)
			expectLastNotice(env, notice.Delivered)
			for at, status := range map[time.Time]parcel.Status{c.shipped: parcel.Shipped, c.shipped.Add(time.Hour): parcel.Delivered} {
				env.RegisterDelayedCallback(func() { env.SignalWorkflow(message.Parcel.Name, message.ParcelNews{Status: status}) }, at.Sub(submitted))
			}
			require.Equal(t, invoice.Delivered, runInvoice(t, env))
			require.Equal(t, []time.Time{promise.ShipWarning(due)}, seen.warned)
			require.Equal(t, c.missed, seen.missed)
		})
	}
}

// I8: the vendor issued and shipped it before the workflow looked, and the messages come together.
func TestI8AVendorThatIsFasterThanTheWorkflow(t *testing.T) {
	env := newEnvironment(t)
	takenUp(env, atVendors(invoice.Paper))
	env.OnActivity(registerActivities.ReadAtVendor, mock.Anything, ids.Invoice("app-1-1")).Return(activities.AtVendor{Status: invoice.Shipped}, nil).Once()
	expectNotices(env, notice.Issued, notice.Shipped)
	expectLastNotice(env, notice.Delivered)
	resume(env, 0)
	parcelNews(env, 0, parcel.Shipped, parcel.Delivered)
	require.Equal(t, invoice.Delivered, runInvoice(t, env))
}

// R2, I8: a ticket takes the invoice out of the vendor's queue; and nothing is left of one that was refunded meanwhile (I7).
func TestR2AnInvoiceIsTakenOutOfTheVendorsQueue(t *testing.T) {
	for name, after := range map[string]time.Duration{"when approved": 0, "an hour later": time.Hour} {
		t.Run(name, func(t *testing.T) {
			env := newEnvironment(t)
			env.OnActivity(registerActivities.WarnOfPromise, mock.Anything, mock.Anything).Return(nil).Maybe()
			takenUp(env, atVendors(invoice.Electronic))
			atVendor(env, step{submitted.Add(after), activities.AtVendor{Status: invoice.Cancelled}})
			expectSettled(env, invoiceRun)
			require.Equal(t, invoice.Cancelled, runInvoice(t, env))
		})
	}
}
