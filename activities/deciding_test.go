package activities_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/activities"
	"kaipiao/devstack/postgres/postgrestest"
	"kaipiao/domain/actor"
	"kaipiao/domain/application"
	"kaipiao/domain/invoice"
	"kaipiao/domain/message"
	"kaipiao/domain/notice"
	"kaipiao/domain/policy"
	"kaipiao/domain/reversal"
	"kaipiao/domain/secondperson"
	"kaipiao/domain/ticket"
	"kaipiao/office/reversals"
	"kaipiao/office/tickets"
	"kaipiao/sandbox/faults"
)

var (
	clerk = actor.Actor{Kind: actor.Finance, Name: "zhao"}
	buyer = actor.Actor{Kind: actor.Customer, Name: "wang"}
)

// proceed asks where the application stands, with instants in UTC.
func (w *world) proceed(t *testing.T) activities.Decision {
	t.Helper()
	d, err := w.register.Proceed(t.Context(), "app")
	require.NoError(t, err)
	d.ApproveAt, d.WarnAt, d.DueAt = d.ApproveAt.UTC(), d.WarnAt.UTC(), d.DueAt.UTC()
	return d
}

// N12, R1: a run learns from the register who decides, and when; what it was started with is not asked.
func TestN12TheRegisterSaysWhoDecides(t *testing.T) {
	w, ctx := newWorld(t), t.Context()
	id := w.applied(t, invoice.Electronic)
	pending := w.proceed(t)
	require.Equal(t, application.PendingApproval, pending.Status)
	require.False(t, pending.ApproveAt.IsZero())
	require.True(t, pending.WarnAt.After(pending.ApproveAt) && pending.DueAt.After(pending.WarnAt), "it is late some time after the cool-off")
	require.Equal(t, application.InvoiceID(id, 1), pending.Invoice)

	w.now = pending.DueAt.AddDate(1, 0, 0)
	_, err := w.store.Applications.Claim(ctx, id, clerk, w.now)
	require.NoError(t, err)
	claimed := w.proceed(t)
	require.True(t, claimed.ApproveAt.IsZero(), "whoever has claimed it decides")
	require.Equal(t, application.PendingApproval, claimed.Status)
	_, err = w.store.Applications.Unclaim(ctx, id, clerk, w.now)
	require.NoError(t, err)
	_, err = postgrestest.Admin(t, w.pool).Exec(ctx, "update applications set review_mode = 'manual'")
	require.NoError(t, err)
	manual := w.proceed(t)
	require.True(t, manual.ApproveAt.IsZero(), "a reviewer decides, however late it is")
	require.Equal(t, application.PendingApproval, manual.Status)
	require.Equal(t, pending.DueAt, manual.DueAt)
	_, err = postgrestest.Admin(t, w.pool).Exec(ctx, "update applications set review_mode = 'automatic'")
	require.NoError(t, err)
	require.Equal(t, application.Approved, w.proceed(t).Status)
	require.Equal(t, application.InvoiceID(id, 1), w.proceed(t).Invoice)
}

// R1, O6: a rejection is owed until its customer was told the reason.
func TestO6TheRejectionIsTheLastThing(t *testing.T) {
	w, ctx := newWorld(t), t.Context()
	id := w.applied(t, invoice.Electronic)
	_, err := w.store.Applications.Reject(ctx, id, clerk, "抬头有误", w.now)
	require.NoError(t, err)
	require.Equal(t, application.Rejected, w.proceed(t).Status)
	require.Equal(t, []string{"application/app"}, w.owed(t))
	w.outside.Order(t, faults.Fault{Operation: faults.Mail, Mode: faults.Error500, Times: 1})
	require.Error(t, w.notices.SendRejection(ctx, id))
	require.Equal(t, []string{"application/app"}, w.owed(t))
	twice(t, nothing(func() error { return w.notices.SendRejection(ctx, id) }))
	require.Empty(t, w.owed(t))
	mails := w.outside.Mails(t)
	require.Len(t, mails, 2, "a mail may come twice")
	require.Equal(t, mails[0].MessageID, mails[1].MessageID, "and can be recognised then")
	require.Contains(t, mails[0].Body, "抬头有误")
}

