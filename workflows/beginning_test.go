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
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/message"
	"kaipiao/domain/notice"
	"kaipiao/domain/parcel"
	"kaipiao/domain/policy"
	"kaipiao/domain/promise"
	"kaipiao/domain/reversal"
	"kaipiao/domain/ticket"
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

func tells(mails ...notice.About) func(*testsuite.TestWorkflowEnvironment) {
	return func(env *testsuite.TestWorkflowEnvironment) { expectNotices(env, mails...) }
}

func submits(env *testsuite.TestWorkflowEnvironment) {
	env.OnActivity(providerActivities.SubmitInvoice, mock.Anything, activities.IssueRequest{Invoice: "app-1-1", Serial: serial}).Return(issued, nil).Once()
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
	"approved, on paper": {toIssue(invoice.Paper), all(submits, expectHandedOver, delivered(time.Hour)), invoice.Delivered},
	"approved, on paper, its serial stored": {func() activities.Standing {
		at := toPrint()
		at.Stored = true
		return at
	}(), all(asks, tells(notice.Issued, notice.Shipped), delivered(time.Hour)), invoice.Delivered},
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
	"issued, electronic, its customer told, a file missing": {toldOf(standing(invoice.Issued, invoice.Electronic)), func(env *testsuite.TestWorkflowEnvironment) {
		env.OnActivity(files.Publish, mock.Anything, activities.PublishRequest{Invoice: "app-1-1"}).Return(activities.Owed{}, errors.New("no such file"))
		env.OnActivity(registerActivities.Park, mock.Anything, activities.Parking{Invoice: "app-1-1", Cause: invoice.FileMissing}).Return(nil).Once()
		env.OnActivity(registerActivities.RecordWaiting, mock.Anything, activities.Waiting{Invoice: "app-1-1"}).Return(nil).Once()
		env.OnActivity(files.Publish, mock.Anything, activities.PublishRequest{Invoice: "app-1-1", FilesOnly: true}).Return(activities.Owed{}, nil).Once()
		resume(env, time.Hour)
		expectSettled(env, invoiceRun)
	}, invoice.Issued},
	"issued, on paper":                                       {standing(invoice.Issued, invoice.Paper), all(expectHandedOver, delivered(time.Hour)), invoice.Delivered},
	"issued, on paper, at the print desk":                    {in(invoice.Issued, toPrint()), all(tells(notice.Issued, notice.Shipped), delivered(time.Hour)), invoice.Delivered},
	"issued, on paper, at the print desk, its customer told": {toldOf(in(invoice.Issued, toPrint())), all(tells(notice.Shipped), delivered(time.Hour)), invoice.Delivered},
	"shipped":                         {onItsWay(policy.AutomaticDispatch), delivered(time.Hour), invoice.Delivered},
	"shipped, nobody told":            {standing(invoice.Shipped, invoice.Paper), all(tells(notice.Issued, notice.Shipped), delivered(time.Hour)), invoice.Delivered},
	"came back":                       {cameBack(policy.AutomaticDispatch), all(expectHandedOver, delivered(time.Hour)), invoice.Delivered},
	"came back, to the print desk":    {cameBack(policy.ManualDispatch), all(sentAgain, tells(notice.Shipped), delivered(2*time.Hour)), invoice.Delivered},
	"delivered":                       {toldOf(standing(invoice.Delivered, invoice.Paper)), func(env *testsuite.TestWorkflowEnvironment) { expectLastNotice(env, notice.Delivered) }, invoice.Delivered},
	"voided":                          {toldOf(standing(invoice.Voided, invoice.Paper)), nothingButSettling, invoice.Voided},
	"red-issued, on paper":            {toldOf(standing(invoice.RedIssued, invoice.Paper)), nothingButSettling, invoice.RedIssued},
	"partly red-issued, on paper":     {toldOf(standing(invoice.PartlyRedIssued, invoice.Paper)), nothingButSettling, invoice.PartlyRedIssued},
	"red-issued, electronic":          {standing(invoice.RedIssued, invoice.Electronic), expectPublished, invoice.RedIssued},
	"partly red-issued, electronic":   {standing(invoice.PartlyRedIssued, invoice.Electronic), expectPublished, invoice.PartlyRedIssued},
	"with the vendor":                 {vendors(invoice.Approved, invoice.Electronic), all(vendorIs(completed), lastIssued), invoice.Issued},
	"the vendor owes the file":        {vendors(invoice.Issued, invoice.Electronic), all(vendorIs(completed), lastIssued), invoice.Issued},
	"of a vendor, its customer told":  {toldOf(vendors(invoice.Issued, invoice.Electronic)), all(vendorIs(completed), nothingButSettling), invoice.Issued},
	"the vendor has it on paper":      {vendors(invoice.Issued, invoice.Paper), all(vendorIs(numbered), tells(notice.Issued, notice.Shipped), delivered(time.Hour)), invoice.Delivered},
	"the vendor's paper is shipped":   {toldOf(vendors(invoice.Shipped, invoice.Paper)), delivered(time.Hour), invoice.Delivered},
	"the vendor was faster":           {vendors(invoice.Shipped, invoice.Paper), all(tells(notice.Issued, notice.Shipped), delivered(time.Hour)), invoice.Delivered},
	"the vendor's paper is delivered": {vendors(invoice.Delivered, invoice.Paper), all(tells(notice.Issued, notice.Shipped), lastDelivered), invoice.Delivered},
	"of a vendor, red-issued":         {toldOf(vendors(invoice.RedIssued, invoice.Electronic)), nothingButSettling, invoice.RedIssued},
	"of a vendor, cancelled":          {vendors(invoice.Cancelled, invoice.Electronic), nothingButSettling, invoice.Cancelled},
}

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

