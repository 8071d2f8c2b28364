package ledger

import (
	"kaipiao/domain/ids"
	"kaipiao/domain/money"
)

// Offset pays a debt of one consumption with a free amount of another of the identical tax classification code (L9).
type Offset struct {
	From    ids.Consumption
	To      ids.Consumption
	TaxCode string
	Amount  money.Amount
}

// Shortfall is a tax classification code whose debt the selection does not cover; it blocks the application (L10).
type Shortfall struct {
	TaxCode     string
	Outstanding money.Amount
	Selected    money.Amount
}

// PayOff lets the selection pay every debt, each code only with its own (L9), and returns what is left to invoice. A
// code that is not covered is reported as a shortfall; then nothing may be done (L10).
func PayOff(takes []Take, debts []Debt) (rest []Take, offsets []Offset, shortfalls []Shortfall) {
	rest = append([]Take(nil), takes...)
	for _, owed := range debtByTaxCode(debts) {
		selected := money.Zero
		for _, take := range takes {
			if take.TaxCode == owed.TaxCode {
				selected = selected.Add(take.Amount)
			}
		}
		if selected.Less(owed.Amount) {
			shortfalls = append(shortfalls, Shortfall{TaxCode: owed.TaxCode, Outstanding: owed.Amount, Selected: selected})
		}
	}
	if len(shortfalls) > 0 {
		return nil, nil, shortfalls
	}
	for _, debt := range debts {
		offsets = append(offsets, payOne(rest, debt)...)
	}
	return withoutEmpty(rest), offsets, nil
}

// payOne pays one debt out of the takes of its code, in their order, and reduces them.
func payOne(takes []Take, debt Debt) []Offset {
	var offsets []Offset
	for i := range takes {
		part := money.Min(takes[i].Amount, debt.Amount)
		if takes[i].TaxCode != debt.TaxCode || !part.IsPositive() {
			continue
		}
		takes[i].Amount = takes[i].Amount.Sub(part)
		debt.Amount = debt.Amount.Sub(part)
		offsets = append(offsets, Offset{From: takes[i].Consumption, To: debt.Consumption, TaxCode: debt.TaxCode, Amount: part})
	}
	return offsets
}

func withoutEmpty(takes []Take) []Take {
	var rest []Take
	for _, take := range takes {
		if take.Amount.IsPositive() {
			rest = append(rest, take)
		}
	}
	return rest
}

// Total adds up what was taken.
func Total(takes []Take) money.Amount {
	total := money.Zero
	for _, take := range takes {
		total = total.Add(take.Amount)
	}
	return total
}
