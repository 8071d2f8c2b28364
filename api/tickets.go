package api

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"kaipiao/access"
	"kaipiao/domain/event"
	"kaipiao/domain/ids"
	"kaipiao/domain/ticket"
	"kaipiao/office/tickets"
)

// TicketBody is a ticket as callers open it: about an application, about one of its invoices, or about neither.
type TicketBody struct {
	Kind         ticket.Kind     `json:"kind"`
	Account      ids.Account     `json:"account,omitempty" pattern:"^[A-Za-z0-9._-]{1,64}$"`
	Application  ids.Application `json:"application,omitempty" maxLength:"64" pattern:"^[A-Za-z0-9-]+$"`
	Invoice      ids.Invoice     `json:"invoice,omitempty" maxLength:"64" pattern:"^[A-Za-z0-9-]+$"`
	Address      *AddressBody    `json:"address,omitempty" doc:"The new address (邮寄地址), for change_address and only for it."`
	Consumptions []RecordID      `json:"consumptions,omitempty" minItems:"1" maxItems:"1000" nullable:"false"`
	// AcceptOutstanding is asked of finance before another subject takes the account over (L13).
	AcceptOutstanding bool   `json:"accept_outstanding,omitempty"`
	Note              string `json:"note" maxLength:"2000" text:"lines" doc:"What finance is to know; mandatory for other."`
}

// TransformSchema says what is too long for a tag.
func (TicketBody) TransformSchema(_ huma.Registry, s *huma.Schema) *huma.Schema {
	return explain(s, map[string]string{
		"account":            "Whose ticket it is, where it names neither an application nor an invoice; a customer's is its own.",
		"application":        "For cancel and change_address, if not an invoice; for other if it is about one.",
		"invoice":            "For void and lost; for cancel, change_address and other if it is about one.",
		"accept_outstanding": "For other: finance is asked to accept what is outstanding, so that another subject can take the account over.",
		"consumptions":       "What a proforma is made of; without them, everything that could be invoiced and stands on no other one.",
	})
}

func (s *surface) tickets() {
	on(s, call{
		method: http.MethodPost, path: "/v1/tickets", does: access.OpenTicket, status: http.StatusCreated,
		summary: "Ask finance for what cannot be done alone any more",
	}, s.openTicket)
	on(s, call{method: http.MethodGet, path: "/v1/tickets", summary: "Tickets; a customer sees its own", does: access.ListTickets}, s.listTickets)
	on(s, call{
		method: http.MethodGet, path: "/v1/tickets/summary", does: access.SumTickets, summary: "How many tickets a list has",
	}, s.sumTickets)
	on(s, call{method: http.MethodGet, path: "/v1/tickets/{id}", summary: "A ticket", does: access.ReadTicket}, s.getTicket)
	on(s, call{
		method: http.MethodGet, path: "/v1/tickets/{id}/timeline", does: access.ReadTicketTimeline,
		summary: "What happened to a ticket",
	}, s.getTicketTimeline)
	on(s, call{method: http.MethodPost, path: "/v1/tickets/{id}/claim", summary: "Take a ticket", does: access.ClaimTicket}, s.claimTicket)
	on(s, call{method: http.MethodPost, path: "/v1/tickets/{id}/unclaim", summary: "Put a claimed ticket back", does: access.UnclaimTicket}, s.unclaimTicket)
	on(s, call{method: http.MethodPost, path: "/v1/tickets/{id}/ask", summary: "Ask the customer for materials", does: access.AskForMaterials},
		s.askForMaterials)
	on(s, call{method: http.MethodPost, path: "/v1/tickets/{id}/accept", summary: "Do what a ticket asks for", does: access.AcceptTicket}, s.acceptTicket)
	on(s, call{method: http.MethodPost, path: "/v1/tickets/{id}/refuse", summary: "Refuse a ticket", does: access.RefuseTicket}, s.refuseTicket)
	on(s, call{method: http.MethodPost, path: "/v1/tickets/{id}/confirm", summary: "Agree to a pro-forma invoice", does: access.ConfirmTicket}, s.confirmTicket)
	on(s, call{
		method: http.MethodPost, path: "/v1/tickets/{id}/changes", does: access.AskForChanges,
		summary: "Ask for another pro-forma invoice",
	}, s.askForChanges)
	on(s, call{method: http.MethodPost, path: "/v1/tickets/{id}/withdraw", summary: "Take a ticket back", does: access.WithdrawTicket}, s.withdrawTicket)
	s.materials()
}

func (s *surface) openTicket(ctx context.Context, in *struct {
	Key  callersKey `header:"Idempotency-Key" required:"true"`
	Body TicketBody
},
) (*ticketAnswer, error) {
	request := tickets.Request{Key: string(in.Key), OnlyOf: callerOf(ctx).Account, Ticket: ticket.Ticket{
		Kind: in.Body.Kind, Account: in.Body.Account, Application: in.Body.Application, Invoice: in.Body.Invoice, Note: in.Body.Note, OpenedBy: actorOf(ctx),
		AcceptOutstanding: in.Body.AcceptOutstanding,
	}}
	if in.Body.Address != nil {
		address := in.Body.Address.address()
		request.Address = &address
	}
	for _, id := range in.Body.Consumptions {
		request.Consumptions = append(request.Consumptions, ids.Consumption(id))
	}
	canonical, err := json.Marshal(in.Body)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(canonical)
	request.Fingerprint = sum[:]
	if request.ID, err = newID[ids.Ticket](); err != nil {
		return nil, err
	}
	opened, err := s.Office.Tickets.Open(ctx, request, tickets.Prints{Press: s.Press, Files: s.Files}, s.Now())
	return &ticketAnswer{Body: s.showTicket(ctx)(opened)}, err
}

func (s *surface) listTickets(ctx context.Context, in *struct {
	PageQuery
	AccountQuery
	TicketQuery
},
) (*listAnswer[Ticket], error) {
	page, err := in.page()
	if err != nil {
		return nil, err
	}
	filter, err := in.filter(ctx, in.Account)
	if err != nil {
		return nil, err
	}
	tickets, err := s.Office.Tickets.List(ctx, filter, page)
	return listOf(tickets, s.showTicket(ctx)), err
}

func (s *surface) getTicket(ctx context.Context, in *ObjectPath[ids.Ticket]) (*ticketAnswer, error) {
	t, err := s.ownTicket(ctx, in.ID)
	return &ticketAnswer{Body: s.showTicket(ctx)(t)}, err
}

func (s *surface) ownTicket(ctx context.Context, id ids.Ticket) (ticket.Ticket, error) {
	t, err := s.Office.Tickets.Ticket(ctx, id)
	if err != nil {
		return t, err
	}
	return t, mayDo(ctx, access.Object{What: "ticket", Account: t.Account})
}

func (s *surface) getTicketTimeline(ctx context.Context, in *struct {
	ObjectPath[ids.Ticket]
	PageQuery
},
) (*listAnswer[Event], error) {
	if _, err := s.ownTicket(ctx, in.ID); err != nil {
		return nil, err
	}
	return in.events(showEvent, func(after int64, size int) ([]event.Event, error) {
		return s.Office.Tickets.Timeline(ctx, in.ID, after, size)
	})
}
