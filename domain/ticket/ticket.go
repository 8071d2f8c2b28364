// Package ticket holds what customers ask of finance when they cannot do it alone any more, and what is handed in for
// it.
package ticket

import (
	"slices"
	"time"

	"kaipiao/domain/actor"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/money"
	"kaipiao/domain/promise"
	"kaipiao/domain/reversal"
	"kaipiao/domain/secondperson"
)

// Status is the state of a ticket.
type Status string

// The states of a ticket.
const (
	// Open: finance has to decide, or for a pro-forma invoice to make another template.
	Open Status = "open"
	// AwaitsMaterials: something is missing without which finance cannot decide.
	AwaitsMaterials Status = "awaiting_materials"
	// Verifying: everything is there; finance has to verify it, or to affix the seal.
	Verifying Status = "verifying"
	// AwaitsCustomer: the customer has to confirm a pro-forma invoice, or to ask for changes (A9).
	AwaitsCustomer Status = "awaiting_customer"
	Done           Status = "done"
	Refused        Status = "refused"
)

// Closed reports whether a ticket was decided for good.
func (s Status) Closed() bool { return slices.Contains(Life.Ends(), s) }

// Turn is who has to act.
type Turn string

// Whose turn it may be; nobody's when a ticket is closed.
const (
	NobodysTurn   Turn = ""
	FinancesTurn  Turn = "finance"
	CustomersTurn Turn = "customer"
)

// Turn says who has to act in a state. Only what finance owes is promised (I9).
func (s Status) Turn() Turn {
	switch {
	case s.Closed():
		return NobodysTurn
	case s == AwaitsMaterials || s == AwaitsCustomer:
		return CustomersTurn
	default:
		return FinancesTurn // also of a ticket that has only just begun
	}
}

// Promised lists the states in which finance owes something.
func Promised() []Status {
	return slices.DeleteFunc(Life.Names(), func(s Status) bool { return s.Turn() != FinancesTurn })
}

// Ticket is what a customer asks of finance when it cannot do it alone any more.
type Ticket struct {
	ID      ids.Ticket
	Kind    Kind
	Account ids.Account
	// Application and Invoice are what it is about; an empty invoice means the whole application, and a pro-forma invoice is
	// about neither.
	Application ids.Application
	Invoice     ids.Invoice
	// Address is the new one, for a change of address.
	Address *invoice.Address
	// AcceptOutstanding: finance is asked to accept what is outstanding, so that another subject can take the account over (L13). Accepted
	// is how much it accepted; nil before.
	AcceptOutstanding bool
	Accepted          *money.Amount
	// Proposed is that the first of two people would accept ProposedAmount; nil before.
	Proposed       *secondperson.Proposal
	ProposedAmount money.Amount
	// ProposalStands: that much is still what is outstanding; otherwise whoever accepts it proposes anew.
	ProposalStands bool
	// Consumptions are the records of a pro-forma invoice.
	Consumptions []ids.Consumption
	Note         string
	Status       Status
	// TurnNumber counts the changes of its state, from 1.
	TurnNumber int
	// Due is until when finance has promised to act; nil while the customer has to.
	Due       *promise.Promise
	ClaimedBy actor.Actor
	ClaimedAt *time.Time
	// Missing is what it cannot be decided without; AskedBecause is what finance, or the customer who wants another pro-forma
	// invoice, said to it.
	Missing      []MaterialType
	AskedBecause string
	Materials    []Material
	// Stands are the invoices that it means, as they are now.
	Stands []Stand
	// OutdatedAt is since when something on its pro-forma invoice is refunded (A9).
	OutdatedAt *time.Time
	// Files are those of a lost e-invoice, which is simply downloaded again (V6).
	Files []invoice.File
	// Email is where the customer is told.
	Email          string
	OpenedBy       actor.Actor
	OpenedAt       time.Time
	ConfirmedAt    *time.Time
	DecidedBy      actor.Actor
	DecisionReason string
	DecidedAt      *time.Time
	// Withdrawn: a refused ticket that the customer took back.
	Withdrawn bool
}

// Stand is how an invoice that a ticket means stands now.
type Stand struct {
	Invoice ids.Invoice
	Seller  ids.Seller
	// Needs is what the ticket cannot be decided without about it: a paper may have left the house since it was opened.
	Needs []MaterialType
	// Undo is how what the ticket asks for undoes it; nil where it does not, or nothing is issued to be undone.
	Undo *reversal.Undo
	// Refused is why what the ticket asks for cannot be done to it any more; nil where it can.
	Refused error
}

// Outcome is how accepting the ticket at that instant undoes its invoices (V3); empty where it undoes none, or not all alike.
func (t Ticket) Outcome(now time.Time) reversal.Kind {
	var way reversal.Kind
	for _, stand := range t.Stands {
		switch {
		case stand.Undo == nil || (way != "" && way != stand.Undo.Way(now)):
			return ""
		default:
			way = stand.Undo.Way(now)
		}
	}
	return way
}

// Overdue reports whether finance should have acted by that instant (I9).
func (t Ticket) Overdue(now time.Time) bool {
	return t.Due != nil && !t.Status.Closed() && !now.Before(t.Due.At)
}
