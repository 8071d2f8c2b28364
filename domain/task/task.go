// Package task holds what people have to see to: a seller's trouble, a missed promise, a missing calendar, a contradiction.
package task

import (
	"time"

	"kaipiao/domain/actor"
	"kaipiao/domain/contradiction"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/refusal"
)

// Kind says what an operator is to see to: a cause for which a seller's invoices are parked, or a missed promise.
type Kind string

// The kinds of tasks that are no seller's trouble; every other kind is an invoice.Cause.
const (
	PromiseMissed Kind = "promise"
	// CalendarMissing: promises are provisional, because a year has no schedule of working days yet (I3).
	CalendarMissing Kind = "calendar"
	// Contradiction: two things cannot both be true, and a workflow waits until somebody has put one of them right.
	Contradiction Kind = "contradiction"
	// Refused: the provider refused a serial for good; finance corrects the invoice or gives it up (I4).
	Refused Kind = "refused"
	// Alone: one document fails for a cause for which others pass (I5).
	Alone Kind = "fails_alone"
	// Difference: ledger, register and provider differ, and people must decide (I11).
	Difference Kind = "difference"
	// BuyersForm: the buyer began a red-letter form, which finance confirms or denies (V8).
	BuyersForm Kind = "red_form"
	// Undeliverable: a mail to a customer cannot be sent, because its address is none, or the mail server refuses it for good (O3).
	Undeliverable Kind = "undeliverable"
)

// Kinds lists what tasks there are.
func Kinds() []Kind {
	kinds := []Kind{PromiseMissed, CalendarMissing, Contradiction, Refused, Alone, Difference, BuyersForm, Undeliverable}
	for _, cause := range invoice.Causes() {
		kinds = append(kinds, Kind(cause))
	}
	return kinds
}

// Task is something that people have to see to: one for each seller and cause (I5), one for each missed promise (I9), one
// for each workflow and contradiction.
type Task struct {
	ID     int64
	Kind   Kind
	Seller ids.Seller
	// Subject is the workflow that is late, or of the document that something is wrong with, or the document that differs, and Stage the
	// promise that it missed; empty for a seller's trouble.
	Subject string
	Stage   string
	// Contradicts says what contradicts what, where Subject is the workflow that waits because of it; otherwise it is nil.
	Contradicts *contradiction.Contradiction
	// Code is the code of a contradiction or of what differs, the serial that was refused, or the cause for which one fails alone; Says is
	// the same in words.
	Code     string
	Says     refusal.Words
	OpenedAt time.Time
	ClosedAt *time.Time
	ClosedBy actor.Actor
}

// Count is how many tasks of a kind were ever raised, and how many of them are open.
type Count struct {
	Kind   Kind
	Stage  string
	Raised int
	Open   int
}
