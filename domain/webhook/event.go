// Package webhook says what subscribed systems are told of the changes of state, how they are told, and how long (O3). The
// messages follow Standard Webhooks (https://www.standardwebhooks.com).
package webhook

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"
)

// Event is a change of state as subscribers are told of it.
type Event struct {
	ID   int64
	At   time.Time
	What string
	// Detail belongs to What; not every detail is told.
	Detail  string
	Account string
	// Application, Invoice and Ticket are empty where none is meant.
	Application string
	Invoice     string
	Ticket      string
	// Status is the state of what the event is about, right after it.
	Status string
}

// MessageID is the webhook-id of the event's message: the same however often it is told, so that a subscriber knows it again.
func (e Event) MessageID() string { return strconv.FormatInt(e.ID, 10) }

// Type names the event by what it is about: invoice.issued, application.approved, ticket.opened.
func (e Event) Type() string {
	switch {
	case e.Ticket != "":
		return "ticket." + strings.TrimPrefix(e.What, "ticket_")
	case e.Invoice != "":
		return "invoice." + e.What
	default:
		return "application." + e.What
	}
}

// tellable are the events whose detail is made of our own words, numbers and dates. Every other detail may hold a name or
// what somebody typed; subscribers read it over the API, where who reads it is checked.
var tellable = map[string]bool{
	"serial_stored": true, "issued": true, "waiting": true, "parked": true, "reduced": true, "due_changed": true,
	"promise_at_risk": true, "promise_missed": true, "red_issued": true, "partly_red_issued": true, "reversal_parked": true,
	"ticket_opened": true,
}

// message is the body of what is sent.
type message struct {
	Type      string    `json:"type"`
	Timestamp time.Time `json:"timestamp"`
	Data      data      `json:"data"`
}

// data has the ids and the state; the rest is read over the API.
type data struct {
	Account     string  `json:"account"`
	Application *string `json:"application"`
	Invoice     *string `json:"invoice"`
	Ticket      *string `json:"ticket"`
	What        string  `json:"what"`
	Status      string  `json:"status"`
	Detail      string  `json:"detail,omitempty"`
}

// Body writes the message of an event. It is the same, byte for byte, however often it is told.
func (e Event) Body() ([]byte, error) {
	detail := ""
	if tellable[e.What] {
		detail = e.Detail
	}
	return json.Marshal(message{Type: e.Type(), Timestamp: e.At.UTC(), Data: data{
		Account: e.Account, Application: orNull(e.Application), Invoice: orNull(e.Invoice), Ticket: orNull(e.Ticket),
		What: e.What, Status: e.Status, Detail: detail,
	}})
}

func orNull(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}
