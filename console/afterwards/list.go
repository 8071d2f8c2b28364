package afterwards

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"kaipiao/api"
	"kaipiao/console/format"
	"kaipiao/console/page"
	"kaipiao/console/words"
	"kaipiao/domain/application"
	"kaipiao/domain/invoice"
)

// viewApplied is the view of applications, also of those that have come to no invoice.
const viewApplied = "applications"

// listFilters are what the list is narrowed by, as the address says it.
var listFilters = []string{"number", "title", "status", "from", "to", "kind", "medium", "seller", "tracking_number", "amount_from"}

// pageSizes are how many rows a page may have.
var pageSizes = []string{"20", "50", "100"}

type listPage struct {
	View     string
	Invoices page.List[api.Invoice]
	// Pending are applications under review, which stand above the first page: they have no invoices yet.
	Pending []api.Application
	Summary api.InvoiceSummary
	Applied api.Summary
	// Applications is the list of the view of applications.
	Applications page.List[api.Application]
	Balance      api.Balance
	// Chosen are the invoices that are ticked, on all pages.
	Chosen choice
}

// account is the path of the visitor's own account.
func account(v *page.Visit) string { return "/v1/accounts/" + url.PathEscape(string(v.Account)) }

// listInvoices shows what was applied for and what has become of it (desk.md 3.3).
func listInvoices(v *page.Visit) error {
	l := listPage{View: viewOf(v)}
	if err := l.read(v); err != nil {
		if !v.Refused(err) {
			return err
		}
		l.Invoices, l.Pending = page.List[api.Invoice]{}, nil
	}
	return v.ShowAs(v.Status(), listTitle, invoiceListPage(v, l))
}

func (l *listPage) read(v *page.Visit) (err error) {
	if l.Chosen, _, err = chosen(v); err != nil {
		return err
	}
	narrowed := listQuery(v)
	if err := v.Get(account(v)+"/invoices/summary?"+onlyInvoices(narrowed, "").Encode(), &l.Summary); err != nil {
		return err
	}
	if err := v.Get(account(v)+"/applications/summary?"+onlyApplications(narrowed).Encode(), &l.Applied); err != nil {
		return err
	}
	if l.View == viewApplied {
		return v.Get(account(v)+"/applications?"+merged(onlyApplications(narrowed), paged(v)).Encode(), &l.Applications)
	}
	if l.Summary.ByView.All.Count == 0 && !l.narrowed(v) {
		if err := v.Get(account(v)+"/invoiceable", &l.Balance); err != nil {
			return err
		}
	}
	if l.showsPending(v) {
		pending := merged(onlyApplications(narrowed), url.Values{"order": {"latest"}, "limit": {"20"}, "status": {string(application.PendingApproval)}})
		var found page.List[api.Application]
		if err := v.Get(account(v)+"/applications?"+pending.Encode(), &found); err != nil {
			return err
		}
		l.Pending = found.Items
	}
	l.Invoices, err = invoicesHere(v)
	return err
}

// paged is which page of the list the address names, and how long it is.
func paged(v *page.Visit) url.Values {
	query := url.Values{"order": {"latest"}, "limit": {sizeOf(v)}}
	if cursor := v.Form("cursor"); cursor != "" {
		query.Set("cursor", cursor)
	}
	return query
}

// invoicesHere are the invoices of that page.
func invoicesHere(v *page.Visit) (found page.List[api.Invoice], err error) {
	err = v.Get(account(v)+"/invoices?"+merged(onlyInvoices(listQuery(v), viewOf(v)), paged(v)).Encode(), &found)
	return found, err
}

// showsPending: above the first page, where no filter asks for what an application cannot have yet.
func (l *listPage) showsPending(v *page.Visit) bool {
	if (l.View != "all" && l.View != "under_way") || v.Form("cursor") != "" {
		return false
	}
	for _, name := range []string{"number", "status", "from", "to", "tracking_number"} {
		if v.Form(name) != "" {
			return false
		}
	}
	return true
}

// narrowed reports whether a filter is set.
func (l *listPage) narrowed(v *page.Visit) bool {
	for _, name := range listFilters {
		if v.Form(name) != "" {
			return true
		}
	}
	return false
}

// moreFilters reports whether one of those is set that are folded away.
func moreFilters(v *page.Visit) bool {
	for _, name := range listFilters[5:] {
		if v.Form(name) != "" {
			return true
		}
	}
	return false
}

func (l *listPage) empty() bool {
	return len(l.Invoices.Items) == 0 && len(l.Pending) == 0 && len(l.Applications.Items) == 0
}

func viewOf(v *page.Visit) string {
	switch view := v.Form("view"); view {
	case "under_way", "needs_you", "issued", "undone", viewApplied:
		return view
	default:
		return "all"
	}
}

