package workflows_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/mock"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/testsuite"

	"kaipiao/activities"
	"kaipiao/domain/ids"
	"kaipiao/domain/message"
	"kaipiao/domain/notice"
	"kaipiao/domain/promise"
	"kaipiao/domain/ticket"
)

// opened is where the register says that a ticket stands in its first turn; finance's turn is due in five days.
func opened(kind ticket.Kind, status ticket.Status, missing ...ticket.MaterialType) activities.TicketStanding {
	at := activities.TicketStanding{Kind: kind, Application: "app-1", Now: message.TicketTurnedNews{Status: status, Turn: 1, Missing: missing}}
	if kind == ticket.Proforma {
		at.Application = ""
	}
	if status.Turn() == ticket.FinancesTurn {
		at.Now.WarnAt, at.Now.DueAt = submitted.AddDate(0, 0, 4), submitted.AddDate(0, 0, 5)
	}
	return at
}

// turns tells the ticket after a while that it is somebody's turn; finance's is due five days later.
func turns(env *testsuite.TestWorkflowEnvironment, after time.Duration, turn int, status ticket.Status, missing ...ticket.MaterialType) (due time.Time) {
	news := message.TicketTurnedNews{Status: status, Turn: turn, Missing: missing}
	if status.Turn() == ticket.FinancesTurn {
		due = submitted.Add(after).AddDate(0, 0, 5)
		news.WarnAt, news.DueAt = due.AddDate(0, 0, -1), due
	}
	env.RegisterDelayedCallback(func() { env.SignalWorkflow(message.TicketTurned.Name, news) }, after)
	return due
}

func decides(env *testsuite.TestWorkflowEnvironment, after time.Duration, decided message.TicketDecidedNews) {
	env.RegisterDelayedCallback(func() { env.SignalWorkflow(message.TicketDecided.Name, decided) }, after)
}

// mails expects that the customer is told, once; turn zero is the end.
func mails(env *testsuite.TestWorkflowEnvironment, what notice.About, turn int) {
	env.OnActivity(notices.SendTicketNotice, mock.Anything, activities.TicketNotice{Ticket: "t-1", What: what, Turn: turn}).Return(nil).Once()
}

// runTicket runs a ticket from where the register says that it stands; when it ends, nothing is owed of it any more (O6).
func runTicket(t *testing.T, env *testsuite.TestWorkflowEnvironment, at activities.TicketStanding) (status ticket.Status) {
	t.Helper()
	env.OnActivity(registerActivities.TakeUpTicket, mock.Anything, ids.Ticket("t-1")).Return(at, nil).Once()
	expectSettled(env, message.WorkflowOfTicket("t-1"))
	env.SetStartWorkflowOptions(client.StartWorkflowOptions{ID: message.WorkflowOfTicket("t-1")})
	// What it is started with is listed, and decides nothing.
	env.ExecuteWorkflow(message.StartTicket.Workflow, message.TicketStart{Ticket: "t-1", Account: "acct"})
	result(t, env, &status)
	return status
}

// V3, I9: the customer's turn is as long as it likes, without a promise; the promise of finance counts from the moment in
// which everything is there, both sides of its instant.
func TestV3OnlyWhatFinanceOwesIsPromised(t *testing.T) {
	for name, c := range map[string]struct {
		decided time.Duration
		missed  bool
	}{
		"a second before": {65*day - time.Second, false},
		"a second after":  {65*day + time.Second, true},
	} {
		t.Run(name, func(t *testing.T) {
			env := newEnvironment(t)
			mails(env, notice.TicketMaterials, 1)
			due := turns(env, 60*day, 2, ticket.Verifying)
			seen := watch(env, message.Missed{Application: "app-1", Ticket: "t-1", Stage: promise.TicketStage, DueAt: due})
			decides(env, c.decided, message.TicketDecidedNews{Status: ticket.Done})
			mails(env, notice.TicketDone, 0)
			start := opened(ticket.Void, ticket.AwaitsMaterials, ticket.OriginalReceived, ticket.VoidNote)
			require.Equal(t, ticket.Done, runTicket(t, env, start))
			require.Equal(t, []time.Time{due.AddDate(0, 0, -1)}, seen.warned)
			require.Equal(t, c.missed, len(seen.missed) == 1)
			require.LessOrEqual(t, len(seen.missed), 1, "once")
		})
	}
}

