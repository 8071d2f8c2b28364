package desk

import (
	"net/http"
	"net/url"
	"strconv"

	"kaipiao/api"
	"kaipiao/console/page"
	"kaipiao/console/words"
	"kaipiao/domain/invoice"
)

var printWaybill = words.Text{ZH: "打印面单", EN: "Print the waybill"}

// passWaybill hands out the waybill of a parcel, as the courier prints it. What is refused is said on the invoice's page.
func passWaybill(v *page.Visit) error {
	content, err := v.API().Fetch(v.R.Context(), v.Who, http.MethodPost, "/v1/invoices/"+url.PathEscape(v.Path("invoice"))+"/waybill")
	if v.Refused(err) {
		o, err := invoiceObjectOf(v)
		if err != nil {
			return err
		}
		return v.ShowAs(v.Status(), invoiceTitle.With(numberOrID(o.Invoice)), invoicePage(v, o))
	}
	if err != nil {
		return err
	}
	v.W.Header().Set("Content-Type", invoice.PDF.ContentType())
	v.W.Header().Set("Content-Disposition", "attachment; filename="+strconv.Quote("waybill-"+v.Path("invoice")+".pdf"))
	v.W.Header().Set("Cache-Control", "no-store")
	_, err = v.W.Write(content)
	return err
}

// printsWaybill reports whether the visitor may print the waybill of a paper now.
func printsWaybill(i api.Invoice) bool {
	may := page.ActionOf(i.Actions, "print_waybill")
	return may != nil && may.Allowed
}
