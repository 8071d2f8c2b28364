// Package document holds what stands on the documents that we make ourselves, beside the invoices that the tax provider
// issues: pro-forma invoices (A9) and copies of stubs (V6).
package document

import (
	"errors"

	"kaipiao/domain/calendar"
)

// ErrUnprintable says that a document has a character that cannot be shown; the wrapped error names it. Trying again
// with the same text changes nothing.
var ErrUnprintable = errors.New("the document cannot be printed")

// Period is the days that a line is about, first and last included.
type Period struct{ First, Last calendar.Date }

// On is the period of one day, such as that of a payment.
func On(day calendar.Date) Period { return Period{First: day, Last: day} }

// String writes "2026-09-18", or "2026-09-01 – 2026-09-30".
func (p Period) String() string {
	if p.First == p.Last {
		return p.First.String()
	}
	return p.First.String() + " – " + p.Last.String()
}
