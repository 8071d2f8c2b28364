package customer

import (
	"net/url"

	"kaipiao/api"
	"kaipiao/console/page"
	"kaipiao/console/words"
	"kaipiao/domain/invoice"
	"kaipiao/domain/money"
)

// finding is how a table of records is narrowed and sorted, as it stands in the address.
type finding struct {
	Seller, Subject                           string
	Counts, Product, TaxCode, From, To, Order string
	Cursor                                    string
}

func findingOf(v *page.Visit) finding {
	f := finding{
		Seller: v.Form("seller"), Subject: v.Form("subject"), Counts: v.Form("counts"), Product: v.Form("product"), TaxCode: v.Form("tax_code"),
		From: v.Form("from"), To: v.Form("to"), Order: v.Form("order"), Cursor: v.Form("cursor"),
	}
	if f.Seller == "" {
		f.Seller = string(invoice.Platform)
	}
	return f
}

// narrowed reports whether there may be more than is shown.
func (f finding) narrowed() bool {
	return f.Product != "" || f.TaxCode != "" || f.From != "" || f.To != ""
}

// query is what the API is asked, with changes: names and values in turn.
func (f finding) query(changes ...string) string {
	values := url.Values{}
	for name, value := range map[string]string{
		"seller": f.Seller, "subject": f.Subject, "counts": f.Counts, "product": f.Product, "tax_code": f.TaxCode, "from": f.From, "to": f.To,
		"order": f.Order, "cursor": f.Cursor,
	} {
		if value != "" {
			values.Set(name, value)
		}
	}
	for n := 0; n+1 < len(changes); n += 2 {
		values.Del(changes[n])
		if changes[n+1] != "" {
			values.Set(changes[n], changes[n+1])
		}
	}
	return values.Encode()
}

// recordsFound are a page of them, with what all pages have together.
type recordsFound struct {
	finding
	Page page.List[api.Record]
	Sums api.RecordSummary
	// Problem is what is wrong with a filter.
	Problem *page.Problem
}

// find reads the records that the address asks for. A filter that cannot be read is said beside it.
func find(v *page.Visit, f finding) (recordsFound, error) {
	found := recordsFound{finding: f}
	order := f.Order
	if order == "" {
		order = "latest"
	}
	err := v.Get(accountPath(v)+"/invoiceable/records?"+f.query("order", order, "limit", "50"), &found.Page)
	if err == nil {
		err = v.Get(accountPath(v)+"/invoiceable/records/summary?"+f.query("order", "", "cursor", "", "counts", ""), &found.Sums)
	}
	if err != nil && v.Refused(err) {
		found.Problem, v.Problem = v.Problem, nil
		return found, nil
	}
	return found, err
}

// tabOf is a tab of the table of records.
type tabOf struct {
	Counts string
	Says   words.Text
	Sum    api.Summary
}

func (f recordsFound) tabs() []tabOf {
	return []tabOf{
		{"invoiceable", tabInvoiceable, f.Sums.Invoiceable},
		{"not_yet", tabNotYet, f.Sums.NotYet},
		{"outstanding", tabOutstanding, f.Sums.Outstanding},
		{"none", tabNone, f.Sums.None},
		{"", tabAll, f.Sums.All},
	}
}

// tab is the one that is shown; nil for all records.
func (f recordsFound) tab() *tabOf {
	for _, tab := range f.tabs() {
		if tab.Counts == f.Counts && tab.Counts != "" {
			return &tab
		}
	}
	return nil
}

// sum is that of the tab that is shown. Among all records, what can be invoiced now is summed up, as the amount above them is.
func (f recordsFound) sum() api.Summary {
	if tab := f.tab(); tab != nil {
		return tab.Sum
	}
	return api.Summary{Count: f.Sums.All.Count, Capped: f.Sums.All.Capped, Amount: f.Sums.Invoiceable.Amount}
}

// later is what of all records can be invoiced later; nil on the other tabs, and where there is none.
func (f recordsFound) later() *money.Amount {
	if amount := f.Sums.NotYet.Amount; f.tab() == nil && amount != nil && !amount.IsZero() {
		return amount
	}
	return nil
}

// tickable: of the record something can be invoiced now.
func tickable(r api.Record) bool { return r.Counts == "whole" || r.Counts == "part" }