// I9: finance is late, asks for materials after all, and is late again: each promise is escalated once.
func TestI9EachPromiseOfATicketIsEscalatedOnce(t *testing.T) {
	env := newEnvironment(t)
	start := opened(ticket.Other, ticket.Open)
	first := watch(env, message.Missed{Application: "app-1", Ticket: "t-1", Stage: promise.TicketStage, DueAt: start.Now.DueAt})
	turns(env, 8*day, 2, ticket.AwaitsMaterials, ticket.OtherMaterial)
	mails(env, notice.TicketMaterials, 2)
	due := turns(env, 30*day, 3, ticket.Verifying)
	second := watch(env, message.Missed{Application: "app-1", Ticket: "t-1", Stage: promise.TicketStage, DueAt: due})
	decides(env, 50*day, message.TicketDecidedNews{Status: ticket.Refused})
	mails(env, notice.TicketRefused, 0)
	require.Equal(t, ticket.Refused, runTicket(t, env, start))
	require.Equal(t, []time.Time{start.Now.DueAt}, first.missed)
	require.Equal(t, []time.Time{due}, second.missed)
}

// A9: offered, otherwise, offered again, confirmed, sealed: the customer is told whenever it is its turn, and at the end.
func TestA9EachTurnOfAProformaIsTold(t *testing.T) {
	env := newEnvironment(t)
	for turn := range 2 {
		mails(env, notice.TicketConfirm, 1+2*turn)
	}
	turns(env, day, 2, ticket.Open)
	turns(env, 2*day, 3, ticket.AwaitsCustomer)
	turns(env, 3*day, 4, ticket.Verifying, ticket.StampedScan)
	decides(env, 4*day, message.TicketDecidedNews{Status: ticket.Done})
	mails(env, notice.TicketDone, 0)
	require.Equal(t, ticket.Done, runTicket(t, env, opened(ticket.Proforma, ticket.AwaitsCustomer)))
}

// R2: who withdrew a ticket knows it, and who asked for another address sees it in the parcel's mails.
func TestR2NobodyIsToldWhatItKnows(t *testing.T) {
	for kind, decided := range map[ticket.Kind]message.TicketDecidedNews{
		ticket.Cancel:        {Status: ticket.Refused, Withdrawn: true},
		ticket.ChangeAddress: {Status: ticket.Done},
	} {
		env := newEnvironment(t)
		decides(env, day, decided)
		require.Equal(t, decided.Status, runTicket(t, env, opened(kind, ticket.Open)))
	}
}

// O3: two turns that come together are one: only what is so now is told. A mailbox that does not answer for a day stops
// nothing, and the ticket is decided meanwhile.
func TestO3AMailboxStopsNoTicket(t *testing.T) {
	env := newEnvironment(t)
	env.OnActivity(notices.SendTicketNotice, mock.Anything, activities.TicketNotice{Ticket: "t-1", What: notice.TicketMaterials, Turn: 1}).
		Return(temporal.NewNonRetryableApplicationError("no such mailbox", activities.FailureRefused, nil)).Once()
	expectUnsent(env, message.WorkflowOfTicket("t-1"), notice.Unsent{Ticket: "t-1", About: notice.TicketMaterials, Number: 1}, true)
	turns(env, day, 2, ticket.Verifying)
	turns(env, day, 3, ticket.AwaitsMaterials, ticket.LossCertificate)
	mails(env, notice.TicketMaterials, 3)
	decides(env, day+time.Second, message.TicketDecidedNews{Status: ticket.Done})
	mails(env, notice.TicketDone, 0)
	require.Equal(t, ticket.Done, runTicket(t, env, opened(ticket.Lost, ticket.AwaitsMaterials, ticket.LossCertificate)))
}

// I3: a promise that moved is watched at its new instant; while the customer has to act there is none to move.
func TestI3AMovedPromiseOfATicketIsWatched(t *testing.T) {
	env := newEnvironment(t)
	start := opened(ticket.Other, ticket.Open)
	moved := start.Now.DueAt.AddDate(0, 0, 3)
	env.RegisterDelayedCallback(func() {
		env.SignalWorkflow(message.DueChanged.Name, message.DueChangedNews{Stage: promise.TicketStage, WarnAt: moved.AddDate(0, 0, -1), DueAt: moved})
	}, day)
	seen := watch(env, message.Missed{Application: "app-1", Ticket: "t-1", Stage: promise.TicketStage, DueAt: moved})
	turns(env, 9*day, 2, ticket.AwaitsMaterials, ticket.OtherMaterial)
	mails(env, notice.TicketMaterials, 2)
	env.RegisterDelayedCallback(func() {
		env.SignalWorkflow(message.DueChanged.Name, message.DueChangedNews{Stage: promise.TicketStage, WarnAt: moved, DueAt: moved.AddDate(0, 0, 1)})
	}, 10*day)
	decides(env, 40*day, message.TicketDecidedNews{Status: ticket.Done})
	mails(env, notice.TicketDone, 0)
	require.Equal(t, ticket.Done, runTicket(t, env, start))
	require.Equal(t, []time.Time{moved}, seen.missed)
}