// R1, R2: an application, whatever was decided. What came of it is done already, but for the mail of a rejection.
func TestN14AnApplicationBeginsFromWhereItStands(t *testing.T) {
	for name, c := range map[string]struct {
		decisions []activities.Decision
		rejected  bool
		ends      application.Status
	}{
		"in the cool-off":                 {[]activities.Decision{pending(application.AutomaticReview), approved}, false, application.Approved},
		"in review":                       {[]activities.Decision{pending(application.ManualReview), approved}, false, application.Approved},
		"claimed":                         {[]activities.Decision{claimed(), approved}, false, application.Approved},
		"approved, with several invoices": {[]activities.Decision{approved}, false, application.Approved},
		"rejected":                        {[]activities.Decision{{Status: application.Rejected}}, true, application.Rejected},
		"rejected, with one invoice":      {[]activities.Decision{{Status: application.Rejected, Invoice: "app-1-1"}}, true, application.Rejected},
		"cancelled":                       {[]activities.Decision{{Status: application.Cancelled}}, false, application.Cancelled},
		"cancelled, with one invoice":     {[]activities.Decision{{Status: application.Cancelled, Invoice: "app-1-1"}}, false, application.Cancelled},
		"offset":                          {[]activities.Decision{{Status: application.Offset}}, false, application.Offset},
	} {
		t.Run(name, func(t *testing.T) {
			env := newEnvironment(t)
			proceeds(env, c.decisions...)
			if len(c.decisions) > 1 {
				signal(env, 2*time.Minute, message.Decided.Name, message.DecidedNews{Status: application.Approved})
			}
			if c.rejected {
				env.OnActivity(notices.SendRejection, mock.Anything, ids.Application("app-1")).Return(nil).Once()
			}
			require.Equal(t, workflows.Outcome{Application: c.ends}, runApplication(t, env))
		})
	}
}

