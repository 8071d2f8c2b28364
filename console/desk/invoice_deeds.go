package desk

import (
	"net/http"
	"net/url"
	"time"

	"kaipiao/api"
	"kaipiao/console/page"
	"kaipiao/console/printlist"
	"kaipiao/console/words"
	"kaipiao/domain/ids"
)

var (
	remind          = words.Text{ZH: "催办", EN: "Remind"}
	isReminded      = words.Text{ZH: "已催办 %s，邮件即将发出。", EN: "The vendor of %s is reminded; the mail goes out now."}
	lastReminded    = words.Text{ZH: "上次催办 %s", EN: "Last reminded %s"}
	correctShipping = words.Text{ZH: "更正快递单号", EN: "Correct the tracking number"}
	correctHelps    = words.Text{
		ZH: "仅用于单号登记有误。客户会收到更正后的单号，原单号保留在审计记录中。",
		EN: "For a number that was written down wrongly. The customer is told the right one, and the wrong one stays in the audit trail.",
	}
	rightNumber = words.Text{ZH: "正确的快递单号", EN: "The right tracking number"}
	rightReason = words.Text{ZH: "更正原因", EN: "Why it is corrected"}
	correctNow  = words.Text{ZH: "确定更正", EN: "Correct it now"}
	isRight     = words.Text{ZH: "%s 的快递单号已更正，客户会收到通知。", EN: "The tracking number of %s is corrected; the customer is told."}
)

// shippingCorrection is the form of one.
type shippingCorrection struct{ TrackingNumber, Company, Reason string }

// ofVendor is an invoice that a vendor has not issued yet.
type ofVendor struct {
	ID         ids.Invoice
	Actions    []api.Action
	RemindedAt *time.Time
}

// doWithInvoice reminds the vendor of an invoice, or corrects the number of its parcel, and comes back to where it was asked.
func doWithInvoice(v *page.Visit) error {
	id := v.Path("invoice")
	path, to := "/v1/invoices/"+url.PathEscape(id), invoices+"/"+url.PathEscape(id)
	right := shippingCorrection{printlist.Plain(v.Form("tracking_number")), v.Form("company"), v.Form("reason")}
	done := "?done=" + v.Path("deed") + "&of=" + url.QueryEscape(id)
	var err error
	switch v.Path("deed") {
	case "remind":
		err = v.Call(http.MethodPost, path+"/remind", nil, nil)
	case "correct-shipping":
		body := map[string]string{"tracking_number": right.TrackingNumber, "reason": right.Reason}
		if right.Company != "" {
			body["company"] = right.Company
		}
		err = v.Call(http.MethodPost, path+"/ship/correction", body, nil)
	default:
		return v.Go(to)
	}
	if v.Refused(err) {
		o, err := invoiceObjectOf(v)
		if err != nil {
			return err
		}
		o.Right = right
		return v.ShowAs(v.Status(), invoiceTitle.With(numberOrID(o.Invoice)), invoicePage(v, o))
	}
	if err != nil {
		return err
	}
	return v.Go(v.Back(to) + done)
}
