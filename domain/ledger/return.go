package ledger

import (
	"kaipiao/domain/ids"
	"kaipiao/domain/money"
)

// Returned is what comes back of one record from an invoice that is undone, and where it goes: to Outstanding, where it
// clears a debt of that record, or to Free (L9, V4).
type Returned struct {
	Take
	To Bucket
}

// Return gives back an amount of those of an invoice's records that belong to one of its lines. Those that have a debt
// come first, as far as it goes; then the others, in their order. Covered and outstanding are reduced by what is returned,
// so that the next line finds what is left.
func Return(covered []Take, outstanding map[ids.Consumption]money.Amount, belongs func(Record) bool, amount money.Amount) []Returned {
	var back []Returned
	give := func(take *Take, part money.Amount, to Bucket) {
		if !part.IsPositive() {
			return
		}
		returned := *take
		returned.Amount = part
		back = append(back, Returned{Take: returned, To: to})
		take.Amount, amount = take.Amount.Sub(part), amount.Sub(part)
	}
	for _, to := range []Bucket{Outstanding, Free} {
		for i := range covered {
			take := &covered[i]
			if !belongs(take.Record) {
				continue
			}
			part := money.Min(take.Amount, amount)
			if to == Outstanding {
				part = money.Min(part, outstanding[take.Consumption])
				outstanding[take.Consumption] = outstanding[take.Consumption].Sub(part)
			}
			give(take, part, to)
		}
	}
	return back
}
