package customer

import (
	"net/url"

	"kaipiao/api"
	"kaipiao/console/page"
	"kaipiao/domain/invoice"
)

// planning is what the offset planner shows.
type planning struct {
	Seller  string
	Balance api.Balance
	Plan    api.OffsetPlan
}

// offsetPage is the planner: whether the balance can be withdrawn, and the ways to get rid of what is outstanding (L8 to L10).
func offsetPage(v *page.Visit) error {
	p := planning{Seller: findingOf(v).Seller}
	of := "?" + url.Values{"seller": {p.Seller}}.Encode()
	if err := v.Get(accountPath(v)+"/invoiceable"+of, &p.Balance); err != nil {
		return err
	}
	if err := v.Get(accountPath(v)+"/offset-plan"+of, &p.Plan); err != nil {
		return err
	}
	return v.Show(offsetTitle, offsetView(v, p))
}

// records are those that clear what is outstanding, for the first step.
func (p *planning) records() string {
	values := url.Values{"by": {byRecords}, "seller": {p.Seller}}
	for _, code := range p.Plan.ByTaxCode {
		for _, record := range code.Clears {
			if len(values["record"]) < mostLinked {
				values.Add("record", string(record.Consumption))
			}
		}
	}
	return "/console/apply?" + values.Encode()
}

// mostLinked is how many records an address names at most.
const mostLinked = 100

// redIssue leads to what undoes an invoice: paper goes by a ticket.
func redIssue(r api.OffsetReversal) string {
	if r.Medium == invoice.Paper {
		return "/console/tickets/new?" + url.Values{"kind": {"void"}, "invoice": {string(r.Invoice)}}.Encode()
	}
	return "/console/invoices/" + url.PathEscape(string(r.Invoice)) + "/red-issue"
}
