package api

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"net/http"
	"time"

	"kaipiao/api/token"
	"kaipiao/domain/register"
)

// TicketBody is a ticket as callers open it: about an application, or about one of its invoices.
type TicketBody struct {
	Kind        register.TicketKind `json:"kind" enum:"cancel,change_address"`
	Application string              `json:"application,omitempty" maxLength:"64" pattern:"^[A-Za-z0-9-]+$"`
	Invoice     string              `json:"invoice,omitempty" maxLength:"64" pattern:"^[A-Za-z0-9-]+$"`
	Address     *AddressBody        `json:"address,omitempty" doc:"The new address, for change_address."`
	Note        string              `json:"note" maxLength:"2000" pattern:"^[^\\x00-\\x08\\x0b-\\x1f\\x7f]*$"`
}

// Ticket is a ticket (工单) as callers read it.
type Ticket struct {
	ID          string                `json:"id"`
	Kind        register.TicketKind   `json:"kind"`
	Status      register.TicketStatus `json:"status" enum:"open,awaiting_materials,verifying,awaiting_customer,done,refused"`
	Account     string                `json:"account"`
	Application string                `json:"application"`
	Invoice     *string               `json:"invoice" nullable:"true"`
	Address     *AddressBody          `json:"address,omitempty" doc:"The new address; left out for other kinds."`
	Note        string                `json:"note"`
	DueAt       time.Time             `json:"due_at"`
	Provisional bool                  `json:"due_provisional"`
	Overdue     bool                  `json:"overdue"`
	OpenedAt    time.Time             `json:"opened_at"`
	DecidedAt   *time.Time            `json:"decided_at" nullable:"true"`
	Reason      string                `json:"reason"`
}

type ticketAnswer struct{ Body Ticket }

func (s *surface) tickets() {
	on(s, call{method: http.MethodPost, path: "/v1/tickets", summary: "Ask finance for what cannot be done alone any more", roles: applicants, status: http.StatusCreated}, s.openTicket)
	on(s, call{method: http.MethodGet, path: "/v1/tickets", summary: "Tickets; a customer sees its own", roles: readers}, s.listTickets)
	on(s, call{method: http.MethodGet, path: "/v1/tickets/{id}", summary: "A ticket", roles: readers}, s.getTicket)
	on(s, call{method: http.MethodPost, path: "/v1/tickets/{id}/accept", summary: "Do what a ticket asks for", roles: finance}, s.acceptTicket)
	on(s, call{method: http.MethodPost, path: "/v1/tickets/{id}/refuse", summary: "Refuse a ticket", roles: finance}, s.refuseTicket)
}

func (s *surface) openTicket(ctx context.Context, in *struct {
	Key  string `header:"Idempotency-Key" required:"true" minLength:"1" maxLength:"200" pattern:"^[\\x21-\\x7e]+$"`
	Body TicketBody
},
) (*ticketAnswer, error) {
	request := register.TicketRequest{Key: in.Key}
	request.Kind, request.Note, request.OpenedBy = in.Body.Kind, in.Body.Note, actor(ctx)
	if err := s.meant(ctx, in.Body, &request.Ticket); err != nil {
		return nil, err
	}
	switch {
	case in.Body.Kind == register.ChangeAddressTicket && in.Body.Address == nil:
		return nil, malformed("address", "Say where to.")
	case in.Body.Kind != register.ChangeAddressTicket && in.Body.Address != nil:
		return nil, malformed("address", "Only a change of address has one.")
	case in.Body.Address != nil:
		address := in.Body.Address.address()
		request.Address = &address
	}
	canonical, err := json.Marshal(in.Body)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(canonical)
	request.Fingerprint = sum[:]
	if request.ID, err = newID(); err != nil {
		return nil, err
	}
	opened, err := s.Register.OpenTicket(ctx, request, s.Now())
	return &ticketAnswer{Body: s.showTicket(opened)}, err
}

// meant finds the application or the invoice that a ticket is about.
func (s *surface) meant(ctx context.Context, body TicketBody, ticket *register.Ticket) error {
	if (body.Application == "") == (body.Invoice == "") {
		return malformed("application", "Name either an application or an invoice.")
	}
	if body.Invoice != "" {
		i, err := s.ownInvoice(ctx, body.Invoice)
		ticket.Account, ticket.Application, ticket.Invoice = i.Account, i.Application, i.ID
		return err
	}
	a, err := s.ownApplication(ctx, body.Application)
	ticket.Account, ticket.Application = a.Account, a.ID
	return err
}

func (s *surface) listTickets(ctx context.Context, in *struct {
	PageQuery
	Status register.TicketStatus `query:"status" enum:"open,awaiting_materials,verifying,awaiting_customer,done,refused"`
},
) (*listAnswer[Ticket], error) {
	page, err := in.page()
	if err != nil {
		return nil, err
	}
	filter := register.TicketFilter{Status: in.Status}
	if caller := callerOf(ctx); caller.Role == token.Customer {
		filter.Account = caller.Account
	}
	tickets, err := s.Register.Tickets(ctx, filter, page)
	return listOf(tickets, s.showTicket), err
}

func (s *surface) getTicket(ctx context.Context, in *ObjectPath) (*ticketAnswer, error) {
	t, err := s.Register.Ticket(ctx, in.ID)
	if err == nil {
		err = own(ctx, t.Account, "ticket")
	}
	return &ticketAnswer{Body: s.showTicket(t)}, err
}

func (s *surface) acceptTicket(ctx context.Context, in *decision) (*ticketAnswer, error) {
	t, err := s.Register.AcceptTicket(ctx, in.ID, actor(ctx), in.reason(), s.Now())
	return &ticketAnswer{Body: s.showTicket(t)}, err
}

func (s *surface) refuseTicket(ctx context.Context, in *decision) (*ticketAnswer, error) {
	if in.reason() == "" {
		return nil, malformed("reason", "Tell the customer why.")
	}
	t, err := s.Register.RefuseTicket(ctx, in.ID, actor(ctx), in.reason(), s.Now())
	return &ticketAnswer{Body: s.showTicket(t)}, err
}

func (s *surface) showTicket(t register.Ticket) Ticket {
	shown := Ticket{
		ID: t.ID, Kind: t.Kind, Status: t.Status, Account: t.Account, Application: t.Application, Invoice: orNull(t.Invoice), Note: t.Note,
		DueAt: t.Due.At.UTC(), Provisional: t.Due.Provisional, Overdue: t.Overdue(s.Now()), OpenedAt: t.OpenedAt.UTC(),
		DecidedAt: utc(t.DecidedAt), Reason: t.DecisionReason,
	}
	if t.Address != nil {
		address := AddressBody(*t.Address)
		shown.Address = &address
	}
	return shown
}
