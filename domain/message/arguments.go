package message

import (
	"time"

	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/ticket"
)

// ApplicationStart is what the workflow of an application is started with: which one, and how it stands in the lists. Whatever decides is
// read from the register. It holds no amounts and no personal data.
type ApplicationStart struct {
	Application ids.Application `json:"application"`
	Account     ids.Account     `json:"account"`
	Medium      invoice.Medium  `json:"medium"`
	// Automatic: nobody reviews it, and nothing happens before the cool-off ends (R1).
	Automatic    bool      `json:"automatic,omitempty"`
	CoolOffUntil time.Time `json:"cool_off_until"`
	// DueAt is what the lists show.
	DueAt time.Time `json:"due_at"`
}

// InvoiceStart is what the workflow of one of several invoices of an application is started with. It holds no amounts and no personal
// data, and decides nothing either.
type InvoiceStart struct {
	Invoice     ids.Invoice     `json:"invoice"`
	Application ids.Application `json:"application"`
	Account     ids.Account     `json:"account"`
	// Seller is the platform, or the marketplace vendor that issues it (I8).
	Seller ids.Seller     `json:"seller,omitempty"`
	Medium invoice.Medium `json:"medium"`
	// DueAt is what the lists show.
	DueAt time.Time `json:"due_at"`
}

// SweepStart is what a sweep over what must run is started with (O6). InFull: over everything, and not over one page; After: it goes on after
// one, because the history of the run before was long.
type SweepStart struct {
	InFull bool   `json:"in_full,omitempty"`
	After  string `json:"after,omitempty"`
}

// StandingOrdersStart is what a run over the standing orders is started with (A14): with nothing, but where the history of the run before was long,
// which had come to an account in a pass, with what was done in it.
type StandingOrdersStart struct {
	After   ids.Account `json:"after,omitempty"`
	Pass    int         `json:"pass,omitempty"`
	Applied int         `json:"applied,omitempty"`
	Skipped int         `json:"skipped,omitempty"`
	Failed  int         `json:"failed,omitempty"`
}

// SellerDeskStart is what a seller's desk is started with.
type SellerDeskStart struct {
	Seller ids.Seller `json:"seller"`
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

// ImportStart is what the workflow of a file of consumption is started with (F7). It holds no amounts and no personal data.
type ImportStart struct {
	Import ids.Import `json:"import"`
}

// TicketStart is what the workflow of a ticket is started with. It holds no personal data.
type TicketStart struct {
	Ticket      ids.Ticket      `json:"ticket"`
	Kind        ticket.Kind     `json:"kind"`
	Account     ids.Account     `json:"account"`
	Application ids.Application `json:"application"`
	// Status and DueAt are what the lists show at first; no date while the customer has to act.
	Status ticket.Status `json:"status"`
	DueAt  time.Time     `json:"due_at,omitzero"`
}

// ExportStart is what the workflow of a file is started with that somebody asked for (P6). The account is empty for all.
type ExportStart struct {
	Export  ids.Export  `json:"export"`
	Account ids.Account `json:"account,omitempty"`
}
