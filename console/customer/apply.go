package customer

import (
	"net/http"
	"net/url"
	"slices"

	"kaipiao/api"
	"kaipiao/console/door"
	"kaipiao/console/format"
	"kaipiao/console/page"
	"kaipiao/domain/invoice"
	"kaipiao/domain/money"
	"kaipiao/domain/policy"
)

// applying is what the first step shows.
type applying struct {
	Draft   draft
	Balance api.Balance
	Sellers []api.SoldBy
	Limits  policy.Limits
	Found   recordsFound
	// Foreseen is what the choice comes to; nil where nothing is chosen, or it cannot be read.
	Foreseen *api.Application
	// Blocked are reasons of the amount, which are said where the visitor wants to go on.
	Blocked []page.Reason
}

// amountPage is the first step: an amount, or records.
func amountPage(v *page.Visit) error {
	d, err := drafted(v)
	if err != nil {
		return err
	}
	asLinked(v, &d.form)
	return showAmount(v, d, false)
}

// asLinked: what a link asks for stands in the form, and is kept when the form is sent.
func asLinked(v *page.Visit, f *form) {
	query := v.R.URL.Query()
	if seller := query.Get("seller"); seller != "" && seller != f.Seller {
		f.Seller, f.Amount, f.Records = seller, "", nil
	}
	if by := query.Get("by"); by == byAmount || by == byRecords {
		f.By = by
	}
	if query.Has("amount") {
		f.By, f.Amount = byAmount, query.Get("amount")
	}
	if query.Has("record") {
		f.By, f.Records = byRecords, query["record"][:min(len(query["record"]), mostRecords)]
	}
	if replaces := query.Get("replaces"); replaces != "" {
		f.Replaces = replaces
	}
}

// showAmount shows the first step; wanted, with the reasons why it does not go on.
func showAmount(v *page.Visit, d draft, wanted bool) error {
	a := applying{Draft: d}
	if err := a.read(v); err != nil {
		return err
	}
	if (d.By == byRecords && len(d.Records) > 0) || d.By == byAmount && d.Amount != "" || wanted {
		if err := a.foresee(v, wanted); err != nil {
			return err
		}
	}
	status := v.Status()
	if len(a.Blocked) > 0 {
		status = http.StatusUnprocessableEntity
	}
	return v.ShowAs(status, stepTitle(1), amountStep(v, a))
}

func (a *applying) read(v *page.Visit) error {
	f := findingOf(v)
	f.Seller, f.Subject = a.Draft.Seller, ""
	if err := v.Get(accountPath(v)+"/invoiceable?"+url.Values{"seller": {a.Draft.Seller}}.Encode(), &a.Balance); err != nil {
		return err
	}
	var sold struct{ Items []api.SoldBy }
	if err := v.Get(accountPath(v)+"/invoiceable/sellers", &sold); err != nil {
		return err
	}
	a.Sellers = sold.Items
	var p policy.Policy
	if err := v.Get("/v1/policy", &p); err != nil {
		return err
	}
	a.Limits = p.Limits
	if a.Draft.By != byRecords {
		return nil
	}
	var err error
	switch f.Counts {
	case "": // the form begins with those that can be chosen
		f.Counts = "invoiceable"
	case everyTab:
		f.Counts = ""
	}
	a.Found, err = find(v, f)
	return err
}

// foresee asks what the choice comes to. What is malformed is said at its field where somebody wants to go on.
func (a *applying) foresee(v *page.Visit, wanted bool) error {
	of, err := accountOf(v)
	if err != nil {
		return err
	}
	f := a.Draft.form
	f.Title, f.Address, f.Email, f.Remark, f.Kind, f.Medium = certified, "", "", "", string(invoice.Ordinary), string(invoice.Electronic)
	foreseen, err := preview(v, &f, of.Certification)
	if err != nil {
		if !v.Refused(err) {
			return err
		}
		if !wanted && v.Problem.Status == http.StatusUnprocessableEntity {
			v.Problem = nil
		}
		return nil
	}
	a.Foreseen = &foreseen
	if wanted {
		a.Blocked = choiceReasons(ofAmount(foreseen.Blocked))
	}
	return nil
}

