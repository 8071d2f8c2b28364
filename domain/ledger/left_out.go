package ledger

import (
	"kaipiao/domain/ids"
	"kaipiao/domain/money"
)

// LeaveOut takes out of what an invoice covers what was refunded after it was applied for, and is outstanding of the same
// record since then (I7). It returns what is left to invoice and what was left out.
func LeaveOut(takes []Take, outstanding map[ids.Consumption]money.Amount) (rest, refunded []Take) {
	for _, take := range takes {
		cut := take
		cut.Amount = money.Min(outstanding[take.Consumption], take.Amount)
		take.Amount = take.Amount.Sub(cut.Amount)
		if cut.Amount.IsPositive() {
			refunded = append(refunded, cut)
		}
		if take.Amount.IsPositive() {
			rest = append(rest, take)
		}
	}
	return rest, refunded
}
