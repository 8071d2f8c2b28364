package nuonuo

import (
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"time"

	"kaipiao/domain/money"
	"kaipiao/sandbox/faults"
	"kaipiao/sandbox/jsonhttp"
	"kaipiao/sandbox/store"
	"kaipiao/sandbox/taxbureau"
)

// order is what Nuonuo keeps of an order.
type order struct {
	Submission taxbureau.Submission `json:"submission"`
	Callback   string               `json:"callback,omitempty"`
	At         time.Time            `json:"at"`
	// Parked is why it has failed for what passes; it is not at the bureau then. Failed is why it could not be voided.
	Parked string `json:"parked,omitempty"`
}

// orderRequest is the body of requestBillingNew.
type orderRequest struct {
	Order struct {
		OrderNo, InvoiceDate, InvoiceType, InvoiceLine    string
		BuyerName, BuyerTaxNum, BuyerTel, BuyerAddress    string
		SalerTaxNum, SalerTel, SalerAddress, SalerAccount string
		BuyerAccount, Clerk, Remark, CallBackURL          string
		InvoiceDetail                                     []struct {
			GoodsName, GoodsCode, TaxRate, TaxExcludedAmount, Tax, TaxIncludedAmount, FavouredPolicyFlag, WithTaxFlag string
		}
	} `json:"order"`
}

var taxNumberFormat = regexp.MustCompile(`^[0-9A-Za-z]{6,20}$`)

// submission is the order as the bureau gets it, or the code of what is wrong with it.
func (q orderRequest) submission() (made taxbureau.Submission, code, describe string) {
	from := q.Order
	made = taxbureau.Submission{
		Serial: from.OrderNo, InvoiceType: taxbureau.InvoiceType(from.InvoiceLine), Remark: from.Remark, Drawer: from.Clerk,
		Seller: taxbureau.Party{
			Name: SellerName, TaxNumber: from.SalerTaxNum, BankAccount: from.SalerAccount,
			AddressPhone: strings.TrimSpace(from.SalerAddress + " " + from.SalerTel),
		},
		Buyer: taxbureau.Party{
			Name: from.BuyerName, TaxNumber: from.BuyerTaxNum, BankAccount: from.BuyerAccount,
			AddressPhone: strings.TrimSpace(from.BuyerAddress + " " + from.BuyerTel),
		},
	}
	_, err := time.Parse(time.DateTime, from.InvoiceDate)
	switch {
	case err != nil:
		return made, illFormed, "invoiceDate格式有误"
	case from.InvoiceType != "1" || from.InvoiceLine == "":
		return made, "E9101", "开票类型有误：数电红票请通过红字确认单开具"
	case from.SalerTaxNum != TaxNumber:
		return made, "E9301", "销方税号未注册"
	case made.InvoiceType.Special() && from.BuyerTaxNum == "":
		return made, illFormed, "开具专用发票，buyerTaxNum不能为空"
	case from.BuyerTaxNum != "" && !taxNumberFormat.MatchString(from.BuyerTaxNum):
		return made, "E9306", "购方税号应为6至20位字母或数字"
	}
	for n, of := range from.InvoiceDetail {
		net, err1 := money.Parse(of.TaxExcludedAmount)
		tax, err2 := money.Parse(of.Tax)
		gross, err3 := money.Parse(of.TaxIncludedAmount)
		rate, err4 := money.ParseRate(of.TaxRate)
		if of.FavouredPolicyFlag == "03" {
			rate, err4 = money.Exempt, nil
		}
		switch {
		case of.TaxExcludedAmount == "" || of.Tax == "" || of.TaxIncludedAmount == "":
			return made, "E9123", fmt.Sprintf("第%d行金额不能为空", n+1)
		case err1 != nil || err2 != nil || err3 != nil || err4 != nil:
			return made, "E9124", fmt.Sprintf("第%d行金额或税率格式有误", n+1)
		case !net.Add(tax).Equal(gross):
			return made, "E9130", fmt.Sprintf("第%d行不含税金额加税额不等于含税金额", n+1)
		}
		made.Lines = append(made.Lines, taxbureau.Line{Line: n + 1, Name: of.GoodsName, TaxCode: of.GoodsCode, TaxRate: rate, Net: net, Tax: tax, Gross: gross})
		made.Net, made.Tax, made.Gross = made.Net.Add(net), made.Tax.Add(tax), made.Gross.Add(gross)
	}
	return made, "", ""
}