// V3, A9: a ticket, whoever's turn it is. What was said before of its turns is the past; one that is closed is told and settled.
func TestN14ATicketBeginsFromWhereItStands(t *testing.T) {
	closed := func(status ticket.Status, withdrawn bool) activities.TicketStanding {
		at := opened(ticket.Other, status)
		at.Now.Turn, at.Decided = 4, message.TicketDecidedNews{Status: status, Withdrawn: withdrawn}
		return at
	}
	third := func(at activities.TicketStanding) activities.TicketStanding {
		at.Now.Turn = 3
		return at
	}
	for name, c := range map[string]struct {
		at   activities.TicketStanding
		tell map[notice.About]int
	}{
		"open":                     {third(opened(ticket.Other, ticket.Open)), map[notice.About]int{notice.TicketDone: 0}},
		"waiting for materials":    {third(opened(ticket.Lost, ticket.AwaitsMaterials)), map[notice.About]int{notice.TicketMaterials: 3, notice.TicketDone: 0}},
		"being verified":           {third(opened(ticket.Lost, ticket.Verifying)), map[notice.About]int{notice.TicketDone: 0}},
		"waiting for the customer": {third(opened(ticket.Proforma, ticket.AwaitsCustomer)), map[notice.About]int{notice.TicketConfirm: 3, notice.TicketDone: 0}},
		"done":                     {closed(ticket.Done, false), map[notice.About]int{notice.TicketDone: 0}},
		"refused":                  {closed(ticket.Refused, false), map[notice.About]int{notice.TicketRefused: 0}},
		"withdrawn":                {closed(ticket.Refused, true), nil},
	} {
		t.Run(name, func(t *testing.T) {
			env := newEnvironment(t)
			turns(env, 0, 2, ticket.AwaitsMaterials, ticket.OtherMaterial) // it came before the run began, and is the past
			for what, turn := range c.tell {
				mails(env, what, turn)
			}
			ends := c.at.Decided.Status
			if ends == "" {
				ends = ticket.Done
				decides(env, day, message.TicketDecidedNews{Status: ticket.Done})
			}
			require.Equal(t, ends, runTicket(t, env, c.at))
		})
	}
}

// V1, V3: reversals that have ended, and of which something is owed. It is paid off while the next one is carried out, each on its own.
func TestN14ReversalsThatHaveEndedArePaidOff(t *testing.T) {
	for name, c := range map[string]struct {
		owed  activities.OwedReversal
		told  notice.About
		files bool
	}{
		"red-issued":         {activities.OwedReversal{Reversal: "app-1-1-r0", What: notice.Reversed, Files: true}, notice.Reversed, true},
		"voided":             {activities.OwedReversal{Reversal: "app-1-1-r0", What: notice.Reversed}, notice.Reversed, false},
		"nothing came of it": {activities.OwedReversal{Reversal: "app-1-1-r0", What: notice.NotReversed}, notice.NotReversed, false},
		"red-issued instead": {activities.OwedReversal{Reversal: "app-1-1-r0"}, "", false},
	} {
		for after, next := range map[string]activities.Reversing{
			"": {}, ", and another is to be carried out": {Reversal: "app-1-1-r1", Kind: reversal.Red, Serial: redSerial},
		} {
			t.Run(name+after, func(t *testing.T) {
				env := newEnvironment(t)
				want := []ids.Reversal{"app-1-1-r0"}
				if next.Reversal != "" {
					want = append(want, next.Reversal)
					env.OnActivity(registerActivities.NextReversal, mock.Anything, ids.Invoice("app-1-1")).Return(next, nil).Once()
					env.OnActivity(providerActivities.RequestRed, mock.Anything, next.Reversal).Return(redIssued, nil).Once()
					env.OnActivity(registerActivities.RecordReversed, mock.Anything, mock.Anything).Return(nil).Once()
					env.OnActivity(files.FetchRedFiles, mock.Anything, next.Reversal).Return(nil).Once()
					env.OnActivity(notices.SendReversalNotice, mock.Anything, activities.ReversalNotice{Reversal: next.Reversal, What: notice.Reversed}).Return(nil).Once()
				}
				env.OnActivity(registerActivities.NextReversal, mock.Anything, ids.Invoice("app-1-1")).Return(activities.Reversing{}, nil).Once()
				if c.told != "" {
					env.OnActivity(notices.SendReversalNotice, mock.Anything, activities.ReversalNotice{Reversal: "app-1-1-r0", What: c.told}).Return(nil).Once()
				}
				if c.files {
					env.OnActivity(files.FetchRedFiles, mock.Anything, ids.Reversal("app-1-1-r0")).Return(nil).Once()
				}
				require.ElementsMatch(t, want, runReversals(t, env, invoice.Electronic, c.owed))
			})
		}
	}
}

