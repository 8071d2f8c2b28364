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
	rightNumber  = words.Text{ZH: "正确的快递单号", EN: "The right tracking number"}
	rightReason  = words.Text{ZH: "更正原因", EN: "Why it is corrected"}
	correctNow   = words.Text{ZH: "确定更正", EN: "Correct it now"}
	deliverFiles = words.Text{ZH: "重新发送发票文件", EN: "Have its files sent"}
	deliverHelps = words.Text{
		ZH: "由税务服务商用它自己的邮件或短信再发送一次，本系统的通知不受影响。邮箱和手机号至少填一项。",
		EN: "The tax provider sends them once more, by its own mail or text message, beside our mails. Fill in one of the two at least.",
	}
	deliverMail  = words.Text{ZH: "邮箱", EN: "Mail address"}
	deliverPhone = words.Text{ZH: "手机号", EN: "Mobile number"}
	deliverNow   = words.Text{ZH: "发送", EN: "Send them"}
	areDelivered = words.Text{ZH: "%s 的发票文件已请税务服务商重新发送。", EN: "The tax provider was asked to send the files of %s once more."}
	isRight      = words.Text{ZH: "%s 的快递单号已更正，客户会收到通知。", EN: "The tracking number of %s is corrected; the customer is told."}
)

// shippingCorrection is the form of one.
type shippingCorrection struct{ TrackingNumber, Company, Reason string }

// filesDelivery is the form by which files are sent once more.
type filesDelivery struct{ Email, Phone string }

// ofVendor is an invoice that a vendor has not issued yet.
type ofVendor struct {
	ID         ids.Invoice
	Actions    []api.Action
	RemindedAt *time.Time
}

// doWithInvoice reminds the vendor of an invoice, corrects the number of its parcel, or has its files sent once more, and comes back to where it was asked.
func doWithInvoice(v *page.Visit) error {
	id := v.Path("invoice")
	path, to := "/v1/invoices/"+url.PathEscape(id), invoices+"/"+url.PathEscape(id)
	right := shippingCorrection{printlist.Plain(v.Form("tracking_number")), v.Form("company"), v.Form("reason")}
	sent := filesDelivery{v.Form("email"), v.Form("phone")}
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
	case "deliver":
		err = v.Call(http.MethodPost, path+"/deliver", map[string]string{"email": sent.Email, "phone": sent.Phone}, nil)
	default:
		return v.Go(to)
	}
	if v.Refused(err) {
		o, err := invoiceObjectOf(v)
		if err != nil {
			return err
		}
		o.Right, o.Sent = right, sent
		return v.ShowAs(v.Status(), invoiceTitle.With(numberOrID(o.Invoice)), invoicePage(v, o))
	}
	if err != nil {
		return err
	}
	return v.Go(v.Back(to) + done)
}