// issue takes an order. That the quota is used up, or nobody is logged in, shows only later.
func (d *Desk) issue(c call) {
	var request orderRequest
	if err := json.Unmarshal(c.body, &request); err != nil {
		refuse(illFormed, "请求报文格式有误").Write(c.w)
		return
	}
	made, code, describe := request.submission()
	if code != "" {
		refuse(code, describe).Write(c.w)
		return
	}
	d.faults.Serve(c.w, c.r, faults.Issue, made.Serial, func(mode faults.Mode) jsonhttp.Answer {
		d.orders.Lock()
		defer d.orders.Unlock()
		_, known, err := d.order(made.Serial)
		if err != nil {
			return jsonhttp.Failed(err)
		}
		if known {
			return refuse("E9106", "订单编号已存在，请直接查询开票结果")
		}
		taken := order{Submission: made, Callback: request.Order.CallBackURL, At: d.now()}
		if err := d.hand(&taken, mode); err != nil {
			return jsonhttp.Failed(err)
		}
		if taken.Callback != "" {
			d.owe(owed{taken.Callback, func() (told, bool) { return d.orderTold(made.Serial) }})
		}
		return done(map[string]string{"invoiceSerialNum": own(made.Serial)})
	})
}

// hand hands an order to the bureau, and keeps it.
func (d *Desk) hand(taken *order, mode faults.Mode) error {
	ordered := ""
	taken.Parked = ""
	switch mode {
	case faults.QuotaExhausted:
		taken.Parked = noQuota
	case faults.SessionExpired:
		taken.Parked = noSession
	case faults.Reject:
		ordered = byOrder
	default: // it is checked as any other
	}
	if taken.Parked == "" {
		code, err := d.register.Submit(taken.Submission, ordered)
		if err != nil {
			return err
		}
		if code == taxbureau.QuotaExhausted {
			taken.Parked = noQuota + "：" + taken.Submission.Net.String()
		}
	}
	return d.store.Update(func(tx store.Tx) error {
		if err := store.Put(tx, store.Nuonuo, "serial/"+own(taken.Submission.Serial), taken.Submission.Serial); err != nil {
			return err
		}
		return store.Put(tx, store.Nuonuo, "order/"+taken.Submission.Serial, *taken)
	})
}

// order is what is kept of an order.
func (d *Desk) order(serial string) (found order, known bool, err error) {
	err = d.store.View(func(tx store.Tx) (err error) {
		found, known, err = store.Get[order](tx, store.Nuonuo, "order/"+serial)
		return err
	})
	return found, known, err
}

// serialOf is our serial of Nuonuo's own; empty where it has given none.
func (d *Desk) serialOf(own string) (serial string, err error) {
	err = d.store.View(func(tx store.Tx) (err error) {
		serial, _, err = store.Get[string](tx, store.Nuonuo, "serial/"+own)
		return err
	})
	return serial, err
}

// againAtMost is how often a day one order may be taken up again.
const againAtMost = 20

// again takes up an order that has failed for what passes.
func (d *Desk) again(c call) {
	var request struct{ Fpqqlsh, Orderno string }
	err := json.Unmarshal(c.body, &request)
	serial := request.Orderno
	if err == nil && request.Fpqqlsh != "" {
		serial, err = d.serialOf(request.Fpqqlsh)
	}
	if err != nil {
		jsonhttp.Failed(err).Write(c.w)
		return
	}
	found, known, err := d.order(serial)
	switch {
	case err != nil:
		jsonhttp.Failed(err).Write(c.w)
		return
	case !known:
		refuse("E9500", "未查询到开票记录").Write(c.w)
		return
	case found.Parked == "":
		done("发票已开具").Write(c.w)
		return
	case !d.within("again "+serial, limit{againAtMost, day}):
		refuse("E9613", "单个流水号每天最多重试20次").Write(c.w)
		return
	}
	d.faults.Serve(c.w, c.r, faults.Issue, serial, func(mode faults.Mode) jsonhttp.Answer {
		d.orders.Lock()
		defer d.orders.Unlock()
		if found, _, err = d.order(serial); err == nil && found.Parked != "" {
			err = d.hand(&found, mode)
		}
		if err != nil {
			return jsonhttp.Failed(err)
		}
		return done("重试中")
	})
}