// O6: what is owed of a reversal is settled when its files are there, and not when its customer was told alone.
func TestO6AReversalIsOwedUntilItsFilesAreThere(t *testing.T) {
	u := redRequested(t, says(redIssued), nil, nil)
	u.files = entered.AddDate(0, 0, 1)
	u.env.OnActivity(registerActivities.ParkReversal, mock.Anything, mock.Anything).Return(nil)
	settled := time.Time{}
	u.env.OnActivity(registerActivities.SettleReversal, mock.Anything, ids.Reversal("app-1-1-r1")).
		Run(func(mock.Arguments) { settled = u.env.Now().UTC() }).Return(nil).Once()
	resume(u.env, 25*time.Hour)
	u.run(t)
	require.False(t, settled.Before(u.files))
}

// I5: a desk that was lost, and begins again, reads what is parked: nobody has to tell it.
func TestN14ADeskBeginsFromWhatIsParked(t *testing.T) {
	for name, parked := range map[string]int{"nothing": 0, "some": 3} {
		t.Run(name, func(t *testing.T) {
			q := &queue{open: parked > 0, parked: parked}
			env := newEnvironment(t)
			if q.open {
				q.with(env)
			} else {
				env.OnActivity(registerActivities.ReadTroubles, mock.Anything, activities.TroublesOf{Seller: "platform"}).Return(nil, nil).Once()
			}
			runDesk(t, env, time.Hour)
			require.False(t, q.open)
			require.Equal(t, parked > 0, len(q.tries) > 0)
			require.Equal(t, min(parked, 1), q.mails)
		})
	}
}

// R1: where the register's clock is behind Temporal's, it says that it is not time yet at the instant at which it would be. It is asked
// again, and not again and again in the same moment.
func TestR1AClockThatIsBehindIsAskedAgainLater(t *testing.T) {
	env := newEnvironment(t)
	env.SetStartTime(submitted.Add(time.Minute))
	asked := proceeds(env, pending(application.AutomaticReview), pending(application.AutomaticReview), approved)
	require.Equal(t, workflows.Outcome{Application: application.Approved}, runApplication(t, env))
	for n, at := range *asked {
		require.Equal(t, submitted.Add(time.Minute+time.Duration(n)*time.Second), at)
	}
}

// I9: what is promised is the register's word, not what the run was started with.
func TestN14APromiseIsWatchedFromWhereItStands(t *testing.T) {
	env := newEnvironment(t)
	due := submitted.AddDate(0, 0, 1)
	at := toldOf(standing(invoice.Issued, invoice.Paper))
	at.Dispatch, at.Stage, at.WarnAt, at.DueAt = policy.ManualDispatch, promise.ShipStage, promise.ShipWarning(due), due
	takenUp(env, at)
	seen := watch(env, message.Missed{Application: "app-1", Invoice: "app-1-1", Stage: promise.ShipStage, DueAt: due})
	parcelNews(env, 2*day, parcel.Delivered)
	expectNotices(env, notice.Shipped)
	expectLastNotice(env, notice.Delivered)
	require.Equal(t, invoice.Delivered, runInvoice(t, env))
	require.Equal(t, []time.Time{due}, seen.missed)
}
