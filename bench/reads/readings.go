package main

import (
	"kaipiao/access"
	"kaipiao/console/consoletest"
	offigures "kaipiao/office/figures"
)

// reading is a page, and the reads of the API that it shows.
type reading struct {
	Name  string
	By    access.Identity
	Page  string
	Reads []string
}

// readings are the main pages of everybody.
func readings(f *filled) []reading {
	own := "/v1/accounts/acct"
	customer := func(name, page string, reads ...string) reading {
		return reading{name, consoletest.Customer, page, reads}
	}
	finance := func(name, page string, reads ...string) reading {
		return reading{name, consoletest.Finance, page, reads}
	}
	return []reading{
		customer("home", "/console", own+"/invoiceable/sellers", own+"/invoiceable?seller=platform",
			own+"/invoiceable/records?seller=platform&order=latest&limit=50", own+"/invoiceable/records/summary?seller=platform"),
		customer("invoices", "/console/invoices", own+"/invoices/summary", own+"/applications/summary", own+"/invoices?order=latest&limit=20"),
		customer("invoices by title", "/console/invoices?title="+titleOfAll, own+"/invoices/summary?title="+titleOfAll,
			own+"/invoices?order=latest&limit=20&title="+titleOfAll),
		customer("invoice", "/console/invoices/"+f.Invoice, "/v1/invoices/"+f.Invoice, "/v1/invoices/"+f.Invoice+"/timeline?limit=200"),
		customer("application", "/console/applications/"+f.Application, "/v1/applications/"+f.Application, "/v1/policy"),
		customer("request, step 1", "/console/apply", own+"/invoiceable?seller=platform", "/v1/policy"),
		customer("clear outstanding", "/console/offset", own+"/invoiceable", own+"/offset-plan"),
		customer("tickets", "/console/tickets", "/v1/tickets?limit=20", "/v1/tickets/summary"),
		finance("desk", "/console/desk", "/v1/desk"),
		finance("review", "/console/desk/review", "/v1/applications?order=due&status=pending_approval&review=manual&limit=50"),
		finance("review case", "/console/desk/review/"+f.ToReview, "/v1/applications/"+f.ToReview+"/review",
			"/v1/tickets?account=person", "/v1/applications?order=due&status=pending_approval&review=manual&limit=200"),
		finance("tickets of all", "/console/desk/tickets", "/v1/tickets?order=due&turn=finance&limit=50"),
		finance("print desk", "/console/desk/print", "/v1/invoices?print=to_print&order=due&limit=50"),
		finance("parked", "/console/desk/parked", "/v1/parked"),
		finance("failed", "/console/desk/failed", "/v1/invoices?order=due&status=failed&limit=50"),
		finance("invoices of all", "/console/desk/invoices", "/v1/invoices?order=latest&limit=50"),
		finance("invoice at the desk", "/console/desk/invoices/"+f.Invoice, "/v1/invoices/"+f.Invoice, "/v1/invoices/"+f.Invoice+"/proof"),
		finance("account at the desk", "/console/desk/accounts/acct", own, own+"/invoiceable", own+"/invoices?limit=20", own+"/applications?limit=20"),
		finance("search by number", "/console/desk/search?q="+f.Number, "/v1/search?q="+f.Number,
			"/v1/invoices/"+f.Invoice, "/v1/invoices/"+f.Invoice+"/proof", "/v1/audit?object=invoice/"+f.Invoice+"&limit=20"),
		finance("search by serial", "/console/desk/search?q="+f.Serial, "/v1/search?q="+f.Serial,
			"/v1/invoices/"+f.Invoice, "/v1/invoices/"+f.Invoice+"/proof", "/v1/audit?object=invoice/"+f.Invoice+"&limit=20"),
		finance("search by title", "/console/desk/search?q="+titleOfAll, "/v1/search?q="+titleOfAll),
		{"audit trail", consoletest.Auditor, "/console/audit", []string{"/v1/audit/chain", "/v1/audit?limit=20"}},
		finance("figures", "/console/figures", figures()...),
	}
}

func figures() (reads []string) {
	for _, name := range offigures.Names() {
		reads = append(reads, "/v1/figures/"+string(name))
	}
	return reads
}
