package webhook

import (
	"encoding/json"
	"time"

	"kaipiao/domain/accounting"
	"kaipiao/domain/actor"
	"kaipiao/domain/ids"
)

// Endpoint is a subscribed system.
type Endpoint struct {
	ID  ids.Webhook
	URL string
	// Documents is whether it is told what accounting books.
	Documents bool
	CreatedBy actor.Actor
	CreatedAt time.Time
	// GoneAt is since when the endpoint is gone, by its own word, and told nothing more.
	GoneAt *time.Time
}

// Status is how far a delivery is.
type Status string

// How far a delivery is.
const (
	// Waiting for its first try, for another one, or for an earlier delivery of the same invoice.
	Waiting Status = "waiting"
	// Delivered: the endpoint has taken it.
	Delivered Status = "delivered"
	// Parked: given up, until somebody has it delivered again.
	Parked Status = "parked"
)

// Delivery is one event that one endpoint is owed.
type Delivery struct {
	ID     int64
	Event  Event
	Status Status
	// Attempts is how often it was tried, Since from when on, and DueAt when it is tried next; nil behind an earlier one of the
	// same invoice.
	Attempts int
	Since    *time.Time
	DueAt    *time.Time
	// Answer is what came of the last try, in words.
	Answer    string
	SettledAt *time.Time
}

// Claimed is a delivery that is this process's to try until its lease ends.
type Claimed struct {
	Delivery
	Endpoint Endpoint
	Secret   Secret
	// Document is what accounting books of the event, where the endpoint asks for documents and there is one.
	Document *accounting.Document
	// Subject is what the order is kept of.
	Subject string
	// Lease is when another process may try it.
	Lease time.Time
}

// OwesDocument is whether the message has to hold what accounting books.
func (c Claimed) OwesDocument() bool { return c.Endpoint.Documents && c.Event.Books() != "" }

// Body writes the message. It is the same, byte for byte, however often it is told, but for what follows a document: its files and its sheet.
func (c Claimed) Body() ([]byte, error) {
	message := c.Event.Message()
	message.Data.Document = c.Document
	return json.Marshal(message)
}

// Outcome is what came of a try.
type Outcome struct {
	Kind OutcomeKind
	// Answer says it in words, without anything that the endpoint wrote.
	Answer string
}

// OutcomeKind is what follows from a try.
type OutcomeKind string

// What comes of a try.
const (
	// Taken: answered with 2xx.
	Taken OutcomeKind = "taken"
	// Refused: answered otherwise.
	Refused OutcomeKind = "refused"
	// Gone: answered with 410, which ends the subscription.
	Gone OutcomeKind = "gone"
	// Unknown: not answered in time, or at all. The endpoint may have taken it.
	Unknown OutcomeKind = "unknown"
	// NotSent: the endpoint could not be reached, or must not be.
	NotSent OutcomeKind = "not_sent"
)

// Count is how many deliveries of an endpoint are in a state.
type Count struct {
	Endpoint ids.Webhook
	Status   Status
	Count    int
}
