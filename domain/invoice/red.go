package invoice

import (
	"slices"
	"strconv"
	"time"

	"kaipiao/domain/ids"
	"kaipiao/domain/money"
)

// RedReason is why an invoice is red-issued (红冲原因).
type RedReason string

// The reasons; each provider has its own letters for them.
const (
	RedError       RedReason = "error"       // issued in error (开票有误)
	RedReturn      RedReason = "return"      // sales return (销货退回)
	RedTermination RedReason = "termination" // service terminated (服务中止)
	RedDiscount    RedReason = "discount"    // discount (销售折让)
)

// Usage is what the buyer has done with an invoice at the tax bureau (发票用途状态).
type Usage struct {
	// Used: deducted, refunded or otherwise declared by the buyer. Booked: entered into its accounts.
	Used   bool
	Booked bool
	// Locked: a red-letter confirmation form is open for it (红字锁定).
	Locked bool
	// Voided and FullyRed: nothing is left of it at the bureau.
	Voided   bool
	FullyRed bool
	// Unknown: the provider does not tell whether it is used, booked or locked. The red-letter form will (V1).
	Unknown bool
}

// NeedsConfirmation reports whether the buyer has to confirm a red-letter form (V1).
func (u Usage) NeedsConfirmation() bool { return u.Used || u.Booked }

// RedDocument asks for the reversal of an issued invoice, or of some of its lines. Its amounts are negative.
type RedDocument struct {
	// Serial identifies the request at the provider for ever, as a blue invoice's does (I4).
	Serial Serial
	// Number is that of the blue invoice.
	Number string
	// Blue is the blue invoice as it was issued, and IssuedAt the instant of it, UTC: some providers want them told again.
	Blue     Document
	IssuedAt time.Time
	Reason   RedReason
	// Lines name the blue invoice's lines by their numbers.
	Lines []Line
	Net   money.Amount
	Tax   money.Amount
	Gross money.Amount
}

// Whole reports whether all of the invoice is taken back, line by line.
func (d RedDocument) Whole() bool {
	return slices.EqualFunc(d.Lines, d.Blue.Lines, func(a, b Line) bool {
		return a.Number == b.Number && a.Net.Neg().Equal(b.Net) && a.Tax.Neg().Equal(b.Tax)
	})
}

// ReasonOf finds the reason that a provider's word stands for, in the table of its words. One that is not known is a return of what was sold.
func ReasonOf(words map[RedReason]string, word string) RedReason {
	for reason, known := range words {
		if known == word {
			return reason
		}
	}
	return RedReturn
}

// RedSerialFor computes the serial of the n-th request to red-issue an invoice; n counts from 1.
func RedSerialFor(invoiceID ids.Invoice, n int) Serial {
	return serialOf(string(invoiceID)+"/red/"+strconv.Itoa(n), 1)
}

// About names the blue invoice, and says of each line what was sold, as it stands on the blue one: providers want it told again.
func (d *RedDocument) About(blue Document) {
	d.Blue = blue
	for n, line := range d.Lines {
		for _, sold := range blue.Lines {
			if sold.Number == line.Number {
				d.Lines[n].Product, d.Lines[n].TaxCode, d.Lines[n].Category, d.Lines[n].TaxRate = sold.Product, sold.TaxCode, sold.Category, sold.TaxRate
			}
		}
	}
}