// Capitals writes the amount as on an invoice; nothing where it is none.
func (a *applying) capitals() string {
	amount, err := money.Parse(format.TypedAmount(a.Draft.Amount))
	if err != nil || !amount.IsPositive() {
		return ""
	}
	return amount.Capitals()
}

func (a *applying) isVendors() bool { return a.Draft.Seller != string(invoice.Platform) }

// sellerName is how the seller is called.
func (a *applying) sellerName() string {
	for _, one := range a.Sellers {
		if string(one.Seller) == a.Draft.Seller {
			return one.Name
		}
	}
	return a.Draft.Seller
}

// takeAmount keeps the first step, and goes where its button says.
func takeAmount(v *page.Visit) error {
	if err := v.R.ParseForm(); err != nil {
		return &api.Problem{Status: http.StatusBadRequest, Code: "invalid_request", Detail: unreadable.EN, DetailZH: unreadable.ZH}
	}
	everything, err := everyMatch(v)
	if err != nil {
		return err
	}
	d, err := changed(v, func(f *form) {
		if seller := typed(v, "seller"); seller != f.Seller {
			f.Seller, f.Amount, f.Records = seller, "", nil
		}
		f.By = typed(v, "by")
		if f.By != byRecords {
			f.By, f.Amount = byAmount, typed(v, "amount")
		} else {
			f.pick(v.R.PostForm["shown"], v.R.PostForm["record"])
		}
		if replaces := typed(v, "replaces"); replaces != "" {
			f.Replaces = replaces
		}
		switch v.Form("do") {
		case "all":
			f.pick(everything, everything)
		case "none":
			f.Records = nil
		}
	})
	if err != nil {
		return err
	}
	if to := v.Form("go"); to != "" {
		return v.Go(door.LocalPath(to))
	}
	if v.Form("do") != "next" {
		return v.Go("/console/apply?" + findingOf(v).query("by", d.By, "cursor", keptCursor(v)))
	}
	return goOn(v, d)
}

// keptCursor: a table that is narrowed anew begins at its first page.
func keptCursor(v *page.Visit) string {
	if v.Form("do") == "filter" {
		return ""
	}
	return v.Form("cursor")
}

// goOn leads to the second step, or says what is in the way.
func goOn(v *page.Visit, d draft) error {
	of, err := accountOf(v)
	if err != nil {
		return err
	}
	f := d.form
	f.Title, f.Address, f.Email, f.Remark, f.Kind, f.Medium = certified, "", "", "", string(invoice.Ordinary), string(invoice.Electronic)
	foreseen, err := preview(v, &f, of.Certification)
	if err == nil && len(ofAmount(foreseen.Blocked)) == 0 {
		return v.Go("/console/apply/details")
	}
	if err != nil && !v.Refused(err) {
		return err
	}
	v.Problem = nil
	return showAmount(v, d, true)
}

// everyMatch are the records of all pages that the filter of the form leaves, of which something can be invoiced, as far as one application takes them.
func everyMatch(v *page.Visit) (all []string, err error) {
	if v.Form("do") != "all" {
		return nil, nil
	}
	f := findingOf(v)
	f.Counts, f.Cursor, f.Order = "invoiceable", "", "oldest"
	for len(all) < mostRecords {
		var found page.List[api.Record]
		if err := v.Get(accountPath(v)+"/invoiceable/records?"+f.query("limit", "200"), &found); err != nil {
			return nil, err
		}
		for _, r := range found.Items {
			all = append(all, string(r.Consumption))
		}
		if found.NextCursor == nil {
			return all, nil
		}
		f.Cursor = *found.NextCursor
	}
	return all[:mostRecords], nil
}

// isPicked reports whether a record is ticked.
func (a *applying) isPicked(r api.Record) bool {
	return slices.Contains(a.Draft.Records, string(r.Consumption))
}

// startOver forgets what was typed.
func startOver(v *page.Visit) error {
	if err := v.API().Drafts().Forget(v.R.Context(), ownerOf(v)); err != nil {
		return err
	}
	return v.Go("/console/apply")
}
