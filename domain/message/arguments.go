package message

import (
	"time"

	"kaipiao/domain/application"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/policy"
	"kaipiao/domain/ticket"
)

// ApplicationStart is what the workflow of an application is started with. It holds no amounts and no personal data.
type ApplicationStart struct {
	Application  ids.Application        `json:"application"`
	Account      ids.Account            `json:"account"`
	Medium       invoice.Medium         `json:"medium"`
	Review       application.ReviewMode `json:"review"`
	CoolOffUntil time.Time              `json:"cool_off_until"`
	// ReviewWarnAt and ReviewDueAt are when the decision is about to be late, and late (R1).
	ReviewWarnAt time.Time `json:"review_warn_at"`
	ReviewDueAt  time.Time `json:"review_due_at"`
}

// InvoiceStart is what the workflow of an invoice is started with. It holds no amounts and no personal data.
type InvoiceStart struct {
	Invoice     ids.Invoice     `json:"invoice"`
	Application ids.Application `json:"application"`
	Account     ids.Account     `json:"account"`
	// Seller is the platform, or the marketplace vendor that issues it (I8).
	Seller ids.Seller     `json:"seller,omitempty"`
	Medium invoice.Medium `json:"medium"`
	// WarnAt and DueAt are when issuing is about to be late, and late (I1, I2).
	WarnAt   time.Time       `json:"warn_at"`
	DueAt    time.Time       `json:"due_at"`
	Dispatch policy.Dispatch `json:"dispatch"`
	// SilentAfter is how long nothing may be heard of its parcel (V7). Older runs have none, and do not watch it.
	SilentAfter policy.Duration `json:"silent_after,omitzero"`
}

// ByVendor reports whether a marketplace vendor issues the invoice, and not the platform (I8). Older runs name no seller:
// they are the platform's.
func (s InvoiceStart) ByVendor() bool { return s.Seller != "" && s.Seller != invoice.Platform }

// SellerDeskStart is what a seller's desk is started with.
type SellerDeskStart struct {
	Seller ids.Seller `json:"seller"`
	// Told are the causes that the operators were mailed about, when the desk goes on as a new run.
	Told []invoice.Cause `json:"told,omitempty"`
}

// ReversalStart is what the workflow of an invoice's reversals is started with. It holds no amounts and no personal data.
type ReversalStart struct {
	Invoice     ids.Invoice     `json:"invoice"`
	Application ids.Application `json:"application"`
	Account     ids.Account     `json:"account"`
	Medium      invoice.Medium  `json:"medium"`
}

// ReconciliationStart is what a comparison's workflow is started with (I11).
type ReconciliationStart struct {
	// Reconciliation was stored beforehand; empty for a nightly one, which stores itself.
	Reconciliation ids.Reconciliation `json:"reconciliation,omitempty"`
}

// TicketStart is what the workflow of a ticket is started with. It holds no personal data.
type TicketStart struct {
	Ticket      ids.Ticket      `json:"ticket"`
	Kind        ticket.Kind     `json:"kind"`
	Account     ids.Account     `json:"account"`
	Application ids.Application `json:"application"`
	// Status is the first state; empty is open.
	Status  ticket.Status         `json:"status,omitempty"`
	Missing []ticket.MaterialType `json:"missing,omitempty"`
	// WarnAt and DueAt are when finance is about to be late, and late; zero while the customer has to act.
	WarnAt time.Time `json:"warn_at,omitzero"`
	DueAt  time.Time `json:"due_at,omitzero"`
}
