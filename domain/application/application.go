package application

import (
	"slices"
	"time"

	"kaipiao/domain/actor"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/money"
	"kaipiao/domain/promise"
	"kaipiao/domain/secondperson"
)

// Application is one application with the invoices that come of it.
type Application struct {
	ID            ids.Application
	Account       ids.Account
	Seller        ids.Seller
	Kind          invoice.Kind
	Medium        invoice.Medium
	Status        Status
	Review        ReviewMode
	ReviewDue     promise.Promise
	CoolOffUntil  time.Time
	Gross         money.Amount
	Offset        money.Amount
	Total         money.Amount
	RoundingDrift money.Amount
	Buyer         invoice.Party
	Address       *invoice.Address
	Email         string
	Remark        string
	// Replaces is the invoice that it replaces (V4), or empty.
	Replaces ids.Invoice
	// SecondPerson: it is large, and two people decide for it; Proposed is the first one's decision, or nil.
	SecondPerson   bool
	Proposed       *secondperson.Proposal
	ClaimedBy      actor.Actor
	ClaimedAt      *time.Time
	DecidedBy      actor.Actor
	DecisionReason string
	DecidedAt      *time.Time
	SubmittedAt    time.Time
	Invoices       []invoice.Invoice
}

// Reversed are its invoices that were issued, and are undone.
func (a Application) Reversed() []invoice.Invoice {
	var reversed []invoice.Invoice
	for _, i := range a.Invoices {
		if i.Status == invoice.RedIssued || i.Status == invoice.Voided {
			reversed = append(reversed, i)
		}
	}
	return reversed
}

// Settled reports whether nothing of it is left to be decided or issued: every invoice is issued, or never will be. What the provider
// refused for good is corrected or given up still.
func (a Application) Settled() bool {
	if a.Status == PendingApproval {
		return false
	}
	return a.Status != Approved || !slices.ContainsFunc(a.Invoices, func(i invoice.Invoice) bool {
		return i.Status == invoice.Planned || slices.Contains(invoice.Unsettled, i.Status)
	})
}

// Cancellable reports whether the customer may cancel it without a ticket (R2).
func (a Application) Cancellable() bool {
	return a.Check(Cancel, actor.Actor{Kind: actor.Customer}) == nil
}
