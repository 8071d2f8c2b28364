package register

import (
	"time"

	"kaipiao/domain/invoice"
)

// TaskKind says what an operator is to see to: a cause for which a seller's invoices are parked, or a missed promise.
type TaskKind string

// The kinds of tasks that are no seller's trouble; every other kind is an invoice.Cause.
const (
	PromiseMissed TaskKind = "promise"
	// CalendarMissing: promises are provisional, for a year has no schedule of working days yet (I3).
	CalendarMissing TaskKind = "calendar"
)

// OperatorTask is something that people have to see to: one for each seller and cause (I5), one for each missed promise (I9).
type OperatorTask struct {
	ID     int64
	Kind   TaskKind
	Seller string
	// Subject is the workflow that is late, and Stage the promise that it missed; empty for a seller's trouble.
	Subject  string
	Stage    string
	OpenedAt time.Time
	ClosedAt *time.Time
	ClosedBy string
}

// TaskFilter narrows the list of tasks; zero values do not narrow.
type TaskFilter struct {
	Status string // open or closed
	Kind   TaskKind
}

// TaskCount is how many tasks of a kind were ever raised, and how many of them are open.
type TaskCount struct {
	Kind   TaskKind
	Stage  string
	Raised int
	Open   int
}

// Trouble is a cause for which a seller's invoices are parked, with how many of them.
type Trouble struct {
	Cause invoice.Cause `json:"cause"`
	Since time.Time     `json:"since"`
	// Parked wait; Trying were let go and have not said yet how it went; InVain were let go and are parked again.
	Parked int `json:"parked"`
	Trying int `json:"trying"`
	InVain int `json:"in_vain"`
}

// The signals about sellers' troubles.
const (
	// TroubleSignal tells a seller's desk that there is a new cause, or that somebody has seen to one.
	TroubleSignal = "trouble"
	// ResumeSignal tells an invoice that what held it up was seen to: it looks again and goes on.
	ResumeSignal = "resume"
)

// TroubleNews is the payload of TroubleSignal.
type TroubleNews struct {
	Cause invoice.Cause `json:"cause"`
}

// Resume is the payload of ResumeSignal.
type Resume struct{}

// Stage is a part of the life of an application or an invoice with a promise of its own (I9).
type Stage string

// The stages with promises.
const (
	ReviewStage Stage = "review"
	IssueStage  Stage = "issue"
	ShipStage   Stage = "ship"
	TicketStage Stage = "ticket"
	// ConfirmStage: the buyer confirms a red-letter form (V1).
	ConfirmStage Stage = "confirm"
)

// Missed names a promise: whose, of which stage, and when it was due.
type Missed struct {
	Application string    `json:"application"`
	Invoice     string    `json:"invoice,omitempty"`
	Ticket      string    `json:"ticket,omitempty"`
	Reversal    string    `json:"reversal,omitempty"`
	Stage       Stage     `json:"stage"`
	DueAt       time.Time `json:"due_at"`
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
