package customer

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strconv"

	"kaipiao/api"
	"kaipiao/console/page"
	"kaipiao/domain/application"
	"kaipiao/domain/calendar"
	"kaipiao/domain/invoice"
	"kaipiao/domain/money"
	"kaipiao/domain/policy"
	"kaipiao/office/drafts"
)

// confirming is what the third step shows: everything, as it will be.
type confirming struct {
	Draft    draft
	Foreseen api.Application
	Policy   policy.Policy
	// Days are how the working days of the promises were counted: of the review, and of the issue; nil where none are.
	Review, Issue *api.Due
	// Moved: another window has changed the form.
	Moved   bool
	Blocked []page.Reason
}

func confirmPage(v *page.Visit) error {
	d, err := drafted(v)
	if err != nil {
		return err
	}
	if d.Key == "" {
		return v.Go("/console/apply")
	}
	return showConfirm(v, d, false)
}

func showConfirm(v *page.Visit, d draft, moved bool) error {
	c := confirming{Draft: d, Moved: moved}
	of, err := accountOf(v)
	if err != nil {
		return err
	}
	was := v.Problem
	if c.Foreseen, err = preview(v, &d.form, of.Certification); err != nil {
		if v.Refused(err) { // something stands in the form that cannot be read
			return showDetails(v, d, nil)
		}
		return err
	}
	v.Problem = was
	c.Blocked = choiceReasons(c.Foreseen.Blocked)
	if err := c.reckon(v); err != nil {
		return err
	}
	status := v.Status()
	switch {
	case moved:
		status = http.StatusConflict
	case len(c.Blocked) > 0 && v.R.Method == http.MethodPost:
		status = http.StatusUnprocessableEntity
	}
	return v.ShowAs(status, stepTitle(3), confirmStep(v, c))
}

// reckon asks how the working days of the promises come about (I3).
func (c *confirming) reckon(v *page.Visit) (err error) {
	if err := v.Get("/v1/policy", &c.Policy); err != nil {
		return err
	}
	if c.Foreseen.Review.Mode == application.ManualReview {
		if c.Review, err = daysFrom(v, c.Policy.Review.ManualWithinWorkingDays); err != nil {
			return err
		}
	}
	if c.Foreseen.Medium == invoice.Paper {
		c.Issue, err = daysFrom(v, c.Policy.Issue.PaperWithinWorkingDays)
	}
	return err
}

func daysFrom(v *page.Visit, days int) (*api.Due, error) {
	var due api.Due
	from := v.Now.In(calendar.Shanghai).Format("2006-01-02")
	err := v.Get("/v1/calendar/due?"+url.Values{"from": {from}, "working_days": {strconv.Itoa(days)}}.Encode(), &due)
	return &due, err
}

// taxes adds the tax of all invoices up.
func (c *confirming) taxes() money.Amount {
	sum := money.Zero
	for _, i := range c.Foreseen.Invoices {
		sum = sum.Add(i.Tax)
	}
	return sum
}

// seller is what stands on the invoices of the one that sells.
func (c *confirming) seller() invoice.Party {
	if c.Foreseen.Seller == invoice.Platform {
		return c.Policy.Seller.Party
	}
	return c.Policy.Vendor(c.Foreseen.Seller)
}

// handIn submits the form as it was shown. Pressed twice, it makes one application, and both land at it; after another window has changed the form,
// it is shown anew first.
func handIn(v *page.Visit) error {
	d, err := lastDraft(v)
	if err != nil {
		return err
	}
	switch {
	case d.Application != "" && d.Key == v.Form("key"):
		return v.Go(donePath(d.Application))
	case d.Key == "" || d.Application != "":
		return v.Go("/console/apply")
	case d.Key != v.Form("key") || strconv.Itoa(d.Revision) != v.Form("revision"):
		return showConfirm(v, d, true)
	}
	d.Remark = typed(v, "remark")
	if v.Form("do") == "again" {
		if d, err = changed(v, func(f *form) { f.Remark = typed(v, "remark") }); err != nil {
			return err
		}
		return v.Go("/console/apply/confirm")
	}
	of, err := accountOf(v)
	if err != nil {
		return err
	}
	var made api.Application
	err = v.Call(http.MethodPost, accountPath(v)+"/applications", d.body(of.Certification), &made, "Idempotency-Key", d.Key)
	if err != nil {
		if v.Refused(err) {
			return showConfirm(v, d, false)
		}
		return err
	}
	if err := handedIn(v, d, string(made.ID)); err != nil {
		return err
	}
	return v.Go(donePath(string(made.ID)))
}

// handedIn notes what came of the form, and saves what is to be kept for the next one. Whoever pressed at the same time has done so already.
func handedIn(v *page.Visit, d draft, id string) error {
	last, err := lastDraft(v)
	if err != nil || last.Key != d.Key || last.Application != "" {
		return err
	}
	last.Application = id
	written, err := json.Marshal(last.form)
	if err != nil {
		return err
	}
	noted, err := v.API().Drafts().Save(v.R.Context(), ownerOf(v), drafts.Draft{Key: last.Key, Revision: last.Revision, Form: written}, v.Now)
	if err != nil || !noted || !d.Keep {
		return err
	}
	return keep(v, d.form)
}

// keep saves title and address that were typed in place. What cannot be saved is no reason to say that the application was not made.
func keep(v *page.Visit, f form) error {
	if f.Title == fresh && f.Name != "" {
		if err := saved(v, "/titles", withoutEmpty(object{
			"title": f.Name, "taxpayer_id": f.TaxpayerID, "address_phone": f.AddressPhone, "bank_account": f.BankAccount,
		})); err != nil {
			return err
		}
	}
	if f.Medium == string(invoice.Paper) && f.Address == fresh && f.Street != "" {
		return saved(v, "/addresses", object{"recipient": f.Recipient, "phone": f.Phone, "region": f.Region, "street": f.Street})
	}
	return nil
}

func saved(v *page.Visit, where string, body object) error {
	err := v.Call(http.MethodPost, accountPath(v)+where, body, nil)
	var refused *api.Problem
	if errors.As(err, &refused) {
		return nil
	}
	return err
}

func donePath(application string) string { return "/console/apply/done/" + url.PathEscape(application) }

// done is what the visitor sees when everything is handed in.
type done struct {
	Application api.Application
	Policy      policy.Policy
}

// donePage is the result: the number, what follows, and until when it can be cancelled.
func donePage(v *page.Visit) error {
	d := done{}
	if err := v.Get("/v1/applications/"+url.PathEscape(v.Path("id")), &d.Application); err != nil {
		return err
	}
	if err := v.Get("/v1/policy", &d.Policy); err != nil {
		return err
	}
	return v.Show(doneTitle, doneView(v, d))
}
