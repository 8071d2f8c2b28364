package application

import (
	"fmt"

	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/ledger"
	"kaipiao/domain/money"
	"kaipiao/domain/policy"
	"kaipiao/domain/refusal"
)

// Plan is what an application would do: the debts it pays off and the invoices that come of the rest (L10, A7).
type Plan struct {
	// Gross is everything selected, Offset what pays off debts, Total what is invoiced: Total = Gross − Offset. In CNY.
	Gross         money.Amount
	Offset        money.Amount
	Total         money.Amount
	Offsets       []ledger.Offset
	Invoices      []PlannedInvoice
	RoundingDrift money.Amount
}

// Selection is what the ledger offers for a request: the records taken, and all debts of the same seller.
type Selection struct {
	Takes []ledger.Take
	Debts []ledger.Debt
	// Available is what the whole account could take at this moment; a refusal tells it.
	Available money.Amount
}

// MakePlan turns a selection into a plan, or says why applying is blocked.
func MakePlan(p policy.Policy, request Request, selection Selection) (Plan, refusal.List) {
	plan := Plan{Gross: ledger.Total(selection.Takes)}
	if request.Amount != nil && plan.Gross.Less(*request.Amount) {
		return plan, refusal.List{refusal.New(refusal.NotEnoughAvailable, "amount", selection.Available)}
	}
	rest, offsets, shortfalls := ledger.PayOff(selection.Takes, selection.Debts)
	var refused refusal.List
	for _, s := range shortfalls {
		refused = append(refused, notCovered("amount", request.Seller, s))
	}
	if len(refused) > 0 {
		return plan, refused
	}
	if request.Kind == invoice.Special {
		if refused := refuseUntaxed(rest); len(refused) > 0 {
			return plan, refused
		}
	}
	plan.Offsets = offsets
	plan.Total = ledger.Total(rest)
	plan.Offset = plan.Gross.Sub(plan.Total)
	if plan.Total.IsPositive() && plan.Total.Less(p.Limits.Minimum) {
		return plan, refusal.List{refusal.New(refusal.BelowMinimum, "amount", p.Limits.Minimum)}
	}
	limit := p.Limits.Cap(request.Medium)
	most := limit.Times(p.Limits.Invoices)
	tooMany := refusal.List{refusal.New(refusal.TooManyInvoices, "amount", p.Limits.Invoices, most)}
	// Asked before splitting: of an absurd amount that would make millions of invoices.
	if most.Less(plan.Total) {
		return plan, tooMany
	}
	if plan.Total.IsPositive() {
		plan.Invoices = Split(rest, limit, p.Limits.Lines)
	}
	if len(plan.Invoices) > p.Limits.Invoices {
		return plan, tooMany
	}
	plan.RoundingDrift = RoundingDrift(plan.Invoices)
	return plan, nil
}

// refuseUntaxed names what bears no tax: no special invoice is issued for it (VAT regulations, article 37).
func refuseUntaxed(takes []ledger.Take) refusal.List {
	var refused refusal.List
	for _, take := range takes {
		if !take.TaxRate.Taxed() {
			refused = append(refused, refusal.New(refusal.SpecialNeedsTax, "kind", take.Consumption, take.TaxRate))
		}
	}
	return refused
}

// InvoiceID names the n-th invoice of an application, counting from 1. It is computed from the plan, so that a retry
// finds the same invoice.
func InvoiceID(applicationID ids.Application, n int) ids.Invoice {
	return ids.Invoice(fmt.Sprintf("%s-%d", applicationID, n))
}
