package activities_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/activities"
	"kaipiao/domain/actor"
	"kaipiao/domain/application"
	"kaipiao/domain/event"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/message"
	"kaipiao/domain/notice"
	"kaipiao/domain/task"
	"kaipiao/office/paging"
	"kaipiao/office/tasks"
	"kaipiao/sandbox/faults"
)

// unsent lists the tasks about mails that were given up.
func (w *world) unsent(t *testing.T) []task.Task {
	t.Helper()
	page, err := w.store.Tasks.List(t.Context(), tasks.Filter{Kind: task.UnsentMail}, paging.Request{Size: 50})
	require.NoError(t, err)
	return page.Items
}

// owedByDesk is what the platform's desk has to do about mails.
func (w *world) owedByDesk(t *testing.T) activities.OwedByDesk {
	t.Helper()
	owed, err := w.register.ReadOwed(t.Context(), invoice.Platform)
	require.NoError(t, err)
	return owed
}

// undeliverable lists the mails of which an invoice's timeline says that they could not be delivered.
func (w *world) undeliverable(t *testing.T, id ids.Invoice) (mails []string) {
	t.Helper()
	timeline, err := w.store.Trail.Timeline(t.Context(), id, 0, 100)
	require.NoError(t, err)
	for _, e := range timeline {
		if e.What == event.MailUndeliverable {
			require.Equal(t, actor.Product, e.Who)
			mails = append(mails, e.Detail)
		}
	}
	return mails
}

// O3: a mail that the mail server refuses for good is one task, which says so in both languages and names no address. When somebody has seen
// to it the desk sends it anew: to its own address, and where that is refused again, to the one that the account has now.
func TestO3T5AMailThatIsRefusedForGoodIsATask(t *testing.T) {
	for name, c := range map[string]struct {
		refused bool // still, when it is sent anew
		to      string
	}{"its mailbox is there again": {false, "a@example.test"}, "its address was put right": {true, "right@example.test"}} {
		t.Run(name, func(t *testing.T) {
			w, ctx := newWorld(t), t.Context()
			id := w.issuedOf(t, invoice.Electronic)
			w.outside.Order(t, faults.Fault{Operation: faults.Mail, Mode: faults.Reject})
			told := activities.NoticeRequest{Invoice: id, What: notice.Issued, Last: true}
			err := w.notices.SendNotice(ctx, told)
			require.True(t, activities.RefusedForGood(err), err)
			given := activities.UnsentMail{
				Workflow: w.invoice(t, id).Workflow, Mail: notice.Unsent{Invoice: id, About: notice.Issued}, ForGood: activities.RefusedForGood(err),
			}
			twice(t, nothing(func() error { return w.register.OpenUnsent(ctx, given) }))
			open := w.unsent(t)
			require.Len(t, open, 1)
			require.Equal(t, []string{"issued", given.Workflow, string(invoice.Platform)}, []string{open[0].Code, open[0].Subject, string(open[0].Seller)})
			require.Contains(t, open[0].Says.English, "refuses the mail issued of "+given.Workflow)
			require.Contains(t, open[0].Says.Chinese, given.Workflow)
			for _, text := range []string{open[0].Says.English, open[0].Says.Chinese} {
				require.NotContains(t, text, "@")
			}
			require.Equal(t, []activities.Untold{{Task: open[0].ID}}, w.owedByDesk(t).Untold, "the operators are mailed")
			require.Empty(t, w.owedByDesk(t).Anew)
			require.Equal(t, []string{"issued"}, w.undeliverable(t, id), "the timeline says so once (T5)")

			// when finance has seen to it
			w.outside.ClearFaults(t)
			if c.refused {
				w.outside.Order(t, faults.Fault{Operation: faults.Mail, Mode: faults.Reject, Times: 1})
				require.NoError(t, w.store.Customers.PutAccount(ctx, application.Account{
					ID: "acct", Region: application.Mainland, Email: c.to,
					Certification: invoice.Certification{Type: invoice.Enterprise, Name: "北京甲科技有限公司", TaxpayerID: "91110000802100433B"},
				}, "", actor.Actor{Kind: actor.Service, Name: "test"}, w.now))
			}
			seen, err := w.store.Tasks.SeenTo(ctx, open[0].ID, clerk, w.now)
			require.NoError(t, err)
			require.Equal(t, task.Open, seen.Status(), "until it is handed over")
			require.Equal(t, []int64{open[0].ID}, w.owedByDesk(t).Anew)
			require.NoError(t, w.notices.SendAnew(ctx, open[0].ID))
			mails := w.outside.Mails(t)
			require.Len(t, mails, 1)
			require.Equal(t, []string{c.to}, mails[0].To)
			require.Equal(t, task.Closed, w.unsent(t)[0].Status())
			require.Empty(t, w.owedByDesk(t).Anew)
			require.NotNil(t, w.invoice(t, id).ToldAt)
			// sent anew once more, it is not
			require.NoError(t, w.notices.SendAnew(ctx, open[0].ID))
			require.Len(t, w.outside.Mails(t), 1)
		})
	}
}

