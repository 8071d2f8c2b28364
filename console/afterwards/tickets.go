package afterwards

import (
	"cmp"
	"fmt"
	"net/http"
	"net/url"

	"kaipiao/api"
	"kaipiao/console/page"
	"kaipiao/console/words"
	"kaipiao/domain/policy"
	"kaipiao/domain/ticket"
)

type ticketList struct {
	View  string
	Found page.List[api.Ticket]
	// Yours and Finances are how many wait for whom.
	Yours, Finances, All api.Summary
}

// listTickets shows tickets; first of all those that wait for the customer (desk.md 3.6).
func listTickets(v *page.Visit) error {
	l := ticketList{}
	for turn, into := range map[string]*api.Summary{"customer": &l.Yours, "finance": &l.Finances, "": &l.All} {
		query := url.Values{"account": {string(v.Account)}}
		if turn != "" {
			query.Set("turn", turn)
		}
		if err := v.Get("/v1/tickets/summary?"+query.Encode(), into); err != nil {
			return err
		}
	}
	l.View = v.Form("view")
	if l.View == "" {
		l.View = "all"
		if l.Yours.Count > 0 {
			l.View = "yours"
		}
	}
	query := url.Values{"account": {string(v.Account)}, "order": {"latest"}, "limit": {sizeOf(v)}}
	switch l.View {
	case "yours":
		query.Set("turn", "customer")
	case "finance":
		query.Set("turn", "finance")
	default:
		l.View = "all"
	}
	if cursor := v.Form("cursor"); cursor != "" {
		query.Set("cursor", cursor)
	}
	if err := v.Get("/v1/tickets?"+query.Encode(), &l.Found); err != nil {
		return err
	}
	return v.Show(ticketsTitle, ticketsPage(v, l))
}

func (l ticketList) tabs() []tab {
	return []tab{{"yours", ticketsYours, counted(l.Yours)}, {"finance", ticketsOpen, counted(l.Finances)}, {"all", ticketsAll, counted(l.All)}}
}

type newTicket struct {
	Kind ticket.Kind
	Key  string
	// Invoice is the one that the address names, and Application the other way.
	Invoice     *api.Invoice
	Application *api.Application
	// Invoices and Applications are those to choose from.
	Invoices     []api.Invoice
	Applications []api.Application
	Records      []api.Record
	Policy       policy.Policy
}

// showNewTicket shows the kinds, or the form of one of them.
func showNewTicket(v *page.Visit) error {
	n := newTicket{Kind: ticket.Kind(v.Form("kind")), Key: cmp.Or(v.Form("key"), formKey())}
	if n.Kind.Row().About == "" {
		return v.Show(ticketNew, ticketKindsPage(v))
	}
	if err := n.read(v); err != nil {
		return err
	}
	return v.ShowAs(v.Status(), ticketNew, newTicketPage(v, n))
}

func (n *newTicket) read(v *page.Visit) error {
	if err := v.Get("/v1/policy", &n.Policy); err != nil {
		return err
	}
	about := n.Kind.Row().About
	switch {
	case about == ticket.Records:
		return n.readRecords(v)
	case v.Form("invoice") != "":
		n.Invoice = &api.Invoice{}
		return v.Get("/v1/invoices/"+url.PathEscape(v.Form("invoice")), n.Invoice)
	case v.Form("application") != "":
		n.Application = &api.Application{}
		return v.Get("/v1/applications/"+url.PathEscape(v.Form("application")), n.Application)
	default:
		return n.readChoices(v, about)
	}
}

