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
	// VoidTicket: undo a paper invoice, whose original comes back (V3).
	VoidTicket TicketKind = "void"
	// LostTicket: an invoice was lost, and a copy of its stub is wanted (V6).
	LostTicket TicketKind = "lost"
	// ProformaTicket: a pro-forma invoice for an enterprise that gets no VAT invoice (A9).
	ProformaTicket TicketKind = "proforma"
	// OtherTicket: whatever has no kind of its own; finance decides (V5).
	OtherTicket TicketKind = "other"
)

// TicketStatus is the state of a ticket.
type TicketStatus string

// The states of a ticket.
const (
	// TicketOpen: finance has to decide, or for a pro-forma invoice to make another template.
	TicketOpen TicketStatus = "open"
	// TicketAwaitsMaterials: something is missing without which finance cannot decide.
	TicketAwaitsMaterials TicketStatus = "awaiting_materials"
	// TicketVerifying: everything is there; finance has to verify it, or to affix the seal.
	TicketVerifying TicketStatus = "verifying"
	// TicketAwaitsCustomer: the customer has to confirm a pro-forma invoice, or to ask for changes (A9).
	TicketAwaitsCustomer TicketStatus = "awaiting_customer"
	TicketDone           TicketStatus = "done"
	TicketRefused        TicketStatus = "refused"
)

// Closed reports whether a ticket was decided for good.
func (s TicketStatus) Closed() bool { return s == TicketDone || s == TicketRefused }

// Turn is who has to act.
type Turn string

// Whose turn it may be; nobody's when a ticket is closed.
const (
	NobodysTurn   Turn = ""
	FinancesTurn  Turn = "finance"
	CustomersTurn Turn = "customer"
)

// Turn says who has to act in a state. Only what finance owes is promised (I9).
func (s TicketStatus) Turn() Turn {
	switch s {
	case TicketDone, TicketRefused:
		return NobodysTurn
	case TicketAwaitsMaterials, TicketAwaitsCustomer:
		return CustomersTurn
	default:
		return FinancesTurn
	}
}

// Ticket is what a customer asks of finance when it cannot do it alone any more.
type Ticket struct {
	ID      string
	Kind    TicketKind
	Account string
	// Application and Invoice are what it is about; an empty invoice means the whole application, and a pro-forma invoice is
	// about neither.
	Application string
	Invoice     string
	// Address is the new one, for a change of address.
	Address *invoice.Address
	// Consumptions are the records of a pro-forma invoice.
	Consumptions []string
	Note         string
	Status       TicketStatus
	// TurnNumber counts the changes of its state, from 1.
	TurnNumber int
	// Due is until when finance has promised to act; nil while the customer has to.
	Due       *application.Promise
	ClaimedBy string
	// Missing is what it cannot be decided without; AskedBecause is what finance, or the customer who wants another pro-forma
	// invoice, said to it.
	Missing      []MaterialType
	AskedBecause string
	Materials    []Material
	// Files are those of a lost e-invoice, which is simply downloaded again (V6).
	Files []File
	// Email is where the customer is told.
	Email          string
	OpenedBy       string
	OpenedAt       time.Time
	ConfirmedAt    *time.Time
	DecidedBy      string
	DecisionReason string
	DecidedAt      *time.Time
	// Withdrawn: a refused ticket that the customer took back.
	Withdrawn bool
}

// Overdue reports whether finance should have acted by that instant (I9).
func (t Ticket) Overdue(now time.Time) bool {
	return t.Due != nil && !t.Status.Closed() && !now.Before(t.Due.At)
}

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
	// Status is the first state; empty is open.
	Status  TicketStatus   `json:"status,omitempty"`
	Missing []MaterialType `json:"missing,omitempty"`
	// WarnAt and DueAt are when finance is about to be late, and late; zero while the customer has to act.
	WarnAt time.Time `json:"warn_at,omitzero"`
	DueAt  time.Time `json:"due_at,omitzero"`
}

// The signals about tickets.
const (
	// TicketTurnedSignal tells a ticket's workflow that it is somebody's turn.
	TicketTurnedSignal = "ticket-turned"
	// TicketDecidedSignal tells it that the ticket was decided.
	TicketDecidedSignal = "ticket-decided"
)

// TicketTurned is the payload of TicketTurnedSignal. It holds no personal data.
type TicketTurned struct {
	Status  TicketStatus   `json:"status"`
	Turn    int            `json:"turn"`
	Missing []MaterialType `json:"missing,omitempty"`
	WarnAt  time.Time      `json:"warn_at,omitzero"`
	DueAt   time.Time      `json:"due_at,omitzero"`
}

// TicketDecided is the payload of TicketDecidedSignal.
type TicketDecided struct {
	Status TicketStatus `json:"status"`
	// Withdrawn: the customer took it back, and need not be told.
	Withdrawn bool `json:"withdrawn,omitempty"`
}