// O3: what is given up once more waits for the next word, and who has told the customer otherwise dismisses it.
func TestO3AMailThatIsGivenUpIsDismissed(t *testing.T) {
	w, ctx := newWorld(t), t.Context()
	id := w.issuedOf(t, invoice.Electronic)
	given := activities.UnsentMail{Workflow: w.invoice(t, id).Workflow, Mail: notice.Unsent{Invoice: id, About: notice.Issued}}
	require.NoError(t, w.register.OpenUnsent(ctx, given))
	open := w.unsent(t)[0]
	require.Contains(t, open.Says.English, "for a day")
	_, err := w.store.Tasks.SeenTo(ctx, open.ID, clerk, w.now)
	require.NoError(t, err)
	require.NoError(t, w.register.NotSentAnew(ctx, open.ID))
	require.Empty(t, w.owedByDesk(t).Anew)
	closed, err := w.store.Tasks.Dismiss(ctx, open.ID, clerk, w.now)
	require.NoError(t, err)
	require.Equal(t, []any{task.Closed, clerk}, []any{closed.Status(), closed.ClosedBy})
	require.NoError(t, w.notices.SendAnew(ctx, open.ID))
	require.Empty(t, w.outside.Mails(t))
	// another one is another task
	require.NoError(t, w.register.OpenUnsent(ctx, given))
	require.Len(t, w.unsent(t), 2)
}

// O3: each kind of mail is written anew from its task.
func TestO3EveryMailCanBeSentAnew(t *testing.T) {
	w, ctx := newWorld(t), t.Context()
	id := w.issuedOf(t, invoice.Electronic)
	of := w.invoice(t, id).Workflow
	mails := []notice.Unsent{
		{Application: "app", About: notice.Rejected}, {Invoice: id, About: notice.Issued},
	}
	for _, mail := range mails {
		require.NoError(t, w.register.OpenUnsent(ctx, activities.UnsentMail{Workflow: of, Mail: mail}))
	}
	require.NoError(t, w.register.OpenUnsent(ctx, activities.UnsentMail{Workflow: of, Mail: notice.Unsent{ToOperators: true}}))
	open := w.unsent(t)
	require.Len(t, open, 3)
	require.Len(t, w.owedByDesk(t).Untold, 2, "whose own mail is not taken is not mailed about it")
	for _, one := range open {
		_, err := w.store.Tasks.SeenTo(ctx, one.ID, clerk, w.now)
		require.NoError(t, err)
	}
	require.Equal(t, []int64{open[0].ID, open[1].ID}, w.owedByDesk(t).Anew)
	for _, task := range w.owedByDesk(t).Anew {
		require.NoError(t, w.notices.SendAnew(ctx, task))
	}
	require.Len(t, w.outside.Mails(t), 2)
	for _, one := range w.unsent(t) {
		require.Equal(t, task.Closed, one.Status(), one.Code)
	}
}

// sends hands a mail over, and then the run that wanted it is gone.
type sends struct {
	activities.Mailer
	gone context.CancelFunc
}

func (s sends) Send(ctx context.Context, mail activities.Mail) error {
	err := s.Mailer.Send(ctx, mail)
	s.gone()
	return err
}

// N13: a mail that was handed over is noted, also where the run that wanted it is gone meanwhile; the next one does not send it again.
func TestN13WhatWasHandedOverIsNotedWhateverBecomesOfTheRun(t *testing.T) {
	w := newWorld(t)
	w.notices.Operators = "operators@example.test"
	id, _ := w.takenUp(t, w.applied(t, invoice.Electronic))
	require.NoError(t, w.register.Park(t.Context(), activities.Parking{Invoice: id, Cause: invoice.QuotaExhausted}))
	untold := w.owedByDesk(t).Untold
	require.Len(t, untold, 1)
	ctx, gone := context.WithCancel(t.Context())
	w.notices.Mailer = sends{w.notices.Mailer, gone}
	_ = w.notices.SendAlert(ctx, activities.Alert{Seller: invoice.Platform, Cause: untold[0].Cause, Task: untold[0].Task})
	require.Len(t, w.outside.Mails(t), 1)
	require.Empty(t, w.owedByDesk(t).Untold)

	w = newWorld(t)
	issued := w.issuedOf(t, invoice.Electronic)
	require.Contains(t, w.owed(t), message.WorkflowOfApplication("app"))
	ctx, gone = context.WithCancel(t.Context())
	w.notices.Mailer = sends{w.notices.Mailer, gone}
	_ = w.notices.SendNotice(ctx, activities.NoticeRequest{Invoice: issued, What: notice.Issued, Last: true})
	require.NotNil(t, w.invoice(t, issued).ToldAt)
	require.NotContains(t, w.owed(t), message.WorkflowOfApplication("app"))
}
