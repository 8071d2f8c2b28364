package desk

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"kaipiao/api"
	"kaipiao/console/format"
	"kaipiao/console/page"
	"kaipiao/console/words"
	"kaipiao/domain/application"
	"kaipiao/domain/invoice"
)

// decision is a case that is decided about an application: what a reviewer needs, where it stands in its queue, and what went before.
type decision struct {
	api.ReviewCase
	Base    string
	Place   place
	Tickets []api.Ticket
	// Done is what the visitor has just decided about the case before; Lost is who came first with this one.
	Done, Lost words.Text
	Rejecting  rejecting
}

// rejecting is the form of a rejection as it was filled in.
type rejecting struct{ Reason, More string }

// filled reports whether something was filled in.
func (r rejecting) filled() bool { return r != rejecting{} }

func showReviewCase(v *page.Visit) error { return showCase(v, review, ofReview) }

func showSecondCase(v *page.Visit) error { return showCase(v, second, ofSecond) }

func decideReviewCase(v *page.Visit) error { return decide(v, review, ofReview) }

func decideSecondCase(v *page.Visit) error { return decide(v, second, ofSecond) }

func showCase(v *page.Visit, base string, fixed []string) error {
	d, err := caseOf(v, base, fixed)
	if err != nil {
		return err
	}
	return v.Show(d.title(), casePage(v, d))
}

func caseOf(v *page.Visit, base string, fixed []string) (decision, error) {
	id := v.Path("application")
	d := decision{Base: base, Done: doneOf(v), Rejecting: rejecting{v.Form("reason"), v.Form("more")}}
	if err := v.Get("/v1/applications/"+url.PathEscape(id)+"/review", &d.ReviewCase); err != nil {
		return d, err
	}
	d.Place = placeOf(v, base, id, fixed)
	var found page.List[api.Ticket]
	if err := v.Get("/v1/tickets?account="+url.QueryEscape(string(d.Application.Account)), &found); err == nil {
		d.Tickets = slices.DeleteFunc(found.Items, func(t api.Ticket) bool { return t.Application == nil || string(*t.Application) != id })
	}
	return d, nil
}

func (d decision) title() words.Text {
	if d.Base == second {
		return secondCase.With(short(string(d.Application.ID)))
	}
	return reviewCase.With(short(string(d.Application.ID)))
}

// decide does with an application what a form says, and opens the next case after a decision (P7 of the design). Who comes second is told who was
// first, and when (R3).
func decide(v *page.Visit, base string, fixed []string) error {
	id, deed := v.Path("application"), v.Path("deed")
	var body any
	switch deed {
	case "claim", "unclaim", "approve":
	case "reject":
		body = map[string]string{"reason": rejection(v)}
	default:
		return v.Go(base + "/" + url.PathEscape(id))
	}
	next := placeOf(v, base, id, fixed).Next
	var decided api.Application
	err := v.Call(http.MethodPost, "/v1/applications/"+url.PathEscape(id)+"/"+deed, body, &decided)
	if v.Refused(err) {
		d, err := caseOf(v, base, fixed)
		if err != nil {
			return err
		}
		if v.Problem.Status == http.StatusConflict {
			d.Lost = cameFirst(v, d.History)
		}
		return v.ShowAs(v.Status(), d.title(), casePage(v, d))
	}
	if err != nil {
		return err
	}
	if deed == "claim" || deed == "unclaim" {
		return v.Go(base + "/" + url.PathEscape(id))
	}
	if deed == "approve" && decided.Status == application.PendingApproval {
		deed = "propose"
	}
	if next == "" {
		next = base
	}
	return v.Go(next + "?done=" + deed + "&of=" + url.QueryEscape(id))
}

// rejection is what the customer reads: the reason that was picked, and what the reviewer adds.
func rejection(v *page.Visit) string {
	said := []string{}
	if picked := rejections[v.Form("reason")]; !picked.Text.IsZero() {
		said = append(said, v.Text(picked.Text))
	}
	if more := v.Form("more"); more != "" {
		said = append(said, more)
	}
	return strings.Join(said, "\n")
}

// cameFirst says who has decided or claimed a case before the visitor, and when.
func cameFirst(v *page.Visit, history []api.Event) words.Text {
	for _, e := range slices.Backward(history) {
		if did, decides := lostTo[e.What]; decides && e.Who != v.Who.Actor().String() {
			return lostRace.With(page.WhoDid(e.Who), format.Minute(e.At), did)
		}
	}
	return words.Text{}
}

// doneOf is what the visitor has just done, as the address of the page that it was sent to says.
func doneOf(v *page.Visit) words.Text {
	said, known := dones[v.Form("done")]
	if !known || v.R.Method != http.MethodGet {
		return words.Text{}
	}
	return said.With(short(v.Form("of")))
}

// past counts what became of the account's earlier applications.
func (d decision) past() words.Text {
	approved, rejected := 0, 0
	for _, a := range d.Earlier {
		switch a.Status {
		case application.Approved, application.Offset:
			approved++
		case application.Rejected:
			rejected++
		case application.PendingApproval, application.Cancelled:
		}
	}
	return pastOf.With(number(approved), number(rejected))
}

// checked says whether the check character of a number is right; nothing for a number that has none.
func checked(taxpayerID string) words.Text {
	switch {
	case taxpayerID == "":
		return words.Text{}
	case invoice.ValidTaxpayerID(taxpayerID):
		return checkRight
	default:
		return checkWrong
	}
}