func sizeOf(v *page.Visit) string {
	if slices.Contains(pageSizes, v.Form("limit")) {
		return v.Form("limit")
	}
	return pageSizes[0]
}

// listQuery is what the API is asked for: the filters, with numbers as they are without blanks and amounts as it takes them.
func listQuery(v *page.Visit) url.Values {
	query := url.Values{}
	for _, name := range listFilters {
		value := v.Form(name)
		switch name {
		case "number", "tracking_number":
			value = strings.Join(strings.Fields(value), "")
		case "amount_from":
			if value != "" {
				value = format.TypedAmount(value)
			}
		}
		if value != "" {
			query.Set(name, value)
		}
	}
	return query
}

func onlyInvoices(narrowed url.Values, view string) url.Values {
	query := merged(narrowed, nil)
	if view != "" {
		query.Set("view", view)
	}
	if !slices.Contains(listedStates, invoice.Status(query.Get("status"))) {
		query.Del("status")
	}
	return query
}

func onlyApplications(narrowed url.Values) url.Values {
	query := merged(narrowed, nil)
	if !slices.Contains(appliedStates, application.Status(query.Get("status"))) {
		query.Del("status")
	}
	return query
}

// listedStates are those that the list can be narrowed to.
var listedStates = []invoice.Status{
	invoice.Approved, invoice.Issued, invoice.Shipped, invoice.Delivered, invoice.PartlyRedIssued, invoice.RedIssued, invoice.Voided, invoice.Failed,
	invoice.Cancelled,
}

// appliedStates are those of applications.
var appliedStates = []application.Status{
	application.PendingApproval, application.Approved, application.Rejected, application.Cancelled, application.Offset,
}

func merged(one, other url.Values) url.Values {
	all := url.Values{}
	for _, values := range []url.Values{one, other} {
		for name, of := range values {
			all[name] = of
		}
	}
	return all
}

// counted writes how many there are, as far as they are counted.
func counted(s api.Summary) words.Text {
	if s.Capped || s.Count > 999 {
		return listMore.With(999)
	}
	return words.Same(strconv.Itoa(s.Count))
}

type tab struct {
	View  string
	Says  words.Text
	Count words.Text
}

func (l *listPage) tabs() []tab {
	of := l.Summary.ByView
	return []tab{
		{"all", listAll, counted(of.All)},
		{"under_way", listUnderWay, counted(of.UnderWay)},
		{"needs_you", listNeedsYou, counted(of.NeedsYou)},
		{"issued", listIssued, counted(of.Issued)},
		{"undone", listUndone, counted(of.Undone)},
		{viewApplied, listApplied, counted(l.Applied)},
	}
}

// matching are how many the present view has on all its pages.
func (l *listPage) matching() api.Summary {
	of := l.Summary.ByView
	switch l.View {
	case "under_way":
		return of.UnderWay
	case "needs_you":
		return of.NeedsYou
	case "issued":
		return of.Issued
	case "undone":
		return of.Undone
	default:
		return l.Summary.Summary
	}
}

// exportDays are the days of a file: those of the list, and all there are where it has none.
func exportDays(v *page.Visit) (from, to string) {
	return cmp.Or(v.Form("from"), "2000-01-01"), cmp.Or(v.Form("to"), format.DayOf(v.Now))
}

// downloadMany asks for a file of the chosen invoices, or of all that match, and shows where it is being made (P6, P8 of the design).
func downloadMany(v *page.Visit) error {
	body := map[string]any{"what": "invoices", "format": v.Form("format")}
	if v.Form("which") == "all" {
		body["from"], body["to"] = exportDays(v)
		filter := map[string]any{}
		for name, values := range onlyInvoices(listQuery(v), viewOf(v)) {
			if name != "from" && name != "to" {
				filter[name] = values[0]
			}
		}
		body["filter"] = filter
	} else {
		ticked, err := tick(v)
		if err != nil {
			return err
		}
		if len(ticked.Invoices) == 0 {
			v.Problem = &page.Problem{Problem: api.Problem{Status: http.StatusUnprocessableEntity, Detail: bulkNone.EN, DetailZH: bulkNone.ZH}}
			return listAgain(v)
		}
		body["invoices"] = ticked.ids()
	}
	var asked api.Export
	if err := v.Call(http.MethodPost, "/v1/exports", body, &asked, "Idempotency-Key", v.Form("key")); err != nil {
		if !v.Refused(err) {
			return err
		}
		return listAgain(v)
	}
	return v.Go("/console/exports/" + url.PathEscape(string(asked.ID)))
}

// listAgain shows the list with what is wrong with the form.
func listAgain(v *page.Visit) error {
	l := listPage{View: viewOf(v)}
	if err := l.read(v); err != nil {
		return err
	}
	return v.ShowAs(v.Status(), listTitle, invoiceListPage(v, l))
}
