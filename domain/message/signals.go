package message

import (
	"time"

	"kaipiao/domain/application"
	"kaipiao/domain/invoice"
	"kaipiao/domain/parcel"
	"kaipiao/domain/promise"
	"kaipiao/domain/ticket"
)

// The signals by which the register tells a running workflow that something was decided or happened; names for the
// workflows and for the outbox alike.
const (
	DecidedSignal = "decided"
	ParcelSignal  = "parcel"
)

// Decided says that an application was decided outside its workflow.
type Decided struct {
	Status application.Status `json:"status"`
}

// DueChangedSignal tells a running workflow that its promise moved, for another schedule of working days was loaded (I3).
const DueChangedSignal = "due-changed"

// DueChanged is its payload.
type DueChanged struct {
	Stage  promise.Stage `json:"stage"`
	WarnAt time.Time     `json:"warn_at"`
	DueAt  time.Time     `json:"due_at"`
}

// Parcel says that a parcel was shipped or delivered.
type Parcel struct {
	Status parcel.Status `json:"status"`
}

// The signals about sellers' troubles.
const (
	// TroubleSignal tells a seller's desk that there is a new cause, or that somebody has seen to one.
	TroubleSignal = "trouble"
	// ResumeSignal tells a workflow that what held it up, or what contradicted, was seen to: it looks again and goes on.
	ResumeSignal = "resume"
)

// TroubleNews is the payload of TroubleSignal.
type TroubleNews struct {
	Cause invoice.Cause `json:"cause"`
}

// Resume is the payload of ResumeSignal.
type Resume struct{}

// The signals about reversals.
const (
	// ReverseSignal tells the workflow of an invoice's reversals that there is one to carry out; it starts the workflow where
	// it does not run.
	ReverseSignal = "reverse"
	// WithdrawSignal tells it to take back a form that the buyer has not confirmed.
	WithdrawSignal = "withdraw"
	// ReversedSignal tells the workflow of a paper invoice on its way that the invoice is undone.
	ReversedSignal = "reversed"
)

// Reverse is the payload of ReverseSignal.
type Reverse struct{}

// Withdraw is the payload of WithdrawSignal: which reversal, for the workflow may be busy with another one.
type Withdraw struct {
	Reversal string `json:"reversal"`
	By       string `json:"by"`
}

// Reversed is the payload of ReversedSignal.
type Reversed struct{}

// The signals about tickets.
const (
	// TicketTurnedSignal tells a ticket's workflow that it is somebody's turn.
	TicketTurnedSignal = "ticket-turned"
	// TicketDecidedSignal tells it that the ticket was decided.
	TicketDecidedSignal = "ticket-decided"
)

// TicketTurned is the payload of TicketTurnedSignal. It holds no personal data.
type TicketTurned struct {
	Status  ticket.Status         `json:"status"`
	Turn    int                   `json:"turn"`
	Missing []ticket.MaterialType `json:"missing,omitempty"`
	WarnAt  time.Time             `json:"warn_at,omitzero"`
	DueAt   time.Time             `json:"due_at,omitzero"`
}

// TicketDecided is the payload of TicketDecidedSignal.
type TicketDecided struct {
	Status ticket.Status `json:"status"`
	// Withdrawn: the customer took it back, and need not be told.
	Withdrawn bool `json:"withdrawn,omitempty"`
}
