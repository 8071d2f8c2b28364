// Package event is what happens to applications, invoices and tickets, and the catalogue of all of it: timeline, mails, messages to
// subscribed systems and docs/events.md are made from it. An event that is not in the catalogue cannot be stored.
package event

import (
	"fmt"
	"time"

	"kaipiao/domain/actor"
	"kaipiao/domain/ids"
)

// Event is something that happened to an application, to one of its invoices, or to a ticket (O4).
type Event struct {
	// ID is given by the register; zero before the event is stored.
	ID int64
	// Application, Invoice and Ticket are empty where none is meant.
	Application ids.Application
	Invoice     ids.Invoice
	Ticket      ids.Ticket
	// At is in UTC.
	At     time.Time
	What   Name
	Who    actor.Actor
	Detail string
}

// Subject is the kind of object that an event is about.
type Subject string

// What events are about.
const (
	Application Subject = "application"
	Invoice     Subject = "invoice"
	Ticket      Subject = "ticket"
)

// SubjectOf is what an event is about that names these: the ticket before the invoice, the invoice before the application.
func SubjectOf(invoice ids.Invoice, ticket ids.Ticket) Subject {
	switch {
	case ticket != "":
		return Ticket
	case invoice != "":
		return Invoice
	default:
		return Application
	}
}

// Check refuses an event that the catalogue does not have. It is a fault of the program.
func (e Event) Check() error {
	entry, known := Find(e.What)
	if !known {
		return fmt.Errorf("event %q is not in the catalogue", e.What)
	}
	if about := SubjectOf(e.Invoice, e.Ticket); entry.Types[about] == "" {
		return fmt.Errorf("event %q is about an %s, which the catalogue does not say", e.What, about)
	}
	return nil
}
