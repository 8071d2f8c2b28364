package register

import (
	"time"

	"kaipiao/domain/application"
	"kaipiao/domain/invoice"
)

// TicketKind is what a ticket (工单) asks for.
type TicketKind string

// What a ticket may ask for.
const (
	// CancelTicket: take back what the customer cannot cancel alone any more (R2).
	CancelTicket TicketKind = "cancel"
	// ChangeAddressTicket: send the paper elsewhere (R4).
	ChangeAddressTicket TicketKind = "change_address"
	// OtherTicket: whatever people have to see to; nothing is carried out when it is accepted.
	OtherTicket TicketKind = "other"
)

// TicketStatus is the state of a ticket.
type TicketStatus string

// The states of a ticket.
const (
	TicketOpen TicketStatus = "open"
	// TicketAwaitsMaterials: accepted, but a paper that is out has to come back first.
	TicketAwaitsMaterials TicketStatus = "awaiting_materials"
	TicketDone            TicketStatus = "done"
	TicketRefused         TicketStatus = "refused"
)

// Closed reports whether a ticket was decided for good.
func (s TicketStatus) Closed() bool { return s == TicketDone || s == TicketRefused }

// Ticket is what a customer asks of finance when it cannot do it alone any more.
type Ticket struct {
	ID          string
	Kind        TicketKind
	Account     string
	Application string
	// Invoice is the one that is meant; empty for the whole application.
	Invoice string
	// Address is the new one, for a change of address.
	Address        *invoice.Address
	Note           string
	Status         TicketStatus
	Due            application.Promise
	OpenedBy       string
	OpenedAt       time.Time
	DecidedBy      string
	DecisionReason string
	DecidedAt      *time.Time
}

// Overdue reports whether finance should have decided by that instant (I9).
func (t Ticket) Overdue(now time.Time) bool { return !t.Status.Closed() && !now.Before(t.Due.At) }

// TicketRequest is a ticket on its way in; Key and Fingerprint make a repeated call harmless.
type TicketRequest struct {
	Ticket
	Key         string
	Fingerprint []byte
}

// TicketFilter narrows the list of tickets; zero values do not narrow.
type TicketFilter struct {
	Account string
	Status  TicketStatus
}

// TicketStart is what the workflow of a ticket is started with. It holds no personal data.
type TicketStart struct {
	Ticket      string     `json:"ticket"`
	Kind        TicketKind `json:"kind"`
	Account     string     `json:"account"`
	Application string     `json:"application"`
	// WarnAt and DueAt are when finance's decision is about to be late, and late.
	WarnAt time.Time `json:"warn_at"`
	DueAt  time.Time `json:"due_at"`
}

// TicketDecidedSignal tells a ticket's workflow that finance has decided.
const TicketDecidedSignal = "ticket-decided"

// TicketDecided is its payload.
type TicketDecided struct {
	Status TicketStatus `json:"status"`
}
