package desk

import (
	"encoding/json"
	"net/url"
	"slices"

	"kaipiao/api"
	"kaipiao/console/page"
	"kaipiao/console/words"
	"kaipiao/domain/application"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/money"
)

// invoiceFilters are all that the list of invoices is narrowed by (P6).
var invoiceFilters = []string{
	"number", "title", "taxpayer_id", "account", "status", "waiting_for", "kind", "medium", "seller", "amount_from", "tracking_number", "serial", "from", "to",
}

// invoiceList is the list of all invoices, as it is narrowed.
type invoiceList struct {
	Items page.List[api.Invoice]
	Count *api.Summary
}

// showInvoices lists all invoices.
func showInvoices(v *page.Visit) error {
	query := asked(v, invoiceFilters)
	var list invoiceList
	if err := v.Get("/v1/invoices?"+query.Encode(), &list.Items); v.Refused(err) {
		return v.ShowAs(v.Status(), invoicesTitle, invoicesPage(v, list))
	} else if err != nil {
		return err
	}
	list.Count = summed(v, "/v1/invoices", query)
	return v.Show(invoicesTitle, invoicesPage(v, list))
}

// invoiceObject is everything about one invoice.
type invoiceObject struct {
	api.Invoice
	History []api.Event
	Trail   page.List[api.AuditEntry]
	Proof   api.Proof
	// Right is the correction of a tracking number as it was filled in.
	Right shippingCorrection
	// Sent is where files are to be sent, as it was filled in.
	Sent filesDelivery
}

func showInvoice(v *page.Visit) error {
	o, err := invoiceObjectOf(v)
	if err != nil {
		return err
	}
	return v.Show(invoiceTitle.With(numberOrID(o.Invoice)), invoicePage(v, o))
}

func invoiceObjectOf(v *page.Visit) (o invoiceObject, err error) {
	id := v.Path("invoice")
	path := "/v1/invoices/" + url.PathEscape(id)
	if err := v.Get(path, &o.Invoice); err != nil {
		return o, err
	}
	if o.History, err = eventsOf(v, path+"/timeline"); err != nil {
		return o, err
	}
	if o.Trail, err = trailOf(v, "invoice/"+id); err != nil {
		return o, err
	}
	return o, v.Get(path+"/proof", &o.Proof)
}

// trailOf is what the audit trail says of an object.
func trailOf(v *page.Visit, object string) (found page.List[api.AuditEntry], err error) {
	query := url.Values{"object": {object}, "limit": {"200"}}
	if cursor := v.Form("trail"); cursor != "" {
		query.Set("cursor", cursor)
	}
	return found, v.Get("/v1/audit?"+query.Encode(), &found)
}

// passInvoiceFile hands out a file of an invoice.
func passInvoiceFile(v *page.Visit) error {
	return v.API().Pass(v.W, v.R, v.Who, "/v1/invoices/"+url.PathEscape(v.Path("invoice"))+"/files/"+url.PathEscape(v.Path("format")))
}

// applicationObject is everything about one application.
type applicationObject struct {
	api.ReviewCase
	Trail page.List[api.AuditEntry]
}

func showApplication(v *page.Visit) error {
	var o applicationObject
	id := v.Path("application")
	if err := v.Get("/v1/applications/"+url.PathEscape(id)+"/review", &o.ReviewCase); err != nil {
		return err
	}
	var err error
	if o.Trail, err = trailOf(v, "application/"+id); err != nil {
		return err
	}
	return v.Show(applicationTitle.With(short(id)), applicationPage(v, o))
}

// accountObject is everything about one account.
type accountObject struct {
	api.Account
	Balance      api.Balance
	Invoices     []api.Invoice
	Applications []api.Application
	Tickets      []api.Ticket
	Trail        page.List[api.AuditEntry]
}

func showAccount(v *page.Visit) error {
	var o accountObject
	id := v.Path("account")
	path := "/v1/accounts/" + url.PathEscape(id)
	if err := v.Get(path, &o.Account); err != nil {
		return err
	}
	if err := v.Get(path+"/invoiceable", &o.Balance); err != nil {
		return err
	}
	var invoiced page.List[api.Invoice]
	var appliedFor page.List[api.Application]
	if err := v.Get(path+"/invoices?limit=20", &invoiced); err != nil {
		return err
	}
	if err := v.Get(path+"/applications?limit=20", &appliedFor); err != nil {
		return err
	}
	opened, err := ticketsOf(v, url.Values{"account": {id}, "limit": {"20"}})
	if err != nil {
		return err
	}
	if o.Trail, err = trailOf(v, "account/"+id); err != nil {
		return err
	}
	o.Invoices, o.Applications, o.Tickets = invoiced.Items, appliedFor.Items, opened
	return v.Show(accountTitle.With(id), accountPage(v, o))
}

// numberOrID is what an invoice is called: by its number, or by the end of its id before it has one.
func numberOrID(i api.Invoice) string {
	if i.Number != nil {
		return *i.Number
	}
	return short(string(i.ID))
}

// linesOf names what is sold.
func linesOf(v *page.Visit, lines []invoice.Line) string {
	var names []string
	for _, line := range lines {
		if !slices.Contains(names, line.Product) {
			names = append(names, line.Product)
		}
	}
	const shown = 3
	if len(names) > shown {
		return v.Text(andMore.With(words.Joined("、", ", ", texts(names[:shown])...), len(names)-shown))
	}
	return v.Text(words.Joined("、", ", ", texts(names)...))
}

func texts(names []string) []words.Text {
	said := make([]words.Text, len(names))
	for n, name := range names {
		said[n] = words.Same(name)
	}
	return said
}

// rate writes a tax rate as people do: "6%".
func rate(r money.Rate) string { return r.Percent() }

// statusChoices are the statuses of invoices, for the filter.
func statusChoices() (choices []page.Choice) {
	for _, one := range invoice.Life.States {
		choices = append(choices, page.Choice{Value: string(one.Name), Says: page.InvoiceState(one.Name).Says})
	}
	return choices
}

var certifications = map[invoice.CertificationType]words.Text{
	invoice.Uncertified:  {ZH: "未认证", EN: "Not certified"},
	invoice.Individual:   {ZH: "个人", EN: "Individual"},
	invoice.Enterprise:   {ZH: "企业", EN: "Enterprise"},
	invoice.Organization: {ZH: "其他组织", EN: "Organization"},
}

var regions = map[application.Region]words.Text{
	application.Mainland: {ZH: "中国大陆", EN: "Mainland"},
	application.HongKong: {ZH: "中国香港", EN: "Hong Kong"},
	application.Overseas: {ZH: "海外", EN: "Overseas"},
}

// invoicesOf is the list of one account's invoices.
func invoicesOf(account ids.Account) string {
	return invoices + "?account=" + url.QueryEscape(string(account))
}

// written is a value of the audit trail as people read it.
func written(value any) string {
	if value == nil {
		return "∅"
	}
	if text, is := value.(string); is {
		return text
	}
	said, err := json.Marshal(value)
	if err != nil {
		return "?"
	}
	return string(said)
}
