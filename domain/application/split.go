package application

import (
	"slices"

	"kaipiao/domain/invoice"
	"kaipiao/domain/ledger"
	"kaipiao/domain/money"
)

// PlannedInvoice is one invoice that will come of an application.
type PlannedInvoice struct {
	TaxRate money.Rate
	Lines   []invoice.Line
	Gross   money.Amount
	Net     money.Amount
	Tax     money.Amount
	// Takes are the parts of records that this invoice covers.
	Takes []ledger.Take
}

// Split divides takes into the fewest invoices: one tax rate each, "full" ones first, none above the cap, none with
// more lines than the bureau accepts (A7).
func Split(takes []ledger.Take, limit money.Amount, maxLines int) []PlannedInvoice {
	var invoices []PlannedInvoice
	for _, sameRate := range byTaxRate(takes) {
		for _, covered := range fill(sameRate, limit, maxLines) {
			invoices = append(invoices, PlanInvoice(covered))
		}
	}
	return invoices
}

// byTaxRate groups takes by their rate, lowest first, keeping their order within a rate.
func byTaxRate(takes []ledger.Take) [][]ledger.Take {
	var groups [][]ledger.Take
	for _, take := range takes {
		at := slices.IndexFunc(groups, func(g []ledger.Take) bool { return g[0].TaxRate.Equal(take.TaxRate) })
		if at < 0 {
			groups = append(groups, []ledger.Take{take})
			continue
		}
		groups[at] = append(groups[at], take)
	}
	slices.SortStableFunc(groups, func(a, b []ledger.Take) int { return a[0].TaxRate.Cmp(b[0].TaxRate) })
	return groups
}

// fill cuts takes of one rate into portions of at most the limit, each as full as can be.
func fill(takes []ledger.Take, limit money.Amount, maxLines int) [][]ledger.Take {
	var portions [][]ledger.Take
	var current []ledger.Take
	room, lines := limit, map[lineKey]bool{}
	closePortion := func() {
		portions = append(portions, current)
		current, room, lines = nil, limit, map[lineKey]bool{}
	}
	for _, take := range takes {
		for take.Amount.IsPositive() {
			key := keyOf(take)
			if !room.IsPositive() || (!lines[key] && len(lines) == maxLines) {
				closePortion()
			}
			part := take
			part.Amount = money.Min(take.Amount, room)
			current = append(current, part)
			lines[key] = true
			room, take.Amount = room.Sub(part.Amount), take.Amount.Sub(part.Amount)
		}
	}
	return append(portions, current)
}

// lineKey is what one line of an invoice stands for.
type lineKey struct{ product, taxCode string }

func keyOf(take ledger.Take) lineKey { return lineKey{take.Product, take.TaxCode} }

// PlanInvoice makes the lines of one invoice: takes of the same product and tax classification code share a line.
func PlanInvoice(takes []ledger.Take) PlannedInvoice {
	p := PlannedInvoice{TaxRate: takes[0].TaxRate, Takes: takes}
	index := map[lineKey]int{}
	for _, take := range takes {
		at, seen := index[keyOf(take)]
		if !seen {
			at = len(p.Lines)
			index[keyOf(take)] = at
			p.Lines = append(p.Lines, invoice.Line{Product: take.Product, TaxCode: take.TaxCode, TaxRate: take.TaxRate})
		}
		p.Lines[at].Gross = p.Lines[at].Gross.Add(take.Amount)
		p.Gross = p.Gross.Add(take.Amount)
	}
	p.Net = p.TaxRate.Net(p.Gross)
	p.Tax = p.Gross.Sub(p.Net)
	p.Lines = settleTax(p.Lines)
	return p
}

// RoundingDrift is how much more tax the invoices carry together than one invoice for everything of the same rate
// would: each invoice is rounded on its own (A8).
func RoundingDrift(invoices []PlannedInvoice) money.Amount {
	drift := money.Zero
	gross := map[string]money.Amount{}
	rates := map[string]money.Rate{}
	for _, p := range invoices {
		key := p.TaxRate.String()
		rates[key] = p.TaxRate
		gross[key] = gross[key].Add(p.Gross)
		drift = drift.Add(p.Tax)
	}
	for key, total := range gross {
		drift = drift.Sub(total.Sub(rates[key].Net(total)))
	}
	return drift
}
