package desk

import (
	"net/url"

	"kaipiao/api"
	"kaipiao/console/page"
	"kaipiao/console/words"
	"kaipiao/domain/invoice"
)

var applicationFilters = []string{"claimed_by", "amount_from", "kind", "seller"}

// ofReview is what waits for a reviewer, ofSecond what one of two people has approved: as GET /v1/desk counts them.
var (
	ofReview = []string{"order", "due", "review", "manual", "proposed", "false"}
	ofSecond = []string{"order", "due", "proposed", "true"}
)

// showReviewQueue lists the applications that wait for a decision (R1).
func showReviewQueue(v *page.Visit) error {
	query := asked(v, applicationFilters, ofReview...)
	var found page.List[api.Application]
	if err := v.Get("/v1/applications?"+query.Encode(), &found); err != nil {
		return err
	}
	q := queue{
		Heading: reviewTitle, Caption: dueFirst, Empty: nothingToDo, Columns: []column{ofTitle, ofAmount, ofKind, ofWhy, ofClaim},
		Filters: applicationFilters, Kinds: invoiceKinds, Next: found.NextCursor, Count: summed(v, "/v1/applications", query),
	}
	for _, a := range found.Items {
		q.Rows = append(q.Rows, applicationRow(v, a, review))
	}
	return v.Show(reviewTitle, reviewQueuePage(v, q, doneOf(v)))
}

var invoiceKinds = []page.Choice{
	{Value: string(invoice.Ordinary), Says: ordinary}, {Value: string(invoice.Special), Says: special},
}

func applicationRow(v *page.Visit, a api.Application, base string) row {
	return row{
		ID: "app-" + string(a.ID), Name: short(string(a.ID)), To: base + "/" + url.PathEscape(string(a.ID)), Due: &a.Review.DueAt,
		Provisional: a.Review.Provisional, Account: a.Account, Title: a.Title, Amount: &a.Total, Kind: kind(a.Kind, a.Medium), Why: whyReviewed(a),
		ClaimedBy: a.Review.ClaimedBy, ClaimedAt: a.Review.ClaimedAt, Others: others(v, a.Review.ClaimedBy), Submitted: a.SubmittedAt,
	}
}

// whyReviewed says because of what people look at an application.
func whyReviewed(a api.Application) words.Text {
	if a.Review.SecondPerson {
		return becauseLarge
	}
	return becauseTitle
}

func kind(k invoice.Kind, m invoice.Medium) words.Text {
	says, medium := ordinary, electronic
	if k == invoice.Special {
		says = special
	}
	if m == invoice.Paper {
		medium = onPaper
	}
	return kindOf.With(says, medium)
}

// short is the end of one of our ids, by which people tell them apart; the whole one stands on the page of the object.
func short(id string) string {
	const shown = 12
	if len(id) <= shown {
		return id
	}
	return "…" + id[len(id)-shown:]
}

// place is where a case stands in its queue: what comes before and after it.
type place struct {
	At, Of         int
	Previous, Next string
}

// placeOf finds a case among the most urgent of its queue; the zero value where it is none of them. Next is the next one that the visitor may decide.
func placeOf(v *page.Visit, base, id string, fixed []string) place {
	query := asked(v, nil, append([]string{"limit", "200"}, fixed...)...)
	query.Del("cursor")
	var found page.List[api.Application]
	if err := v.Get("/v1/applications?"+query.Encode(), &found); err != nil {
		return place{} // it only leads to others
	}
	at := place{Of: len(found.Items)}
	for n, a := range found.Items {
		if string(a.ID) == id {
			at.At = n + 1
			if n > 0 {
				at.Previous = base + "/" + string(found.Items[n-1].ID)
			}
		}
	}
	after := append(append([]api.Application{}, found.Items[at.At:]...), found.Items[:max(at.At-1, 0)]...)
	for _, a := range after {
		if may := page.ActionOf(a.Actions, "approve"); !v.IsFinance() || (may != nil && may.Allowed) {
			at.Next = base + "/" + string(a.ID)
			break
		}
	}
	return at
}
