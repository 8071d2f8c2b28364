package workflows_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/mock"
	"github.com/stretchr/testify/require"

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
		"open":                  {third(opened(ticket.Other, ticket.Open)), map[notice.About]int{notice.TicketDone: 0}},
		"waiting for materials": {third(opened(ticket.Lost, ticket.AwaitsMaterials)), map[notice.About]int{notice.TicketMaterials: 3, notice.TicketDone: 0}},
		"being verified":        {third(opened(ticket.Lost, ticket.Verifying)), map[notice.About]int{notice.TicketDone: 0}},
		"waiting for the customer": {
			third(opened(ticket.Proforma, ticket.AwaitsCustomer)),
			map[notice.About]int{notice.TicketConfirm: 3, notice.TicketDone: 0},
		},
		"done":      {closed(ticket.Done, false), map[notice.About]int{notice.TicketDone: 0}},
		"refused":   {closed(ticket.Refused, false), map[notice.About]int{notice.TicketRefused: 0}},
		"withdrawn": {closed(ticket.Refused, true), nil},
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
					env.OnActivity(notices.SendReversalNotice, mock.Anything, activities.ReversalNotice{Reversal: next.Reversal, What: notice.Reversed}).
						Return(nil).Once()
				}
				env.OnActivity(registerActivities.NextReversal, mock.Anything, ids.Invoice("app-1-1")).Return(activities.Reversing{}, nil).Once()
				if c.told != "" {
					env.OnActivity(notices.SendReversalNotice, mock.Anything, activities.ReversalNotice{Reversal: "app-1-1-r0", What: c.told}).
						Return(nil).Once()
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
				env.OnActivity(registerActivities.ReadOwed, mock.Anything, ids.Seller("platform")).Return(activities.OwedByDesk{}, nil).Once()
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
