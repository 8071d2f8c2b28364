package document

import (
	"slices"

	"kaipiao/domain/calendar"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/money"
)

// Proforma is a pro-forma invoice (形式发票): what overseas and Hong Kong enterprises get instead of a VAT invoice (A9).
type Proforma struct {
	Number string
	// Reference is what it answers, such as a ticket; may be empty.
	Reference string
	Date      calendar.Date
	// Account is the customer's account with us; may be empty.
	Account ids.Account
	Seller  invoice.Party
	// SellerNameEN and SellerAddressEN stand below their Chinese spelling; may be empty.
	SellerNameEN    string
	SellerAddressEN string
	Customer        invoice.Party
	Lines           []ProformaLine
	Remark          string
}

// ProformaLine is one order or bill. Amount is in CNY including tax.
type ProformaLine struct {
	Product string
	Period  Period
	TaxRate money.Rate
	Amount  money.Amount
}

// RateTotal is everything at one tax rate, in CNY: Net + Tax = Gross.
type RateTotal struct {
	TaxRate money.Rate
	Net     money.Amount
	Tax     money.Amount
	Gross   money.Amount
}

// Total is the sum of the lines, including tax.
func (p Proforma) Total() money.Amount {
	total := money.Zero
	for _, line := range p.Lines {
		total = total.Add(line.Amount)
	}
	return total
}

// ByRate adds the lines up for each tax rate, the lowest first. Tax is taken out of the sums, not of the lines: sums
// come before rounding.
func (p Proforma) ByRate() []RateTotal {
	totals := []RateTotal{}
	for _, line := range p.Lines {
		at, found := slices.BinarySearchFunc(totals, line.TaxRate, func(total RateTotal, rate money.Rate) int {
			return total.TaxRate.Cmp(rate)
		})
		if !found {
			totals = slices.Insert(totals, at, RateTotal{TaxRate: line.TaxRate})
		}
		totals[at].Gross = totals[at].Gross.Add(line.Amount)
	}
	for i := range totals {
		totals[i].Net = totals[i].TaxRate.Net(totals[i].Gross)
		totals[i].Tax = totals[i].Gross.Sub(totals[i].Net)
	}
	return totals
}
