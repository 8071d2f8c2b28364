package reconciliation

import (
	"time"

	"kaipiao/domain/actor"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/money"
)

// How long what is under way is no difference yet, and how far back a comparison looks.
const (
	// Settling is how long a document may exist at the provider before it has to be booked here.
	Settling = 2 * time.Minute
	// AnsweredWithin is how long nothing may become of a serial before it is asked about.
	AnsweredWithin = time.Hour
	// Overlap is how far a comparison reaches back into the one before, for what the provider lists late.
	Overlap = 24 * time.Hour
	// FirstWindow is how far back the first comparison looks.
	FirstWindow = 31 * 24 * time.Hour
)

// Reconciliation is one comparison of ledger, register and provider over a window.
type Reconciliation struct {
	ID ids.Reconciliation
	// From and To are the window, and Number the only blue invoice that is looked at; empty for all.
	From, To time.Time
	Number   string
	// Repairs: what can be repaired is repaired.
	Repairs     bool
	RequestedBy actor.Actor
	BegunAt     time.Time
	EndedAt     *time.Time
	Figures     Figures
}

// Figures are what came of a comparison; zero before it has ended.
type Figures struct {
	// Documents are what the provider listed, Invoices and Reversals what the register has of the window.
	Documents int
	Invoices  int
	Reversals int
	// Differences were found, and Repaired are those of which nothing is left to do.
	Differences int
	Repaired    int
}

// Unrepaired are the differences about which something is still to be done.
func (f Figures) Unrepaired() int { return f.Differences - f.Repaired }

// Side is what the register says of a document.
type Side struct {
	Status string       `json:"status"`
	Serial string       `json:"serial,omitempty"`
	Number string       `json:"number,omitempty"`
	Net    money.Amount `json:"net"`
	Tax    money.Amount `json:"tax"`
	Gross  money.Amount `json:"gross"`
	At     *time.Time   `json:"at,omitempty"`
}

// Difference is one thing that ledger, register and provider do not say alike.
type Difference struct {
	ID             int64
	Reconciliation ids.Reconciliation
	Kind           Kind
	Serial         invoice.Serial
	Number         string
	Invoice        ids.Invoice
	Reversal       ids.Reversal
	// Ours is what the register says, and Theirs the provider; nil where it says nothing. Ledger is what the ledger has invoiced,
	// where that differs.
	Ours   *Side
	Theirs *invoice.Listed
	Ledger *money.Amount

	FoundAt    time.Time
	Outcome    Outcome
	Task       int64
	RepairedAt *time.Time
	RepairedBy actor.Actor
}

// Repaired reports whether nothing is left to do about it.
func (d Difference) Repaired() bool { return d.RepairedAt != nil }

// Count is how many differences of a kind the last whole comparison has found, and how many of them are left.
type Count struct {
	Kind  Kind
	Found int
	Left  int
}
