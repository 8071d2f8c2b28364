// Package check holds against each other what the register, the tax provider, Temporal, the customers' mailbox, a subscriber and
// the callers of the API know, and lists what differs.
package check

import (
	"kaipiao/domain/money"
)

// Snapshot is everything that is known at one moment.
type Snapshot struct {
	// The register's rows.
	Applications []Application
	Invoices     []Invoice
	Serials      []Serial
	Reversals    []Reversal
	Tickets      []Ticket
	Parked       []Parked
	Tasks        []Task
	Outbox       []Message
	Books        []Books
	// Events are those that happened since somebody is subscribed, and Deliveries what the endpoint is owed of them.
	Events     []int64
	Deliveries []Delivery
	// Owed are the mails that the register itself owes customers.
	Owed []OwedMail
	// Outside.
	Issued  []Document
	Parcels []Parcel
	Mails   []Mail
	Told    []Told
	// Running are the ids of the workflows that run, but for the sellers' desks.
	Running []string
	// MustRun are the ids of those that the register wants to run, but for the desks: what was terminated is missed by the next sweep, a minute later.
	MustRun []string
}

// OwedMail is a mail that the register owes because of an event.
type OwedMail struct {
	Event          int64
	About, Account string
}

// Application is an application's row.
type Application struct{ ID, Account, Status, Email, ReviewMode string }

// Invoice is an invoice's row, with how many files it has.
type Invoice struct {
	ID, Application, Account, Medium, Status, Serial, Number string
	Amount                                                   money.Amount
	Tracking                                                 string
	Files                                                    int
}

// Serial is one generation of an invoice's serials.
type Serial struct {
	Serial, Invoice string
	Generation      int
}

// Reversal is a reversal's row, with how many files its red document has.
type Reversal struct {
	ID, Invoice, Account, Medium, Kind, Status, Serial, Number string
	Gross                                                      money.Amount
	Files                                                      int
}

// Ticket is a ticket's row.
type Ticket struct{ ID, Kind, Status string }

// Parked is what is held up for a seller's trouble: an invoice, or a reversal of one.
type Parked struct{ Workflow, Seller, Cause string }

// Task is an open operator task.
type Task struct {
	ID                    int64
	Kind, Seller, Subject string
}

// Message is something that Temporal is still to be told.
type Message struct {
	ID         int64
	WorkflowID string
	Attempts   int
}

// Books are what the ledger says of an account.
type Books struct {
	Account                    string
	Cash, Refunded             money.Amount
	Free, Reserved, Invoiced   money.Amount
	Outstanding, PaidForOthers money.Amount
}

// Delivery is what an endpoint is owed.
type Delivery struct {
	Event  int64
	Status string
}

// Document is a legal document in the tax bureau's own book.
type Document struct {
	Serial string       `json:"serial"`
	Number string       `json:"number"`
	Amount money.Amount `json:"amount"`
	RedOf  *string      `json:"red_of"`
	Voided bool         `json:"voided"`
}

// Parcel is a parcel in the courier's own book.
type Parcel struct {
	Reference      string `json:"reference"`
	TrackingNumber string `json:"tracking_number"`
	Company        string `json:"company"`
	Status         string `json:"status"`
}

// Mail is a mail that came.
type Mail struct {
	MessageID string   `json:"message_id"`
	To        []string `json:"to"`
}

// Told is a message that the subscriber took.
type Told struct {
	Path    string            `json:"path"`
	Headers map[string]string `json:"headers"`
}

// Result is what a check has looked at and found.
type Result struct {
	Name     string   `json:"name"`
	Looked   int      `json:"looked"`
	Findings []string `json:"findings"`
}

// isIssued reports whether a legal document exists for an invoice in this state.
func isIssued(status string) bool {
	switch status {
	case "issued", "shipped", "delivered", "voided", "red_issued", "partly_red_issued":
		return true
	default:
		return false
	}
}
