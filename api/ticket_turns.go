package api

import (
	"context"

	"kaipiao/access"
	"kaipiao/domain/ids"
	"kaipiao/domain/ticket"
	"kaipiao/office/tickets"
)

// AskBody says what finance asks the customer for, and why.
type AskBody struct {
	Types  []AskedType `json:"types" minItems:"1" maxItems:"5" nullable:"false" doc:"What the customer is to hand in."`
	Reason string      `json:"reason" minLength:"1" maxLength:"1000" text:"lines" doc:"Why it is needed; the customer reads it."`
}

// reasonBody is what a customer says who wants a pro-forma invoice otherwise.
type reasonBody struct {
	Reason string `json:"reason" minLength:"1" maxLength:"1000" text:"lines" doc:"What is to be otherwise; finance reads it."`
}

func (s *surface) claimTicket(ctx context.Context, in *ObjectPath[ids.Ticket]) (*ticketAnswer, error) {
	t, err := s.Office.Tickets.Claim(ctx, in.ID, actorOf(ctx), s.Now())
	return &ticketAnswer{Body: s.showTicket(ctx)(t)}, err
}

func (s *surface) unclaimTicket(ctx context.Context, in *ObjectPath[ids.Ticket]) (*ticketAnswer, error) {
	t, err := s.Office.Tickets.Unclaim(ctx, in.ID, actorOf(ctx), s.Now())
	return &ticketAnswer{Body: s.showTicket(ctx)(t)}, err
}

func (s *surface) askForMaterials(ctx context.Context, in *struct {
	ObjectPath[ids.Ticket]
	Body AskBody
},
) (*ticketAnswer, error) {
	types := make([]ticket.MaterialType, len(in.Body.Types))
	for i, asked := range in.Body.Types {
		types[i] = ticket.MaterialType(asked)
	}
	t, err := s.Office.Tickets.AskForMaterials(ctx, in.ID, types, actorOf(ctx), in.Body.Reason, s.Now())
	return &ticketAnswer{Body: s.showTicket(ctx)(t)}, err
}

func (s *surface) acceptTicket(ctx context.Context, in *decision[ids.Ticket]) (*ticketAnswer, error) {
	t, err := s.Office.Tickets.Accept(ctx, in.ID, callerOf(ctx).Clerk(access.AcceptTicket), in.reason(), tickets.Prints{Press: s.Press, Files: s.Files}, s.Now())
	return &ticketAnswer{Body: s.showTicket(ctx)(t)}, err
}

func (s *surface) refuseTicket(ctx context.Context, in *decision[ids.Ticket]) (*ticketAnswer, error) {
	t, err := s.Office.Tickets.Refuse(ctx, in.ID, actorOf(ctx), in.reason(), s.Now())
	return &ticketAnswer{Body: s.showTicket(ctx)(t)}, err
}

func (s *surface) confirmTicket(ctx context.Context, in *ObjectPath[ids.Ticket]) (*ticketAnswer, error) {
	if _, err := s.ownTicket(ctx, in.ID); err != nil {
		return nil, err
	}
	t, err := s.Office.Tickets.Confirm(ctx, in.ID, actorOf(ctx), s.Now())
	return &ticketAnswer{Body: s.showTicket(ctx)(t)}, err
}

func (s *surface) askForChanges(ctx context.Context, in *struct {
	ObjectPath[ids.Ticket]
	Body reasonBody
},
) (*ticketAnswer, error) {
	if _, err := s.ownTicket(ctx, in.ID); err != nil {
		return nil, err
	}
	t, err := s.Office.Tickets.AskForChanges(ctx, in.ID, actorOf(ctx), in.Body.Reason, s.Now())
	return &ticketAnswer{Body: s.showTicket(ctx)(t)}, err
}

func (s *surface) withdrawTicket(ctx context.Context, in *decision[ids.Ticket]) (*ticketAnswer, error) {
	if _, err := s.ownTicket(ctx, in.ID); err != nil {
		return nil, err
	}
	t, err := s.Office.Tickets.Withdraw(ctx, in.ID, actorOf(ctx), in.reason(), s.Now())
	return &ticketAnswer{Body: s.showTicket(ctx)(t)}, err
}
