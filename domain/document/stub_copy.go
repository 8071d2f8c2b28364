package document

import (
	"kaipiao/domain/calendar"
	"kaipiao/domain/invoice"
)

// StubCopy is a copy of the stub (记账联、存根联) of a paper invoice that its buyer has lost. The invoice stays valid; the
// copy is no second one (V6).
type StubCopy struct {
	// Document is what was frozen when the invoice was issued (A12).
	invoice.Document
	Number string
	// IssuedOn is the date on the invoice.
	IssuedOn calendar.Date
	// Reference is what it answers, such as a ticket; may be empty.
	Reference string
	// CopiedOn is the day of the copy.
	CopiedOn calendar.Date
}
