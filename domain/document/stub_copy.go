package document

import (
	"kaipiao/domain/calendar"
	"kaipiao/domain/invoice"
	"kaipiao/domain/money"
)

// StubCopy is a copy of the stub (记账联、存根联) of a paper invoice that its buyer has lost. The invoice stays valid; the
// copy is no second one (V6).
type StubCopy struct {
	Kind   invoice.Kind
	Number string
	// IssuedOn is the date on the invoice.
	IssuedOn calendar.Date
	Seller   invoice.Party
	Buyer    invoice.Party
	Lines    []invoice.Line
	// Net + Tax = Gross, in CNY.
	Net    money.Amount
	Tax    money.Amount
	Gross  money.Amount
	Remark string
	// Reference is what it answers, such as a ticket; may be empty.
	Reference string
	// CopiedOn is the day of the copy.
	CopiedOn calendar.Date
}
