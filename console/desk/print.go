package desk

import (
	"net/url"

	"kaipiao/access"
	"kaipiao/api"
	"kaipiao/console/page"
	"kaipiao/console/printlist"
	"kaipiao/console/words"
	ofinvoices "kaipiao/office/invoices"
)

const printing = home + "/print"

// openPrinting adds the rooms of the print desk.
func openPrinting(open func(string, page.Room)) {
	open("GET "+printing, showPrinting)
	open("GET "+printing+"/list", showPrintList)
	open("GET "+printing+"/list.xlsx", passPrintList)
	open("POST "+printing+"/shipments", scanShipments)
	open("POST "+printing+"/sheets", recordSheets)
}

// printTab is one step of the print desk.
type printTab struct {
	Name  string
	Says  words.Text
	Empty words.Text
	query []string
}

// sentTab lists what is on its way, and what arrived.
const sentTab = "sent"

var printSteps = []printTab{
	{string(ofinvoices.ToPrint), tabToPrint, printEmpty, []string{"print", string(ofinvoices.ToPrint), "order", "due"}},
	{string(ofinvoices.ToShip), tabToShip, shipEmpty, []string{"print", string(ofinvoices.ToShip), "order", "due"}},
	{string(ofinvoices.ToSendAgain), tabToSendAgain, againEmpty, []string{"print", string(ofinvoices.ToSendAgain)}},
	{sentTab, tabSent, sentEmpty, []string{"status", "shipped,delivered", "medium", "paper"}},
}

// printDesk is the page of one step.
type printDesk struct {
	Tab    printTab
	Counts map[string]*api.Summary
	List   page.List[api.Invoice]
	// May: the visitor prints and ships.
	May    bool
	Sheets sheetsForm
	Scans  scanForm
	Done   words.Text
}

// Scanning reports whether papers are scanned in this step.
func (d printDesk) Scanning() bool {
	return d.May && (d.Tab.Name == string(ofinvoices.ToShip) || d.Tab.Name == string(ofinvoices.ToSendAgain))
}

func showPrinting(v *page.Visit) error {
	d, err := printDeskOf(v, v.Form("tab"))
	if err != nil {
		return err
	}
	if n := v.Form("recorded"); n != "" && isShort(n) {
		d.Done = scanned.With(n)
	}
	return v.Show(printTitle, printPage(v, d))
}

// isShort reports whether a text is a number of a few digits, so that an address says nothing of its own.
func isShort(text string) bool {
	for _, r := range text {
		if r < '0' || r > '9' {
			return false
		}
	}
	return len(text) <= 4
}

func printDeskOf(v *page.Visit, tab string) (printDesk, error) {
	d := printDesk{Tab: printSteps[0], Counts: map[string]*api.Summary{}, May: access.May(v.Who, access.RecordShipments, access.Object{}) == nil}
	for _, step := range printSteps {
		if step.Name == tab {
			d.Tab = step
		}
		if step.Name != sentTab {
			d.Counts[step.Name] = summed(v, "/v1/invoices", pairs(step.query...))
		}
	}
	query := asked(v, nil, d.Tab.query...)
	err := v.Get("/v1/invoices?"+query.Encode(), &d.List)
	d.Sheets.Of = referencesOf(d.List.Items)
	return d, err
}

func pairs(of ...string) url.Values {
	query := url.Values{}
	for n := 0; n+1 < len(of); n += 2 {
		query.Set(of[n], of[n+1])
	}
	return query
}

// referenceOf is what is scanned from a paper's label.
func referenceOf(i api.Invoice) string {
	if i.Courier == nil {
		return ""
	}
	return i.Courier.Reference
}

func referencesOf(papers []api.Invoice) []string {
	references := make([]string, len(papers))
	for n, one := range papers {
		references[n] = referenceOf(one)
	}
	return references
}

// recipientOf is where a paper goes.
func recipientOf(i api.Invoice) string {
	if i.Address == nil {
		return "—"
	}
	return i.Address.Recipient + " · " + i.Address.Region + i.Address.Street
}

// printList is what is printed now, with its bars.
type printList struct {
	Papers []api.Invoice
	More   bool
}

// stageOf is the step that a list is of.
func stageOf(v *page.Visit) string {
	if v.Form("tab") == string(ofinvoices.ToSendAgain) || v.Form("tab") == string(ofinvoices.ToShip) {
		return v.Form("tab")
	}
	return string(ofinvoices.ToPrint)
}

func showPrintList(v *page.Visit) error {
	list, query := printList{}, pairs("print", stageOf(v), "limit", "200")
	if stageOf(v) != string(ofinvoices.ToSendAgain) {
		query.Set("order", "due")
	}
	for {
		var found page.List[api.Invoice]
		if err := v.Get("/v1/invoices?"+query.Encode(), &found); err != nil {
			return err
		}
		list.Papers = append(list.Papers, found.Items...)
		if list.More = found.NextCursor != nil; !list.More || len(list.Papers)+200 > printlist.Most {
			return v.Show(printSheet, printListPage(v, list))
		}
		query.Set("cursor", *found.NextCursor)
	}
}

// passPrintList hands the same out as a workbook.
func passPrintList(v *page.Visit) error {
	return v.API().Pass(v.W, v.R, v.Who, "/v1/print-desk/list?print="+url.QueryEscape(stageOf(v)))
}

var noWords words.Text
