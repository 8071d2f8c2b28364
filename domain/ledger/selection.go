package ledger

import (
	"iter"
	"time"

	"kaipiao/domain/ids"
	"kaipiao/domain/money"
)

// Record is what is left of one consumption that can be invoiced now.
type Record struct {
	Consumption ids.Consumption
	Product     string
	TaxCode     string
	TaxRate     money.Rate
	ReleasedAt  time.Time
	// Free is the part of its cash that is neither refunded, reserved nor invoiced, in CNY.
	Free money.Amount
}

// Take is a part of a record that an application takes.
type Take struct {
	Record
	Amount money.Amount
}

// Debt is what is outstanding on one consumption: it was refunded after it had been reserved or invoiced (L7).
type Debt struct {
	Consumption ids.Consumption
	TaxCode     string
	Amount      money.Amount
}

// Records hands out the records of one account and seller that are free and released, oldest first; of one tax
// classification code, or of all codes when it is empty. Reading stops when the caller stops.
type Records func(taxCode string) iter.Seq2[Record, error]

// SelectAmount takes records for an amount: first those that pay off a debt, then the oldest (A2). When there is less
// than asked for, everything is taken; the caller compares the sum.
func SelectAmount(records Records, debts []Debt, amount money.Amount) ([]Take, error) {
	s := selection{taken: map[ids.Consumption]int{}, rest: amount}
	for _, owed := range debtByTaxCode(debts) {
		if err := s.take(records(owed.TaxCode), owed.Amount); err != nil {
			return nil, err
		}
	}
	if err := s.take(records(""), s.rest); err != nil {
		return nil, err
	}
	return s.takes, nil
}

type selection struct {
	takes []Take
	// taken is the index in takes of each record taken already, so that two passes share one take.
	taken map[ids.Consumption]int
	rest  money.Amount
}

// take takes from the records until the limit or what is still wanted is reached.
func (s *selection) take(records iter.Seq2[Record, error], limit money.Amount) error {
	wanted := money.Min(limit, s.rest)
	if !wanted.IsPositive() {
		return nil
	}
	for record, err := range records {
		if err != nil {
			return err
		}
		index, again := s.taken[record.Consumption]
		left := record.Free
		if again {
			left = left.Sub(s.takes[index].Amount)
		}
		part := money.Min(left, wanted)
		if !part.IsPositive() {
			continue
		}
		if again {
			s.takes[index].Amount = s.takes[index].Amount.Add(part)
		} else {
			s.taken[record.Consumption] = len(s.takes)
			s.takes = append(s.takes, Take{Record: record, Amount: part})
		}
		wanted, s.rest = wanted.Sub(part), s.rest.Sub(part)
		if !wanted.IsPositive() {
			return nil
		}
	}
	return nil
}

// debtByTaxCode adds debts up per tax classification code, in the order in which the codes first appear.
func debtByTaxCode(debts []Debt) []Debt {
	index := map[string]int{}
	var sums []Debt
	for _, debt := range debts {
		at, seen := index[debt.TaxCode]
		if !seen {
			at = len(sums)
			index[debt.TaxCode] = at
			sums = append(sums, Debt{TaxCode: debt.TaxCode})
		}
		sums[at].Amount = sums[at].Amount.Add(debt.Amount)
	}
	return sums
}
