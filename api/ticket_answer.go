package api

import (
	"context"
	"fmt"
	"time"

	"kaipiao/access"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/money"
	"kaipiao/domain/reversal"
	"kaipiao/domain/ticket"
)

// Ticket is a ticket (工单) as callers read it.
type Ticket struct {
	ID           ids.Ticket        `json:"id"`
	Kind         ticket.Kind       `json:"kind"`
	Status       ticket.Status     `json:"status"`
	WaitingFor   *ticket.Turn      `json:"waiting_for" enum:"finance,customer" nullable:"true"`
	Account      ids.Account       `json:"account"`
	Application  *ids.Application  `json:"application" nullable:"true" doc:"The application that it is about; null for none."`
	Invoice      *ids.Invoice      `json:"invoice" nullable:"true" doc:"The invoice that it is about; null for none."`
	Address      *AddressBody      `json:"address,omitempty" doc:"The new address of a change_address; left out for other kinds."`
	Consumptions []ids.Consumption `json:"consumptions" nullable:"false" doc:"The records of a pro-forma invoice (形式发票); empty for other kinds."`
	// AcceptOutstanding and Accepted are of a ticket about a change of subject (L13).
	AcceptOutstanding bool                  `json:"accept_outstanding" doc:"Whether finance is asked to accept what is outstanding (L13)."`
	Accepted          *money.Amount         `json:"accepted" nullable:"true" doc:"What finance accepted of what is outstanding, in CNY; or null." example:"60.00"`
	ProposedBy        string                `json:"proposed_by" doc:"The first of two who accepted; another one confirms. Empty: nobody." example:"finance:zhao"`
	ProposedAmount    *money.Amount         `json:"proposed_amount" nullable:"true" doc:"How much the first of two accepted, in CNY; null before." example:"60.00"`
	Note              string                `json:"note" doc:"What the customer says about it; may be empty."`
	DueAt             *time.Time            `json:"due_at" nullable:"true" doc:"Until when finance has promised to act, in UTC; null while the customer has to."`
	Provisional       bool                  `json:"due_provisional" doc:"Whether due_at may move, because a year has no schedule of working days yet (I3)."`
	Overdue           bool                  `json:"overdue" doc:"Whether due_at has passed and finance has not acted (I9)."`
	ClaimedBy         string                `json:"claimed_by" doc:"Who of finance has taken it; empty for nobody." example:"finance:zhao"`
	ClaimedAt         *time.Time            `json:"claimed_at" nullable:"true" doc:"When it was taken, in UTC; null where nobody has."`
	Outcome           *reversal.Kind        `json:"outcome" nullable:"true" doc:"How accepting it now undoes the invoice (V3): void, or red; null otherwise."`
	Missing           []ticket.MaterialType `json:"missing" nullable:"false" doc:"The materials that it cannot be decided without."`
	ReturnTo          *ReturnAddress        `json:"return_to" doc:"Where the original is sent back to, freight prepaid; null while none is missing."`
	Forms             []FormHref            `json:"forms" nullable:"false" doc:"Forms to fill in for what is missing."`
	AskedBecause      string                `json:"asked_because" doc:"Why finance asked for materials, or the customer for changes; empty where nobody did."`
	Materials         []Material            `json:"materials" nullable:"false" doc:"The files that belong to it (工单材料), the oldest first."`
	Files             []File                `json:"files" nullable:"false" doc:"The files of a lost e-invoice, which is downloaded again; empty otherwise."`
	OpenedAt          time.Time             `json:"opened_at" doc:"When it was opened, in UTC." example:"2026-09-18T02:00:00Z"`
	ConfirmedAt       *time.Time            `json:"confirmed_at" nullable:"true" doc:"When the customer agreed to the pro-forma invoice, in UTC; null before."`
	DecidedAt         *time.Time            `json:"decided_at" nullable:"true" doc:"When it was decided, in UTC; null before."`
	Reason            string                `json:"reason" doc:"What was given as the reason of the decision; empty for nothing."`
	Outdated          bool                  `json:"outdated" doc:"Whether something on its pro-forma invoice was refunded since; another one can be asked for."`
	Withdrawn         bool                  `json:"withdrawn" doc:"Whether it is refused because the customer took it back."`
	Actions           []Action              `json:"actions" nullable:"false" doc:"What this caller may do now, and what it would expect to but may not, and why."`
}

// Material is a file that belongs to a ticket.
type Material struct {
	ID          ids.Material        `json:"id"`
	Type        ticket.MaterialType `json:"type"`
	ContentType string              `json:"content_type" doc:"The media type of the file, by its content." example:"application/pdf"`
	Size        int64               `json:"size" doc:"The size of the file, in bytes."`
	SHA256      string              `json:"sha256" doc:"The SHA-256 checksum of the file, in hex."`
	AddedBy     string              `json:"added_by" doc:"Who handed it in, or kaipiao for what we have made." example:"customer:acct-1001"`
	AddedAt     time.Time           `json:"added_at" doc:"When it was handed in or made, in UTC." example:"2026-09-18T02:00:00Z"`
	Href        string              `json:"href" doc:"Where the file is downloaded."`
}

type ticketAnswer struct{ Body Ticket }

// showTicket shows tickets to the caller.
func (s *surface) showTicket(ctx context.Context) func(ticket.Ticket) Ticket {
	return func(t ticket.Ticket) Ticket {
		shown := showTicket(t, s.Now())
		shown.ReturnTo, shown.Forms = s.handingIn(t.Missing)
		shown.Actions = s.actions(ctx, access.Object{What: "ticket", Account: t.Account, Proposed: t.Proposed != nil}, t.Offers(actorOf(ctx)))
		return shown
	}
}

func showTicket(t ticket.Ticket, now time.Time) Ticket {
	shown := Ticket{
		ID: t.ID, Kind: t.Kind, Status: t.Status, WaitingFor: orNull(t.Status.Turn()), Account: t.Account, Application: orNull(t.Application),
		Invoice: orNull(t.Invoice), Consumptions: append([]ids.Consumption{}, t.Consumptions...), Note: t.Note, Overdue: t.Overdue(now),
		ClaimedBy: t.ClaimedBy.String(), ClaimedAt: utc(t.ClaimedAt), Outcome: orNull(t.Outcome(now)),
		Missing: append([]ticket.MaterialType{}, t.Missing...), AskedBecause: t.AskedBecause,
		Materials: make([]Material, len(t.Materials)), Files: showFiles(t.Invoice, t.Files), OpenedAt: t.OpenedAt.UTC(),
		ConfirmedAt: utc(t.ConfirmedAt), DecidedAt: utc(t.DecidedAt), Reason: t.DecisionReason, Withdrawn: t.Withdrawn,
		Outdated: t.OutdatedAt != nil, AcceptOutstanding: t.AcceptOutstanding, Accepted: t.Accepted,
	}
	if t.Proposed != nil {
		shown.ProposedBy, shown.ProposedAmount = t.Proposed.By.String(), &t.ProposedAmount
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
