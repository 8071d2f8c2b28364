package afterwards

import (
	"net/url"
	"slices"
	"time"

	"kaipiao/api"
	"kaipiao/console/page"
	"kaipiao/console/words"
	"kaipiao/domain/application"
	"kaipiao/domain/invoice"
)

// nameOf is what an invoice is called: its number, or the amount that it is applied for.
func nameOf(i api.Invoice) string {
	if i.Number != nil {
		return *i.Number
	}
	return i.Amount.Grouped()
}

// shortID is the end of an id, by which people tell things apart.
func shortID(id string) string {
	const shown = 12
	if len(id) <= shown {
		return id
	}
	return "…" + id[len(id)-shown:]
}

func isPending(a api.Application) bool { return a.Status == application.PendingApproval }

// isIssued reports whether there is a document that is valid, at least in part.
func isIssued(s invoice.Status) bool {
	return s == invoice.Issued || s == invoice.Shipped || s == invoice.Delivered || s == invoice.PartlyRedIssued
}

// reviewWords say who decides about an application.
func reviewWords(a api.Application) words.Text {
	switch {
	case a.Review.ClaimedBy != "":
		return claimedNow
	case a.Review.Mode == application.AutomaticReview:
		return automatic
	default:
		return byReviewer
	}
}

// cancelWhy is why an application cannot be taken back; that a reviewer has it is said first, because it is what has changed.
func cancelWhy(a api.Application, why words.Text) words.Text {
	if isPending(a) && a.Review.ClaimedBy != "" {
		return words.Joined("，", ". ", claimedNow, why)
	}
	return why
}

// dueOf is until when something is owed of an invoice; nil where the promise is kept.
func dueOf(i api.Invoice) *time.Time {
	if !slices.Contains(invoice.Promised, i.Status) {
		return nil
	}
	return i.DueAt
}

// ticketAbout is the address of a new ticket about an invoice.
func ticketAbout(kind string, i api.Invoice) string {
	return "/console/tickets/new?" + url.Values{"kind": {kind}, "invoice": {string(i.ID)}}.Encode()
}

// mayRedIssue reports whether an invoice can be red-issued on the page now.
func mayRedIssue(i api.Invoice) bool {
	does := page.ActionOf(i.Actions, "red_issue")
	return does != nil && does.Allowed
}

// redIssueReason is why an invoice cannot be red-issued on the page, with the way that there is instead.
func redIssueReason(i api.Invoice, why words.Text) page.Reason {
	switch {
	case latestReversal(i) != nil && isRunning(*latestReversal(i)):
		return page.Reason{Says: why, Next: seeProgress, To: "/console/invoices/" + string(i.ID) + "/red-issue"}
	case i.Medium == invoice.Paper:
		return page.Reason{Says: why, Next: voidByTicket, To: ticketAbout("void", i)}
	default:
		return page.Reason{Says: why, Next: byTicket, To: ticketAbout("other", i)}
	}
}
