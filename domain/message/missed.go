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
