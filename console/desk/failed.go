package desk

import (
	"net/http"
	"net/url"

	"kaipiao/api"
	"kaipiao/console/page"
	"kaipiao/console/words"
)

// correcting is an invoice that the provider refused for good, with the form by which its buyer's data are corrected (I4).
type correcting struct {
	api.Invoice
	History []api.Event
	Form    api.TitleBody
	Lost    words.Text
	Reason  string
}

// showFailedQueue lists what the provider has refused for good.
func showFailedQueue(v *page.Visit) error {
	filters := []string{"seller", "amount_from"}
	query := asked(v, filters, "order", "due", "status", "failed")
	var found page.List[api.Invoice]
	if err := v.Get("/v1/invoices?"+query.Encode(), &found); err != nil {
		return err
	}
	q := queue{
		Heading: failedTitle, Caption: dueFirst, Empty: nothingToDo, Columns: []column{ofTitle, ofAmount, ofKind, ofWhy}, Filters: filters,
		Next: found.NextCursor, Count: summed(v, "/v1/invoices", query),
	}
	for _, i := range found.Items {
		r := invoiceRow(i, failed)
		if i.Correction != nil {
			r.Why = proposed(v, ofCorrection, i.Correction.ProposedBy)
		} else if i.Failure != nil {
			r.Why = words.Same(*i.Failure)
		}
		q.Rows = append(q.Rows, r)
	}
	return v.Show(failedTitle, ticketQueuePage(v, q, doneOf(v)))
}

func showFailedCase(v *page.Visit) error {
	c, err := failedOf(v)
	if err != nil {
		return err
	}
	return v.Show(c.heading(), failedPage(v, c))
}

func failedOf(v *page.Visit) (correcting, error) {
	var c correcting
	path := "/v1/invoices/" + url.PathEscape(v.Path("invoice"))
	if err := v.Get(path, &c.Invoice); err != nil {
		return c, err
	}
	c.Form = api.TitleBody{
		Title: c.Buyer.Name, TaxpayerID: c.Buyer.TaxpayerID, AddressPhone: c.Buyer.AddressPhone, BankAccount: c.Buyer.BankAccount,
	}
	history, err := eventsOf(v, path+"/timeline")
	c.History = history
	return c, err
}

func (c correcting) heading() words.Text { return failedCase.With(short(string(c.ID))) }

// correctionCalls are the calls of what is done with a correction.
var correctionCalls = map[string]string{"correct": "/correct", "confirm": "/correction/confirm", "refuse": "/correction/refuse", "give-up": "/give-up"}

// decideFailedCase corrects an invoice, or says what a second person says of a correction (A4).
func decideFailedCase(v *page.Visit) error {
	id, deed := v.Path("invoice"), v.Path("deed")
	call, known := correctionCalls[deed]
	if !known {
		return v.Go(failed + "/" + url.PathEscape(id))
	}
	form := api.TitleBody{
		Title: v.Form("title"), TaxpayerID: v.Form("taxpayer_id"), AddressPhone: v.Form("address_phone"), BankAccount: v.Form("bank_account"),
	}
	var body any
	switch deed {
	case "correct":
		body = form
	case "refuse", "give-up":
		body = map[string]string{"reason": v.Form("reason")}
	}
	var after api.Invoice
	err := v.Call(http.MethodPost, "/v1/invoices/"+url.PathEscape(id)+call, body, &after)
	if v.Refused(err) {
		c, err := failedOf(v)
		if err != nil {
			return err
		}
		if deed == "correct" {
			c.Form = form
		}
		c.Reason = v.Form("reason")
		return v.ShowAs(v.Status(), c.heading(), failedPage(v, c))
	}
	if err != nil {
		return err
	}
	if after.Correction != nil {
		return v.Go(failed + "/" + url.PathEscape(id) + "?done=proposed&of=" + url.QueryEscape(id))
	}
	if deed == "refuse" {
		return v.Go(failed + "/" + url.PathEscape(id) + "?done=refuse_correction&of=" + url.QueryEscape(id))
	}
	if deed == "confirm" {
		deed = "correct"
	}
	return v.Go(failed + "?done=" + deed + "&of=" + url.QueryEscape(id))
}
