package desk

import (
	"net/http"
	"net/url"

	"kaipiao/api"
	"kaipiao/console/page"
	"kaipiao/console/words"
	"kaipiao/domain/invoice"
	"kaipiao/domain/reversal"
)

// buyersForm is a red-letter form that a buyer began, beside the invoice that it is about (V8).
type buyersForm struct {
	Invoice api.Invoice
	Form    *api.Reversal
	History []api.Event
}

// showRedForms lists the forms that wait for finance.
func showRedForms(v *page.Visit) error {
	query := asked(v, nil, "status", string(reversal.AwaitsSeller))
	var found page.List[api.Reversal]
	if err := v.Get("/v1/red-forms?"+query.Encode(), &found); err != nil {
		return err
	}
	q := queue{Heading: redFormsTitle, Caption: dueFirst, Empty: nothingToDo, Columns: []column{ofAmount, ofWhy}, Next: found.NextCursor}
	for _, r := range found.Items {
		q.Rows = append(q.Rows, row{
			ID: "form-" + string(r.ID), Name: short(string(r.ID)), To: redForms + "/" + url.PathEscape(string(r.Invoice)), Due: r.ConfirmBy, Amount: &r.Amount,
			Why: redReasons[r.Reason], Submitted: r.RequestedAt,
		})
	}
	sortByDue(q.Rows)
	return v.Show(redFormsTitle, ticketQueuePage(v, q, doneOf(v)))
}

func showRedForm(v *page.Visit) error {
	f, err := redFormOf(v)
	if err != nil {
		return err
	}
	return v.Show(f.heading(), redFormPage(v, f, words.Text{}))
}

func redFormOf(v *page.Visit) (buyersForm, error) {
	var f buyersForm
	path := "/v1/invoices/" + url.PathEscape(v.Path("invoice"))
	if err := v.Get(path, &f.Invoice); err != nil {
		return f, err
	}
	for n := range f.Invoice.Reversals {
		if f.Invoice.Reversals[n].Origin == reversal.ByBuyer { // the last one counts
			f.Form = &f.Invoice.Reversals[n]
		}
	}
	if f.Form == nil {
		return f, &api.Problem{Status: http.StatusNotFound, Code: "not_found", Detail: noForm.EN, DetailZH: noForm.ZH}
	}
	history, err := eventsOf(v, path+"/timeline")
	f.History = history
	return f, err
}

func (f buyersForm) heading() words.Text { return redFormCase.With(short(string(f.Form.ID))) }

// answerRedForm confirms or denies a form.
func answerRedForm(v *page.Visit) error {
	f, err := redFormOf(v)
	if err != nil {
		return err
	}
	deed := v.Path("deed")
	if deed != "confirm" && deed != "deny" {
		return v.Go(redForms + "/" + url.PathEscape(v.Path("invoice")))
	}
	err = v.Call(http.MethodPost, "/v1/red-forms/"+url.PathEscape(string(f.Form.ID))+"/"+deed, nil, nil)
	if v.Refused(err) {
		return v.ShowAs(v.Status(), f.heading(), redFormPage(v, f, words.Text{}))
	}
	if err != nil {
		return err
	}
	return v.Go(redForms + "?done=" + deed + "&of=" + url.QueryEscape(string(f.Form.ID)))
}

// redReasons say because of what an invoice is undone.
var redReasons = map[invoice.RedReason]words.Text{
	invoice.RedError:       {ZH: "开票有误", EN: "Issued in error"},
	invoice.RedReturn:      {ZH: "销货退回", EN: "Returned"},
	invoice.RedTermination: {ZH: "服务中止", EN: "Service ended"},
	invoice.RedDiscount:    {ZH: "销售折让", EN: "Discount"},
}
