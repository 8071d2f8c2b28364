// Package event is what happens to applications, invoices and tickets, as the timeline, mails and subscribed systems tell it.
package event

import (
	"time"

	"kaipiao/domain/actor"
)

// Event is something that happened to an application, to one of its invoices, or to a ticket (O4).
type Event struct {
	// ID is given by the register; zero before the event is stored.
	ID int64
	// Application, Invoice and Ticket are empty where none is meant.
	Application string
	Invoice     string
	Ticket      string
	// At is in UTC.
	At     time.Time
	What   string
	Who    actor.Actor
	Detail string
}