// readChoices reads what a ticket of the kind can be about: the latest hundred.
func (n *newTicket) readChoices(v *page.Visit, about ticket.About) error {
	query := url.Values{"order": {"latest"}, "limit": {"100"}}
	if n.Kind == ticket.Void || n.Kind == ticket.Lost || n.Kind == ticket.ChangeAddress {
		query.Set("medium", "paper")
	}
	if about == ticket.OneInvoice {
		query.Set("view", "issued")
	}
	var invoices page.List[api.Invoice]
	if err := v.Get(account(v)+"/invoices?"+query.Encode(), &invoices); err != nil {
		return err
	}
	n.Invoices = invoices.Items
	if about == ticket.OneInvoice {
		return nil
	}
	query.Del("view")
	query.Set("status", "pending_approval")
	var applications page.List[api.Application]
	err := v.Get(account(v)+"/applications?"+query.Encode(), &applications)
	n.Applications = applications.Items
	return err
}

func (n *newTicket) readRecords(v *page.Visit) error {
	var records page.List[api.Record]
	if err := v.Get(account(v)+"/invoiceable/records?limit=100", &records); err != nil {
		return err
	}
	for _, one := range records.Items {
		if one.Left.IsPositive() {
			n.Records = append(n.Records, one)
		}
	}
	return nil
}

// openTicket hands a ticket in.
func openTicket(v *page.Visit) error {
	body, err := ticketBody(v)
	if err != nil {
		return err
	}
	var opened api.Ticket
	if err := v.Call(http.MethodPost, "/v1/tickets", body, &opened, "Idempotency-Key", v.Form("key")); err != nil {
		if v.Refused(err) {
			return showNewTicket(v)
		}
		return err
	}
	return v.Go(after("/console/tickets/"+url.PathEscape(string(opened.ID)), "opened"))
}

func ticketBody(v *page.Visit) (map[string]any, error) {
	if err := v.R.ParseForm(); err != nil {
		return nil, fmt.Errorf("read the form: %w", err)
	}
	kind := ticket.Kind(v.Form("kind"))
	body := map[string]any{"kind": kind, "note": v.Form("note")}
	if v.ActsForMember() {
		body["account"] = v.Account
	}
	for _, name := range []string{"application", "invoice"} {
		if value := v.Form(name); value != "" {
			body[name] = value
		}
	}
	if about := v.Form("about"); about != "" { // one list of both: "invoice:…" or "application:…"
		for _, name := range []string{"application", "invoice"} {
			if id, is := cutPrefix(about, name+":"); is {
				body[name] = id
			}
		}
	}
	if kind.Row().NeedsAddress {
		body["address"] = map[string]string{
			"recipient": v.Form("recipient"), "phone": v.Form("phone"), "region": v.Form("region"), "street": v.Form("street"),
		}
	}
	if chosen := v.R.PostForm["consumption"]; kind.Row().About == ticket.Records && len(chosen) > 0 {
		body["consumptions"] = chosen
	}
	if v.Form("accept_outstanding") != "" {
		body["accept_outstanding"] = true
	}
	return body, nil
}

func cutPrefix(text, prefix string) (string, bool) {
	if len(text) > len(prefix) && text[:len(prefix)] == prefix {
		return text[len(prefix):], true
	}
	return "", false
}

// templateFile hands out a form to fill in.
func templateFile(v *page.Visit) error {
	return v.API().Pass(v.W, v.R, v.Who, "/v1/templates/"+url.PathEscape(v.Path("type")))
}

// aboutWords say what a ticket is about in one word; its page has the whole.
func aboutWords(t api.Ticket) (says words.Text, to string) {
	switch {
	case t.Invoice != nil:
		return words.Joined(" ", " ", aboutInvoice, words.Same(shortID(string(*t.Invoice)))), "/console/invoices/" + string(*t.Invoice)
	case t.Application != nil:
		return words.Joined(" ", " ", aboutApplied, words.Same(shortID(string(*t.Application)))), "/console/applications/" + string(*t.Application)
	default:
		return aboutAccount, ""
	}
}

// pickWords say what a ticket of a kind is about.
func pickWords(k ticket.Kind) words.Text {
	switch k {
	case ticket.Void, ticket.Lost:
		return pickPaper
	case ticket.Cancel, ticket.ChangeAddress:
		return pickApplied
	default:
		return pickInvoice
	}
}