// O6: of reversals that have ended a run that begins learns what is owed still: the mail that says how, and a red document's files.
func TestO6WhatIsOwedOfReversalsThatHaveEnded(t *testing.T) {
	w, ctx := newWorld(t), t.Context()
	id := w.issuedOf(t, invoice.Electronic)
	owed := func() []activities.OwedReversal {
		return twice(t, func() ([]activities.OwedReversal, error) { return w.register.OwedReversals(ctx, id) })
	}
	request := func(key string) reversal.Reversal {
		requested, err := w.store.Reversals.Request(ctx, reversals.Request{
			Invoice: id, Reason: invoice.RedReturn, By: buyer, Key: key, Fingerprint: []byte(key),
		}, w.now)
		require.NoError(t, err)
		return requested
	}
	require.Empty(t, owed())
	denied := request("first")
	require.Empty(t, owed(), "it has not ended")
	require.NoError(t, w.register.RecordNotReversed(ctx, activities.NotUndone{Reversal: denied.ID, Status: reversal.Denied}))
	require.Equal(t, []activities.OwedReversal{{Reversal: denied.ID, What: notice.NotReversed}}, owed())
	done := request("second")
	for n := range 3 { // V1: however often a run begins, it knows which of the mails the customer has
		asked := twice(t, func() (activities.BuyerAsked, error) { return w.register.RecordAwaitingBuyer(ctx, done.ID) })
		require.Equal(t, []any{n, true}, []any{asked.Reminded, asked.Since.Add(policy.Default().Red.ConfirmWithin.Std()).Equal(asked.ConfirmBy)})
		mail := activities.ReversalNotice{Reversal: done.ID, What: notice.RedAwaitsBuyer, Reminder: n}
		twice(t, nothing(func() error { return w.notices.SendReversalNotice(ctx, mail) }))
	}
	next, err := w.register.NextReversal(ctx, id)
	require.NoError(t, err)
	require.Equal(t, activities.Reversing{Reversal: done.ID, Kind: reversal.Red, Serial: done.Serial, Asked: true, Medium: invoice.Electronic}, next)
	require.NoError(t, w.register.RecordReversed(ctx, activities.Reversed{Reversal: done.ID, Number: "26332000000123456790", IssuedAt: w.now}))
	require.Equal(t, []activities.OwedReversal{
		{Reversal: denied.ID, What: notice.NotReversed}, {Reversal: done.ID, What: notice.Reversed, Files: true},
	}, owed(), "in their order")
	twice(t, nothing(func() error { return w.register.SettleReversal(ctx, denied.ID) }))
	require.Equal(t, []activities.OwedReversal{{Reversal: done.ID, What: notice.Reversed, Files: true}}, owed())
	require.NoError(t, w.register.SettleReversal(ctx, done.ID))
	require.Empty(t, owed())
}

// V3, O6: of a paper there are no files, and of a void that the bureau refuses nothing is told: it is red-issued instead.
func TestV3WhatIsOwedOfAVoid(t *testing.T) {
	w, ctx := newWorld(t), t.Context()
	id := w.issuedOf(t, invoice.Paper)
	w.now = *w.invoice(t, id).IssuedAt // in the month of its issue
	taken, err := w.store.Tickets.Open(ctx, tickets.Request{Key: "t", Fingerprint: []byte("f"), Ticket: ticket.Ticket{
		ID: "ticket-1", Kind: ticket.Cancel, Account: "acct", Application: "app", OpenedBy: buyer,
	}}, tickets.Prints{}, w.now)
	require.NoError(t, err)
	_, err = w.store.Tickets.Accept(ctx, taken.ID, secondperson.Trusted(clerk), "", tickets.Prints{}, w.now)
	require.NoError(t, err)
	void, err := w.register.NextReversal(ctx, id)
	require.NoError(t, err)
	require.Equal(t, reversal.Void, void.Kind)
	require.NoError(t, w.register.RecordNotReversed(ctx, activities.NotUndone{Reversal: void.Reversal, Status: reversal.Refused, Why: "跨月"}))
	red, err := w.register.NextReversal(ctx, id)
	require.NoError(t, err)
	require.Equal(t, reversal.Red, red.Kind)
	require.NoError(t, w.register.RecordReversed(ctx, activities.Reversed{Reversal: red.Reversal, Number: "26332000000123456790", IssuedAt: w.now}))
	owed, err := w.register.OwedReversals(ctx, id)
	require.NoError(t, err)
	require.Equal(t, []activities.OwedReversal{{Reversal: void.Reversal}, {Reversal: red.Reversal, What: notice.Reversed}}, owed)
}

// O6: a run of a ticket learns whose turn it is, until when, or how it was decided.
func TestO6ARunBeginsWhereATicketStands(t *testing.T) {
	w, ctx := newWorld(t), t.Context()
	w.applied(t, invoice.Electronic)
	opened, err := w.store.Tickets.Open(ctx, tickets.Request{Key: "t", Fingerprint: []byte("f"), Ticket: ticket.Ticket{
		ID: "ticket-1", Kind: ticket.Cancel, Account: "acct", Application: "app", Note: "x", OpenedBy: buyer,
	}}, tickets.Prints{}, w.now)
	require.NoError(t, err)
	takeUp := func() activities.TicketStanding {
		return twice(t, func() (activities.TicketStanding, error) { return w.register.TakeUpTicket(ctx, opened.ID) })
	}
	at := takeUp()
	require.Equal(t, ticket.Cancel, at.Kind)
	require.Equal(t, "app", string(at.Application))
	require.Equal(t, []any{ticket.Open, 1}, []any{at.Now.Status, at.Now.Turn})
	require.True(t, at.Now.DueAt.Equal(opened.Due.At) && at.Now.WarnAt.Before(at.Now.DueAt))
	require.Zero(t, at.Decided)
	_, err = w.store.Tickets.AskForMaterials(ctx, opened.ID, []ticket.MaterialType{ticket.OtherMaterial}, clerk, "请提供合同", w.now)
	require.NoError(t, err)
	at = takeUp()
	require.Equal(t, message.TicketTurnedNews{Status: ticket.AwaitsMaterials, Turn: 2, Missing: []ticket.MaterialType{ticket.OtherMaterial}}, at.Now,
		"nothing is promised while the customer has to act")
	_, err = w.store.Tickets.Withdraw(ctx, opened.ID, buyer, "", w.now)
	require.NoError(t, err)
	require.Equal(t, message.TicketDecidedNews{Status: ticket.Refused, Withdrawn: true}, takeUp().Decided)
	_, err = w.register.TakeUpTicket(ctx, "no-such")
	_, contradicts := activities.ContradictionIn(err)
	require.True(t, contradicts)
}
