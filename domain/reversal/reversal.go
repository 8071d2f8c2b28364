// Package reversal holds the attempts to undo an issued invoice: red-issued, or voided on paper (V1 to V4).
package reversal

import (
	"fmt"
	"slices"
	"time"

	"kaipiao/domain/actor"
	"kaipiao/domain/calendar"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/money"
)

// Kind is how an issued invoice is undone.
type Kind string

// The ways to undo an invoice.
const (
	// Red: a red document with negative amounts (红冲).
	Red Kind = "red"
	// Void: a paper invoice is voided in the month of its issue (作废, V3).
	Void Kind = "void"
)

// Status is the state of a reversal.
type Status string

// The states of a reversal.
const (
	Requested Status = "requested"
	// AwaitsBuyer: the buyer has to confirm the red-letter form (V1).
	AwaitsBuyer Status = "awaits_buyer"
	// AwaitsSeller: the buyer began the form, and finance has to confirm or deny it (V8).
	AwaitsSeller Status = "awaits_seller"
	Done         Status = "done"
	// Denied, Declined, Lapsed, Withdrawn, Refused: nothing came of it, and the invoice stays valid. Denied is by the buyer,
	// Declined by us.
	Denied    Status = "denied"
	Declined  Status = "declined"
	Lapsed    Status = "lapsed"
	Withdrawn Status = "withdrawn"
	Refused   Status = "refused"
)

// Origin is who began a reversal.
type Origin string

// The origins.
const (
	// BySeller: it was asked for here.
	BySeller Origin = "seller"
	// ByBuyer: the buyer began the red-letter form at the bureau (V8).
	ByBuyer Origin = "buyer"
	// Elsewhere: it was made at the provider or the bureau without us, and booked when it was found (V9).
	Elsewhere Origin = "elsewhere"
	// ByVendor: the marketplace vendor that had issued the invoice has red-issued it (V10).
	ByVendor Origin = "vendor"
)

// Word is what finance says to a form that the buyer began.
type Word string

// The words.
const (
	NoWord     Word = ""
	Confirming Word = "confirm"
	Declining  Word = "deny"
)

// Undoes reports whether what a reversal takes off the lines is gone, or about to be: unless nothing came of it.
func (s Status) Undoes() bool { return s == Done || s.Open() }

// NotGivenUp lists the states of reversals whose amounts are gone, or about to be.
func NotGivenUp() []Status {
	return slices.DeleteFunc(Life.Names(), func(s Status) bool { return !s.Undoes() })
}

// Open reports whether a reversal is still under way.
func (s Status) Open() bool { return Life.IsOpen(s) }

// Reversal is one attempt to undo an invoice, or a part of it. Its amounts are above zero, in CNY; the red document
// carries them below zero.
type Reversal struct {
	ID      ids.Reversal
	Invoice ids.Invoice
	Kind    Kind
	Reason  invoice.RedReason
	Status  Status
	Serial  invoice.Serial
	// FormNumber is the bureau's number of the red-letter form; empty until it is told, and where there is no form.
	FormNumber string
	// Lines name the invoice's lines by their numbers, with what is undone of each.
	Lines       []invoice.Line
	Net         money.Amount
	Tax         money.Amount
	Gross       money.Amount
	RequestedBy actor.Actor
	RequestedAt time.Time
	Origin      Origin
	// Word is what finance said to a form of the buyer's, and WordBy who said it.
	Word   Word
	WordBy actor.Actor
	// AskedAt is since when the buyer is asked, ConfirmBy until when it may confirm.
	AskedAt   *time.Time
	ConfirmBy *time.Time
	// WithdrawAskedAt is since when it is to be taken back.
	WithdrawAskedAt *time.Time
	// Number and IssuedAt are those of the red document.
	Number   string
	IssuedAt *time.Time
	EndedAt  *time.Time
	// Why nothing came of it, in the provider's words.
	Why   string
	Files []invoice.File
}

// IssuedOn is the date on the red document, in Asia/Shanghai.
func (r Reversal) IssuedOn() *calendar.Date {
	if r.IssuedAt == nil {
		return nil
	}
	date := calendar.DateOf(*r.IssuedAt)
	return &date
}

// ID names the n-th reversal of an invoice.
func ID(invoiceID ids.Invoice, n int) ids.Reversal {
	return ids.Reversal(fmt.Sprintf("%s-r%d", invoiceID, n))
}