// The statuses of an order.
const (
	issuing = "20"
	sealing = "21"
	issued  = "2"
	failed  = "22"
	unseal  = "24"
	voiding = "31"
	voided  = "3"
)

// status is where an order stands, with why it has failed.
func (d *Desk) status(of order) (status, because string, err error) {
	if of.Parked != "" {
		return failed, of.Parked, nil
	}
	now, serial := d.now(), of.Submission.Serial
	found, _, err := d.register.Find(serial)
	if err != nil || found.Status != taxbureau.Issued {
		return map[taxbureau.State]string{taxbureau.Issuing: issuing, taxbureau.Failed: failed}[found.Status], found.FailCause, err
	}
	record, _, err := d.register.Record(serial)
	switch {
	case err != nil:
		return "", "", err
	case !record.VoidedAt.IsZero() && now.Before(record.VoidedAt.Add(d.settings.Sealing)):
		return voiding, "", nil
	case !record.VoidedAt.IsZero():
		return voided, "", nil
	case now.Before(found.IssuedAt.Add(d.settings.Sealing)):
		return sealing, "", nil
	}
	return issued, "", nil
}

// cancel voids a paper invoice, which shows after a while.
func (d *Desk) cancel(c call) {
	var request struct{ InvoiceID, InvoiceCode, InvoiceNo string }
	if err := json.Unmarshal(c.body, &request); err != nil {
		refuse(illFormed, "请求报文格式有误").Write(c.w)
		return
	}
	serial, err := d.serialOf(request.InvoiceID)
	if err != nil {
		jsonhttp.Failed(err).Write(c.w)
		return
	}
	record, exists, err := d.register.Record(serial)
	if err != nil {
		jsonhttp.Failed(err).Write(c.w)
		return
	}
	if code, short := paperNumbers(record.Number); !exists || request.InvoiceCode != code || request.InvoiceNo != short {
		refuse("E9999", "发票不存在或代码号码有误").Write(c.w)
		return
	}
	d.faults.Serve(c.w, c.r, faults.Red, record.Number, func(mode faults.Mode) jsonhttp.Answer {
		switch mode {
		case faults.SessionExpired:
			return refuse("E9999", noSession)
		case faults.Reject:
			return refuse("E9999", byOrder)
		default: // it is voided, if it can be
		}
		result, err := d.register.Void(record.Number)
		if err != nil {
			return jsonhttp.Failed(err)
		}
		if result.Status == taxbureau.Failed {
			return refuse("E9999", result.FailCause)
		}
		if of, _, err := d.order(serial); err == nil && of.Callback != "" {
			d.owe(owed{of.Callback, func() (told, bool) { return voidTold(serial, record.Number), true }})
		}
		return done(map[string]string{"invoiceId": request.InvoiceID})
	})
}

// paperNumbers are the code and the short number of a document on paper.
func paperNumbers(number string) (code, short string) {
	if len(number) != 20 {
		return "", ""
	}
	return number[:12], number[12:]
}

// deliver sends files to a buyer, of whom the sandbox knows nothing: it looks only whether there are any.
func (d *Desk) deliver(c call) {
	var request struct{ Taxnum, InvoiceNum, Phone, Mail string }
	err := json.Unmarshal(c.body, &request)
	sheet, exists, failed := d.register.Sheet(request.InvoiceNum)
	switch {
	case err != nil || failed != nil:
		jsonhttp.Problem(http.StatusInternalServerError, "The sandbox failed.").Write(c.w)
	case request.Phone == "" && request.Mail == "":
		refuse(illFormed, "phone与mail不能同时为空").Write(c.w)
	case !exists || sheet.Paper || request.Taxnum != TaxNumber:
		refuse("E9999", "未查询到发票").Write(c.w)
	default:
		done(nil).Write(c.w)
	}
}
