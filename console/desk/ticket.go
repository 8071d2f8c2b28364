package desk

import (
	"net/http"
	"net/url"
	"slices"

	"kaipiao/api"
	"kaipiao/console/format"
	"kaipiao/console/page"
	"kaipiao/console/words"
	"kaipiao/domain/reversal"
	"kaipiao/domain/ticket"
)

// ticketCase is a ticket with what it is about, and what happened to it.
type ticketCase struct {
	api.Ticket
	About    *api.Invoice
	History  []api.Event
	Lost     words.Text
	Asked    []string
	Sentence string
	Refusal  string
}

func showTicket(v *page.Visit) error {
	t, err := ticketOf(v)
	if err != nil {
		return err
	}
	return v.Show(t.heading(), ticketPage(v, t))
}

func ticketOf(v *page.Visit) (ticketCase, error) {
	var t ticketCase
	path := "/v1/tickets/" + url.PathEscape(v.Path("ticket"))
	if err := v.Get(path, &t.Ticket); err != nil {
		return t, err
	}
	if t.Invoice != nil {
		var about api.Invoice
		if err := v.Get("/v1/invoices/"+url.PathEscape(string(*t.Invoice)), &about); err != nil {
			return t, err
		}
		t.About = &about
	}
	history, err := eventsOf(v, path+"/timeline")
	t.History = history
	return t, err
}

// eventsOf is a whole timeline, up to its first thousand events.
func eventsOf(v *page.Visit, path string) (all []api.Event, err error) {
	for cursor := ""; len(all) < 1000; {
		var found page.List[api.Event]
		if err := v.Get(path+"?limit=200&cursor="+url.QueryEscape(cursor), &found); err != nil {
			return nil, err
		}
		all = append(all, found.Items...)
		if found.NextCursor == nil {
			return all, nil
		}
		cursor = *found.NextCursor
	}
	return all, nil
}

func latestFirst(events []api.Event) []api.Event {
	turned := slices.Clone(events)
	slices.Reverse(turned)
	return turned
}

func (t ticketCase) heading() words.Text {
	return ticketTitle.With(ticketKinds[t.Kind], short(string(t.ID)))
}

// values are those of a field that may be there several times.
func values(v *page.Visit, name string) []string {
	_ = v.R.FormValue(name) // has the form read
	return v.R.Form[name]
}

// outcome names what accepting the ticket does (V3), as the API says it, so that the button says it.
func (t ticketCase) outcome() words.Text {
	switch {
	case t.Kind != ticket.Void || t.Outcome == nil:
		return acceptance[t.Kind]
	case *t.Outcome == reversal.Void:
		return willVoid
	default:
		return willRedIssue
	}
}

// decideTicket does with a ticket what a form says.
func decideTicket(v *page.Visit) error {
	id, deed := v.Path("ticket"), v.Path("deed")
	var body any
	switch deed {
	case "claim", "unclaim":
	case "accept", "refuse":
		body = map[string]string{"reason": v.Form("reason")}
	case "ask":
		body = map[string]any{"types": append([]string{}, values(v, "types")...), "reason": v.Form("sentence")}
	default:
		return v.Go(tickets + "/" + url.PathEscape(id))
	}
	err := v.Call(http.MethodPost, "/v1/tickets/"+url.PathEscape(id)+"/"+deed, body, nil)
	if v.Refused(err) {
		return showRefusedTicket(v)
	}
	if err != nil {
		return err
	}
	return v.Go(tickets + "/" + url.PathEscape(id) + "?done=" + deed + "&of=" + url.QueryEscape(id))
}

// showRefusedTicket shows the ticket as it is now, with what was typed; and who came first, where it was somebody else.
func showRefusedTicket(v *page.Visit) error {
	t, err := ticketOf(v)
	if err != nil {
		return err
	}
	t.Asked, t.Sentence, t.Refusal = values(v, "types"), v.Form("sentence"), v.Form("reason")
	if v.Problem.Status == http.StatusConflict {
		t.Lost = ticketLost(v, t.History)
	}
	return v.ShowAs(v.Status(), t.heading(), ticketPage(v, t))
}

func ticketLost(v *page.Visit, history []api.Event) words.Text {
	for _, e := range slices.Backward(history) {
		did, decides := ticketLostTo[e.What]
		if decides && e.Who != v.Who.Actor().String() {
			return lostRace.With(page.WhoDid(e.Who), format.Minute(e.At), did)
		}
	}
	return words.Text{}
}

// takes are the materials that finance hands in for the ticket.
func (t ticketCase) takes() []ticket.MaterialType { return t.Kind.Row().Takes }

// has reports whether a material of a type is there.
func (t ticketCase) has(one ticket.MaterialType) bool {
	return slices.ContainsFunc(t.Materials, func(m api.Material) bool { return m.Type == one })
}

// askable are the materials that the customer may be asked for.
func (t ticketCase) askable() []ticket.MaterialType {
	return slices.DeleteFunc(slices.Clone(t.Kind.Row().Takes), func(one ticket.MaterialType) bool { return !one.AskedOfCustomer() })
}
