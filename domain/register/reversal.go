package register

import (
	"fmt"
	"time"

	"kaipiao/domain/calendar"
	"kaipiao/domain/invoice"
	"kaipiao/domain/money"
)

// ReversalKind is how an issued invoice is undone.
type ReversalKind string

// The ways to undo an invoice.
const (
	// RedReversal: a red document with negative amounts (红冲).
	RedReversal ReversalKind = "red"
	// VoidReversal: a paper invoice is voided in the month of its issue (作废, V3).
	VoidReversal ReversalKind = "void"
)

// ReversalStatus is the state of a reversal.
type ReversalStatus string

// The states of a reversal.
const (
	ReversalRequested ReversalStatus = "requested"
	// ReversalAwaitsBuyer: the buyer has to confirm the red-letter form (V1).
	ReversalAwaitsBuyer ReversalStatus = "awaits_buyer"
	ReversalDone        ReversalStatus = "done"
	// ReversalDenied, ReversalLapsed, ReversalWithdrawn, ReversalRefused: nothing came of it, and the invoice stays valid.
	ReversalDenied    ReversalStatus = "denied"
	ReversalLapsed    ReversalStatus = "lapsed"
	ReversalWithdrawn ReversalStatus = "withdrawn"
	ReversalRefused   ReversalStatus = "refused"
)

// Open reports whether a reversal is still under way.
func (s ReversalStatus) Open() bool { return s == ReversalRequested || s == ReversalAwaitsBuyer }

// Reversal is one attempt to undo an invoice, or a part of it. Its amounts are above zero, in CNY; the red document
// carries them below zero.
type Reversal struct {
	ID      string
	Invoice string
	Kind    ReversalKind
	Reason  invoice.RedReason
	Status  ReversalStatus
	Serial  invoice.Serial
	// Lines name the invoice's lines by their numbers, with what is undone of each.
	Lines       []invoice.Line
	Net         money.Amount
	Tax         money.Amount
	Gross       money.Amount
	RequestedBy string
	RequestedAt time.Time
	// AskedAt is since when the buyer is asked, ConfirmBy until when it may confirm.
	AskedAt   *time.Time
	ConfirmBy *time.Time
	// Number and IssuedAt are those of the red document.
	Number   string
	IssuedAt *time.Time
	EndedAt  *time.Time
	// Why nothing came of it, in the provider's words.
	Why   string
	Files []File
}

// IssuedOn is the date on the red document, in Asia/Shanghai.
func (r Reversal) IssuedOn() *calendar.Date {
	if r.IssuedAt == nil {
		return nil
	}
	date := calendar.DateOf(*r.IssuedAt)
	return &date
}

// ReversalID names the n-th reversal of an invoice.
func ReversalID(invoiceID string, n int) string { return fmt.Sprintf("%s-r%d", invoiceID, n) }

// ReversalRequest asks for an invoice to be red-issued; Key and Fingerprint make a repeated call harmless.
type ReversalRequest struct {
	Invoice string
	Reason  invoice.RedReason
	// Nets are the net amounts to take off lines, by their numbers; nil for everything that is left.
	Nets        map[int]money.Amount
	By          string
	Key         string
	Fingerprint []byte
}

// ReversalStart is what the workflow of an invoice's reversals is started with. It holds no amounts and no personal data.
type ReversalStart struct {
	Invoice     string         `json:"invoice"`
	Application string         `json:"application"`
	Account     string         `json:"account"`
	Medium      invoice.Medium `json:"medium"`
}

// The signals about reversals.
const (
	// ReverseSignal tells the workflow of an invoice's reversals that there is one to carry out; it starts the workflow where
	// it does not run.
	ReverseSignal = "reverse"
	// WithdrawSignal tells it to take back a form that the buyer has not confirmed.
	WithdrawSignal = "withdraw"
	// ReversedSignal tells the workflow of a paper invoice on its way that the invoice is undone.
	ReversedSignal = "reversed"
)

// Reverse is the payload of ReverseSignal.
type Reverse struct{}

// Withdraw is the payload of WithdrawSignal: which reversal, for the workflow may be busy with another one.
type Withdraw struct {
	Reversal string `json:"reversal"`
	By       string `json:"by"`
}

// Reversed is the payload of ReversedSignal.
type Reversed struct{}
