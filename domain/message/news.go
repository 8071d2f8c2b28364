package message

import (
	"time"

	"kaipiao/domain/application"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/parcel"
	"kaipiao/domain/promise"
	"kaipiao/domain/ticket"
)

// Nothing is the payload of a signal that says all by its name.
type Nothing struct{}

// DecidedNews is the payload of Decided.
type DecidedNews struct {
	Status application.Status `json:"status"`
}

// DueChangedNews is the payload of DueChanged.
type DueChangedNews struct {
	Stage  promise.Stage `json:"stage"`
	WarnAt time.Time     `json:"warn_at"`
	DueAt  time.Time     `json:"due_at"`
}

// ParcelNews is the payload of Parcel.
type ParcelNews struct {
	Status parcel.Status `json:"status"`
	// At is when it happened; the word may come later.
	At time.Time `json:"at,omitzero"`
}

// TroubleNews is the payload of Trouble.
type TroubleNews struct {
	Cause invoice.Cause `json:"cause"`
}

// WithdrawNews is the payload of Withdraw: which reversal, because the workflow may be busy with another one.
type WithdrawNews struct {
	Reversal ids.Reversal `json:"reversal"`
	By       string       `json:"by"`
}

// TicketTurnedNews is the payload of TicketTurned. It holds no personal data.
type TicketTurnedNews struct {
	Status  ticket.Status         `json:"status"`
	Turn    int                   `json:"turn"`
	Missing []ticket.MaterialType `json:"missing,omitempty"`
	WarnAt  time.Time             `json:"warn_at,omitzero"`
	DueAt   time.Time             `json:"due_at,omitzero"`
}

// TicketDecidedNews is the payload of TicketDecided.
type TicketDecidedNews struct {
	Status ticket.Status `json:"status"`
	// Withdrawn: the customer took it back, and need not be told.
	Withdrawn bool `json:"withdrawn,omitempty"`
}
