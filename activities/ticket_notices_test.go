package activities_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/activities"
	"kaipiao/domain/actor"
	"kaipiao/domain/invoice"
	"kaipiao/domain/notice"
	"kaipiao/domain/ticket"
	"kaipiao/office/tickets"
)

// O3: a ticket's mail says what is so now. One that comes late, when the ticket has gone on, is not sent; one that is sent
// twice is the same mail.
func TestO3WhatATicketsMailSays(t *testing.T) {
	w := newWorld(t)
	w.applied(t, invoice.Electronic)
	opened, err := w.store.Tickets.Open(t.Context(), tickets.Request{
		Key: "t", Fingerprint: []byte("f"),
		Ticket: ticket.Ticket{ID: "ticket-1", Kind: ticket.Other, Account: "acct", Note: "x", OpenedBy: actor.Actor{Kind: actor.Customer, Name: "wang"}},
	}, tickets.Prints{}, now)
	require.NoError(t, err)
	require.Equal(t, 1, opened.TurnNumber)
	asked, err := w.store.Tickets.AskForMaterials(t.Context(), opened.ID, []ticket.MaterialType{ticket.OtherMaterial},
		actor.Actor{Kind: actor.Finance, Name: "zhao"}, "请提供合同", now)
	require.NoError(t, err)
	late := activities.TicketNotice{Ticket: opened.ID, What: notice.TicketConfirm, Turn: opened.TurnNumber}
	twice(t, nothing(func() error { return w.notices.SendTicketNotice(t.Context(), late) }))
	require.Empty(t, w.outside.Mails(t))
	twice(t, nothing(func() error {
		return w.notices.SendTicketNotice(t.Context(), activities.TicketNotice{Ticket: opened.ID, What: notice.TicketMaterials, Turn: asked.TurnNumber})
	}))
	mails := w.outside.Mails(t)
	require.Len(t, mails, 2, "a mail may come twice")
	require.Equal(t, mails[0].MessageID, mails[1].MessageID, "and can be recognised then")
	require.Equal(t, []string{"a@example.test"}, mails[0].To)
	require.Contains(t, mails[0].Body, "请提供合同")
	require.Error(t, w.notices.SendTicketNotice(t.Context(), activities.TicketNotice{Ticket: "nothing", What: notice.TicketDone}))
}
