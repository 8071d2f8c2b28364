package vendors

import (
	"bytes"
	"io"
	"net/http"
	"net/url"
	"slices"

	"kaipiao/api"
	"kaipiao/console/page"
	"kaipiao/domain/calendar"
)

type shown struct {
	Invoice api.Invoice
	Events  page.List[api.Event]
	Today   string
}

// formats are those in which an e-invoice is handed in.
var formats = []string{"pdf", "ofd", "xml"}

func pathOf(v *page.Visit) string { return "/v1/invoices/" + url.PathEscape(v.Path("id")) }

func here(v *page.Visit) string { return "/console/vendor/invoices/" + url.PathEscape(v.Path("id")) }

// one shows an invoice, with the forms of what its vendor may do now.
func one(v *page.Visit) error {
	s := shown{Today: v.Now.In(calendar.Shanghai).Format("2006-01-02")}
	if err := v.Get(pathOf(v), &s.Invoice); err != nil {
		return err
	}
	if err := v.Get(pathOf(v)+"/timeline?limit=200", &s.Events); err != nil {
		return err
	}
	slices.Reverse(s.Events.Items) // the latest first
	return v.ShowAs(v.Status(), invoiceTitle, invoicePage(v, s))
}

// done makes a call about the invoice, and shows it again: as it is now, or with what was wrong.
func done(v *page.Visit, method, what string, body any) error {
	if err := v.Call(method, pathOf(v)+what, body, nil); err != nil {
		if v.Refused(err) {
			return one(v)
		}
		return err
	}
	return v.Go(here(v))
}

func issue(v *page.Visit) error {
	return done(v, http.MethodPost, "/issue", map[string]string{"number": v.Form("number"), "issued_on": v.Form("issued_on")})
}

func refuse(v *page.Visit) error {
	return done(v, http.MethodPost, "/refuse", map[string]string{"reason": v.Form("reason")})
}

func ship(v *page.Visit) error {
	body := map[string]string{"tracking_number": v.Form("tracking_number")}
	if company := v.Form("company"); company != "" {
		body["company"] = company
	}
	return done(v, http.MethodPost, "/ship", body)
}

func delivered(v *page.Visit) error { return done(v, http.MethodPost, "/delivered", nil) }

func reversed(v *page.Visit) error {
	return done(v, http.MethodPost, "/reversed", map[string]string{"number": v.Form("number"), "issued_on": v.Form("issued_on")})
}

// largestFile is what the API takes, in bytes; one more is refused by it with a sentence.
const largestFile = 10<<20 + 1

// handIn sends a file on as its bytes, under the format that was chosen.
func handIn(v *page.Visit) error {
	file, _, err := v.R.FormFile("file")
	content := []byte{}
	if err == nil {
		content, err = io.ReadAll(io.LimitReader(file, largestFile))
		_ = file.Close()
	}
	if err != nil && len(content) > 0 {
		return err
	}
	err = v.API().Send(v.R.Context(), v.Who, http.MethodPut, pathOf(v)+"/files/"+url.PathEscape(v.Form("format")), bytes.NewReader(content), nil,
		"Content-Type", "application/octet-stream")
	if err != nil {
		if v.Refused(err) {
			return one(v)
		}
		return err
	}
	return v.Go(here(v))
}

func download(v *page.Visit) error {
	return v.API().Pass(v.W, v.R, v.Who, pathOf(v)+"/files/"+url.PathEscape(v.Path("format")))
}
