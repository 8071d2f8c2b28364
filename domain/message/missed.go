package message

import (
	"time"

	"kaipiao/domain/ids"
	"kaipiao/domain/promise"
)

// Missed names a promise: whose, of which stage, and when it was due.
type Missed struct {
	Application ids.Application `json:"application"`
	Invoice     ids.Invoice     `json:"invoice,omitempty"`
	Ticket      ids.Ticket      `json:"ticket,omitempty"`
	Reversal    ids.Reversal    `json:"reversal,omitempty"`
	Stage       promise.Stage   `json:"stage"`
	DueAt       time.Time       `json:"due_at"`
}

// Subject is the workflow that is late.
func (m Missed) Subject() string {
	switch {
	case m.Ticket != "":
		return WorkflowOfTicket(m.Ticket)
	case m.Reversal != "":
		return WorkflowOfReversals(m.Invoice)
	case m.Invoice != "":
		return WorkflowOfInvoice(m.Invoice)
	default:
		return WorkflowOfApplication(m.Application)
	}
}
