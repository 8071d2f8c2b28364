package desk

import (
	"net/http"

	"kaipiao/api"
	"kaipiao/console/page"
	"kaipiao/console/printlist"
	"kaipiao/console/words"
	ofinvoices "kaipiao/office/invoices"
)

// sheetsForm says on which blank sheets some papers were printed, and what the API said of each.
type sheetsForm struct {
	Code, From, To string
	// Of are the references, in the order in which they were printed.
	Of      []string
	Checked *api.PrintDeskAnswer
}

// recordSheets checks the sheets first, and records them once somebody has seen what was checked.
func recordSheets(v *page.Visit) error {
	if err := v.R.ParseForm(); err != nil {
		return unread(err)
	}
	form := sheetsForm{
		Code: printlist.Plain(v.Form("code")), From: printlist.Plain(v.Form("from")), To: printlist.Plain(v.Form("to")), Of: v.R.PostForm["reference"],
	}
	path := "/v1/print-desk/sheets"
	if v.Form("do") != "record" {
		path += "?dry_run=true"
	}
	var answer api.PrintDeskAnswer
	err := v.Call(http.MethodPost, path, map[string]any{"code": form.Code, "from": form.From, "to": form.To, "references": form.Of}, &answer)
	if err != nil && !v.Refused(err) {
		return err
	}
	if err == nil && v.Form("do") == "record" && answer.Wrong == 0 {
		return v.Go(printing + "?tab=" + string(ofinvoices.ToShip) + "&recorded=" + count(len(form.Of)))
	}
	d, failed := printDeskOf(v, string(ofinvoices.ToPrint))
	if failed != nil {
		return failed
	}
	if err == nil {
		form.Checked = &answer
	}
	d.Sheets = form
	return v.ShowAs(v.Status(), printTitle, printPage(v, d))
}

// verdict sums up what was checked.
func (f sheetsForm) verdict() words.Text {
	if f.Checked.Wrong > 0 {
		return sheetsWrong.With(f.Checked.Wrong)
	}
	return sheetsGood
}
