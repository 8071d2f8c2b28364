package desk

import (
	"net/url"

	"kaipiao/api"
	"kaipiao/console/page"
	"kaipiao/console/words"
	"kaipiao/domain/application"
	"kaipiao/domain/invoice"
	"kaipiao/domain/ticket"
	"kaipiao/office/search"
)

// showSearch looks for a text in one field; the only thing that is known by exactly that opens at once (P6).
func showSearch(v *page.Visit) error {
	q := v.Form("q")
	var found api.SearchResult
	if q == "" {
		return v.Show(searchTitle, searchPage(v, q, found))
	}
	err := v.Get("/v1/search?q="+url.QueryEscape(q), &found)
	if v.Refused(err) {
		return v.ShowAs(v.Status(), searchTitle, searchPage(v, q, found))
	}
	if err != nil {
		return err
	}
	var exact []api.SearchHit
	for _, hit := range found.Hits {
		if hit.Exact {
			exact = append(exact, hit)
		}
	}
	if len(exact) == 1 {
		return v.Go(pageOfHit(exact[0]))
	}
	return v.Show(searchTitle, searchPage(v, q, found))
}

// pagesOfKinds are where things are looked at.
var pagesOfKinds = map[search.Kind]string{
	search.Invoice: invoices, search.Application: applications, search.Ticket: tickets, search.Account: accounts,
}

func pageOfHit(hit api.SearchHit) string {
	return pagesOfKinds[hit.Kind] + "/" + url.PathEscape(hit.ID)
}

// stateOfHit draws the state of what was found.
func stateOfHit(hit api.SearchHit) page.State {
	switch hit.Kind {
	case search.Invoice:
		return page.InvoiceState(invoice.Status(hit.Status))
	case search.Application:
		return page.ApplicationState(application.Status(hit.Status))
	case search.Ticket:
		return page.TicketState(ticket.Status(hit.Status))
	case search.Account:
		if said, known := certifications[invoice.CertificationType(hit.Status)]; known {
			return page.State{Look: page.Neutral, Says: said}
		}
		return page.State{Look: page.Neutral, Says: savedTitle}
	default:
		return page.State{Look: page.Neutral, Says: words.Same(hit.Status)}
	}
}

// titleOfHit is whom it is about; of a ticket what it asks for.
func titleOfHit(hit api.SearchHit) words.Text {
	if says, is := ticketKinds[ticket.Kind(hit.Title)]; is && hit.Kind == search.Ticket {
		return says
	}
	return words.Same(hit.Title)
}

// nameOfHit is its number, or its id.
func nameOfHit(hit api.SearchHit) string {
	if hit.Number != nil {
		return *hit.Number
	}
	return short(hit.ID)
}
