package afterwards

import (
	"net/http"
	"net/url"
	"strings"

	"kaipiao/api"
	"kaipiao/console/format"
	"kaipiao/console/page"
	"kaipiao/console/words"
	"kaipiao/domain/application"
	"kaipiao/domain/invoice"
	"kaipiao/domain/reversal"
)

type detail struct {
	api.Invoice
	Events []api.Event
}

// showInvoice shows an invoice with everything that happened to it (desk.md 3.4).
func showInvoice(v *page.Visit) error {
	d := detail{}
	at := "/v1/invoices/" + url.PathEscape(v.Path("id"))
	if err := v.Get(at, &d.Invoice); err != nil {
		return err
	}
	happened, err := timeline(v, at+"/timeline")
	if err != nil {
		return err
	}
	d.Events = onlyExceptions(v, happened)
	return v.Show(titleOf(d.Invoice), invoicePage(v, d))
}

func titleOf(i api.Invoice) words.Text {
	if i.Number != nil {
		return detailOf.With(*i.Number)
	}
	return detailUnissued
}

func invoiceFile(v *page.Visit) error {
	at := "/v1/invoices/" + url.PathEscape(v.Path("id"))
	return passFile(v, at, at+"/files/"+url.PathEscape(v.Path("format")))
}

func redFile(v *page.Visit) error {
	at := "/v1/invoices/" + url.PathEscape(v.Path("id"))
	return passFile(v, at, at+"/red/"+url.PathEscape(v.Path("reversal"))+"/files/"+url.PathEscape(v.Path("format")))
}

type appliedFor struct {
	api.Application
	Events []api.Event
}

// showApplication shows an application, also one that has come to no invoice.
func showApplication(v *page.Visit) error {
	a := appliedFor{}
	at := "/v1/applications/" + url.PathEscape(v.Path("id"))
	if err := v.Get(at, &a.Application); err != nil {
		return err
	}
	happened, err := timeline(v, at+"/timeline")
	if err != nil {
		return err
	}
	a.Events = onlyExceptions(v, happened)
	return v.ShowAs(v.Status(), detailApplied, applicationPage(v, a))
}

// cancelApplication takes an application back. Who is too late sees the application as it is now, and who was first.
func cancelApplication(v *page.Visit) error {
	err := v.Call(http.MethodPost, "/v1/applications/"+url.PathEscape(v.Path("id"))+"/cancel", nil, nil)
	switch {
	case err == nil:
		return v.Go(after("/console/applications/"+url.PathEscape(v.Path("id")), "cancelled"))
	case v.Refused(err):
		return showApplication(v)
	default:
		return err
	}
}

// wholeParty is a party as one text, to be pasted.
func wholeParty(p invoice.Party) string {
	lines := []string{p.Name}
	for _, one := range []string{p.TaxpayerID, p.AddressPhone, p.BankAccount} {
		if one != "" {
			lines = append(lines, one)
		}
	}
	return strings.Join(lines, "\n")
}

// oneAddress is an address in one line.
func oneAddress(a api.AddressBody) string {
	return a.Recipient + " " + a.Phone + " " + a.Region + a.Street
}

// nextOfInvoice says in one sentence how an invoice stands and what comes next, by when.
func nextOfInvoice(v *page.Visit, i api.Invoice) words.Text {
	if i.WaitingFor != nil && *i.WaitingFor == invoice.WaitingForBuyer {
		return nextBuyer
	}
	switch i.Status {
	case invoice.Approved:
		if i.DueAt == nil {
			return nextApproved
		}
		return nextIssuing.With(format.By(*i.DueAt, v.Now, i.DueProvisional))
	case invoice.Issued:
		switch {
		case i.Medium == invoice.Paper && i.DueAt != nil:
			return nextShipping.With(format.By(*i.DueAt, v.Now, i.DueProvisional))
		case i.Medium == invoice.Electronic && len(i.Files) == 0:
			return nextFiles
		default:
			return nextDownload
		}
	case invoice.Shipped:
		return nextOnTheWay
	case invoice.Delivered:
		return nextDelivered
	case invoice.Failed:
		return nextFailed
	case invoice.RedIssued, invoice.Voided:
		return nextUndone
	case invoice.PartlyRedIssued:
		return nextPartly
	default:
		return nextCancelled
	}
}

// nextOfApplication says the same of an application.
func nextOfApplication(v *page.Visit, a api.Application) words.Text {
	switch a.Status {
	case application.PendingApproval:
		by := format.By(a.Review.DueAt, v.Now, a.Review.Provisional)
		if a.Review.ClaimedBy != "" {
			return nextClaimed.With(by)
		}
		return nextPending.With(by)
	case application.Approved:
		return nextApproved
	case application.Rejected:
		return nextRejected
	case application.Offset:
		return offsetWhole
	default:
		return nextCancelled
	}
}

// isUndone reports whether nothing is left of an invoice, so that another one may take its place (V4).
func isUndone(i api.Invoice) bool {
	return i.Status == invoice.RedIssued || i.Status == invoice.Voided || i.Status == invoice.PartlyRedIssued
}

// replaceAddress begins an application in place of an undone invoice, with the same buyer and the reference to it.
func replaceAddress(i api.Invoice) string {
	return "/console/apply/details?" + url.Values{"replaces": {string(i.ID)}}.Encode()
}

// wayOf is how an invoice is undone.
func wayOf(r api.Reversal) words.Text {
	if r.Kind == reversal.Void {
		return voidWay
	}
	return redWay
}

// isRunning reports whether an attempt to undo an invoice is not over.
func isRunning(r api.Reversal) bool { return r.Status.Open() }

// latestReversal is the last attempt to undo an invoice, or nil.
func latestReversal(i api.Invoice) *api.Reversal {
	if len(i.Reversals) == 0 {
		return nil
	}
	return &i.Reversals[len(i.Reversals)-1]
}

// claimedAt is when a reviewer took an application, and who it was, as its timeline says; nil where nobody has.
func claimedAt(events []api.Event) *api.Event {
	for n := range events {
		switch events[n].What {
		case "claimed":
			return &events[n]
		case "unclaimed", "approved", "rejected", "cancelled":
			return nil
		}
	}
	return nil
}
