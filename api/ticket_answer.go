package api

import (
	"context"
	"fmt"
	"time"

	"kaipiao/access"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/money"
	"kaipiao/domain/ticket"
)

// Ticket is a ticket (工单) as callers read it.
type Ticket struct {
	ID           ids.Ticket        `json:"id"`
	Kind         ticket.Kind       `json:"kind"`
	Status       ticket.Status     `json:"status"`
	WaitingFor   *ticket.Turn      `json:"waiting_for" enum:"finance,customer" nullable:"true" doc:"Whose turn it is; null when it is closed."`
	Account      ids.Account       `json:"account"`
	Application  *ids.Application  `json:"application" nullable:"true"`
	Invoice      *ids.Invoice      `json:"invoice" nullable:"true"`
	Address      *AddressBody      `json:"address,omitempty" doc:"The new address; left out for other kinds."`
	Consumptions []ids.Consumption `json:"consumptions" nullable:"false" doc:"The records of a pro-forma invoice."`
	// AcceptOutstanding and Accepted are of a ticket about a change of subject (L13).
	AcceptOutstanding bool                  `json:"accept_outstanding"`
	Accepted          *money.Amount         `json:"accepted" nullable:"true" doc:"How much of what is outstanding finance accepted; null before, and for others."`
	Note              string                `json:"note"`
	DueAt             *time.Time            `json:"due_at" nullable:"true" doc:"Until when finance has promised to act; null while the customer has to."`
	Provisional       bool                  `json:"due_provisional"`
	Overdue           bool                  `json:"overdue"`
	ClaimedBy         string                `json:"claimed_by"`
	Missing           []ticket.MaterialType `json:"missing" nullable:"false" doc:"What it cannot be decided without."`
	ReturnTo          *ReturnAddress        `json:"return_to" doc:"Where the original is sent back to, freight prepaid; null while none is missing."`
	Forms             []FormHref            `json:"forms" nullable:"false" doc:"Forms to fill in for what is missing."`
	AskedBecause      string                `json:"asked_because" doc:"Why finance asked for materials, or the customer for changes."`
	Materials         []Material            `json:"materials" nullable:"false"`
	Files             []File                `json:"files" nullable:"false" doc:"Those of a lost e-invoice, which is downloaded again."`
	OpenedAt          time.Time             `json:"opened_at"`
	ConfirmedAt       *time.Time            `json:"confirmed_at" nullable:"true"`
	DecidedAt         *time.Time            `json:"decided_at" nullable:"true"`
	Reason            string                `json:"reason"`
	Outdated          bool                  `json:"outdated" doc:"Something on its pro-forma invoice was refunded since; another one can be asked for."`
	Withdrawn         bool                  `json:"withdrawn" doc:"Refused, because the customer took it back."`
	Actions           []Action              `json:"actions" nullable:"false" doc:"What this caller may do now, and what it would expect to but may not, and why."`
}

// Material is a file that belongs to a ticket.
type Material struct {
	ID          ids.Material        `json:"id"`
	Type        ticket.MaterialType `json:"type"`
	ContentType string              `json:"content_type"`
	Size        int64               `json:"size"`
	SHA256      string              `json:"sha256"`
	AddedBy     string              `json:"added_by"`
	AddedAt     time.Time           `json:"added_at"`
	Href        string              `json:"href"`
}

type ticketAnswer struct{ Body Ticket }

// showTicket shows tickets to the caller.
func (s *surface) showTicket(ctx context.Context) func(ticket.Ticket) Ticket {
	return func(t ticket.Ticket) Ticket {
		shown := showTicket(t, s.Now())
		shown.ReturnTo, shown.Forms = s.handingIn(t.Missing)
		shown.Actions = s.actions(ctx, access.Object{What: "ticket", Account: t.Account}, t.Offers(actorOf(ctx)))
		return shown
	}
}

func showTicket(t ticket.Ticket, now time.Time) Ticket {
	shown := Ticket{
		ID: t.ID, Kind: t.Kind, Status: t.Status, WaitingFor: orNull(t.Status.Turn()), Account: t.Account, Application: orNull(t.Application),
		Invoice: orNull(t.Invoice), Consumptions: append([]ids.Consumption{}, t.Consumptions...), Note: t.Note, Overdue: t.Overdue(now),
		ClaimedBy: t.ClaimedBy.String(), Missing: append([]ticket.MaterialType{}, t.Missing...), AskedBecause: t.AskedBecause,
		Materials: make([]Material, len(t.Materials)), Files: showFiles(t.Invoice, t.Files), OpenedAt: t.OpenedAt.UTC(),
		ConfirmedAt: utc(t.ConfirmedAt), DecidedAt: utc(t.DecidedAt), Reason: t.DecisionReason, Withdrawn: t.Withdrawn,
		Outdated: t.OutdatedAt != nil, AcceptOutstanding: t.AcceptOutstanding, Accepted: t.Accepted,
	}
	if t.Due != nil {
		shown.DueAt, shown.Provisional = utc(&t.Due.At), t.Due.Provisional
	}
	if t.Address != nil {
		address := AddressBody(*t.Address)
		shown.Address = &address
	}
	for n, m := range t.Materials {
		shown.Materials[n] = showMaterial(t.ID, m)
	}
	return shown
}

func showMaterial(ticket ids.Ticket, m ticket.Material) Material {
	return Material{
		ID: m.ID, Type: m.Type, ContentType: m.ContentType, Size: m.Size, SHA256: m.SHA256, AddedBy: m.AddedBy.String(), AddedAt: m.AddedAt.UTC(),
		Href: fmt.Sprintf("/v1/tickets/%s/materials/%s", ticket, m.ID),
	}
}

// showFiles says where the files of an invoice are.
func showFiles(id ids.Invoice, files []invoice.File) []File {
	shown := make([]File, len(files))
	for n, file := range files {
		shown[n] = File{Format: file.Format, SHA256: file.SHA256, Href: fmt.Sprintf("/v1/invoices/%s/files/%s", id, file.Format)}
	}
	return shown
}
