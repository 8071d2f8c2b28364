// Package webhook says what subscribed systems are told of the changes of state, how they are told, and how long (O3). The
// messages follow Standard Webhooks (https://www.standardwebhooks.com).
package webhook

import (
	"strconv"
	"time"

	"kaipiao/domain/accounting"
	"kaipiao/domain/event"
	"kaipiao/domain/ids"
)

// Event is a change of state as subscribers are told of it.
type Event struct {
	ID   int64
	At   time.Time
	What event.Name
	// Detail belongs to What; not every detail is told.
	Detail  string
	Account ids.Account
	// Application, Invoice and Ticket are empty where none is meant.
	Application ids.Application
	Invoice     ids.Invoice
	Ticket      ids.Ticket
	// Status is the state of what the event is about, right after it.
	Status string
}

// MessageID is the webhook-id of the event's message: the same however often it is told, so that a subscriber knows it again.
func (e Event) MessageID() string { return strconv.FormatInt(e.ID, 10) }

// Type says what happened to what, as the catalogue of events does: invoice.issued, application.approved, ticket.opened.
func (e Event) Type() string { return e.What.Type(event.SubjectOf(e.Invoice, e.Ticket)) }

// Message is the body of what is sent.
type Message struct {
	Type      string      `json:"type" doc:"What happened to what; docs/events.md lists all of them. New ones may come."`
	Timestamp time.Time   `json:"timestamp" doc:"When it happened."`
	Data      MessageData `json:"data" doc:"What it is about."`
}

// MessageData has the ids and the state; the rest is read over the API, but for the document where the endpoint asks for it.
type MessageData struct {
	Account     ids.Account      `json:"account" doc:"Whose it is."`
	Application *ids.Application `json:"application" doc:"The application; null where none is meant."`
	Invoice     *ids.Invoice     `json:"invoice" doc:"The invoice; null where none is meant."`
	Ticket      *ids.Ticket      `json:"ticket" doc:"The ticket; null where none is meant."`
	What        event.Name       `json:"what" doc:"The event's name, as it stands in the timeline."`
	Status      string           `json:"status" doc:"The state right after the event of what it is about."`
	Detail      string           `json:"detail,omitempty" doc:"More about it, in our own words, numbers and dates."`
	// Document holds personal data: no message has it unless its endpoint asks for documents.
	Document *accounting.Document `json:"document,omitempty" doc:"What accounting books of it, where the endpoint asks for documents; left out of others."`
}

// Books is what accounting books of the document that the event is about; empty where there is nothing to book.
func (e Event) Books() accounting.Event {
	entry, _ := event.Find(e.What)
	return entry.Books
}

// Message is what a subscriber is told of an event.
func (e Event) Message() Message {
	detail := ""
	if entry, known := event.Find(e.What); known && entry.TellsDetail {
		detail = e.Detail
	}
	return Message{Type: e.Type(), Timestamp: e.At.UTC(), Data: MessageData{
		Account: e.Account, Application: orNull(e.Application), Invoice: orNull(e.Invoice), Ticket: orNull(e.Ticket),
		What: e.What, Status: e.Status, Detail: detail,
	}}
}

func orNull[T ~string](text T) *T {
	if text == "" {
		return nil
	}
	return &text
}
