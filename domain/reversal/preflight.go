package reversal

import (
	"fmt"
	"time"

	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/money"
	"kaipiao/domain/refusal"
)

// Branch is which way a request to red-issue would go (V1).
type Branch string

// The ways.
const (
	AtOnce            Branch = "at_once"
	NeedsConfirmation Branch = "needs_confirmation"
	CannotBe          Branch = "refused"
)

// PreFlight says beforehand what would become of a request to red-issue: the customer is told whether the buyer has to confirm (V1).
type PreFlight struct {
	Branch  Branch
	English string
	Chinese string
	// UsageKnown: the provider tells what the buyer has done with it. Otherwise the red-letter form itself will.
	UsageKnown bool
	// Remaining is what is left of the invoice, in CNY including tax.
	Remaining money.Amount
	// Left are its lines of which something is left, and Suggested what to take off them because it was refunded.
	Left      []invoice.Line
	Suggested []Suggestion
}

// Suggestion is how much of a line would clear what its records owe, because they were refunded after they had been invoiced (V4, L9).
type Suggestion struct {
	Line       int
	Net, Gross money.Amount
	Because    []Owed
}

// Owed is what one record owes.
type Owed struct {
	Consumption ids.Consumption
	Amount      money.Amount
}

// Foreseen is what a red-issue of some lines would come to: what is left of the invoice afterwards, and how much of what comes back
// clears debts; the rest can be invoiced again.
type Foreseen struct {
	Lines     []invoice.Line
	Remaining money.Amount
	Clears    money.Amount
}

// Refusal is the pre-flight of a request that would be refused.
func Refusal(why *refusal.Refusal, remaining money.Amount) PreFlight {
	return PreFlight{Branch: CannotBe, UsageKnown: true, English: why.English(), Chinese: why.Chinese(), Remaining: remaining}
}

// Foresee says what would become of a request to red-issue an e-invoice, after what its buyer has done with it. Within is how long a
// buyer may take to confirm.
func Foresee(id ids.Invoice, usage invoice.Usage, remaining money.Amount, within time.Duration) PreFlight {
	switch {
	case usage.Voided || usage.FullyRed:
		return Refusal(refusal.New(refusal.AlreadyReversed, "", id), money.Zero)
	case usage.Locked:
		return Refusal(refusal.New(refusal.ReversalRunning, "", id), remaining)
	case usage.Unknown:
		return PreFlight{
			Branch: NeedsConfirmation, Remaining: remaining,
			English: fmt.Sprintf("The tax provider does not tell whether the buyer has used or booked the invoice. If not, the red invoice is issued at once; "+
				"if so, the buyer has to confirm a red-letter form at the tax bureau within %.0f hours, otherwise it lapses and the invoice stays valid.",
				within.Hours()),
			Chinese: fmt.Sprintf("开票平台无法查询发票是否已用途确认或入账：若未使用，将直接开具红字发票；若已使用，购买方须在 %.0f 小时内于电子税务局确认红字信息确认单，"+
				"逾期作废，原发票继续有效。", within.Hours()),
		}
	case usage.NeedsConfirmation():
		return PreFlight{
			Branch: NeedsConfirmation, UsageKnown: true, Remaining: remaining,
			English: fmt.Sprintf("The buyer has used or booked the invoice, and has to confirm a red-letter form at the tax bureau within %.0f hours; "+
				"otherwise it lapses and the invoice stays valid.", within.Hours()),
			Chinese: fmt.Sprintf("发票已用途确认或已入账，购买方须在 %.0f 小时内于电子税务局确认红字信息确认单，逾期作废，原发票继续有效。", within.Hours()),
		}
	default:
		return PreFlight{
			Branch: AtOnce, UsageKnown: true, Remaining: remaining,
			English: "The buyer has neither used nor booked the invoice; the red invoice is issued at once.", Chinese: "发票未用途确认且未入账，将直接开具红字发票。",
		}
	}
}
