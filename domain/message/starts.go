package message

import (
	"time"

	"kaipiao/domain/application"
	"kaipiao/domain/invoice"
	"kaipiao/domain/ticket"
)

// ApplicationStart is what the workflow of an application is started with. It holds no amounts and no personal data.
type ApplicationStart struct {
	Application  string                 `json:"application"`
	Account      string                 `json:"account"`
	Medium       invoice.Medium         `json:"medium"`
	Review       application.ReviewMode `json:"review"`
	CoolOffUntil time.Time              `json:"cool_off_until"`
	// ReviewWarnAt and ReviewDueAt are when the decision is about to be late, and late (R1).
	ReviewWarnAt time.Time `json:"review_warn_at"`
	ReviewDueAt  time.Time `json:"review_due_at"`
}

// ReversalStart is what the workflow of an invoice's reversals is started with. It holds no amounts and no personal data.
type ReversalStart struct {
	Invoice     string         `json:"invoice"`
	Application string         `json:"application"`
	Account     string         `json:"account"`
	Medium      invoice.Medium `json:"medium"`
}

// TicketStart is what the workflow of a ticket is started with. It holds no personal data.
type TicketStart struct {
	Ticket      string      `json:"ticket"`
	Kind        ticket.Kind `json:"kind"`
	Account     string      `json:"account"`
	Application string      `json:"application"`
	// Status is the first state; empty is open.
	Status  ticket.Status         `json:"status,omitempty"`
	Missing []ticket.MaterialType `json:"missing,omitempty"`
	// WarnAt and DueAt are when finance is about to be late, and late; zero while the customer has to act.
	WarnAt time.Time `json:"warn_at,omitzero"`
	DueAt  time.Time `json:"due_at,omitzero"`
}
