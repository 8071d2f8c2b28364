package desk

import (
	"net/url"
	"slices"

	"kaipiao/api"
	"kaipiao/console/page"
	"kaipiao/console/words"
	"kaipiao/domain/ticket"
)

var ticketFilters = []string{"claimed_by", "kind"}

// Tickets that are worked on in the queue of tickets, and those with an original that comes back: as GET /v1/desk counts them.
var (
	ofTickets  = []string{"order", "due", "turn", "finance", "proposed", "false", "kind", "cancel,change_address,lost,proforma,other"}
	ofReturned = []string{"order", "due", "turn", "finance", "kind", "void"}
)

// ticketKinds are what tickets ask for, in the words of the domain's table.
var ticketKinds, kindChoices = kindsOfTickets()

func kindsOfTickets() (says map[ticket.Kind]words.Text, choices []page.Choice) {
	says = map[ticket.Kind]words.Text{}
	for _, one := range ticket.Kinds {
		says[one.Kind] = words.Same(one.Chinese)
		said := says[one.Kind]
		said.EN = one.English
		says[one.Kind] = said
		if one.Kind != ticket.Void {
			choices = append(choices, page.Choice{Value: string(one.Kind), Says: said})
		}
	}
	return says, choices
}

// showTicketQueue lists the tickets that wait for finance.
func showTicketQueue(v *page.Visit) error {
	q := queue{
		Heading: ticketsTitle, Caption: dueFirst, Empty: nothingToDo, Columns: []column{ofKind, ofWhy, ofClaim}, Filters: ticketFilters, Kinds: kindChoices,
	}
	return showTicketsOf(v, q, ticketFilters, ofTickets)
}

// showReturnedQueue lists the papers that come back, and finds the ticket of one that has come: by its invoice number, as it is scanned.
func showReturnedQueue(v *page.Visit) error {
	q := queue{Heading: returnedTitle, Caption: dueFirst, Empty: nothingToDo, Columns: []column{ofKind, ofWhy, ofClaim}, Filters: []string{"claimed_by"}}
	if scanned := digits(v.Form("number")); scanned != "" {
		found, err := ticketsOf(v, url.Values{"number": {scanned}})
		if err != nil {
			return err
		}
		found = slices.DeleteFunc(found, func(t api.Ticket) bool {
			return t.WaitingFor == nil || !slices.Contains(t.Kind.Row().Takes, ticket.OriginalReceived)
		})
		if len(found) == 1 {
			return v.Go(tickets + "/" + string(found[0].ID))
		}
		q.Empty = nothingOfNumber.With(scanned)
		return v.Show(returnedTitle, returnedPage(v, rowsOfTickets(v, q, found), scanned))
	}
	return showTicketsOf(v, q, []string{"claimed_by"}, ofReturned)
}

func showTicketsOf(v *page.Visit, q queue, filters []string, fixed []string) error {
	query := asked(v, filters, fixed...)
	var found page.List[api.Ticket]
	if err := v.Get("/v1/tickets?"+query.Encode(), &found); err != nil {
		return err
	}
	q = rowsOfTickets(v, q, found.Items)
	q.Next, q.Count = found.NextCursor, summed(v, "/v1/tickets", query)
	if q.Heading == returnedTitle {
		return v.Show(returnedTitle, returnedPage(v, q, ""))
	}
	return v.Show(ticketsTitle, ticketQueuePage(v, q, doneOf(v)))
}

func rowsOfTickets(v *page.Visit, q queue, found []api.Ticket) queue {
	for _, t := range found {
		q.Rows = append(q.Rows, ticketRow(v, t))
	}
	return q
}

func ticketsOf(v *page.Visit, query url.Values) ([]api.Ticket, error) {
	var found page.List[api.Ticket]
	err := v.Get("/v1/tickets?"+query.Encode(), &found)
	return found.Items, err
}

func ticketRow(v *page.Visit, t api.Ticket) row {
	r := row{
		ID: "ticket-" + string(t.ID), Name: short(string(t.ID)), To: tickets + "/" + url.PathEscape(string(t.ID)), Due: t.DueAt, Provisional: t.Provisional,
		Account: t.Account, Kind: ticketKinds[t.Kind], ClaimedBy: t.ClaimedBy, ClaimedAt: t.ClaimedAt, Others: others(v, t.ClaimedBy), Submitted: t.OpenedAt,
	}
	if len(t.Missing) > 0 {
		r.Why = lacks.With(materialNames(t.Missing))
	} else {
		r.Why = page.TicketState(t.Status).Says
	}
	return r
}

// digits are those of what a scanner or a person writes, full-width ones too.
func digits(text string) string {
	var kept []rune
	for _, r := range text {
		switch {
		case r >= '０' && r <= '９':
			kept = append(kept, '0'+r-'０')
		case r >= '0' && r <= '9':
			kept = append(kept, r)
		}
	}
	return string(kept)
}

// materialNames are the types in words.
func materialNames(types []ticket.MaterialType) words.Text {
	names := make([]words.Text, len(types))
	for n, one := range types {
		names[n] = materialKinds[one]
	}
	return words.Joined("、", ", ", names...)
}
